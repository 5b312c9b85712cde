"""A caisse's editor and the other's drafts, files and pictures; and what the public reads of a caisse."""

from io import BytesIO

import pytest
from django.core.files.images import ImageFile
from django.test import Client
from django.urls import reverse
from PIL import Image as Pillow
from wagtail.images import get_image_model

from ppas.publications.models import Actualite
from tests.factories import ConventionFactory
from tests.factories.publications import actualite, navigateur

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

ECRANS_D_UNE_PAGE = [
    "edit", "preview_on_edit", "view_draft", "delete", "unpublish", "move", "copy", "history", "revisions_index",
    "lock", "workflow_history",
]  # fmt: skip
CHOIX = ["wagtailadmin_choose_page", "wagtaildocs_chooser:choose", "wagtailimages_chooser:choose", "wagtaildocs:index",
         "wagtailimages:index", "wagtailadmin_reports:site_history", "wagtailadmin_reports:workflow",
         "wagtailadmin_reports:aging_pages", "wagtailadmin_api:pages:listing"]  # fmt: skip


def png(cote=40):
    tampon = BytesIO()
    Pillow.new("RGB", (cote, cote), "navy").save(tampon, "PNG")
    return tampon.getvalue()


def image_de(caisse, titre="Photo"):
    collection = caisse.espace.collection
    fichier = ImageFile(BytesIO(png()), name="photo.png")
    image = get_image_model()(title=titre, file=fichier, collection=collection, description=titre)
    image._set_image_file_metadata()  # as Wagtail's own form does
    image.save()
    return image


def lire(client, adresse):
    """Ask for a file, read it whole, close it."""
    reponse = client.get(adresse)
    b"".join(reponse)
    return reponse


def atteint(reponse):
    """Whether the screen opened: Wagtail sends who may not to its home page."""
    return reponse.status_code == 200 and b"permission" not in reponse.content[:300]


@pytest.mark.exigence("CAI-15", "CAI-18")
def test_un_editeur_de_caisse_n_ouvre_aucun_ecran_du_brouillon_d_une_autre(redaction):
    page = redaction.brouillon(redaction.autre_caisse, "Secret ZZ")
    adresses = [reverse(f"wagtailadmin_pages:{nom}", args=[page.pk]) for nom in ECRANS_D_UNE_PAGE]
    adresses.append(reverse("wagtailadmin_pages:revisions_view", args=[page.pk, page.latest_revision.pk]))
    adresses.append(reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "earliest", "latest"]))
    adresses.append(reverse("wagtailadmin_pages:add", args=["publications", "actualite", page.get_parent().pk]))
    temoin, intrus = navigateur(redaction.autre_editeur), navigateur(redaction.editeur)
    for adresse in adresses:
        assert b"Secret ZZ" not in intrus.get(adresse, follow=True).content, adresse
        assert not atteint(intrus.get(adresse)), adresse
        assert not atteint(intrus.post(adresse, {"title": "Pris"})), adresse
    assert sum(atteint(temoin.get(adresse)) for adresse in adresses) >= 7
    page.refresh_from_db()
    assert (page.title, page.live) == ("Secret ZZ", False)


@pytest.mark.exigence("CAI-15", "CAI-18")
@pytest.mark.parametrize("ecran", CHOIX)
def test_aucune_liste_ni_aucun_choix_ne_montre_ce_qui_est_a_une_autre_caisse(redaction, ecran):
    redaction.brouillon(redaction.autre_caisse, "Secret ZZ", redaction.autre_editeur)
    redaction.fichier(redaction.autre_caisse, "secret-zz.txt")
    image_de(redaction.autre_caisse, "Secret ZZ image")
    client = navigateur(redaction.editeur)
    for requete in ({}, {"q": "secret"}, {"search": "secret"}):
        contenu = client.get(reverse(ecran), requete).content.lower()
        assert b"secret zz" not in contenu
        assert b"secret-zz" not in contenu


def test_temoin_les_memes_listes_montrent_a_chacun_ce_qui_est_a_sa_caisse(redaction):
    redaction.fichier(redaction.autre_caisse, "secret-zz.txt")
    image_de(redaction.autre_caisse, "Secret ZZ image")
    client = navigateur(redaction.autre_editeur)
    for ecran in ("wagtaildocs_chooser:choose", "wagtaildocs:index", "wagtailimages:index"):
        assert b"secret" in client.get(reverse(ecran)).content.lower()


def test_la_recherche_et_le_choix_de_pages_ne_montrent_pas_un_brouillon_d_ailleurs(redaction):
    secret = redaction.brouillon(redaction.autre_caisse, "Secret ZZ")
    client = navigateur(redaction.editeur)
    for adresse in (
        reverse("wagtailadmin_pages:search") + "?q=Secret",
        reverse("wagtailadmin_choose_page_search") + "?q=Secret",
        reverse("wagtailadmin_choose_page_child", args=[secret.get_parent().pk]),
        reverse("wagtailadmin_explore", args=[secret.get_parent().pk]),
    ):
        assert b"Secret ZZ" not in client.get(adresse).content, adresse


@pytest.mark.exigence("CAI-15", "CAI-18")
def test_un_editeur_de_caisse_n_ouvre_ni_ne_choisit_les_fichiers_d_une_autre(redaction):
    fichier, image = redaction.fichier(redaction.autre_caisse), image_de(redaction.autre_caisse)
    adresses = [
        *(reverse(f"wagtaildocs:{nom}", args=[fichier.pk]) for nom in ("edit", "delete", "document_usage")),
        *(reverse(f"wagtailimages:{nom}", args=[image.pk]) for nom in ("edit", "delete", "image_usage")),
        reverse("wagtailimages:preview", args=[image.pk, "max-50x50"]),
        reverse("wagtaildocs_chooser:chosen", args=[fichier.pk]),
        reverse("wagtailimages_chooser:chosen", args=[image.pk]),
        reverse("wagtailimages_chooser:select_format", args=[image.pk]),
    ]
    intrus = navigateur(redaction.editeur)
    intrus.raise_request_exception = False
    assert [adresse for adresse in adresses if atteint(intrus.get(adresse))] == []
    image.get_rendition("max-50x50")
    temoin = navigateur(redaction.autre_editeur)
    assert atteint(temoin.get(adresses[0]))


@pytest.mark.exigence("CAI-15")
def test_les_actualites_d_une_caisse_ne_se_lisent_que_par_les_siens(redaction):
    page = actualite("Chez nous", caisse=redaction.caisse)
    partenaire = ConventionFactory(caisse=redaction.caisse, partenaire=redaction.partenaire.rattachement.partenaire)
    assert partenaire
    adresses = ["/actualites/", f"/actualites/{page.date.year}/", page.chemin]
    for lecteur in (redaction.agent, redaction.partenaire, redaction.national):
        client = navigateur(lecteur)
        assert all(b"Chez nous" in client.get(adresse).content for adresse in adresses)
    for client in (Client(), navigateur(redaction.autre_editeur)):
        assert not any(b"Chez nous" in client.get(adresse).content for adresse in [*adresses, "/actualites/flux/"])
        assert client.get(page.chemin).status_code == 404


@pytest.mark.exigence("CAI-15")
def test_les_fichiers_et_les_images_d_une_caisse_ne_se_lisent_que_par_les_siens(redaction):
    fichier, image = redaction.fichier(redaction.caisse), image_de(redaction.caisse)
    adresses = [fichier.url, image.get_rendition("width-20").url]
    assert [lire(navigateur(redaction.agent), adresse).status_code for adresse in adresses] == [200, 200]
    for client in (Client(), navigateur(redaction.autre_editeur)):
        assert [client.get(adresse).status_code for adresse in adresses] == [404, 404]


def test_un_fichier_commun_se_lit_par_tous_sans_pouvoir_s_executer(redaction):
    reponse = lire(Client(), redaction.fichier(nom="note.txt").url)
    assert reponse.status_code == 200
    assert reponse.headers["Content-Disposition"].startswith("attachment")
    assert reponse.headers["X-Content-Type-Options"] == "nosniff"
    assert reponse.headers["Content-Security-Policy"] == "default-src 'none'"
    pdf = lire(Client(), redaction.fichier(nom="note.pdf").url)
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert not pdf.headers.get("Content-Disposition", "").startswith("attachment")


def test_une_actualite_deplacee_change_de_lecteurs(redaction):
    page = actualite("Chez nous", caisse=redaction.caisse)
    page.move(redaction.rubrique(redaction.caisse).get_parent(), pos="last-child", user=redaction.national)
    assert Actualite.objects.get(pk=page.pk).caisse_id is None
