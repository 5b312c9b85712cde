"""What waits for a structure or a caisse is found among what is open, without reading the history."""

from datetime import date

import pytest
from django.db import connection

from ppas.comptes.models import Utilisateur
from ppas.evaluations.etats import EtatCommande, FinReservation
from ppas.evaluations.models import Commande, Reservation
from ppas.partenaires.models import Convention
from ppas.socle.horloge import aujourd_hui, maintenant
from tests.factories.caisses import CaisseFactory
from tests.factories.evaluations import CommandeFactory, ReservationFactory
from tests.factories.partenaires import ConventionFactory
from tests.factories.prises_en_charge import BeneficiaireFactory

PAR_STRUCTURE = 200


def ranger(table: str) -> None:
    """Let PostgreSQL know `table` as it is: rows that other tests wrote and undid make an index look dear."""
    if connection.vendor == "postgresql":
        connection.cursor().execute(f"REINDEX TABLE {table}; ANALYZE {table}")


@pytest.fixture
def conventions(db: None) -> list[Convention]:
    """Five structures of five caisses, each with years of orders of which a few are open."""
    conventions = [ConventionFactory(caisse=CaisseFactory(code=str(code))) for code in range(11, 16)]
    Commande.objects.bulk_create(
        CommandeFactory.build(
            convention=convention,
            caisse=convention.caisse,
            beneficiaire=beneficiaire,
            etat=EtatCommande.REALISEE if rang % 50 else EtatCommande.A_RESERVER,
        )
        for convention in conventions
        for beneficiaire in [BeneficiaireFactory(caisse=convention.caisse)]
        for rang in range(PAR_STRUCTURE)
    )
    ranger("evaluations_commande")
    return conventions


def test_ce_qui_est_ouvert_se_trouve_par_son_index(conventions: list[Convention]) -> None:
    ouvertes = Commande.objects.de_partenaire(conventions[0].partenaire).ouvertes()
    choisies = Commande.objects.filter(convention__in=[convention.pk for convention in conventions[:2]]).ouvertes()
    requetes = [
        ouvertes.order_by("date_limite", "id")[:26],
        ouvertes.filter(etat=EtatCommande.A_RESERVER).order_by("date_limite", "id")[:26],
        choisies.filter(etat=EtatCommande.A_RESERVER).order_by().values("pk")[:100],
        choisies.filter(date_limite__lte=date(2026, 12, 1)).order_by().values("pk")[:100],
    ]
    assert [requete.explain() for requete in requetes if "commande_ouverte_convention" not in requete.explain()] == []


def test_temoin_sans_l_etat_l_index_ne_sert_pas(conventions: list[Convention]) -> None:
    assert "commande_ouverte_convention" not in Commande.objects.de_partenaire(conventions[0].partenaire).explain()


def test_les_commandes_a_rendre_d_une_caisse_se_lisent_par_leur_index(conventions: list[Convention]) -> None:
    siennes = Commande.objects.de_caisse(conventions[0].caisse)
    toutes = siennes.ouvertes().order_by("date_limite", "id")
    assert "commande_ouverte_caisse" in toutes[:25].explain()
    assert "commande_ouverte_caisse" in siennes.en_retard(aujourd_hui()).explain()


def test_temoin_les_etats_passes_en_parametres_n_ont_pas_l_index_sur_sqlite(conventions: list[Convention]) -> None:
    if connection.vendor == "postgresql":
        pytest.skip("it knows parameters when it plans")
    siennes = Commande.objects.de_caisse(conventions[0].caisse).filter(etat__in=["a_reserver", "reservee"])
    assert "commande_ouverte_caisse" not in siennes.order_by("date_limite", "id").explain()


@pytest.fixture
def evaluatrice(db: None) -> Utilisateur:
    """Someone who holds one order, after a thousand others."""
    en_cours = ReservationFactory()
    finie = {"finie_le": maintenant(), "fin": FinReservation.REALISEE}
    Reservation.objects.bulk_create(
        ReservationFactory.build(commande=en_cours.commande, evaluateur=en_cours.evaluateur, **finie)
        for _ in range(1_000)
    )
    ranger("evaluations_reservation")
    return en_cours.evaluateur


def test_les_reservations_d_un_evaluateur_ont_leur_index(evaluatrice: Utilisateur) -> None:
    siennes = Reservation.objects.filter(evaluateur=evaluatrice).order_by("-id")
    assert "reservation_en_cours" in siennes.en_cours().explain()
    assert "reservation_en_cours" not in siennes.explain()
