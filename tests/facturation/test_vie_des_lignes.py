"""No line is paid twice, none is lost, sums agree to the cent: after any sequence of actions (model-based test)."""

from collections import defaultdict
from collections.abc import Callable

import pytest
from django.db import IntegrityError
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from ppas.facturation.operations import controle, jugement
from tests.conftest import Horloge
from tests.facturation.vie_apres_refus import VieEntiere

pytestmark = pytest.mark.django_db

type Vivre = Callable[..., None]


@pytest.fixture
def vivre(horloge: Horloge, monkeypatch: pytest.MonkeyPatch) -> Vivre:
    """Return `vivre(vies, actions)`, which runs the machine."""
    monkeypatch.setattr(VieEntiere, "horloge", horloge, raising=False)

    def faire(vies: int, actions: int, **reglages: object) -> None:
        bornes = {"max_examples": vies, "stateful_step_count": actions, "suppress_health_check": list(HealthCheck)}
        run_state_machine_as_test(VieEntiere, settings=settings(**bornes, **reglages))

    return faire


@pytest.mark.exigence("HIS-03", "ANO-08", "PAY-04")
def test_aucune_suite_d_actions_ne_perd_ni_ne_paie_deux_fois(vivre: Vivre) -> None:
    vivre(12, 30, phases=[Phase.generate])


@pytest.mark.campagne
def test_aucune_longue_suite_d_actions_ne_perd_ni_ne_paie_deux_fois(vivre: Vivre) -> None:
    vivre(300, 80)


def test_temoin_sans_la_memoire_des_periodes_la_machine_le_voit(vivre: Vivre, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: both doors forget what was invoiced before; the database, which does not, stops the machine."""
    for module in (controle, jugement):
        monkeypatch.setattr(module, "deja_facturees", lambda *_, **__: defaultdict(list))
    with pytest.raises(IntegrityError, match=r"(?i)unique"):
        vivre(50, 30, phases=[Phase.generate], report_multiple_bugs=False)
