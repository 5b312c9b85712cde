"""An editor's mistakes: broken files, pages that others point to, hostile text."""

import json
import re
from io import BytesIO, StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from PIL import Image as Pillow
from wagtail.images import get_image_model
from wagtail.models import Collection, Page

from ppas.publications.models import Actualite, Annonce, Faq, FicheDocument, Fichier, PageLibre
from tests.factories.publications import actualite, navigateur
from tests.publications.test_edition_moderation import FORMULAIRE, ecrire

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


def png(largeur=40, hauteur=40):
    tampon = BytesIO()
    Pillow.new("1", (largeur, hauteur)).save(tampon, "PNG")
    return tampon.getvalue()


def pdf(texte="Bareme GIR"):
    flux = f"BT /F1 12 Tf 20 20 Td ({texte}) Tj ET".encode()
    objets = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(flux), flux),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    sortie = b"%PDF-1.4\n"
    places = []
    for rang, objet in enumerate(objets, 1):
        places.append(len(sortie))
        sortie += b"%d 0 obj%s\nendobj\n" % (rang, objet)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        sortie
        + b"xref\n0 6\n0000000000 65535 f \n"
        + table
        + (b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(sortie))
    )


def deposer(client, url, nom, contenu):
    """Send a file by the screen that takes several; return what it says."""
    champs = {
        "files[]": SimpleUploadedFile(nom, contenu),
        "title": nom,
        "collection": Collection.get_first_root_node().pk,
    }
    return json.loads(client.post(reverse(url), champs).content)


@pytest.mark.exigence("CAI-15")
@pytest.mark.parametrize(
    ("nom", "contenu", "phrase"),
    [
        ("note.pdf", b"ceci n'est pas un PDF", "n’est pas un fichier PDF lisible"),
        ("note.pdf", pdf()[:120], "n’est pas un fichier PDF lisible"),
        ("tableau.xlsx", b"PK\x03\x04coupe", "n’est pas un fichier XLSX lisible"),
        ("schema.xml", b"<a><b></a>", "n’est pas un fichier XML lisible"),
        ("donnees.json", b"{", "n’est pas un fichier JSON lisible"),
        ("note.txt", b"\x00\x01binaire", "n’est pas un fichier TXT lisible"),
        ("page.html", b"<script>alert(1)</script>", "html"),
        ("dessin.svg", b"<svg/>", "svg"),
        ("gros.txt", b"a" * (20 * 1024 * 1024 + 1), "trop gros"),
    ],
)
def test_un_fichier_casse_trop_gros_ou_interdit_est_refuse_par_une_phrase(redaction, nom, contenu, phrase):
    avant = Fichier.objects.count()
    reponse = deposer(navigateur(redaction.national), "wagtaildocs:add_multiple", nom, contenu)
    assert not reponse["success"]
    assert phrase in reponse["error_message"]
    assert Fichier.objects.count() == avant


@pytest.mark.exigence("CAI-15")
@pytest.mark.parametrize(
    ("nom", "contenu", "phrase"),
    [
        ("photo.png", Pillow.new("RGB", (300, 300)).tobytes(), "image"),
        ("bombe.png", png(8000, 8000), "pixels"),
        ("dessin.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image"),
    ],
)
def test_une_image_cassee_ou_demesuree_est_refusee_par_une_phrase(redaction, nom, contenu, phrase):
    reponse = deposer(navigateur(redaction.national), "wagtailimages:add_multiple", nom, contenu)
    assert not reponse["success"]
    assert phrase in reponse["error_message"]
    assert not get_image_model().objects.filter(title__in=["photo.png", "bombe.png", "dessin.svg"]).exists()


@pytest.mark.parametrize(
    ("nom", "contenu", "mot"),
    [
        ("bareme.pdf", pdf(), "Bareme GIR"),
        ("liste.csv", "nom;âge\n".encode(), "nom;âge"),
        ("vide.zip", b"PK\x05\x06" + b"\0" * 18, ""),
    ],
)
def test_le_texte_d_un_fichier_est_lu_pour_la_recherche(redaction, nom, contenu, mot):
    assert deposer(navigateur(redaction.national), "wagtaildocs:add_multiple", nom, contenu)["success"]
    assert Fichier.objects.latest("pk").texte == mot


def lien_vers(page):
    return json.dumps([{"type": "texte", "value": f'<p><a linktype="page" id="{page.pk}">voir</a></p>'}])


@pytest.mark.exigence("CAI-15")
@pytest.mark.parametrize("ecran", ["delete", "unpublish"])
def test_une_page_citee_par_une_autre_ne_part_pas_et_l_on_dit_par_qui(redaction, ecran):
    citee = actualite("Citée")
    actualite("Citante", corps=lien_vers(citee))
    client = navigateur(redaction.national)
    reponse = client.post(reverse(f"wagtailadmin_pages:{ecran}", args=[citee.pk]), follow=True)
    assert "un lien y mène encore depuis « Citante »" in reponse.content.decode()
    assert Actualite.objects.get(pk=citee.pk).live


def test_une_page_citee_par_son_adresse_ne_part_pas_non_plus(redaction):
    citee = actualite("Citée")
    Annonce.objects.create(texte=f'<p><a href="{citee.chemin}">ici</a></p>', debut="2026-11-01T00:00Z")
    navigateur(redaction.national).post(reverse("wagtailadmin_pages:delete", args=[citee.pk]))
    assert Actualite.objects.filter(pk=citee.pk).exists()


def test_temoin_une_page_que_rien_ne_cite_se_supprime(redaction):
    page = actualite("Seule")
    navigateur(redaction.national).post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert not Actualite.objects.filter(pk=page.pk).exists()


def test_une_suppression_groupee_suit_la_meme_regle(redaction):
    citee = actualite("Citée")
    actualite("Citante", corps=lien_vers(citee))
    adresse = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    navigateur(redaction.national).post(f"{adresse}?id={citee.pk}&next=/edition/")
    assert Actualite.objects.filter(pk=citee.pk).exists()


@pytest.mark.exigence("CAI-15")
@pytest.mark.parametrize("ecran", ["delete", "unpublish"])
def test_une_page_que_les_menus_nomment_ne_part_pas(redaction, ecran):
    client = navigateur(redaction.national)
    aide = FicheDocument.objects.get(slug="facturation-en-ligne")  # screens lead to it: « Aide de cette page »
    for page in (Faq.objects.get(), PageLibre.objects.get(slug="mentions-legales"), aide):
        reponse = client.post(reverse(f"wagtailadmin_pages:{ecran}", args=[page.pk]), follow=True)
        assert "fait partie de la structure du portail" in reponse.content.decode()
        assert Page.objects.get(pk=page.pk).live


def test_l_adresse_d_une_page_que_les_menus_nomment_ne_change_pas(redaction):
    page = PageLibre.objects.get(slug="mentions-legales")
    saisie = {"title": "Mentions", "slug": "autre", "corps-count": "0", "action-publish": "1"}
    reponse = navigateur(redaction.national).post(reverse("wagtailadmin_pages:edit", args=[page.pk]), saisie)
    assert "Des menus du portail mènent à cette adresse" in reponse.content.decode()
    assert Page.objects.get(pk=page.pk).slug == "mentions-legales"


def test_le_rapport_des_liens_morts_les_nomme(redaction):
    texte = (
        '<p><a href="/absente/">a</a> <a href="/faq/#x">b</a> <a href="https://exemple.fr/">c</a> '
        '<a linktype="page" id="99999">d</a></p>'
    )
    actualite("Pleine de liens", corps=json.dumps([{"type": "texte", "value": texte}]))
    contenu = navigateur(redaction.national).get(reverse("liens_morts")).content.decode()
    assert "/absente/" in contenu
    assert "une page retirée" in contenu
    assert "https://exemple.fr/" in contenu
    assert "/faq/" not in re.sub(r"<aside.*", "", contenu.partition('class="nice-padding"')[2])
    assert navigateur(redaction.regional).get(reverse("liens_morts")).status_code == 404
    with pytest.raises(CommandError):
        call_command("verifier_liens", stdout=StringIO())


HOSTILES = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    '<p onclick="alert(1)">clic</p>',
    '<iframe src="https://exemple.fr"></iframe>',
    '<a href="javascript:alert(1)">lien</a>',
    '<a href="data:text/html,<script>alert(1)</script>">lien</a>',
    '<style>body{display:none}</style><p style="position:fixed">x</p>',
    "<svg onload=alert(1)>",
]


def brut(*blocs):
    """The entities of the text editor, as its script sends them."""
    lien = {"type": "LINK", "mutability": "MUTABLE", "data": {"url": "javascript:alert(1)"}}
    return json.dumps({"blocks": blocs, "entityMap": {"0": lien}})


@pytest.mark.exigence("CAI-15")
def test_ce_qu_un_editeur_tape_ne_s_execute_pas(redaction):
    bloc = {"key": "a", "text": " ".join(HOSTILES), "type": "unstyled", "depth": 0, "inlineStyleRanges": [],
            "entityRanges": [{"offset": 0, "length": 5, "key": 0}]}  # fmt: skip
    champs = {
        "title": HOSTILES[1],
        "slug": "hostile",
        "chapo": HOSTILES[0],
        "corps-count": "1",
        "corps-0-type": "texte",
        "corps-0-order": "0",
        "corps-0-deleted": "",
        "corps-0-value": brut(bloc),
        "action-publish": "1",
    }
    page = ecrire(navigateur(redaction.national), redaction.rubrique(redaction.caisse).get_parent(), **champs)
    html = Client().get(page.chemin).content.decode()
    contenu = html.partition("<main")[2].partition("</main>")[0]
    assert not re.search(r"<(?:script|iframe|style|img)|<[^>]*(?:onerror|onload|onclick|javascript:|data:)", contenu)
    assert "&lt;script&gt;" in contenu


@pytest.mark.exigence("CAI-15", "PUB-06")
def test_un_editeur_national_publie_une_annonce_que_tous_lisent(redaction, horloge):
    bloc = {"key": "a", "text": "Fermeture samedi.", "type": "unstyled", "depth": 0, "inlineStyleRanges": [],
            "entityRanges": []}  # fmt: skip
    saisie = {"texte": json.dumps({"blocks": [bloc], "entityMap": {}}), "debut": "04/11/2026 10:00", "fin": ""}
    adresse = reverse("wagtailsnippets_publications_annonce:add")
    assert navigateur(redaction.national).post(adresse, saisie).status_code == 302
    assert "Fermeture samedi." not in Client().get("/").text
    horloge.avancer(minutes=31)
    assert "Fermeture samedi." in Client().get("/").text
    assert b"Fermeture" not in navigateur(redaction.editeur).get(adresse, follow=True).content


@pytest.mark.parametrize("texte", ["m" * 200_000, "\u202ertl " * 20, "👩‍🦽" * 50])
def test_un_texte_demesure_ou_etrange_se_publie_ou_se_refuse_sans_erreur(redaction, texte):
    lieu = redaction.rubrique(redaction.caisse).get_parent()
    adresse = reverse("wagtailadmin_pages:add", args=["publications", "actualite", lieu.pk])
    assert navigateur(redaction.national).post(adresse, FORMULAIRE | {"chapo": texte}).status_code in {200, 302}
