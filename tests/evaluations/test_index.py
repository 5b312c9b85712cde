"""Open orders are found by an index of theirs, whatever the number of those of the past."""

import pytest
from django.db import connection
from django.db.models import QuerySet

from ppas.caisses.models import Caisse
from ppas.evaluations.models import Commande
from ppas.socle.horloge import aujourd_hui
from tests.factories import CommandeFactory

pytestmark = pytest.mark.django_db


def plan(commandes: QuerySet[Commande]) -> str:
    """Return how the database would find `commandes` if the table were large."""
    if connection.vendor == "postgresql":
        connection.cursor().execute("SET LOCAL enable_seqscan = off")
        # Rows that other tests wrote and undid make an index look dear beside another.
        connection.cursor().execute(f"REINDEX TABLE {Commande._meta.db_table}")
    return commandes.explain()


def siennes() -> QuerySet[Commande]:
    return Commande.objects.de_caisse(Caisse(pk=CommandeFactory().caisse_id))


def test_les_commandes_a_rendre_d_une_caisse_se_lisent_par_leur_index() -> None:
    toutes = siennes().ouvertes().order_by("date_limite", "id")
    assert "commande_ouverte_caisse" in plan(toutes[:25])
    assert "commande_ouverte_caisse" in plan(siennes().en_retard(aujourd_hui()))


def test_temoin_les_etats_passes_en_parametres_n_ont_pas_l_index_sur_sqlite() -> None:
    if connection.vendor == "postgresql":
        pytest.skip("it knows parameters when it plans")
    toutes = siennes().filter(etat__in=["a_reserver", "reservee"]).order_by("date_limite", "id")
    assert "commande_ouverte_caisse" not in plan(toutes)
