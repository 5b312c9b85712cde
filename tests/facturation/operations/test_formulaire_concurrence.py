"""The on-line month in several hands at the same instant: threads released by a barrier, on both databases."""

from collections.abc import Callable
from datetime import date
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from ppas.facturation.etats import EtatLigne
from ppas.facturation.models import Formulaire, LigneFacture
from ppas.facturation.operations.deposer import deposer
from ppas.facturation.operations.exporter import exporter_factures
from ppas.facturation.operations.formulaire import (
    annuler_validation,
    ouvrir_formulaire,
    valider_formulaire,
)
from ppas.facturation.operations.saisie import enregistrer_formulaire
from ppas.facturation.operations.traiter import traiter
from ppas.facturation.regles.exemples import DOCUMENT_AMD, NIR
from ppas.socle.refus import Refus
from tests.factories.caisses import TarifFactory
from tests.factories.comptes import UtilisateurFactory
from tests.factories.partenaires import ConventionFactory
from tests.factories.prises_en_charge import PriseEnChargeFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("horloge")]

OCTOBRE = date(2026, 10, 1)
MANCHES = range(5)


@pytest.fixture
def formulaire() -> Formulaire:
    """A draft of October with 10,00 hours for each of three persons."""
    TarifFactory()
    convention = PriseEnChargeFactory().convention
    PriseEnChargeFactory.create_batch(2, convention=convention)
    formulaire = ouvrir_formulaire(convention, OCTOBRE, par=UtilisateurFactory())
    formulaire.lignes.update(ouvrables_centiemes=1000)
    return formulaire


def ensemble(*actions: Callable[[], object]) -> list[str]:
    """Run the actions at the same instant; return the code of each refusal, "" for none, anything else as it came."""
    depart, resultats = Barrier(len(actions)), [""] * len(actions)

    def courir(rang: int, action: Callable[[], object]) -> None:
        depart.wait()
        try:
            action()
        except Refus as refus:
            resultats[rang] = refus.code
        except Exception as erreur:  # noqa: BLE001 -- the thread's failure becomes the test's
            resultats[rang] = repr(erreur)
        finally:
            connection.close()

    fils = [Thread(target=courir, args=(rang, action)) for rang, action in enumerate(actions)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    return resultats


def relu(formulaire: Formulaire) -> Formulaire:
    """Return the form as another browser reads it."""
    return Formulaire.objects.select_related("convention__caisse").get(pk=formulaire.pk)


@pytest.mark.exigence("INV-13")
@pytest.mark.parametrize("manche", MANCHES)
def test_deux_ouvertures_au_meme_instant_donnent_un_formulaire(manche: int) -> None:
    convention, par = PriseEnChargeFactory().convention, UtilisateurFactory()
    assert ensemble(*[lambda: ouvrir_formulaire(convention, OCTOBRE, par=par)] * 2) == ["", ""]
    assert (Formulaire.objects.count(), Formulaire.objects.get().lignes.count()) == (1, 1)


@pytest.mark.exigence("ANO-08")
@pytest.mark.parametrize("manche", MANCHES)
def test_deux_validations_au_meme_instant_ne_facturent_qu_une_fois(manche: int, formulaire: Formulaire) -> None:
    par = UtilisateurFactory()
    objets = [relu(formulaire), relu(formulaire)]
    assert ensemble(*[lambda objet=objet: valider_formulaire(objet, par=par) for objet in objets]) == ["", ""]
    assert LigneFacture.objects.count() == 3


@pytest.mark.parametrize("manche", MANCHES)
def test_une_saisie_pendant_la_validation_est_envoyee_ou_refusee(manche: int, formulaire: Formulaire) -> None:
    par, objets = UtilisateurFactory(), [relu(formulaire), relu(formulaire)]
    ligne = formulaire.lignes.first()
    _, saisie = ensemble(
        lambda: valider_formulaire(objets[0], par=par),
        lambda: enregistrer_formulaire(objets[1], {ligne.pk: {"ouvrables_centiemes": 500}}, par=par),
    )
    assert LigneFacture.objects.get(rang=1).ouvrables_centiemes == {"": 500, "formulaire-valide": 1000}[saisie]


@pytest.mark.exigence("INV-02")
@pytest.mark.parametrize("manche", MANCHES)
def test_deux_saisies_d_un_champ_au_meme_instant_en_gardent_une_et_montrent_l_autre(
    manche: int, formulaire: Formulaire
) -> None:
    par, ligne, conflits = UtilisateurFactory(), formulaire.lignes.first(), []

    def taper(objet: Formulaire, tape: int) -> None:
        saisie = {ligne.pk: {"ouvrables_centiemes": tape}}
        conflits.extend(enregistrer_formulaire(objet, saisie, vues={ligne.pk: {"ouvrables_centiemes": 1000}}, par=par))

    objets = [relu(formulaire), relu(formulaire)]
    assert ensemble(lambda: taper(objets[0], 500), lambda: taper(objets[1], 600)) == ["", ""]
    ligne.refresh_from_db()
    assert {ligne.ouvrables_centiemes, *(conflit.ecarte for conflit in conflits)} == {500, 600}


@pytest.mark.exigence("INV-09")
@pytest.mark.parametrize("manche", MANCHES)
def test_un_formulaire_est_transmis_ou_annule_jamais_les_deux(manche: int, formulaire: Formulaire) -> None:
    par = UtilisateurFactory()
    valider_formulaire(formulaire, par=par)
    objet = relu(formulaire)
    refus = ensemble(
        lambda: annuler_validation(objet, par=par),
        lambda: exporter_factures(objet.convention.caisse, par=par),
    )
    etats = set(LigneFacture.objects.values_list("etat", flat=True))
    assert (refus, etats) in [
        (["", "rien-a-exporter"], {EtatLigne.ANNULEE}),
        (["deja-transmis", ""], {EtatLigne.EXPORTEE}),
    ]


@pytest.mark.exigence("ANO-08")
@pytest.mark.parametrize("manche", MANCHES)
def test_un_fichier_et_un_formulaire_au_meme_instant_ne_facturent_qu_une_fois(manche: int) -> None:
    TarifFactory()
    convention = ConventionFactory(identifiant_structure="21231300")
    PriseEnChargeFactory(convention=convention, numero="2026004512", beneficiaire__nir=NIR)
    par = UtilisateurFactory()
    formulaire = ouvrir_formulaire(convention, OCTOBRE, par=par)
    formulaire.lignes.update(ouvrables_centiemes=1000)
    fichier = SimpleUploadedFile("03_21231300_202610.xml", DOCUMENT_AMD.encode())
    depot = deposer(fichier, partenaire=convention.partenaire, par=par, cle_envoi=uuid4())
    refus, echec = ensemble(lambda: valider_formulaire(formulaire, par=par), lambda: traiter(depot.pk))
    assert (refus in {"", "depot-en-cours", "saisie-en-anomalie"}, echec) == (True, "")
    assert LigneFacture.objects.engageantes().publiees().count() == 1
