"""The pictures of the guides show the screens of today: their words are those of the portal (docs/decisions/0137)."""

import json

import pytest
from django.test import Client

from ppas.publications.models.blocs import CAPTURES
from tests.demo.ecrans import ECRANS

OCTETS_MAX = 60_000


@pytest.mark.exigence("DOC-02", "DOC-03", "DOC-10")
@pytest.mark.usefixtures("demonstration")
def test_les_images_des_guides_ont_les_mots_des_ecrans_d_aujourd_hui(client: Client) -> None:
    attendus = json.loads((CAPTURES / "captures.json").read_text(encoding="utf-8"))
    assert [ecran.nom for ecran in ECRANS] == list(attendus)
    changes = {ecran.nom for ecran in ECRANS if ecran.libelles(ecran.page(client)) != attendus[ecran.nom]}
    assert changes == set(), "run `make captures`, look at the pictures, then commit them"


def test_les_images_des_guides_sont_legeres() -> None:
    images = sorted(CAPTURES.glob("*.png"))
    assert {image.stem for image in images} == {ecran.nom for ecran in ECRANS}
    assert [image.name for image in images if image.stat().st_size > OCTETS_MAX] == []
