import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from tests.factories import AgentFactory, UtilisateurFactory, code_totp

pytestmark = pytest.mark.django_db


def test_la_commande_donne_le_code_de_l_instant(horloge, capsys):
    agent = AgentFactory().utilisateur
    call_command("code_totp", agent.login.upper())
    assert capsys.readouterr().out == f"{code_totp(agent)} (encore 30 s)\n"


def test_un_compte_sans_second_facteur_le_dit():
    with pytest.raises(CommandError, match="Aucun second facteur"):
        call_command("code_totp", UtilisateurFactory().login)


def test_la_commande_n_existe_que_pour_la_demonstration(monkeypatch):
    monkeypatch.setattr(apps, "is_installed", lambda nom: nom != "ppas.demo")
    with pytest.raises(CommandError, match="démonstration"):
        call_command("code_totp", "personne")
