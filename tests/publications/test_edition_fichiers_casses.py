"""Files that arrive cut short or broken, by each door of the editors' screens: a sentence, and nothing kept."""

import random
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as Pillow
from wagtail.images import get_image_model
from wagtail.models import Collection

from ppas.publications.models import Fichier
from tests.factories.publications import navigateur
from tests.publications.test_edition_caisses import image_de
from tests.publications.test_edition_erreurs import pdf

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors, pytest.mark.exigence("CAI-15")]

IMAGES = {
    "plusieurs": ("wagtailimages:add_multiple", "", "files[]"),
    "une": ("wagtailimages:add", "", "file"),
    "remplacée": ("wagtailimages:edit", "", "file"),
    "choisie": ("wagtailimages_chooser:create", "image-chooser-upload-", "file"),
}
DOCUMENTS = {
    "plusieurs": ("wagtaildocs:add_multiple", "", "files[]"),
    "un": ("wagtaildocs:add", "", "file"),
    "remplacé": ("wagtaildocs:edit", "", "file"),
    "choisi": ("wagtaildocs_chooser:create", "document-chooser-upload-", "file"),
}
"""Door → URL, prefix of the form, name of its field."""


def photo(genre):
    tampon = BytesIO()
    bruit = random.Random(1).randbytes(60 * 60 * 3)
    Pillow.frombytes("RGB", (60, 60), bruit).save(tampon, genre)
    return tampon.getvalue()


def abimee(octets, place):
    """The same bytes, eight of them spoilt from `place` on."""
    return octets[:place] + bytes(octet ^ 0xA5 for octet in octets[place : place + 8]) + octets[place + 8 :]


CASSEES = {
    **{
        f"coupée.{genre.lower()}": photo(genre)[: len(photo(genre)) * part // 10]
        for genre, part in (("PNG", 1), ("JPEG", 2), ("GIF", 9), ("WEBP", 3))
    },
    "coupée-tôt.png": photo("PNG")[:30],
    "sans-pixels.png": photo("PNG")[:33],
    "abîmée.png": abimee(photo("PNG"), 29),
    "vide.png": b"",
}


def deposer(utilisateur, porte, nom, octets, remplace):
    """Send a file by a door; return what the screen says."""
    url, prefixe, champ = porte
    adresse = reverse(url, args=[remplace.pk] if url.endswith(":edit") else [])
    saisie = {
        f"{prefixe}{champ}": SimpleUploadedFile(nom, octets),
        f"{prefixe}title": nom,
        f"{prefixe}collection": Collection.get_first_root_node().pk,
    }
    reponse = navigateur(utilisateur).post(adresse, saisie)
    assert reponse.status_code in {200, 302}
    return reponse


def etat(settings):
    """What the server keeps of the editors' files; the pictures that screens draw from them come and go."""
    envoyes = [Path(settings.MEDIA_ROOT) / dossier for dossier in ("original_images", "documents")]
    disque = {fichier.name for dossier in envoyes if dossier.exists() for fichier in dossier.iterdir()}
    lignes = [
        set(modele.objects.values_list("pk", "title", "file", "file_hash")) for modele in (Fichier, get_image_model())
    ]
    return disque, *lignes


def est_refuse(reponse, porte, phrase):
    dit = reponse.json()["error_message"] if porte == "plusieurs" else reponse.content.decode()
    return phrase in dit or phrase.replace("’", "\\u2019").replace("é", "\\u00e9") in dit


@pytest.mark.parametrize("porte", IMAGES)
def test_une_image_coupee_ou_abimee_est_refusee_par_une_phrase_et_rien_n_est_garde(redaction, settings, porte):
    ancienne = image_de(redaction.caisse)
    avant = etat(settings)
    for nom, octets in CASSEES.items():
        reponse = deposer(redaction.national, IMAGES[porte], nom, octets, ancienne)
        assert est_refuse(reponse, porte, "vide" if nom == "vide.png" else "rien n’a été enregistré"), nom
    assert etat(settings) == avant


@pytest.mark.parametrize("porte", IMAGES)
def test_temoin_une_image_entiere_est_gardee(redaction, settings, porte):
    ancienne = image_de(redaction.caisse)
    for genre in ("PNG", "JPEG", "GIF", "WEBP"):
        avant = etat(settings)
        deposer(redaction.national, IMAGES[porte], f"photo.{genre.lower()}", photo(genre), ancienne)
        assert etat(settings) != avant, genre


@pytest.mark.parametrize("porte", DOCUMENTS)
def test_un_document_coupe_est_refuse_par_une_phrase_et_rien_n_est_garde(redaction, settings, porte):
    ancien = redaction.fichier()
    avant = etat(settings)
    for nom, octets in (("note.pdf", pdf()[:200]), ("note.docx", b"PK\x03\x04coupe")):
        reponse = deposer(redaction.national, DOCUMENTS[porte], nom, octets, ancien)
        assert est_refuse(reponse, porte, "Rien n’a été enregistré"), nom
    assert etat(settings) == avant


@pytest.mark.parametrize(("nom", "octets"), [("vide.pdf", b""), ("coupe.pdf", b"%PDF-1.7")])
def test_un_document_refuse_ne_l_est_que_par_une_phrase(redaction, nom, octets):
    reponse = deposer(redaction.national, DOCUMENTS["un"], nom, octets, redaction.fichier())
    assert len(reponse.context["form"].errors["file"]) == 1


@pytest.mark.parametrize("porte", DOCUMENTS)
def test_temoin_un_document_entier_est_garde(redaction, settings, porte):
    ancien = redaction.fichier()
    avant = etat(settings)
    deposer(redaction.national, DOCUMENTS[porte], "note.pdf", pdf(), ancien)
    assert etat(settings) != avant
