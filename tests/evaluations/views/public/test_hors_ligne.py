"""The files of the offline application: exactly those, light, never stale, one version whole."""

import gzip
import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from ppas.evaluations.regles import application as paquet
from ppas.evaluations.views.public import hors_ligne

TRANSFERT_MAX = 150_000


@pytest.fixture(autouse=True)
def _relire():
    hors_ligne.application_servie.cache_clear()
    yield
    hors_ligne.application_servie.cache_clear()


def liste_du_travailleur(client) -> list[list[str]]:
    texte = client.get(reverse("hors_ligne:travailleur")).content.decode()
    return json.loads(re.search(r"const FICHIERS = (.*);\n", texte)[1])


@pytest.mark.exigence("EVA-14")
def test_le_travailleur_nomme_des_fichiers_qui_existent_avec_leur_empreinte(client):
    for adresse, empreinte in liste_du_travailleur(client):
        if adresse.startswith("/static/"):
            assert finders.find(adresse.removeprefix("/static/"))
        else:
            assert paquet.integrite(client.get(adresse).content) == empreinte


@pytest.mark.exigence("EVA-14")
def test_tout_ce_que_les_modules_importent_est_emporte(client):
    emportes = {adresse for adresse, _ in liste_du_travailleur(client)}
    manquants = []
    for chemin in paquet.DOSSIER.rglob("*.js"):
        if chemin.name in paquet.HORS_CACHE:
            continue
        for importe in re.findall(r'from "(\..+?)"', chemin.read_text(encoding="utf-8")):
            adresse = f"/hors-ligne/{(chemin.parent / importe).resolve().relative_to(paquet.DOSSIER).as_posix()}"
            manquants += [] if adresse in emportes else [f"{chemin.name}: {importe}"]
    assert manquants == []


@pytest.mark.exigence("EVA-14")
def test_l_application_pese_moins_de_150_ko_avec_les_feuilles_et_la_police(client):
    total = 0
    for adresse, _ in liste_du_travailleur(client):
        if adresse.startswith("/static/"):
            octets = Path(finders.find(adresse.removeprefix("/static/"))).read_bytes()
            total += len(octets) if adresse.endswith(".woff2") else len(gzip.compress(octets, 9))
        else:
            total += len(client.get(adresse, headers={"Accept-Encoding": "gzip"}).content)
    assert total < TRANSFERT_MAX


@pytest.mark.parametrize(
    "chemin", ["inconnu.js", "../etats.py", "../../manage.py", "regles/../carnet.js", "formulaires/", "travailleur.js/"]
)
def test_rien_d_autre_que_la_liste_n_est_servi(client, chemin):
    assert client.get(f"/hors-ligne/{chemin}").status_code == 404


@pytest.mark.parametrize("nom", ["application", "travailleur"])
def test_la_page_et_le_travailleur_sont_toujours_redemandes(client, nom):
    reponse = client.get(reverse(f"hors_ligne:{nom}"))
    assert reponse.headers["Cache-Control"] == "no-cache"
    assert "script-src 'self'" in reponse.headers["Content-Security-Policy"]
    assert (
        client.get(reverse(f"hors_ligne:{nom}"), headers={"If-None-Match": reponse.headers["ETag"]}).status_code == 304
    )


def test_un_fichier_compresse_est_le_meme(client):
    adresse = reverse("hors_ligne:fichier", args=["carnet.js"])
    compresse = client.get(adresse, headers={"Accept-Encoding": "br, gzip"})
    assert compresse.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(compresse.content) == client.get(adresse).content
    assert compresse.headers["Content-Type"] == "text/javascript; charset=utf-8"


@pytest.mark.django_db
@pytest.mark.exigence("EVA-14")
def test_la_page_ne_contient_rien_sur_personne(client, django_user_model):
    seule = client.get(reverse("hors_ligne:application")).content
    client.force_login(django_user_model.objects.create(login="Martin37"))
    assert client.get(reverse("hors_ligne:application")).content == seule


@pytest.mark.exigence("EVA-12")
@pytest.mark.parametrize("nom", ["duree.js", "aggir.json", "formulaires/1.json", "travailleur.js"])
def test_la_version_change_quand_un_fichier_change(monkeypatch, nom):
    avant = hors_ligne.application_servie()
    modifies = dict(avant.fichiers)
    modifies[nom] = paquet.Fichier(nom, modifies[nom].octets + b"\n")
    monkeypatch.setattr(paquet, "lire_fichiers", lambda: modifies)
    hors_ligne.application_servie.cache_clear()
    apres = hors_ligne.application_servie()
    assert apres.version != avant.version
    assert apres.travailleur != avant.travailleur


@pytest.mark.exigence("EVA-12")
def test_la_version_change_avec_un_reglage_et_ne_change_pas_sans_raison(settings):
    avant = hors_ligne.application_servie().version
    hors_ligne.application_servie.cache_clear()
    assert hors_ligne.application_servie().version == avant
    settings.HORS_LIGNE_JOURS = 12
    hors_ligne.application_servie.cache_clear()
    assert hors_ligne.application_servie().version != avant
