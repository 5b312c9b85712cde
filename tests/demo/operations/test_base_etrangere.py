"""The demonstration never touches a database that is not its own."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import connection

from ppas.demo.models import Construction
from ppas.demo.operations.preparer import Etat, construire, etat_de_la_base, vider
from ppas.socle.refus import Refus
from tests.factories import UtilisateurFactory

pytestmark = pytest.mark.django_db


def test_une_base_sans_donnees_est_vide() -> None:
    assert etat_de_la_base() is Etat.VIDE


def test_une_base_qui_a_des_utilisateurs_n_est_ni_remplie_ni_effacee() -> None:
    UtilisateurFactory()
    assert etat_de_la_base() is Etat.ETRANGERE
    for operation in (construire, vider):
        with pytest.raises(Refus) as refus:
            operation()
        assert refus.value.code == "base-etrangere"


def test_la_commande_refuse_de_la_preparer(settings: LazySettings, tmp_path: Path) -> None:
    settings.STATIC_ROOT, settings.STATICFILES_DIRS = tmp_path, []
    UtilisateurFactory()
    with pytest.raises(CommandError, match="rien n’a été modifié"):
        call_command("demo_preparer")
    assert not Construction.objects.exists()


def test_une_base_sans_la_table_de_la_demonstration_est_etrangere(monkeypatch: pytest.MonkeyPatch) -> None:
    tables = [table for table in connection.introspection.table_names() if table != Construction._meta.db_table]
    monkeypatch.setattr(connection.introspection, "table_names", lambda: tables)
    assert etat_de_la_base() is Etat.ETRANGERE
