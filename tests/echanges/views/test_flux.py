"""« Imports et exports »."""

from datetime import timedelta

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse

from ppas.caisses.models import Flux
from ppas.echanges.flux import PageDeFlux
from ppas.socle.horloge import maintenant
from tests.factories import AgentFactory, BordereauFactory, CaisseFactory, ExportFacturesFactory, UtilisateurFactory
from tests.factories.caisses import ImportationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]
ADRESSE = "echanges:flux"


@pytest.fixture
def agent(client: Client):
    agent = AgentFactory()
    client.force_login(agent.utilisateur)
    return agent


def demande(**adresse: str | None) -> HttpRequest:
    return RequestFactory().get("/", {nom: valeur for nom, valeur in adresse.items() if valeur})


def lire(client: Client, **choix: str) -> str:
    return client.get(reverse(ADRESSE), choix).text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.exigence("CAI-11", "HIS-02")
def test_les_deux_sens_sont_dans_une_seule_liste_avec_leur_auteur_et_leur_total(client: Client, agent) -> None:
    par = UtilisateurFactory(nom="LEBRUN", prenom="Jeanne")
    importation = ImportationFactory(caisse=agent.caisse, importe_par=par, nb_lignes=28)
    BordereauFactory(convention__caisse=agent.caisse, importation=importation, montant_centimes=100_000)
    BordereauFactory(convention__caisse=agent.caisse, importation=importation, montant_centimes=23_456)
    export = ExportFacturesFactory(caisse=agent.caisse, nb_lignes=31, cree_par=None)
    page = lire(client)
    for attendu in ("Jeanne LEBRUN", ">28<", "1 234,56 €", "Portail", ">31<", "337,68 €", "Paiements", "Factures"):
        assert attendu in page
    assert reverse("paiements:export", args=[export.pk]) in page


@pytest.mark.exigence("CAI-18")
def test_une_caisse_ne_voit_que_les_siens(client: Client, agent) -> None:
    ImportationFactory(caisse=CaisseFactory(code="30"), nom_fichier="ailleurs.csv")
    ExportFacturesFactory(caisse=CaisseFactory(code="30"))
    assert "Aucun fichier échangé" in lire(client)


@pytest.mark.exigence("CAI-11")
@pytest.mark.parametrize("tri", ["", "date"])
@pytest.mark.parametrize("taille", [1, 2, 3, 7])
def test_les_pages_se_suivent_sans_manque_ni_double_meme_au_meme_instant(agent, taille: int, tri: str) -> None:
    debut = maintenant()
    for rang in range(8):
        le = debut - timedelta(minutes=rang // 3)
        ImportationFactory(caisse=agent.caisse, importe_le=le, flux=Flux.PRISES_EN_CHARGE)
        ExportFacturesFactory(caisse=agent.caisse, cree_le=le)
    vus, curseur = [], ""
    while curseur is not None:
        page = PageDeFlux.lire(agent.caisse, demande(tri=tri, curseur=curseur), taille=taille)
        vus += page.object_list
        curseur = page.suivant
    rangs = [echange.rang for echange in vus]
    assert len(set(rangs)) == 16
    assert rangs == sorted(rangs, reverse=not tri)


def test_le_curseur_de_l_autre_sens_donne_le_debut(agent) -> None:
    for rang in range(3):
        ImportationFactory(caisse=agent.caisse, importe_le=maintenant() - timedelta(minutes=rang))
    premiere = PageDeFlux.lire(agent.caisse, demande(), taille=1)
    autre = PageDeFlux.lire(agent.caisse, demande(tri="date", curseur=premiere.suivant), taille=1)
    assert autre.object_list == PageDeFlux.lire(agent.caisse, demande(tri="date"), taille=1).object_list
    assert not autre.est_suite


@pytest.mark.parametrize("curseur", ["faux", "x:y:z", "\x00"])
def test_un_curseur_faux_donne_le_debut(client: Client, agent, curseur: str) -> None:
    ImportationFactory(caisse=agent.caisse, nom_fichier="un.csv")
    assert "un.csv" in lire(client, curseur=curseur)


@pytest.mark.parametrize("nb", [1, 3])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_fichiers(
    client: Client, agent, nb: int, django_assert_num_queries
) -> None:
    for _ in range(nb):
        ImportationFactory(caisse=agent.caisse, importe_par=UtilisateurFactory())
        ExportFacturesFactory(caisse=agent.caisse, cree_par=UtilisateurFactory())
    with django_assert_num_queries(7):
        client.get(reverse(ADRESSE))
