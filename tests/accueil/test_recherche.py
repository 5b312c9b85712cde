"""What a person finds of his own by « Recherche par mot(s) clé(s) », and never of anybody else's."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from ppas.partenaires.models import Convention, Rattachement
from ppas.socle.models import Consultation
from tests.factories import (
    AgentFactory,
    CommandeFactory,
    ConventionFactory,
    CourrierFactory,
    DepotFactory,
    LigneFactureFactory,
    PriseEnChargeFactory,
    RattachementFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("PUB-03")]
ADRESSE = "/recherche/"


@pytest.fixture
def convention() -> Convention:
    """Return a home-help convention."""
    return ConventionFactory(code="ORGA7")


@pytest.fixture
def membre(convention: Convention) -> Rattachement:
    """Return somebody of the structure that holds it."""
    return RattachementFactory(partenaire=convention.partenaire)


def trouver(client: Client, texte: str) -> str:
    """Type `texte` in the header's box, and return what the page found says."""
    reponse = client.post(ADRESSE, {"q": texte}, follow=True)
    assert reponse.status_code == 200
    assert texte not in reponse.request["PATH_INFO"] + reponse.request["QUERY_STRING"]
    return " ".join(reponse.text.split())


@pytest.mark.parametrize("texte", ["gœff", "GOEFF etienne", "2 54 05 21 231 045 68", "254052123104568"])
def test_un_beneficiaire_se_trouve_par_son_nom_ou_son_nir(
    client: Client, convention: Convention, membre: Rattachement, texte: str
) -> None:
    nir = "254052123104568"
    beneficiaire = {"nom": "LE GŒFF", "prenom": "Étienne", "nom_recherche": "le goeff etienne", "nir": nir}
    droit = PriseEnChargeFactory(
        convention=convention, **{f"beneficiaire__{cle}": v for cle, v in beneficiaire.items()}
    )
    client.force_login(membre.utilisateur)
    assert "LE GŒFF Étienne" in trouver(client, texte)
    vus = Consultation.objects.get().beneficiaires
    assert str(droit.beneficiaire_id) in vus


def test_le_beneficiaire_d_une_autre_structure_n_est_jamais_montre(client: Client, membre: Rattachement) -> None:
    PriseEnChargeFactory(beneficiaire__nom="VOISIN", beneficiaire__nom_recherche="voisin claude")
    CommandeFactory(beneficiaire__nom="VOISIN", beneficiaire__nom_recherche="voisin jeanne")
    client.force_login(membre.utilisateur)
    assert "VOISIN" not in trouver(client, "voisin")


def test_la_personne_a_evaluer_se_trouve_par_son_nom(client: Client) -> None:
    commande = CommandeFactory(beneficiaire__nom="PETIT", beneficiaire__nom_recherche="petit lucie")
    client.force_login(RattachementFactory(partenaire=commande.convention.partenaire).utilisateur)
    assert "PETIT" in trouver(client, "petit")


def test_un_fichier_une_ligne_un_courrier_se_trouvent_par_leur_numero(
    client: Client, convention: Convention, membre: Rattachement
) -> None:
    depot = DepotFactory(partenaire=convention.partenaire, caisse=convention.caisse, nom_fichier="03ORGA7102026.xml")
    ligne = LigneFactureFactory(convention=convention)
    courrier = CourrierFactory(convention=convention)
    client.force_login(membre.utilisateur)
    assert reverse("facturation:depot", args=[depot.pk]) in trouver(client, "03ORGA7102026")
    assert reverse("paiements:enregistrement", args=[ligne.pk]) in trouver(client, str(ligne.pk))
    assert reverse("paiements:vie_courrier", args=[courrier.pk]) in trouver(client, f"C{courrier.pk:05}")


@pytest.mark.parametrize("texte", ["{ligne}", "03VOISIN102026.xml", "C{courrier}", "9" * 15])
def test_ni_la_ligne_ni_le_fichier_ni_le_courrier_d_autrui(client: Client, membre: Rattachement, texte: str) -> None:
    ligne, courrier = LigneFactureFactory(), CourrierFactory()
    DepotFactory(nom_fichier="03VOISIN102026.xml")
    client.force_login(membre.utilisateur)
    assert "Dans vos données" not in trouver(client, texte.format(ligne=ligne.pk, courrier=courrier.pk))


@pytest.mark.parametrize("role", ["administrateur", "agent"])
def test_un_partenaire_de_la_caisse_n_est_montre_qu_a_son_administrateur_regional(
    client: Client, convention: Convention, role: str
) -> None:
    nom, autre = "Mikal Services", ConventionFactory(caisse__code="30", partenaire__nom="Mikal Ailleurs")
    convention.partenaire.nom = nom
    convention.partenaire.save()
    client.force_login(AgentFactory(caisse=convention.caisse, est_administrateur=role == "administrateur").utilisateur)
    page = trouver(client, "mikal")
    assert (nom in page) == (role == "administrateur")
    assert autre.partenaire.nom not in page


def test_les_ecrans_du_menu_se_trouvent_par_leur_nom(client: Client, membre: Rattachement) -> None:
    client.force_login(membre.utilisateur)
    assert reverse("paiements:bordereaux") in trouver(client, "bordereau de paiement")


def test_un_visiteur_ne_voit_que_ce_qui_est_public(client: Client, convention: Convention) -> None:
    PriseEnChargeFactory(convention=convention, beneficiaire__nom="LEBON", beneficiaire__nom_recherche="lebon")
    page = client.post(ADRESSE, {"q": "lebon"}, follow=True)
    assert "Dans vos données" not in page.text


def test_une_adresse_partagee_ne_cherche_pas_dans_les_donnees(
    client: Client, convention: Convention, membre: Rattachement
) -> None:
    PriseEnChargeFactory(convention=convention, beneficiaire__nom="LEBON", beneficiaire__nom_recherche="lebon")
    client.force_login(membre.utilisateur)
    assert "LEBON" not in client.get(ADRESSE, {"q": "lebon"}).text


@pytest.mark.parametrize("nb", [1, 3])
def test_chercher_parmi_les_siens_coute_le_meme_nombre_de_requetes(
    client: Client,
    convention: Convention,
    membre: Rattachement,
    nb: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for n in range(nb):
        beneficiaire = {"beneficiaire__nom_recherche": f"lebon {n}", "beneficiaire__nom": f"LEBON{n}"}
        PriseEnChargeFactory(convention=convention, **beneficiaire)
    client.force_login(membre.utilisateur)
    client.post(ADRESSE, {"q": "lebon"})
    client.get(ADRESSE)  # the engine learns once what it needs
    with django_assert_num_queries(8):
        assert client.get(ADRESSE).text.count("LEBON") >= nb
