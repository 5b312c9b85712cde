"""The story of a line asks the journal for the few facts of its own objects."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ppas.facturation.models import LigneRefusee
from ppas.paiements.suivi import refus_a_suivre, suivre_refus
from tests.factories import LigneRefuseeFactory

pytestmark = pytest.mark.django_db


def test_le_journal_se_lit_par_l_index_de_ses_objets() -> None:
    refus = refus_a_suivre(LigneRefusee.objects.filter(pk=LigneRefuseeFactory().pk))
    with CaptureQueriesContext(connection) as lues:
        suivre_refus(refus)
    (journal,) = [lue["sql"] for lue in lues.captured_queries if "socle_evenement" in lue["sql"]]
    with connection.cursor() as curseur:
        if connection.vendor == "postgresql":
            curseur.execute("SET LOCAL enable_seqscan = off")
        curseur.execute(f"{'EXPLAIN' if connection.vendor == 'postgresql' else 'EXPLAIN QUERY PLAN'} {journal}")
        assert "evenement_objet" in str(curseur.fetchall())
