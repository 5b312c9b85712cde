"""Two sendings of one period at the same instant, by every pair of doors: exactly one is accepted (C1).

Each race has its control: the same rounds without the protections must show periods invoiced twice.
"""

import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from threading import Event

import pytest
from django.db import connection, models
from django.db.models import Count

from ppas.comptes.models import Utilisateur
from ppas.facturation.models import Depot, Formulaire, LigneFacture
from ppas.facturation.operations import formulaire as par_formulaire
from ppas.facturation.operations import traiter as par_fichier
from ppas.facturation.operations.deposer import deposer
from ppas.facturation.operations.formulaire import SaisieEnAnomalie, ouvrir_formulaire, valider_formulaire
from ppas.facturation.taches import reprendre_les_depots
from ppas.partenaires.models import Convention
from ppas.socle.etats import changer_etat
from ppas.socle.horloge import maintenant
from ppas.socle.refus import Refus
from tests.factories.caisses import TarifFactory
from tests.factories.comptes import UtilisateurFactory
from tests.factories.partenaires import ConventionFactory
from tests.factories.prises_en_charge import BeneficiaireFactory, PriseEnChargeFactory, nir_de_femme
from tests.facturation.envois import STRUCTURE, document, ensemble, recu

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("horloge")]

OCTOBRE = date(2026, 10, 1)
MANCHES = 100
MANCHES_TEMOINS = 20
MANCHES_CAMPAGNE = 1000


@dataclass
class Manche:
    """One round: a structure of its own, one person, one month to invoice."""

    convention: Convention
    par: Utilisateur

    def deposer(self, suffixe: str = "") -> Depot:
        """Send the month by file; return the deposit, not processed yet."""
        structure = self.convention.identifiant_structure
        nom = f"03_{structure}_202610{suffixe}.xml"
        texte = document(1, nom).replace(f">{STRUCTURE}<", f">{structure}<").replace("PEC1", f"PEC{structure[1:]}")
        return deposer(recu(texte, nom), partenaire=self.convention.partenaire, par=self.par, cle_envoi=uuid.uuid4())

    def saisir(self) -> Formulaire:
        """Type the month on line; return the form ready to be validated, as another browser reads it."""
        formulaire = ouvrir_formulaire(self.convention, OCTOBRE, par=self.par)
        formulaire.lignes.update(ouvrables_centiemes=1000)
        return Formulaire.objects.select_related("convention__caisse").get(pk=formulaire.pk)

    def resultats(self) -> list[tuple[int, list[str]]]:
        """Return, for each deposit of this round, how many lines were accepted and the codes of its anomalies."""
        depots = Depot.objects.filter(convention=self.convention).order_by("pk")
        return [(d.nb_lignes_acceptees, list(d.anomalies.values_list("code", flat=True))) for d in depots]


@pytest.fixture
def manches() -> Callable[[int], Iterator[Manche]]:
    """Return `manches(nb)`: that many rounds."""

    def faire(nb: int) -> Iterator[Manche]:
        TarifFactory()
        par, beneficiaire = UtilisateurFactory(), BeneficiaireFactory(nir=nir_de_femme(1))
        for rang in range(nb):
            convention = ConventionFactory(identifiant_structure=f"S{rang}")
            PriseEnChargeFactory(convention=convention, numero=f"PEC{rang}", beneficiaire=beneficiaire)
            yield Manche(convention, par)

    return faire


def nb_doubles() -> int:
    """Count the periods invoiced more than once."""
    lignes = LigneFacture.objects.engageantes().values("prise_en_charge", "periode").annotate(nb=Count("pk"))
    return lignes.filter(nb__gt=1).count()


def deux_fichiers(manche: Manche) -> list[object]:
    premier, second = manche.deposer(), manche.deposer("-2")
    return ensemble(lambda: par_fichier.traiter(premier.pk), lambda: par_fichier.traiter(second.pk))


def un_fichier_et_un_formulaire(manche: Manche) -> list[object]:
    depot, formulaire = manche.deposer(), manche.saisir()
    return ensemble(lambda: par_fichier.traiter(depot.pk), lambda: valider_formulaire(formulaire, par=manche.par))


def verifier_deux_fichiers(manche: Manche) -> None:
    assert deux_fichiers(manche) == [None, None]
    reprendre_les_depots()  # the one that found the convention taken
    assert sorted(manche.resultats()) == [(0, ["L05"]), (1, [])]


def verifier_un_fichier_et_un_formulaire(manche: Manche) -> None:
    _, refus = un_fichier_et_un_formulaire(manche)
    if isinstance(refus, Refus) and refus.code == "depot-en-cours":
        with pytest.raises(SaisieEnAnomalie) as reprise:
            valider_formulaire(manche.saisir(), par=manche.par)
        refus = reprise.value
    reprendre_les_depots()  # the file, when it found the convention taken
    if refus is None:
        assert manche.resultats() == [(0, ["L05"])]
    else:
        assert [anomalie.code for _, anomalie in refus.anomalies] == ["L05"]
        assert manche.resultats() == [(1, [])]


PAIRES = [
    pytest.param(deux_fichiers, verifier_deux_fichiers, id="deux fichiers"),
    pytest.param(un_fichier_et_un_formulaire, verifier_un_fichier_et_un_formulaire, id="un fichier et un formulaire"),
]


@pytest.mark.exigence("ANO-08", "HIS-03", "ANO-05")
@pytest.mark.parametrize(("_course", "verifier"), PAIRES)
def test_une_periode_envoyee_deux_fois_au_meme_instant_n_est_acceptee_qu_une_fois(
    _course: object, verifier: Callable[[Manche], None], manches
) -> None:
    for manche in manches(MANCHES):
        verifier(manche)
    assert (LigneFacture.objects.count(), nb_doubles()) == (MANCHES, 0)


@pytest.mark.campagne
@pytest.mark.parametrize(("_course", "verifier"), PAIRES)
def test_une_periode_n_est_acceptee_qu_une_fois_en_campagne(
    _course: object, verifier: Callable[[Manche], None], manches
) -> None:
    for manche in manches(MANCHES_CAMPAGNE):
        verifier(manche)
    assert (LigneFacture.objects.count(), nb_doubles()) == (MANCHES_CAMPAGNE, 0)


@pytest.fixture
def disque_lent(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worst moment: a file writes slowly what it judged, and the form is validated meanwhile.

    SQLite admits one writer at a time, and the short form would always be done before the file begins.
    """
    ecrire, valider, a_juge = par_fichier._ecrire_lot, par_formulaire._valider, Event()

    def ecrire_lentement(*args: object) -> None:
        a_juge.set()
        time.sleep(0.02)
        ecrire(*args)

    def valider_ensuite(formulaire: Formulaire, *, par: Utilisateur) -> None:
        a_juge.wait(timeout=0.2)
        a_juge.clear()
        valider(formulaire, par=par)

    monkeypatch.setattr(par_fichier, "_ecrire_lot", ecrire_lentement)
    monkeypatch.setattr(par_formulaire, "_valider", valider_ensuite)


@pytest.mark.parametrize(("_course", "verifier"), PAIRES)
def test_le_pire_moment_ne_change_rien(
    _course: object, verifier: Callable[[Manche], None], manches, disque_lent: None
) -> None:
    for manche in manches(MANCHES_TEMOINS):
        verifier(manche)
    assert (LigneFacture.objects.count(), nb_doubles()) == (MANCHES_TEMOINS, 0)


@pytest.fixture
def sans_verrou(monkeypatch: pytest.MonkeyPatch, disque_lent: None) -> None:
    """Neither the convention's lock nor « one deposit at a time »: the unique constraints alone are left."""

    def prendre(depot_id: int) -> Depot:
        depot = Depot.objects.select_related("convention__caisse").get(pk=depot_id)
        changer_etat(depot, "prendre", par=None, jeton=uuid.uuid4(), battement_le=maintenant())
        return depot

    monkeypatch.setattr(par_fichier, "prendre", prendre)
    monkeypatch.setattr(par_formulaire, "verrouiller_convention", lambda convention: convention)


def contrainte(modele: type[models.Model], nom: str) -> models.BaseConstraint:
    return next(contrainte for contrainte in modele._meta.constraints if contrainte.name == nom)


@pytest.fixture
def sans_contrainte() -> Iterator[None]:
    """The database without its two unique walls."""
    murs = [
        (Depot, contrainte(Depot, "depot_un_seul_en_traitement")),
        (LigneFacture, contrainte(LigneFacture, "ligne_facture_periode_unique")),
    ]
    for modele, mur in murs:
        with connection.schema_editor() as editeur:
            editeur.remove_constraint(modele, mur)
    yield
    LigneFacture.objects.all().delete()
    Depot.objects.filter(etat="en_traitement").update(etat="recu")
    for modele, mur in murs:
        with connection.schema_editor() as editeur:
            editeur.add_constraint(modele, mur)


@pytest.mark.parametrize(("course", "_verifier"), PAIRES)
def test_temoin_sans_protection_des_periodes_sont_facturees_deux_fois(
    course: Callable[[Manche], list[object]], _verifier: object, manches, sans_verrou: None, sans_contrainte: None
) -> None:
    for manche in manches(MANCHES_TEMOINS):
        course(manche)
    print(f"{nb_doubles()} doubles in {MANCHES_TEMOINS} rounds without the protections")  # noqa: T201 -- a figure
    assert nb_doubles() > 0


@pytest.mark.parametrize(("course", "_verifier"), PAIRES)
def test_le_second_mur_tient_seul(
    course: Callable[[Manche], list[object]], _verifier: object, manches, sans_verrou: None
) -> None:
    for manche in manches(MANCHES_TEMOINS):
        course(manche)
    assert nb_doubles() == 0
