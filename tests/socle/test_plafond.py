"""Counts that stop at a ceiling."""

import pytest
from django.db.models import Q

from ppas.comptes.models import Utilisateur
from ppas.socle import plafond
from ppas.socle.plafond import Compte, compter_ensemble, compter_jusqu_a
from tests.factories import UtilisateurFactory

pytestmark = pytest.mark.django_db
PARTS = {"a": Q(nom="A"), "b": Q(nom="B"), "toutes": Q()}
NOM = ("nom",)


def ranger(nom: str) -> list[str]:
    return [nom.lower(), "toutes"]


@pytest.fixture
def personnes() -> None:
    UtilisateurFactory.create_batch(3, nom="A")
    UtilisateurFactory.create_batch(2, nom="B")


def siennes():
    return Utilisateur.objects.filter(nom__in=["A", "B"]).order_by("nom")


@pytest.mark.usefixtures("personnes")
def test_les_parts_d_une_liste_se_comptent_en_une_requete(django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        comptes = compter_ensemble(siennes(), PARTS, NOM, ranger)
    assert {nom: str(compte) for nom, compte in comptes.items()} == {"a": "3", "b": "2", "toutes": "5"}


@pytest.mark.usefixtures("personnes")
@pytest.mark.parametrize("lues", [1, 4, 5, 6])
def test_chaque_part_se_compte_comme_toute_seule(lues: int, monkeypatch) -> None:
    monkeypatch.setattr(plafond, "LUES_ENSEMBLE", lues)
    attendus = {nom: compter_jusqu_a(siennes().filter(part), 3) for nom, part in PARTS.items()}
    assert compter_ensemble(siennes(), PARTS, NOM, ranger, 3) == attendus
    assert str(attendus["toutes"]) == "3 et plus"


@pytest.mark.usefixtures("personnes")
def test_rien_ne_se_compte_dans_une_liste_vide() -> None:
    assert compter_ensemble(siennes().none(), PARTS, NOM, ranger) == dict.fromkeys(PARTS, Compte(0, plafond.PLAFOND))
