"""An address found once is the one that Django finds each time."""

import uuid

import pytest
from django.template import engines
from django.test import RequestFactory
from django.urls import NoReverseMatch, path, reverse

from ppas.socle.adresses import adresse
from tests.droits.table import PAGES


def test_chaque_adresse_du_portail_est_celle_de_django() -> None:
    ecarts = []
    for page in PAGES.values():
        for numero in (0, 7, 10**17):
            cles = dict.fromkeys(page.objets, numero) | page.textes
            attendue = reverse(page.url, kwargs=cles)
            ecarts += [page.url] if adresse(page.url, kwargs=cles) != attendue else []
            if cles and not page.textes:
                ecarts += [page.url] if adresse(page.url, list(cles.values())) != attendue else []
    assert ecarts == []


@pytest.mark.parametrize("argument", ["7", "a b", -1, True, uuid.UUID(int=7), None])
def test_ce_qui_n_est_pas_un_numero_est_laisse_a_django(argument: object) -> None:
    try:
        attendue = reverse("evaluations:commande", args=[argument])
    except NoReverseMatch:
        with pytest.raises(NoReverseMatch):
            adresse("evaluations:commande", [argument])
    else:
        assert adresse("evaluations:commande", [argument]) == attendue


@pytest.mark.parametrize("args", [[], [1, 2]])
def test_une_adresse_qui_n_existe_pas_le_reste(args: list[int]) -> None:
    for _ in range(2):
        with pytest.raises(NoReverseMatch):
            adresse("evaluations:commande", args)


class Essai:
    """Addresses that do more with a number than write it."""

    urlpatterns = (path("x/<int:n>/", lambda _: None, name="evaluation"),)


def test_d_autres_adresses_ne_sont_pas_confondues_avec_celles_du_portail(settings) -> None:
    with pytest.raises(NoReverseMatch):
        adresse("evaluation", [3])
    settings.ROOT_URLCONF = Essai
    assert adresse("evaluation", [3]) == "/x/3/"


def dessiner(gabarit: str, **contexte: object) -> str:
    return engines["django"].from_string(gabarit).render(contexte, RequestFactory().get("/"))


def test_les_gabarits_ecrivent_ces_adresses() -> None:
    attendue = reverse("evaluations:commande", args=[12])
    assert dessiner("{% url 'evaluations:commande' n %}", n=12) == attendue
    assert dessiner("{% url 'evaluations:commande' pk=n as a %}[{{ a }}]", n=12) == f"[{attendue}]"
    assert dessiner("{% url 'evaluations:absente' n as a %}[{{ a }}]", n=12) == "[]"
    with pytest.raises(NoReverseMatch):
        dessiner("{% url 'evaluations:absente' %}")
