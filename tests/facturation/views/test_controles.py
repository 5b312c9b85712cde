"""« Contrôler sans envoyer » through its page: the report, the table of all anomalies, and nothing kept."""

import html
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from ppas.facturation.models import Anomalie, Depot, LigneFacture
from ppas.facturation.regles.exemples import DOCUMENT_AMD, NOM_AMD
from ppas.facturation.views.partenaire import controles
from ppas.socle.models import Consultation, Evenement
from tests.facturation.envois import Expediteur, document

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]

ADRESSE = reverse("facturation:controle")


def controler(navigateur: Client, *contenus: str | bytes, nom: str = NOM_AMD, **champs: Any) -> HttpResponse:
    fichiers = [SimpleUploadedFile(nom, c if isinstance(c, bytes) else c.encode()) for c in contenus]
    return navigateur.post(ADRESSE, {"fichier": fichiers, "cle": uuid.uuid4(), **champs})


def page(reponse: HttpResponse) -> str:
    return html.unescape(reponse.content.decode()).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.exigence("PLU-01")
def test_le_rapport_s_affiche_et_rien_n_est_garde(navigateur: Client, expediteur: Expediteur) -> None:
    expediteur.accorder(3)
    evenements = Evenement.objects.count()
    reponse = controler(navigateur, document(3, faux=(2,)))
    texte = page(reponse)
    assert reponse.status_code == 200
    for attendu in ("Rien n’a été envoyé ni enregistré.", "Enregistrement n° 2</b>", "482,40 €", "seraient refusées"):
        assert attendu in texte
    assert "restent à envoyer" not in texte  # what only a sending offers
    assert [m.objects.count() for m in (Depot, LigneFacture, Anomalie)] == [0, 0, 0]
    assert Evenement.objects.count() == evenements


def test_le_fichier_recu_est_efface(navigateur: Client, settings: LazySettings) -> None:
    controler(navigateur, DOCUMENT_AMD).close()
    restes = [f for d in (settings.FILE_UPLOAD_TEMP_DIR, settings.DEPOTS) for f in Path(d).rglob("*") if f.is_file()]
    assert restes == []


@pytest.mark.exigence("PLU-01")
def test_le_controle_puis_l_envoi_montrent_les_memes_anomalies(navigateur: Client, expediteur: Expediteur) -> None:
    expediteur.accorder(3)
    contenu = document([1, 2, 1, 3], faux=(4,))
    montrees = [anomalie.message for anomalie in controler(navigateur, contenu).context["page"]]
    depot = expediteur.envoyer(contenu)
    assert montrees == list(depot.anomalies.values_list("message", flat=True))


def test_qui_est_regarde_est_note_et_rien_d_autre(navigateur: Client, expediteur: Expediteur) -> None:
    accordes = expediteur.accorder(2)
    controler(navigateur, document([1, 2, 1]))
    (consultation,) = Consultation.objects.all()
    assert consultation.beneficiaires.split() == [str(accordes[0].beneficiaire_id)]
    assert (consultation.page, consultation.caisse_ref) == ("facturation:controle", expediteur.convention.caisse_id)


def test_toutes_les_anomalies_se_telechargent(navigateur: Client) -> None:
    reponse = controler(navigateur, document(502), csv="1")
    lignes = b"".join(reponse.streaming_content).decode().splitlines()
    assert reponse["Content-Disposition"] == 'attachment; filename="anomalies-controle.csv"'
    assert (len(lignes), lignes[0].split(";")[:4]) == (503, ["no_enregistrement", "ligne", "colonne", "code"])
    assert lignes[-1].startswith("502;")


def test_la_page_dit_combien_d_anomalies_elle_ne_montre_pas(navigateur: Client) -> None:
    texte = page(controler(navigateur, document(502)))
    assert "Seules les 500 premières anomalies sur 502 sont affichées." in texte
    assert "Télécharger les anomalies (CSV)" in texte


def test_un_fichier_juste_le_dit(navigateur: Client) -> None:
    assert "Aucune anomalie" in page(controler(navigateur, DOCUMENT_AMD))


@pytest.mark.parametrize(
    ("contenu", "nom", "attendu"),
    [
        (b"", NOM_AMD, "il est vide"),
        (bytes(range(256)), NOM_AMD, "F04"),
        (DOCUMENT_AMD, "facture.pdf", "il ne se termine pas par « .xml »"),
    ],
    ids=["vide", "binaire", "mauvais nom"],
)
def test_un_mauvais_fichier_a_son_rapport(contenu: str | bytes, nom: str, attendu: str, navigateur: Client) -> None:
    reponse = controler(navigateur, contenu, nom=nom)
    assert reponse.status_code == 200
    assert "Le fichier serait refusé en entier." in page(reponse)
    assert attendu in page(reponse)


def test_un_fichier_trop_gros_a_son_rapport(navigateur: Client, settings: LazySettings) -> None:
    settings.DEPOT_TAILLE_MAX = 1024 * 1024
    assert "il dépasse 1 Mo" in page(controler(navigateur, b"<" * (1024 * 1024 + 100)))


def test_un_fichier_trop_long_est_une_page_413(navigateur: Client, settings: LazySettings) -> None:
    settings.DEPOT_CONTROLE_LIGNES_MAX = 2
    reponse = controler(navigateur, document(3))
    assert reponse.status_code == 413
    assert "« ppas verifier »" in page(reponse)


def test_trop_de_controles_sont_une_page_429(navigateur: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(controles, "CONTROLES_MAX", 2)
    assert [controler(navigateur, DOCUMENT_AMD).status_code for _ in range(3)] == [200, 200, 429]


@pytest.mark.parametrize(
    ("contenus", "attendu"),
    [((), "Choisissez un fichier."), ((DOCUMENT_AMD, DOCUMENT_AMD), "un seul fichier à la fois")],
    ids=["aucun", "deux"],
)
def test_le_controle_porte_sur_un_fichier(contenus: tuple[str, ...], attendu: str, navigateur: Client) -> None:
    reponse = controler(navigateur, *contenus)
    assert reponse.status_code == 422
    assert attendu in page(reponse)


def test_un_envoi_sans_jeton_csrf_est_refuse(navigateur: Client) -> None:
    navigateur.handler.enforce_csrf_checks = True
    assert controler(navigateur, DOCUMENT_AMD).status_code == 403
