"""The whole demonstration, built once for each module that asks for it, on the day for which `exemples/` is written."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from pytest_django import DjangoDbBlocker

from ppas.demo.operations.preparer import construire

JOUR = datetime(2026, 11, 21, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture(scope="module")
def construite(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Build it for real, since the worker commits; the end of the module empties the tables again."""
    with django_db_blocker.unblock(), time_machine.travel(JOUR, tick=False):
        try:
            construire()
            yield
        finally:
            call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def demonstration(construite: None, db: None) -> None:
    """Give a test the demonstration; what it changes is taken back."""
