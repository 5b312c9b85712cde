"""Counts put into SQL together."""

from datetime import timedelta

import pytest

from ppas.comptes.models import Utilisateur
from ppas.socle.agregats import nombres_avant
from ppas.socle.horloge import maintenant
from tests.factories import UtilisateurFactory

pytestmark = pytest.mark.django_db


def test_chaque_instant_a_le_nombre_de_ce_qui_le_precede(django_assert_num_queries) -> None:
    midi = maintenant().replace(hour=12, minute=0, second=0, microsecond=0)
    for minutes in (-1, 0, 0, 5):
        UtilisateurFactory(nom="A", bloque_le=midi + timedelta(minutes=minutes))
    UtilisateurFactory(nom="A")
    bornes = [midi + timedelta(minutes=minutes) for minutes in (-1, 0, 1, 9)]
    with django_assert_num_queries(1):
        assert nombres_avant(Utilisateur.objects.filter(nom="A").order_by("-nom"), "bloque_le", bornes) == [0, 1, 3, 4]


def test_rien_ne_precede_dans_une_liste_vide() -> None:
    assert nombres_avant(Utilisateur.objects.filter(nom="personne"), "bloque_le", [maintenant()]) == [0]
    assert nombres_avant(Utilisateur.objects.none(), "bloque_le", [maintenant()] * 2) == [0, 0]
