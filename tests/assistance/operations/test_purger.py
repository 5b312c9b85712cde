import pytest
from django.conf import settings

from ppas.assistance.models import Demande
from ppas.assistance.operations.purger import purger_les_demandes
from ppas.socle.horloge import maintenant
from tests.factories import DemandeFactory, InterventionFactory

pytestmark = pytest.mark.django_db


def test_une_demande_resolue_depuis_deux_ans_est_oubliee_avec_sa_suite() -> None:
    ancienne = DemandeFactory(resolue=True, resolue_le=maintenant() - settings.CONSERVATION_DEMANDES * 1.01)
    InterventionFactory(demande=ancienne)
    gardees = {DemandeFactory(resolue=True), DemandeFactory(en_retard=True)}
    assert purger_les_demandes() == 1
    assert set(Demande.objects.all()) == gardees
