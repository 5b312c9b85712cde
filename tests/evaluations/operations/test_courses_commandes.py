"""An order withdrawn at the very instant when an evaluator takes it: either he never had it, or he no longer has it.

The control runs the same rounds without the lock of the order: a withdrawal that was announced must be lost.
"""

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, models

from ppas.caisses.models import TypePartenaire
from ppas.evaluations.etats import EtatCommande
from ppas.evaluations.models import Commande, Reservation
from ppas.evaluations.operations import reservations
from ppas.evaluations.operations.commandes import annuler_commande, placer_commande
from ppas.evaluations.operations.reservations import reserver
from ppas.socle import etats
from ppas.socle.horloge import aujourd_hui
from ppas.socle.refus import Refus
from tests.evaluations.saisies import donnees_de
from tests.factories import (
    BeneficiaireFactory,
    CommandeFactory,
    ConventionFactory,
    RattachementFactory,
    UtilisateurFactory,
)
from tests.facturation.envois import ensemble

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("horloge")]
MANCHES = 40
MANCHES_TEMOINS = 10


def course(nb: int) -> list[list[object]]:
    """Withdraw and take the same order at once, `nb` times; return what came of each pair."""
    convention, beneficiaire = ConventionFactory(type_partenaire__code=TypePartenaire.EVALUATION), BeneficiaireFactory()
    par = RattachementFactory(partenaire=convention.partenaire).utilisateur
    resultats = []
    for _ in range(nb):
        pk = CommandeFactory(convention=convention, beneficiaire=beneficiaire).pk
        a_annuler, a_prendre = (Commande.objects.select_related("convention__partenaire").get(pk=pk) for _ in "12")
        resultats.append(
            ensemble(
                lambda commande=a_annuler: annuler_commande(commande, le=aujourd_hui(), motif="Décès", par=par),
                lambda commande=a_prendre: reserver(commande, evaluateur=par),
            )
        )
    return resultats


def mal_finies() -> int:
    """Count the orders that somebody still holds, or that are not withdrawn, though all were."""
    tenues = Reservation.objects.en_cours().values("commande")
    return (Commande.objects.exclude(etat=EtatCommande.ANNULEE) | Commande.objects.filter(pk__in=tenues)).count()


@pytest.mark.exigence("CAI-08")
def test_une_commande_annulee_n_est_plus_tenue_par_personne() -> None:
    for annulation, prise in course(MANCHES):
        assert annulation is None
        assert isinstance(prise, Reservation) or (isinstance(prise, Refus) and prise.code == "commande-fermee")
    assert (Commande.objects.count(), mal_finies()) == (MANCHES, 0)


@pytest.fixture
def sans_verrou(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the order without its lock, and let the evaluator write last what he read before the withdrawal."""

    def relire(objet: models.Model, *, garder: Any = ()) -> models.Model:
        gardes = {nom: getattr(objet, nom) for nom in garder}
        objet.refresh_from_db()
        for nom, garde in gardes.items():
            setattr(objet, nom, garde)
        time.sleep(0.24 if "caisse" in garder else 0.15)  # an evaluator reads twice
        return objet

    for module in (etats, reservations):
        monkeypatch.setattr(module, "verrouiller", relire)


@pytest.mark.skipif(connection.vendor == "sqlite", reason="it admits one writer at a time")
def test_temoin_sans_verrou_une_annulation_se_perd(sans_verrou: None) -> None:
    assert [annulation for annulation, _ in course(MANCHES_TEMOINS) if annulation] == []
    assert mal_finies() > 0


def placer_deux(convention, par) -> Callable[[str], Callable[[], object]]:
    return lambda numero: lambda: placer_commande(convention.caisse, donnees_de(convention, numero), par=par)


@pytest.mark.exigence("CAI-08")
def test_deux_agents_ne_commandent_pas_deux_fois_la_meme_personne() -> None:
    convention, par = CommandeFactory(etat=EtatCommande.ANNULEE).convention, UtilisateurFactory()
    placer = placer_deux(convention, par)
    for manche in range(10):
        resultats = ensemble(placer(f"A{manche}"), placer(f"B{manche}"))
        refus = [resultat for resultat in resultats if isinstance(resultat, Refus)]
        assert [r.code for r in refus] == ["commande-en-cours"]
        assert Commande.objects.ouvertes().count() == 1
        Commande.objects.update(etat=EtatCommande.ANNULEE)
