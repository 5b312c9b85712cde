"""The worker: what is queued, what is due, and that nothing stops it but a signal."""

import time
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import DatabaseError

from ppas.facturation.etats import EtatDepot
from ppas.socle.management.commands import travailler as module
from ppas.socle.management.commands.travailler import Command
from ppas.socle.taches import Periodique
from tests.facturation.envois import Expediteur, relu

pytestmark = [pytest.mark.usefixtures("horloge")]


class Fin(BaseException):
    """Ends the loop of a worker under test."""


@pytest.fixture
def periodiques(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Periodique]]:
    """Return `periodiques(f, g)`: the only periodic jobs that the worker knows, each due every hour."""

    def remplacer(*fonctions: Callable[[], object]) -> list[Periodique]:
        taches = [Periodique(fonction, 3600) for fonction in fonctions]
        monkeypatch.setattr(module, "PERIODIQUES", taches)
        return taches

    return remplacer


@pytest.fixture
def tours(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Let the worker run three turns, without sleeping; return what it meant to sleep."""
    siestes: list[float] = []

    def dormir(secondes: float) -> None:
        siestes.append(secondes)
        if len(siestes) == 3:
            raise Fin

    monkeypatch.setattr(time, "sleep", dormir)
    return siestes


@pytest.mark.django_db(transaction=True)
def test_une_fois_fait_ce_qui_est_du_et_s_arrete() -> None:
    expediteur = Expediteur()
    depot = expediteur.deposer()
    call_command("travailler", une_fois=True)
    assert relu(depot).etat == EtatDepot.TRAITE


@pytest.mark.django_db(transaction=True)
def test_une_tache_qui_echoue_n_arrete_rien(
    periodiques, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    expediteur = Expediteur()
    depot = expediteur.deposer()
    faites = []
    monkeypatch.setattr("ppas.facturation.taches.traiter", lambda _: 1 / 0)
    periodiques(lambda: 1 / 0, lambda: faites.append(1))
    call_command("travailler", une_fois=True)
    assert faites == [1]
    assert "The periodic job <lambda> failed." in caplog.text
    assert relu(depot).etat == EtatDepot.RECU


@pytest.mark.django_db(transaction=True)
def test_une_fois_ne_tait_pas_une_base_absente(periodiques) -> None:
    def sans_base() -> None:
        raise DatabaseError

    periodiques(sans_base)
    with pytest.raises(DatabaseError):
        call_command("travailler", une_fois=True)


@pytest.mark.django_db(transaction=True)
def test_une_base_absente_est_attendue(
    periodiques, tours: list[float], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    appels = []

    def sans_base() -> None:
        appels.append(1)
        raise DatabaseError

    monkeypatch.setattr(module.Worker, "configure_signals", lambda _: None)
    periodiques(sans_base)
    with pytest.raises(Fin):
        call_command("travailler", intervalle=0.1)
    assert "The database did not answer; trying again." in caplog.text
    assert tours == [2, 0.1, 0.1]
    assert appels == [1]


def test_une_tache_n_est_rappelee_qu_a_son_heure(periodiques, monkeypatch: pytest.MonkeyPatch) -> None:
    appels: list[float] = []
    instant = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: instant)
    tache = periodiques(lambda: appels.append(instant))[0]
    for instant in (1000.0, 1001.0, 4599.9, 4600.0, 8199.0):  # noqa: B007 -- read by the clock above
        Command().lancer(tache, quand_meme=False)
    assert appels == [1000.0, 4600.0]


def test_une_fois_n_attend_pas_l_heure(periodiques) -> None:
    appels: list[int] = []
    tache = periodiques(lambda: appels.append(1))[0]
    for _ in range(2):
        Command().lancer(tache, quand_meme=True)
    assert appels == [1, 1]
