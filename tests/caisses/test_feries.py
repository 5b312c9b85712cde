"""Public holidays."""

from datetime import date

import pytest

from ppas.caisses.feries import jours_feries
from ppas.caisses.models import Caisse, ZoneFeries

VENDREDI_SAINT = date(2026, 4, 3)
SAINT_ETIENNE = date(2026, 12, 26)


def test_une_caisse_de_metropole_a_onze_jours_feries() -> None:
    feries = jours_feries(Caisse(), 2026)
    assert len(feries) == 11
    assert {date(2026, 1, 1), date(2026, 4, 6), date(2026, 7, 14), date(2026, 11, 11)} <= feries


def test_l_alsace_moselle_a_deux_jours_de_plus() -> None:
    caisse = Caisse(zone_feries=ZoneFeries.ALSACE_MOSELLE)
    assert jours_feries(caisse, 2026) - jours_feries(Caisse(), 2026) == {VENDREDI_SAINT, SAINT_ETIENNE}


@pytest.mark.parametrize("zone", ZoneFeries, ids=lambda zone: zone.label)
def test_chaque_zone_a_des_jours_qui_lui_sont_propres(zone: ZoneFeries) -> None:
    assert jours_feries(Caisse(zone_feries=zone), 2026) > jours_feries(Caisse(), 2026)
