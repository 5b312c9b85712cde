"""What the public pages list exists."""

import pytest
from django.urls import reverse

from ppas.accueil.contenus import CAHIERS_DES_CHARGES, GUIDES, PAGES_PUBLIQUES, TYPES
from ppas.accueil.regles.menu import PAR_TYPE
from ppas.caisses.models import TypePartenaire


@pytest.mark.exigence("DOC-04", "DOC-05", "PUB-18")
@pytest.mark.parametrize("url", [contenu.url for contenu in (*GUIDES, *CAHIERS_DES_CHARGES, *PAGES_PUBLIQUES)])
def test_chaque_page_annoncee_existe(url: str) -> None:
    assert reverse(url)


@pytest.mark.exigence("SRV-01")
def test_les_types_de_partenaire_sont_les_memes_partout() -> None:
    codes = {TypePartenaire.AIDE_A_DOMICILE, TypePartenaire.EVALUATION, TypePartenaire.HABITAT}
    assert set(TYPES) == set(PAR_TYPE) == codes
