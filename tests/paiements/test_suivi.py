"""The story of a line asks the journal for the few facts of its own objects."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ppas.facturation.models import LigneRefusee
from ppas.paiements.suivi import refus_a_suivre, suivre_refus
from ppas.socle.horloge import maintenant
from ppas.socle.models import Evenement
from tests.factories import LigneRefuseeFactory
from tests.plans import plan_de

pytestmark = pytest.mark.django_db


def test_le_journal_se_lit_par_l_index_de_ses_objets() -> None:
    Evenement.objects.bulk_create(
        Evenement(le=maintenant(), action="deposer", objet_type="facturation.depot", objet_ref=rang)
        for rang in range(500)
    )
    refus = refus_a_suivre(LigneRefusee.objects.filter(pk=LigneRefuseeFactory().pk))
    with CaptureQueriesContext(connection) as lues:
        suivre_refus(refus)
    (journal,) = [lue["sql"] for lue in lues.captured_queries if "socle_evenement" in lue["sql"]]
    if connection.vendor == "postgresql":
        connection.cursor().execute("ANALYZE socle_evenement")
    assert "evenement_objet" in plan_de(journal)
