"""A file that the disk lost: pages say so, or show the rest; nothing answers 500."""

import json
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from ppas.publications.models import Actualite
from tests.factories.publications import actualite, navigateur
from tests.publications.conftest import Redaction
from tests.publications.test_edition_caisses import image_de

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors, pytest.mark.exigence("CAI-15")]


def perdre_tout(settings: LazySettings) -> None:
    for chemin in Path(settings.MEDIA_ROOT).rglob("*"):
        if chemin.is_file():
            chemin.unlink()


def test_une_page_montre_le_reste_quand_son_image_et_son_document_sont_perdus(
    redaction: Redaction, settings: LazySettings
) -> None:
    fichier, image = redaction.fichier(nom="note.txt"), image_de(redaction.caisse)
    blocs = [
        {"type": "texte", "value": "<p>Le reste.</p>"},
        {"type": "image", "value": {"image": image.pk, "alt_text": "Photo", "decorative": False}},
        {"type": "documents", "value": [fichier.pk]},
    ]
    page = actualite("Avec fichiers", corps=json.dumps(blocs))
    perdre_tout(settings)
    client = Client()
    assert "Le reste." in client.get(page.chemin).text
    assert client.get(fichier.url).status_code == 404
    image.renditions.all().delete()
    Actualite.objects.get(pk=page.pk).save_revision().publish()
    assert "Le reste." in client.get(page.chemin).text


def test_les_ecrans_d_edition_s_ouvrent_quand_les_fichiers_sont_perdus(
    redaction: Redaction, settings: LazySettings
) -> None:
    fichier, image = redaction.fichier(nom="note.txt"), image_de(redaction.caisse)
    perdre_tout(settings)
    client = navigateur(redaction.national)
    ecrans = ["wagtailimages:index", "wagtaildocs:index", "wagtailimages_chooser:choose", "wagtaildocs_chooser:choose"]
    adresses = [*map(reverse, ecrans), reverse("wagtailimages:edit", args=[image.pk])]
    adresses.append(reverse("wagtaildocs:edit", args=[fichier.pk]))
    assert {adresse: client.get(adresse).status_code for adresse in adresses} == dict.fromkeys(adresses, 200)
