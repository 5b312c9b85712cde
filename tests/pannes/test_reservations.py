"""Two evaluators reserve one order at the same instant: one has it, the other is told who does (C3).

The control shows that without lock nor constraint both would hold it.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.db import connection
from django.db.models import Count

from ppas.comptes.models import Utilisateur
from ppas.evaluations.etats import EtatCommande
from ppas.evaluations.models import Commande, Reservation
from ppas.evaluations.operations import reservations as operations
from ppas.evaluations.operations.reservations import reserver
from ppas.socle import etats
from ppas.socle.refus import Refus
from tests.factories.evaluations import CommandeFactory
from tests.factories.partenaires import ConventionFactory, RattachementFactory
from tests.factories.prises_en_charge import BeneficiaireFactory
from tests.facturation.envois import ensemble

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("horloge")]

MANCHES = 300
MANCHES_TEMOINS = 10
MANCHES_CAMPAGNE = 1000


@dataclass
class Manche:
    """One round: an order, and the two evaluators who want it."""

    commande: Commande
    evaluateurs: list[Utilisateur]

    def reserver(self, evaluateur: Utilisateur) -> Reservation:
        """Reserve the order as another browser reads it."""
        return reserver(Commande.objects.get(pk=self.commande.pk), evaluateur=evaluateur)

    def courir(self) -> list[object]:
        """Let both reserve at the same instant; return what each got."""
        premier, second = self.evaluateurs
        return ensemble(lambda: self.reserver(premier), lambda: self.reserver(second))


@pytest.fixture
def manches() -> Callable[[int], Iterator[Manche]]:
    """Return `manches(nb)`: that many rounds of one structure."""

    def faire(nb: int) -> Iterator[Manche]:
        convention = ConventionFactory(type_partenaire__code="evaluation")
        evaluateurs = [
            RattachementFactory(
                partenaire=convention.partenaire, utilisateur__prenom=prenom, utilisateur__nom="ROUX"
            ).utilisateur
            for prenom in ("Jeanne", "Paul")
        ]
        beneficiaire = BeneficiaireFactory(caisse=convention.caisse)
        for _ in range(nb):
            yield Manche(CommandeFactory(convention=convention, beneficiaire=beneficiaire), evaluateurs)

    return faire


def verifier(manche: Manche) -> None:
    resultats = manche.courir()
    refus = next(r for r in resultats if isinstance(r, Refus))
    tenue = next(r for r in resultats if isinstance(r, Reservation))
    assert refus.code == "deja-reservee"
    assert f"déjà réservée par {tenue.evaluateur}, depuis le 04/11/2026\xa0à\xa009:30" in refus.message
    assert list(manche.commande.reservations.values_list("pk", "fin")) == [(tenue.pk, "")]
    manche.commande.refresh_from_db()
    assert manche.commande.etat == EtatCommande.RESERVEE


def nb_doubles() -> int:
    """Count the orders that several hold."""
    tenues = Reservation.objects.en_cours().order_by().values("commande").annotate(nb=Count("pk"))
    return tenues.filter(nb__gt=1).count()


@pytest.mark.exigence("EVA-02", "EVA-20")
def test_une_commande_voulue_par_deux_evaluateurs_n_en_a_qu_un(manches) -> None:
    for manche in manches(MANCHES):
        verifier(manche)
    assert (Reservation.objects.count(), nb_doubles()) == (MANCHES, 0)


@pytest.mark.campagne
def test_une_commande_n_a_qu_un_evaluateur_en_campagne(manches) -> None:
    for manche in manches(MANCHES_CAMPAGNE):
        verifier(manche)
    assert (Reservation.objects.count(), nb_doubles()) == (MANCHES_CAMPAGNE, 0)


@pytest.fixture
def sans_verrou(monkeypatch: pytest.MonkeyPatch) -> None:
    """No lock, and time passes between what is read and what is written.

    Nor a transaction on SQLite, where each is alone from its first word.
    """

    def lire(objet: Commande, **_: object) -> Commande:
        objet.refresh_from_db()
        return objet

    def exiger_lentement(objet: Commande, verbe: str, **_: object) -> str:
        departs, arrivee = objet.TRANSITIONS[verbe]
        assert objet.etat in departs
        time.sleep(0.03)
        return arrivee

    monkeypatch.setattr(operations, "verrouiller", lire)
    monkeypatch.setattr(etats, "exiger", exiger_lentement)
    if connection.vendor == "sqlite":
        monkeypatch.setattr(operations, "_reserver", operations._reserver.__wrapped__)
        monkeypatch.setattr(operations, "changer_etat", etats.changer_etat.__wrapped__)


@pytest.fixture
def sans_contrainte() -> Iterator[None]:
    """The database without its unique wall."""
    mur = next(contrainte for contrainte in Reservation._meta.constraints if contrainte.name == "reservation_exclusive")
    with connection.schema_editor() as editeur:
        editeur.remove_constraint(Reservation, mur)
    yield
    Reservation.objects.all().delete()
    with connection.schema_editor() as editeur:
        editeur.add_constraint(Reservation, mur)


def test_temoin_sans_protection_deux_evaluateurs_ont_la_meme_commande(
    manches, sans_verrou: None, sans_contrainte: None
) -> None:
    for manche in manches(MANCHES_TEMOINS):
        manche.courir()
    print(f"{nb_doubles()} doubles in {MANCHES_TEMOINS} rounds without the protections")  # noqa: T201 -- a figure
    assert nb_doubles() > 0


def test_le_second_mur_tient_seul_et_dit_aussi_qui_a_la_commande(manches, sans_verrou: None) -> None:
    for manche in manches(MANCHES_TEMOINS):
        verifier(manche)
    assert (Reservation.objects.count(), nb_doubles()) == (MANCHES_TEMOINS, 0)
