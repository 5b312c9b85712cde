"""The mails sent in the caisse's name: their text before any leaves, and the caisse's own paragraph at their end."""

import html
import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

import ppas
from ppas.accueil.views.caisse import exemples
from ppas.socle.models import Courriel
from ppas.socle.modifications import appliquer
from tests.factories.caisses import AgentFactory, CaisseFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]

PAGE = reverse("accueil:caisse_courriels")


@pytest.fixture
def agent(client: Client):
    agent = AgentFactory()
    client.force_login(agent.utilisateur)
    return agent


def test_la_page_montre_chaque_mail_sans_en_envoyer(client: Client, agent) -> None:
    page = html.unescape(client.get(PAGE).content.decode())
    assert len(re.findall(r"<pre ", page)) == 14
    assert all(message.corps in page for _, message in exemples(agent.caisse))
    assert not Courriel.objects.exists()


def test_aucun_mail_de_la_caisse_ne_manque_a_la_page(agent) -> None:
    """Each mail sent in the caisse's name is built by `au_nom_de`, in the `courriels.py` of a domain."""
    sources = [chemin.read_text() for chemin in Path(ppas.__path__[0]).glob("*/courriels.py")]
    assert sum(source.count("return au_nom_de(") for source in sources) == len(exemples(agent.caisse))


def test_le_texte_de_la_caisse_finit_chacun_de_ses_mails(client: Client, agent) -> None:
    appliquer(agent.caisse, mention_courriels="<b>Fermé</b> le 24 décembre.")
    for _, message in exemples(agent.caisse):
        assert message.corps.endswith("\n\n<b>Fermé</b> le 24 décembre.\n")
    assert "&lt;b&gt;Fermé&lt;/b&gt; le 24 décembre." in client.get(PAGE).content.decode()


def test_sans_texte_les_mails_sont_ceux_des_sources(agent) -> None:
    avant = [message.corps for _, message in exemples(agent.caisse)]
    appliquer(CaisseFactory(code="05"), mention_courriels="Autre caisse")
    assert [message.corps for _, message in exemples(agent.caisse)] == avant
