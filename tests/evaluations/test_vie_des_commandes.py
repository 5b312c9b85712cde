"""One holder at a time, nothing typed is lost, one export each: after any sequence of actions (model-based test)."""

from collections.abc import Callable
from contextlib import nullcontext

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from ppas.evaluations.models import Commande
from ppas.evaluations.operations import saisie, synchroniser
from ppas.evaluations.operations.reponses import ecrire_reponses
from tests.conftest import Horloge
from tests.evaluations.vie import TEXTE, VieDesCommandes

pytestmark = pytest.mark.django_db

type Vivre = Callable[..., None]


@pytest.fixture
def vivre(horloge: Horloge, monkeypatch: pytest.MonkeyPatch) -> Vivre:
    """Return `vivre(vies, actions)`, which runs the machine."""
    monkeypatch.setattr(VieDesCommandes, "horloge", horloge, raising=False)

    def faire(vies: int, actions: int, **reglages: object) -> None:
        bornes = {"max_examples": vies, "stateful_step_count": actions, "suppress_health_check": list(HealthCheck)}
        run_state_machine_as_test(VieDesCommandes, settings=settings(deadline=None, **bornes, **reglages))

    return faire


@pytest.mark.exigence("EVA-02", "EVA-05", "EVA-07", "EVA-20", "CAI-11")
def test_aucune_suite_d_actions_ne_perd_une_saisie_ni_ne_partage_une_commande(vivre: Vivre) -> None:
    vivre(8, 40, phases=[Phase.generate])


@pytest.mark.campagne
def test_aucune_longue_suite_d_actions_ne_perd_une_saisie(vivre: Vivre) -> None:
    vivre(300, 100)


@pytest.mark.parametrize("est_gardee", [True, False], ids=["avec-la-revision", "temoin-sans-la-revision"])
def test_la_machine_voit_une_saisie_ecrasee(
    horloge: Horloge, monkeypatch: pytest.MonkeyPatch, *, est_gardee: bool
) -> None:
    """The control: when the portal takes whatever comes, what was typed on line is gone, and is missed."""
    monkeypatch.setattr(VieDesCommandes, "horloge", horloge, raising=False)
    if not est_gardee:
        monkeypatch.setattr(synchroniser, "_divergence", lambda *_: None)
    vie = VieDesCommandes()
    try:
        vie.commencer()
        commande, ordinateur = Commande.objects.get(), vie.ordinateurs[0]
        vie.ajouter_un_mot(ordinateur, commande.pk, TEXTE)
        evaluation = saisie.commencer(commande, par=vie.gens[0])
        ecrire_reponses(evaluation, {TEXTE: vie.mot()})
        vie.mots.append("mot002")
        ordinateur.envoyer(commande.pk, est_perdue=False)
        with nullcontext() if est_gardee else pytest.raises(AssertionError, match="mot002"):
            vie.tout_ce_qui_a_ete_tape_se_lit_quelque_part()
    finally:
        vie.teardown()
