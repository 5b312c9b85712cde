"""One event, one line (fiabilite H7)."""

import logging
import sys
from logging.config import dictConfig

import pytest
from django.conf import LazySettings

from ppas.socle.traces import UneLigne


@pytest.mark.parametrize("hostile", ["a\nb", "a\r\nb", "a\x1b[31mb", "a\u2028b", "a\x00b", "a\x85b"])
def test_un_evenement_tient_sur_une_ligne(hostile: str) -> None:
    trace = logging.LogRecord("x", logging.INFO, "f", 1, "Login %s", (hostile,), None)
    ecrite = UneLigne("%(message)s").format(trace)
    assert len(ecrite.splitlines()) == 1
    assert ecrite.isprintable()


def test_une_trace_d_erreur_aussi() -> None:
    try:
        int("a\nCRITICAL faux")
    except ValueError:
        trace = logging.LogRecord("x", logging.ERROR, "f", 1, "échec", (), sys.exc_info())
    assert len(UneLigne().format(trace).splitlines()) == 1


def test_le_portail_ecrit_ainsi(settings: LazySettings, capsys: pytest.CaptureFixture[str]) -> None:
    assert settings.LOGGING["formatters"]["ligne"]["()"] == "ppas.socle.traces.UneLigne"
    formateur = settings.LOGGING["formatters"]["ligne"]
    racine = logging.getLogger("essai-traces")
    dictConfig({
        "version": 1, "incremental": False, "disable_existing_loggers": False,
        "formatters": {"ligne": formateur},
        "handlers": {"c": {"class": "logging.StreamHandler", "formatter": "ligne"}},
        "loggers": {"essai-traces": {"handlers": ["c"], "propagate": False}},
    })  # fmt: skip
    racine.warning("a\nb")
    assert capsys.readouterr().err.count("\n") == 1
