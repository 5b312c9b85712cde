"""What browsers may keep of these pages on the disk of a computer that may be stolen."""

import pytest
from django.test import Client
from django.urls import reverse

PAGES = ["evaluations:commandes", "evaluations:mode_deconnecte", "evaluations:synchronisation"]


@pytest.mark.exigence("PLU-15")
@pytest.mark.parametrize("page", PAGES)
def test_le_navigateur_d_une_evaluatrice_n_en_garde_aucune_copie(evaluatrice: Client, page: str) -> None:
    assert evaluatrice.get(reverse(page)).headers["Cache-Control"] == "private, no-store"


@pytest.mark.exigence("EVA-14")
def test_l_application_hors_ligne_qui_ne_montre_personne_est_gardee(evaluatrice: Client) -> None:
    assert evaluatrice.get(reverse("hors_ligne:application")).headers["Cache-Control"] == "no-cache"


def test_une_page_lue_sans_se_connecter_n_en_dit_rien(client: Client, db: None) -> None:
    assert "Cache-Control" not in client.get(reverse("evaluations:aide_hors_ligne")).headers
