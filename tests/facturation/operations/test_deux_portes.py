"""A period invoiced through one door is refused at the other: file and on-line month, one rule (ANO-08)."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ppas.caisses.models import TypePartenaire, Unite
from ppas.facturation.etats import EtatDepot
from ppas.facturation.models import Depot, Formulaire, LigneFacture
from ppas.facturation.operations.deposer import deposer
from ppas.facturation.operations.formulaire import (
    SaisieEnAnomalie,
    annuler_validation,
    ouvrir_formulaire,
    valider_formulaire,
)
from ppas.facturation.operations.saisie import enregistrer_formulaire
from ppas.facturation.operations.traiter import traiter
from ppas.facturation.regles.exemples import DOCUMENT_AMD, DOCUMENT_AUTRE, NIR, NOM_AUTRE
from tests.factories.caisses import PrestationFactory, TarifFactory
from tests.factories.comptes import UtilisateurFactory
from tests.factories.partenaires import ConventionFactory
from tests.factories.prises_en_charge import PriseEnChargeFactory
from tests.facturation.documents_joints import joindre_tout

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge"), pytest.mark.exigence("ANO-08")]

NOM = "03_21231300_202610.xml"


@pytest.fixture
def formulaire() -> Formulaire:
    """The form of October of the structure that the reference file speaks of, with the same hours as that file."""
    TarifFactory()
    convention = ConventionFactory(identifiant_structure="21231300")
    PriseEnChargeFactory(convention=convention, numero="2026004512", beneficiaire__nir=NIR)
    formulaire = ouvrir_formulaire(convention, date(2026, 10, 1), par=UtilisateurFactory())
    formulaire.lignes.update(ouvrables_centiemes=1400, dimanches_feries_centiemes=150)
    return formulaire


def envoyer_le_fichier(formulaire: Formulaire, nom: str = NOM, document: str = DOCUMENT_AMD) -> Depot:
    """Deposit the reference file for the form's structure, process it, and return its deposit."""
    depot = deposer(
        SimpleUploadedFile(nom, document.encode()),
        partenaire=formulaire.convention.partenaire,
        par=UtilisateurFactory(),
        cle_envoi=uuid4(),
    )
    traiter(depot.pk)
    depot.refresh_from_db()
    return depot


def test_un_mois_valide_en_ligne_est_refuse_dans_un_fichier(formulaire: Formulaire) -> None:
    valider_formulaire(formulaire, par=UtilisateurFactory())
    depot = envoyer_le_fichier(formulaire)
    assert [(a.code, a.numero_facture) for a in depot.anomalies.all()] == [("L05", LigneFacture.objects.get().pk)]


def test_un_mois_envoye_par_fichier_est_refuse_en_ligne(formulaire: Formulaire) -> None:
    envoyer_le_fichier(formulaire)
    facture = LigneFacture.objects.get()
    with pytest.raises(SaisieEnAnomalie) as levee:
        valider_formulaire(formulaire, par=UtilisateurFactory())
    assert [(a.code, a.numero_facture) for _, a in levee.value.anomalies] == [("L05", facture.pk)]


def test_un_mois_annule_en_ligne_passe_par_fichier(formulaire: Formulaire) -> None:
    valider_formulaire(formulaire, par=UtilisateurFactory())
    annuler_validation(formulaire, par=UtilisateurFactory())
    assert envoyer_le_fichier(formulaire).etat == EtatDepot.TRAITE


def test_les_deux_portes_donnent_les_memes_montants(formulaire: Formulaire) -> None:
    envoyer_le_fichier(formulaire)
    par_fichier = LigneFacture.objects.get()
    LigneFacture.objects.all().delete()
    valider_formulaire(formulaire, par=UtilisateurFactory())
    en_ligne = LigneFacture.objects.get()
    for champ in ("debut", "fin", "periode", "montant_caisse_centimes", "montant_beneficiaire_centimes"):
        assert getattr(en_ligne, champ) == getattr(par_fichier, champ)


# Housing

CHAMPS_HABITAT = (
    "echeance",
    "periode",
    "ordre",
    "debut",
    "fin",
    "ouvrables_centiemes",
    "dimanches_feries_centiemes",
    "quantite_centiemes",
    "montant_caisse_centimes",
    "montant_beneficiaire_centimes",
)
UNE_FOIS = DOCUMENT_AUTRE.replace("2.00", "1.00").replace("62.70", "125.40")
"""The same works, counted once for their whole amount."""


@pytest.fixture(params=[Unite.FORFAIT, Unite.MONTANT])
def habitat(request: pytest.FixtureRequest, horloge) -> tuple[Formulaire, str]:
    """The form of November that invoices the reference file of housing, and that file, for each unit."""
    horloge.regler("2026-11-30 10:00")
    par = UtilisateurFactory()
    prestation = PrestationFactory(habitat=True, unite=request.param)
    if request.param == Unite.FORFAIT:
        TarifFactory(prestation=prestation, ouvrable_centimes=6270, dimanche_ferie_centimes=None)
    convention = ConventionFactory(type_partenaire__code=TypePartenaire.HABITAT, identifiant_structure="21231300")
    PriseEnChargeFactory(
        convention=convention,
        prestation=prestation,
        numero="2026009001",
        beneficiaire__nir=NIR,
        quantite_mensuelle_centiemes=None,
        plafond_centimes=50_000,
    )
    formulaire = ouvrir_formulaire(convention, date(2026, 11, 1), par=par)
    ligne = formulaire.lignes.get()
    valeurs = {"quantite_centiemes": 200} if request.param == Unite.FORFAIT else {"montant_centimes": 12540}
    enregistrer_formulaire(formulaire, {ligne.pk: {"intervention_du": date(2026, 11, 2), **valeurs}}, par=par)
    if request.param == Unite.MONTANT:
        joindre_tout(ligne, par)
    return formulaire, DOCUMENT_AUTRE if request.param == Unite.FORFAIT else UNE_FOIS


def test_les_deux_portes_donnent_la_meme_ligne_d_habitat(habitat: tuple[Formulaire, str]) -> None:
    formulaire, document = habitat
    depot = envoyer_le_fichier(formulaire, NOM_AUTRE, document)
    assert list(depot.anomalies.all()) == []
    par_fichier = LigneFacture.objects.get()
    LigneFacture.objects.all().delete()
    valider_formulaire(formulaire, par=UtilisateurFactory())
    en_ligne = LigneFacture.objects.get()
    assert {champ: getattr(en_ligne, champ) for champ in CHAMPS_HABITAT} == {
        champ: getattr(par_fichier, champ) for champ in CHAMPS_HABITAT
    }


def test_une_intervention_envoyee_par_fichier_est_refusee_en_ligne(habitat: tuple[Formulaire, str]) -> None:
    formulaire, document = habitat
    envoyer_le_fichier(formulaire, NOM_AUTRE, document)
    with pytest.raises(SaisieEnAnomalie) as levee:
        valider_formulaire(formulaire, par=UtilisateurFactory())
    assert [a.code for _, a in levee.value.anomalies] == ["L05"]


def test_une_intervention_validee_en_ligne_est_refusee_dans_un_fichier(habitat: tuple[Formulaire, str]) -> None:
    formulaire, document = habitat
    valider_formulaire(formulaire, par=UtilisateurFactory())
    depot = envoyer_le_fichier(formulaire, NOM_AUTRE, document)
    assert [a.code for a in depot.anomalies.all()] == ["L05"]
