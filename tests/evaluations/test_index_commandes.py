"""What waits for a structure is found among what is open, without reading its history."""

from datetime import date

import pytest
from django.db import connection

from ppas.evaluations.etats import EtatCommande
from ppas.evaluations.models import Commande, Reservation
from ppas.partenaires.models import Convention, Partenaire
from tests.factories.caisses import CaisseFactory
from tests.factories.evaluations import CommandeFactory
from tests.factories.partenaires import ConventionFactory
from tests.factories.prises_en_charge import BeneficiaireFactory

PAR_STRUCTURE = 200


@pytest.fixture
def partenaire(db: None) -> Partenaire:
    """One of five structures, each with years of orders of which a few are open."""
    caisse = CaisseFactory()
    beneficiaire = BeneficiaireFactory(caisse=caisse)
    conventions = ConventionFactory.create_batch(5, caisse=caisse)
    Commande.objects.bulk_create(
        CommandeFactory.build(
            convention=convention,
            caisse=caisse,
            beneficiaire=beneficiaire,
            etat=EtatCommande.REALISEE if rang % 50 else EtatCommande.A_RESERVER,
        )
        for convention in conventions
        for rang in range(PAR_STRUCTURE)
    )
    if connection.vendor == "postgresql":
        connection.cursor().execute("ANALYZE evaluations_commande")
    return conventions[0].partenaire


def test_ce_qui_est_ouvert_se_trouve_par_son_index(partenaire: Partenaire) -> None:
    ouvertes = Commande.objects.de_partenaire(partenaire).ouvertes()
    conventions = list(Convention.objects.values_list("pk", flat=True)[:2])
    choisies = Commande.objects.filter(convention__in=conventions).ouvertes()
    requetes = [
        ouvertes.order_by("date_limite", "id")[:26],
        ouvertes.filter(etat=EtatCommande.A_RESERVER).order_by("date_limite", "id")[:26],
        choisies.filter(etat=EtatCommande.A_RESERVER).order_by().values("pk")[:100],
        choisies.filter(date_limite__lte=date(2026, 12, 1)).order_by().values("pk")[:100],
    ]
    assert [requete.explain() for requete in requetes if "commande_ouverte_convention" not in requete.explain()] == []


def test_temoin_sans_l_etat_l_index_ne_sert_pas(partenaire: Partenaire) -> None:
    assert "commande_ouverte_convention" not in Commande.objects.de_partenaire(partenaire).explain()


def test_les_reservations_d_un_evaluateur_ont_leur_index(db: None) -> None:
    if connection.vendor == "postgresql":
        connection.cursor().execute("SET LOCAL enable_seqscan = off")
    assert "reservation_en_cours" in Reservation.objects.en_cours().filter(evaluateur=1).order_by("-id").explain()
