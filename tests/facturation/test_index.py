"""A line is found by its grant without reading the table: what holds its period is behind a partial index.

Neither database may miss it: SQLite recognises the index only by the words of the statement.
"""

import pytest
from django.db import connection
from django.db.models import QuerySet

from ppas.facturation.models import LigneFacture
from tests.factories.facturation import LigneFactureFactory

pytestmark = pytest.mark.django_db

PAR_PRISE_EN_CHARGE = {
    "engageantes": LigneFacture.objects.engageantes().filter(prise_en_charge_id__parmi=[1, 2]),
    "comptees": LigneFacture.objects.comptees().filter(prise_en_charge__in=[1, 2]),
    "beneficiaire": LigneFacture.objects.engageantes().filter(prise_en_charge__beneficiaire=1),
}


def plan(lignes: QuerySet[LigneFacture]) -> str:
    """Return how the database would find `lignes` if the table were large."""
    if connection.vendor == "postgresql":
        connection.cursor().execute("SET LOCAL enable_seqscan = off")
    return lignes.explain()


@pytest.mark.parametrize("lignes", PAR_PRISE_EN_CHARGE.values(), ids=PAR_PRISE_EN_CHARGE)
def test_une_ligne_se_trouve_par_sa_prise_en_charge(lignes: QuerySet[LigneFacture]) -> None:
    LigneFactureFactory()
    assert "ligne_facture_periode_unique" in plan(lignes)


def test_temoin_sans_l_etat_l_index_ne_sert_pas() -> None:
    assert "ligne_facture_periode_unique" not in plan(LigneFacture.objects.filter(prise_en_charge_id__parmi=[1, 2]))
