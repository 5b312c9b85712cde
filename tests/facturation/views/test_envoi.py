"""Several files at once through the page: who was received, who was not and why; and too many of them."""

import html
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from ppas.facturation.models import Depot
from ppas.facturation.operations import magasin
from ppas.facturation.operations.traiter import traiter
from ppas.facturation.regles.exemples import DOCUMENT_AMD, NOM_AMD
from tests.factories.facturation import DepotFactory
from tests.facturation.envois import DOCUMENT_2, NOM_2, Expediteur

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]

LISTE, ENVOI = reverse("facturation:depots"), reverse("facturation:envoi")
DEUX = {NOM_AMD: DOCUMENT_AMD, NOM_2: DOCUMENT_2}


def envoyer(navigateur: Client, fichiers: dict[str, str], cle: uuid.UUID | None = None) -> HttpResponse:
    recus = [SimpleUploadedFile(nom, contenu.encode()) for nom, contenu in fichiers.items()]
    return navigateur.post(LISTE, {"fichier": recus, "cle": cle or uuid.uuid4()})


def page(reponse: HttpResponse) -> str:
    return html.unescape(reponse.content.decode()).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.exigence("FIL-01")
def test_deux_fichiers_menent_a_leur_suivi(navigateur: Client) -> None:
    reponse = envoyer(navigateur, DEUX)
    depots = list(Depot.objects.order_by("pk"))
    assert reponse.url == reverse("facturation:envoi", query={"depots": f"{depots[0].pk},{depots[1].pk}"})
    texte = page(navigateur.get(reponse.url))
    assert "2 fichiers reçus : 2 en cours de traitement" in texte
    assert NOM_AMD in texte
    assert NOM_2 in texte


def test_le_meme_envoi_mene_au_meme_suivi(navigateur: Client) -> None:
    cle = uuid.uuid4()
    assert envoyer(navigateur, DEUX, cle).url == envoyer(navigateur, DEUX, cle).url


@pytest.mark.exigence("ANO-09")
def test_le_suivi_dit_l_etat_et_la_raison_de_chacun(navigateur: Client) -> None:
    reponse = envoyer(navigateur, {**DEUX, "facture.pdf": "x"})
    for depot in Depot.objects.ouverts().order_by("pk"):
        traiter(depot.pk)
    texte = page(navigateur.get(reponse.url))
    for attendu in (
        "tous sont traités",
        "Toutes les lignes sont acceptées : 1 ligne.",
        "0 ligne acceptée",
        "F01",
        "L05",
    ):
        assert attendu in texte
    assert "data-en-cours" not in texte


def test_ce_que_le_disque_refuse_est_dit_avec_ce_qui_est_recu(
    navigateur: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    ranger = magasin.ranger

    def ranger_ou_refuser(fichier: magasin.FichierRecu) -> tuple[str, int]:
        if fichier.name == NOM_AMD:
            raise OSError
        return ranger(fichier)

    monkeypatch.setattr(magasin, "ranger", ranger_ou_refuser)
    texte = page(navigateur.get(envoyer(navigateur, DEUX).url))
    assert f"{NOM_AMD} n’a pas été reçu. Le fichier n’a pas pu être enregistré" in texte
    assert "1 fichier reçu :" in texte


def test_si_rien_n_est_recu_la_page_le_dit_fichier_par_fichier(
    navigateur: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ranger(_: object) -> None:
        raise OSError

    monkeypatch.setattr(magasin, "ranger", ranger)
    reponse = envoyer(navigateur, DEUX)
    assert reponse.status_code == 503
    assert [nom in page(reponse) for nom in DEUX] == [True, True]
    assert not Depot.objects.exists()


@pytest.mark.parametrize(("nb", "statut"), [(50, 302), (60, 413), (101, 400)])
def test_cinquante_fichiers_au_plus(nb: int, statut: int, navigateur: Client) -> None:
    reponse = envoyer(navigateur, {f"{rang}.xml": "x" for rang in range(nb)})
    assert reponse.status_code == statut
    assert Depot.objects.count() == (nb if statut == 302 else 0)
    if statut == 413:
        assert "Vous avez choisi 60 fichiers, 50 au plus peuvent partir en une fois." in page(reponse)


@pytest.mark.parametrize("depots", ["", "x", "1,", "0", "1" * 30, ",".join(["1"] * 51)])
def test_un_suivi_de_rien_n_existe_pas(depots: str, navigateur: Client) -> None:
    assert navigateur.get(ENVOI, {"depots": depots}).status_code == 404


def test_le_suivi_ne_montre_que_ses_propres_depots(navigateur: Client, expediteur: Expediteur) -> None:
    sien, autre = DepotFactory(convention=expediteur.convention), DepotFactory(nom_fichier="autre.xml")
    texte = page(navigateur.get(ENVOI, {"depots": f"{sien.pk},{autre.pk}"}))
    assert (sien.nom_fichier in texte, "autre.xml" in texte) == (True, False)
    assert navigateur.get(ENVOI, {"depots": autre.pk}).status_code == 404


@pytest.mark.parametrize("nb", [1, 3])
def test_le_suivi_fait_toujours_les_memes_requetes(
    nb: int, navigateur: Client, expediteur: Expediteur, django_assert_num_queries
) -> None:
    depots = DepotFactory.create_batch(nb, convention=expediteur.convention)
    with django_assert_num_queries(4):
        navigateur.get(ENVOI, {"depots": ",".join(str(depot.pk) for depot in depots)})
