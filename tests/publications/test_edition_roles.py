import re

import pytest
from django.template import engines
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from wagtail.images import get_image_model
from wagtail.models import Page

from ppas.caisses.models import Agent
from ppas.comptes.models import Utilisateur
from ppas.publications.models import EspaceDeCaisse, FicheDocument
from ppas.publications.operations.espaces import ouvrir_espace
from tests.factories.publications import navigateur
from tests.publications.test_edition_moderation import FORMULAIRE

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

ARGUMENTS = {"app_label": "wagtailcore", "model_name": "page", "content_type_app_name": "publications",
             "content_type_model_name": "actualite", "app_name": "publications", "action": "delete",
             "action_name": "approve", "filter_spec": "max-100x100", "uidb64": "a", "token": "b",
             "revision_id_a": "earliest", "revision_id_b": "latest"}  # fmt: skip
FERMEES = [
    "users/", "users/new/", "groups/", "groups/new/", "sites/", "sites/new/", "collections/", "collections/add/",
    "workflows/list/", "workflows/add/", "password_reset/", "api/main/documents/", "api/main/images/", "failwhale/",
    "redirects/import/", "embeds/chooser/", "tag-autocomplete/",
]  # fmt: skip


def adresses(resolveur, prefixe=""):
    """Every address under /edition/, its arguments filled with an object that does not exist, or the home page."""
    for motif in resolveur.url_patterns:
        if isinstance(motif, URLPattern):
            yield from _remplie(motif, prefixe)
        else:
            yield from adresses(motif, prefixe + str(motif.pattern).lstrip("^"))


def _remplie(motif, prefixe):
    texte = prefixe + str(motif.pattern)
    if "(?P" in texte or "(?:" in texte or "^.*" in texte:
        return
    for nom, convertisseur in motif.pattern.converters.items():
        genre = "int" if convertisseur.regex == "[0-9]+" else None
        for forme in (f"<int:{nom}>", f"<str:{nom}>", f"<slug:{nom}>", f"<{nom}>"):
            texte = texte.replace(forme, "2" if genre else str(ARGUMENTS.get(nom, "2")))
    yield "/" + texte.replace("^", "").replace("$", "")


TOUTES = sorted({a for a in adresses(get_resolver()) if a.startswith("/edition/")})


@pytest.mark.exigence("CAI-15")
@pytest.mark.parametrize("role", ["partenaire", "agent", "assistance"])
def test_qui_n_edite_pas_n_a_aucun_ecran_d_edition(redaction, role):
    client = navigateur(getattr(redaction, role))
    assert len(TOUTES) > 120
    assert {client.get(adresse).status_code for adresse in TOUTES} == {404}
    assert {client.post(adresse).status_code for adresse in TOUTES[::10]} == {404}


def test_un_visiteur_est_envoye_a_la_connexion_et_revient(redaction):
    client = Client()
    for adresse in ("/edition/", "/edition/pages/", "/edition/login/", "/edition/users/"):
        reponse = client.get(adresse)
        assert (reponse.status_code, reponse.headers["Location"]) == (302, f"/comptes/connexion/?next={adresse}")
    assert {client.get(adresse).status_code for adresse in TOUTES[::5]} <= {200, 302, 405}


def test_ouvrir_une_image_du_site_n_ecrit_rien(redaction):
    client = navigateur(redaction.national)
    images = get_image_model().objects.all()
    assert images
    assert {client.get(reverse("wagtailimages:edit", args=[image.pk])).status_code for image in images} == {200}


@pytest.mark.exigence("CAI-15")
@pytest.mark.parametrize("role", ["editeur", "regional", "autre_editeur", "national", "administrateur"])
def test_aucun_ecran_d_edition_ne_tombe_en_erreur(redaction, role):
    client = navigateur(getattr(redaction, role))
    client.raise_request_exception = False
    tombees = [adresse for adresse in TOUTES if client.get(adresse).status_code >= 500]
    assert tombees == []
    accueil = client.get("/edition/")
    assert accueil.status_code == 200
    assert "guide.wagtail.org" not in accueil.text
    assert {chemin: client.get(f"/edition/{chemin}").status_code for chemin in FERMEES} == dict.fromkeys(FERMEES, 404)
    assert {client.post(f"/edition/{chemin}").status_code for chemin in FERMEES} == {404}


@pytest.mark.exigence("CAI-15")
@pytest.mark.parametrize(("role", "champ"), [("editeur", "est_editeur"), ("regional", "est_administrateur")])
def test_un_droit_retire_agit_a_la_requete_suivante(redaction, role, champ):
    utilisateur = getattr(redaction, role)
    client = navigateur(utilisateur)
    assert client.get("/edition/").status_code == 200
    Agent.objects.filter(utilisateur=utilisateur).update(**{champ: False})
    assert client.get("/edition/").status_code == 404


def test_les_groupes_suivent_le_role_national(redaction):
    assert list(redaction.national.groups.values_list("name", flat=True)) == ["Éditeurs nationaux"]
    redaction.national.role_national = "assistance"
    redaction.national.save()
    assert not redaction.national.groups.exists()


def test_les_groupes_suivent_le_role_dans_la_caisse(redaction):
    agent = redaction.editeur.agent
    agent.est_administrateur = True
    agent.save()
    assert set(agent.utilisateur.groups.values_list("name", flat=True)) == {
        "Caisse 03 : éditeurs",
        "Caisse 03 : modérateurs",
    }
    agent.delete()
    assert not Utilisateur.objects.get(pk=redaction.editeur.pk).groups.exists()


def test_ouvrir_un_espace_deux_fois_n_en_fait_qu_un(redaction):
    avant = Page.objects.count()
    ouvrir_espace(redaction.caisse)
    assert (Page.objects.count(), EspaceDeCaisse.objects.filter(caisse=redaction.caisse).count()) == (avant, 1)


def test_la_deconnexion_de_l_edition_est_celle_du_portail(redaction):
    client = navigateur(redaction.editeur)
    assert client.post("/edition/logout/").status_code == 302
    assert client.get("/edition/").status_code == 302


@pytest.mark.exigence("CAI-15")
def test_la_politique_de_contenu_des_ecrans_d_edition_n_admet_aucun_script_etranger_a_la_page(redaction, monkeypatch):
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")  # its templates name absent variables
    client = navigateur(redaction.national)
    fiche = FicheDocument.objects.first()
    for adresse in ("/edition/", "/edition/redirects/add/", reverse("wagtailadmin_pages:edit", args=[fiche.pk])):
        reponse = client.get(adresse)
        politique = reponse.headers["Content-Security-Policy"]
        scripts = re.search(r"script-src ([^;]*)", politique)[1]
        assert "unsafe" not in scripts
        en_ligne = re.findall(r"<script(?![^>]*(?:src=|application/json))([^>]*)>", reponse.content.decode())
        assert all(nonce[8:-1] in scripts for nonce in en_ligne), adresse
    assert en_ligne


@pytest.mark.exigence("CAI-15")
def test_l_apercu_se_montre_dans_son_cadre_sous_la_politique_de_sa_page(redaction):
    page = redaction.brouillon(redaction.caisse)
    adresse = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    client = navigateur(redaction.regional)
    client.post(adresse, {**FORMULAIRE, "title": "Essai"})
    reponse = client.get(adresse)
    assert "Essai" in reponse.content.decode()
    politique = reponse.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in politique
    assert "unsafe" not in politique
    assert reponse.headers["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.exigence("CAI-15")
def test_l_editeur_de_page_n_offre_pas_les_regles_de_confidentialite_qui_n_existent_pour_personne(redaction):
    page = redaction.brouillon(redaction.caisse)
    ecran = navigateur(redaction.national).get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert ecran.status_code == 200
    assert "privacy" not in ecran.text.replace("privacy-switch.js", "")
    assert "confidentialité" not in ecran.text
