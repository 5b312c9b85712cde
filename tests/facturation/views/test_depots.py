"""« Facturation par fichier » through its pages: sending, following, reading the report, and what is not one's own."""

import errno
import html
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from ppas.facturation.etats import EtatDepot
from ppas.facturation.models import Depot, LigneFacture
from ppas.facturation.operations import magasin
from ppas.facturation.operations.traiter import prendre, traiter
from ppas.facturation.regles.exemples import DOCUMENT_AMD, NOM_AMD
from tests.factories.caisses import AgentFactory
from tests.factories.facturation import AnomalieFactory, DepotFactory, LigneRefuseeFactory
from tests.facturation.conftest import remplir
from tests.facturation.envois import Expediteur, document

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]

LISTE = reverse("facturation:depots")


def envoyer(navigateur: Client, contenu: str | bytes = DOCUMENT_AMD, nom: str = NOM_AMD, **champs: Any) -> HttpResponse:
    octets = contenu if isinstance(contenu, bytes) else contenu.encode()
    donnees = {"fichier": SimpleUploadedFile(nom, octets), "cle": uuid.uuid4(), **champs}
    return navigateur.post(LISTE, {cle: valeur for cle, valeur in donnees.items() if valeur is not None})


def page(reponse: HttpResponse) -> str:
    return html.unescape(reponse.content.decode()).replace("\N{NO-BREAK SPACE}", " ")


def adresse(depot: Depot) -> str:
    return reverse("facturation:depot", args=[depot.pk])


# Sending


@pytest.mark.exigence("FIL-01")
def test_envoyer_un_fichier_mene_a_sa_page(navigateur: Client) -> None:
    reponse = envoyer(navigateur)
    depot = Depot.objects.get()
    assert (reponse.status_code, reponse.url) == (302, adresse(depot))
    assert (depot.nom_fichier, depot.etat) == (NOM_AMD, EtatDepot.RECU)


def test_un_second_clic_rend_le_meme_accuse(navigateur: Client) -> None:
    cle = uuid.uuid4()
    assert envoyer(navigateur, cle=cle).url == envoyer(navigateur, cle=cle).url
    assert Depot.objects.count() == 1


def test_la_meme_page_pour_un_autre_fichier_est_refusee(navigateur: Client) -> None:
    cle = uuid.uuid4()
    envoyer(navigateur, cle=cle)
    reponse = envoyer(navigateur, DOCUMENT_AMD + " ", cle=cle)
    assert reponse.status_code == 409
    assert "Rechargez la page" in page(reponse)


def test_chaque_page_porte_sa_propre_cle(navigateur: Client) -> None:
    cles = {navigateur.get(LISTE).context["form"]["cle"].value() for _ in range(2)}
    assert len(cles) == 2


@pytest.mark.parametrize(
    ("champs", "texte"),
    [({"fichier": None}, "Choisissez un fichier."), ({"fichier": "du texte"}, "Choisissez un fichier.")],
    ids=["sans fichier", "texte au lieu d’un fichier"],
)
def test_un_envoi_sans_fichier_dit_quoi_faire(champs: dict, texte: str, navigateur: Client) -> None:
    reponse = envoyer(navigateur, **champs)
    assert reponse.status_code == 422
    assert texte in page(reponse)
    assert not Depot.objects.exists()


@pytest.mark.parametrize("cle", [None, "", "x", "\0", "1" * 5000], ids=["absente", "vide", "fausse", "nul", "longue"])
def test_une_cle_fausse_est_refusee(cle: str | None, navigateur: Client) -> None:
    assert envoyer(navigateur, cle=cle).status_code == 422
    assert not Depot.objects.exists()


def test_un_fichier_vide_recoit_son_rapport(navigateur: Client) -> None:
    reponse = envoyer(navigateur, b"")
    depot = Depot.objects.get()
    assert reponse.url == adresse(depot)
    traiter(depot.pk)
    assert "il est vide" in page(navigateur.get(adresse(depot)))


@pytest.mark.exigence("FIL-12")
def test_un_fichier_trop_gros_n_est_pas_ecrit_en_entier(navigateur: Client, settings: LazySettings) -> None:
    settings.DEPOT_TAILLE_MAX = 1024 * 1024
    reponse = envoyer(navigateur, b"<" * (1024 * 1024 + 1))
    depot = Depot.objects.get()
    assert "il dépasse 1 Mo" in page(navigateur.get(reponse.url))
    assert depot.taille == 1024 * 1024 + 1
    assert magasin.chemin(depot.sha256).stat().st_size <= settings.DEPOT_TAILLE_MAX


def test_un_disque_qui_refuse_a_la_fin_est_une_page_503(navigateur: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def ranger(_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(magasin, "ranger", ranger)
    reponse = envoyer(navigateur)
    assert reponse.status_code == 503
    assert "Rien n’a été conservé ; recommencez dans quelques minutes." in page(reponse)


@pytest.mark.parametrize("panne", [errno.ENOSPC, errno.EIO, errno.EROFS, errno.EDQUOT])
def test_un_disque_qui_refuse_pendant_l_envoi_est_une_page_503(
    panne: int, navigateur: Client, monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    def ecrire(*_: object) -> None:
        raise OSError(panne, "refused")

    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", ecrire)
    navigateur.raise_request_exception = False
    assert envoyer(navigateur).status_code == 503
    assert not Depot.objects.exists()
    assert list(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir()) == []


@pytest.mark.parametrize("taille", [100, 100_000, 1_500_000], ids=["tampon", "bloc", "plusieurs blocs"])
def test_un_disque_vraiment_plein_pendant_l_envoi_est_une_page_503(
    taille: int, navigateur: Client, disque_plein: Path, settings: LazySettings
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR, settings.DEPOTS = disque_plein, disque_plein / "depots"
    navigateur.raise_request_exception = False
    lest = disque_plein / "lest"
    remplir(lest, laisser=0 if taille < 1_000_000 else 500_000)
    assert envoyer(navigateur, b"x" * taille).status_code == 503
    assert (Depot.objects.count(), list(disque_plein.iterdir())) == (0, [lest])
    lest.unlink()
    assert envoyer(navigateur).status_code == 302


HOSTILES = [
    "<script>alert(1)</script>.xml",
    "\"onload='x'.xml",
    "{{ 7 }}.xml",
    "a\r\nSet-Cookie: x=1.xml",
    "é" * 200 + ".xml",
]


@pytest.mark.parametrize("nom", HOSTILES)
def test_un_nom_hostile_est_montre_comme_du_texte(nom: str, navigateur: Client) -> None:
    reponse = envoyer(navigateur, nom=nom)
    depot = Depot.objects.get()
    for url in (reponse.url, LISTE):
        texte = navigateur.get(url).content.decode()
        assert html.escape(depot.nom_fichier) in texte
        assert "<script>alert" not in texte


# Following, reading


def test_la_page_montre_l_avancement(navigateur: Client, expediteur: Expediteur) -> None:
    depot = prendre(expediteur.deposer().pk)
    Depot.objects.filter(pk=depot.pk).update(nb_lignes_lues=40, nb_lignes_annoncees=100)
    texte = page(navigateur.get(adresse(depot)))
    assert 'value="40"' in texte
    assert 'max="100"' in texte
    assert "Actualiser la page" in texte


@pytest.mark.exigence("ANO-09", "FIL-09", "PLU-02")
def test_le_rapport_dit_ce_qui_est_garde_et_que_faire(navigateur: Client, expediteur: Expediteur) -> None:
    expediteur.accorder(3)
    depot = expediteur.envoyer(document(3, faux=(2,)))
    texte = page(navigateur.get(adresse(depot)))
    anomalie = depot.anomalies.get(code="L13")
    assert f"Enregistrement n° 2</b> · ligne {anomalie.ligne}, colonne 7 · <code>L13</code>" in texte
    for attendu in (anomalie.message, anomalie.remede, anomalie.extrait, "482,40 €", depot.sha256):
        assert attendu in texte


def test_un_fichier_refuse_dit_que_son_nom_est_libre(navigateur: Client, expediteur: Expediteur) -> None:
    texte = page(navigateur.get(adresse(expediteur.envoyer("x"))))
    assert "aucune de ses lignes n’est enregistrée, et son nom peut être utilisé de nouveau" in texte


def test_un_fichier_sans_faute_le_dit(navigateur: Client, expediteur: Expediteur) -> None:
    assert "Aucune anomalie" in page(navigateur.get(adresse(expediteur.envoyer())))


@pytest.mark.exigence("ANO-09")
def test_les_anomalies_sont_paginees_dans_l_ordre(navigateur: Client, expediteur: Expediteur) -> None:
    depot = DepotFactory(convention=expediteur.convention, etat=EtatDepot.TRAITE_AVEC_ANOMALIES)
    AnomalieFactory.create_batch(30, depot=depot)
    reponse = navigateur.get(adresse(depot))
    lues = list(reponse.context["page"])
    suite = navigateur.get(adresse(depot), {"curseur": reponse.context["page"].suivant})
    assert [a.pk for a in [*lues, *suite.context["page"]]] == list(depot.anomalies.values_list("pk", flat=True))
    assert (len(lues), suite.context["page"].suivant) == (25, None)


@pytest.mark.parametrize("nb", [1, 3])
def test_la_liste_fait_toujours_les_memes_requetes(
    nb: int, navigateur: Client, expediteur: Expediteur, django_assert_num_queries
) -> None:
    DepotFactory.create_batch(nb, convention=expediteur.convention)
    with django_assert_num_queries(9):
        navigateur.get(LISTE)


@pytest.mark.parametrize("nb", [1, 3])
def test_le_rapport_fait_toujours_les_memes_requetes(
    nb: int, navigateur: Client, expediteur: Expediteur, django_assert_num_queries
) -> None:
    depot = DepotFactory(convention=expediteur.convention)
    AnomalieFactory.create_batch(nb, depot=depot)
    with django_assert_num_queries(6):
        navigateur.get(adresse(depot))


def test_la_liste_va_du_plus_recent_au_plus_ancien(navigateur: Client, expediteur: Expediteur) -> None:
    depots = DepotFactory.create_batch(3, convention=expediteur.convention)
    assert list(navigateur.get(LISTE).context["page"]) == depots[::-1]


# What is not one's own


def test_le_depot_d_un_autre_partenaire_n_existe_pas(navigateur: Client) -> None:
    autre = DepotFactory()
    assert navigateur.get(adresse(autre)).status_code == 404
    assert autre.nom_fichier not in page(navigateur.get(LISTE))


@pytest.mark.parametrize("pk", [0, 10**18, 10**30])
def test_un_numero_quelconque_n_existe_pas(pk: int, navigateur: Client) -> None:
    assert navigateur.get(reverse("facturation:depot", args=[pk])).status_code == 404


def test_un_agent_de_caisse_n_envoie_pas_de_fichier(client: Client) -> None:
    client.force_login(AgentFactory().utilisateur)
    assert client.get(LISTE).status_code == 404
    assert envoyer(client).status_code == 404
    assert not Depot.objects.exists()


def test_un_visiteur_est_invite_a_se_connecter(client: Client) -> None:
    reponse = envoyer(client)
    assert (reponse.status_code, reponse.url) == (302, f"{reverse('comptes:connexion')}?next={LISTE}")
    assert not Depot.objects.exists()


def test_un_envoi_sans_jeton_csrf_est_refuse(expediteur: Expediteur, navigateur: Client) -> None:
    navigateur.handler.enforce_csrf_checks = True
    assert envoyer(navigateur).status_code == 403
    assert not Depot.objects.exists()


@pytest.mark.parametrize("methode", ["put", "patch", "delete"])
def test_les_autres_methodes_sont_refusees(methode: str, navigateur: Client, expediteur: Expediteur) -> None:
    assert getattr(navigateur, methode)(LISTE).status_code == 405
    assert getattr(navigateur, methode)(adresse(expediteur.deposer())).status_code == 405


def test_regarder_n_ecrit_rien(navigateur: Client, expediteur: Expediteur) -> None:
    depot = expediteur.deposer()
    for url in (LISTE, adresse(depot)):  # the safety net of conftest.py fails any GET that writes
        assert navigateur.get(url).status_code == 200
    assert not LigneFacture.objects.exists()


@pytest.mark.exigence("ANO-06")
def test_un_fichier_dont_les_refus_vont_par_courrier_ne_propose_pas_de_refacturer(
    navigateur: Client, expediteur: Expediteur
) -> None:
    depot = DepotFactory(convention=expediteur.convention, nb_lignes_refusees=1)
    LigneRefuseeFactory(depot=depot, par_courrier=True)
    lu = page(navigateur.get(adresse(depot)))
    assert "Des lignes restent à envoyer par courrier" in lu
    assert "Corriger et refacturer" not in lu
    LigneRefuseeFactory(depot=depot)
    assert "Corriger et refacturer" in page(navigateur.get(adresse(depot)))
