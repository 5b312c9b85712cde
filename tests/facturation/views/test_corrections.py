"""« Un fichier corrigé est proposé », through its pages."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from ppas.facturation.models import Depot
from ppas.facturation.regles.exemples import DOCUMENT_AMD, NOM_AMD
from ppas.socle.models import Consultation
from tests.factories.caisses import AgentFactory
from tests.factories.partenaires import RattachementFactory
from tests.facturation.envois import Expediteur

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge"), pytest.mark.exigence("PLU-02")]

FAUX = DOCUMENT_AMD.replace("2026-10-01", "01/10/2026")


@pytest.fixture
def navigateur(client: Client, expediteur: Expediteur) -> Client:
    """A browser signed in as a user of the sender."""
    RattachementFactory(utilisateur=expediteur.utilisateur, partenaire=expediteur.convention.partenaire)
    client.force_login(expediteur.utilisateur)
    return client


@pytest.fixture
def refuse(expediteur: Expediteur) -> Depot:
    return expediteur.envoyer(FAUX)


def adresse(depot: Depot, nom: str = "correction") -> str:
    return reverse(f"facturation:{nom}", args=[depot.pk])


def test_le_rapport_d_un_refus_mene_au_fichier_corrige(navigateur: Client, refuse: Depot) -> None:
    assert adresse(refuse) in navigateur.get(adresse(refuse, "depot")).content.decode()


def test_le_rapport_d_un_fichier_accepte_n_en_parle_pas(navigateur: Client, expediteur: Expediteur) -> None:
    depot = expediteur.envoyer()
    assert adresse(depot) not in navigateur.get(adresse(depot, "depot")).content.decode()
    assert navigateur.get(adresse(depot)).url == adresse(depot, "depot")


def test_la_caisse_voit_le_rapport_sans_pouvoir_corriger(client: Client, refuse: Depot) -> None:
    client.force_login(AgentFactory(caisse=refuse.caisse).utilisateur)
    assert adresse(refuse) not in client.get(adresse(refuse, "caisse_depot")).content.decode()


def test_chaque_difference_est_montree_avec_sa_ligne_et_son_controle(navigateur: Client, refuse: Depot) -> None:
    page = navigateur.get(adresse(refuse)).content.decode()
    assert "Un fichier corrigé est proposé" in page
    assert '<th scope="row" data-label="Ligne">19</th>' in page
    assert "&lt;dt-debut&gt;01/10/2026&lt;/dt-debut&gt;</del>" in page
    assert "&lt;dt-debut&gt;2026-10-01&lt;/dt-debut&gt;</ins>" in page
    assert "procedure-anomalies/#F05" in page
    assert "Envoyer le fichier corrigé" in page


def test_le_fichier_corrige_se_telecharge_et_la_consultation_est_notee(navigateur: Client, refuse: Depot) -> None:
    reponse = navigateur.get(adresse(refuse, "correction_fichier"))
    assert reponse.content.decode() == DOCUMENT_AMD
    assert reponse["Content-Disposition"] == f'attachment; filename="{NOM_AMD}"'
    assert Consultation.objects.get().page == "facturation:correction_fichier"


def test_envoyer_le_fichier_corrige_mene_a_son_rapport(navigateur: Client, refuse: Depot) -> None:
    cle = uuid.uuid4()
    reponse = navigateur.post(adresse(refuse), {"cle": cle})
    nouveau = Depot.objects.latest("pk")
    assert (reponse.status_code, reponse.url) == (302, adresse(nouveau, "depot"))
    assert navigateur.post(adresse(refuse), {"cle": cle}).url == reponse.url
    page = navigateur.get(adresse(refuse)).content.decode()
    assert "a été envoyé depuis" in page
    assert "Envoyer le fichier corrigé" not in page


def test_une_cle_fausse_n_envoie_rien(navigateur: Client, refuse: Depot) -> None:
    assert navigateur.post(adresse(refuse), {"cle": "x"}).status_code == 422
    assert Depot.objects.count() == 1


def test_ce_qui_reste_a_corriger_est_dit_et_le_fichier_ne_part_pas(navigateur: Client, expediteur: Expediteur) -> None:
    refuse = expediteur.envoyer(FAUX.replace(">15.50<", ">15.00<"))
    page = navigateur.get(adresse(refuse)).content.decode()
    assert "Ce qui reste à corriger dans votre logiciel" in page
    assert Consultation.objects.get().page == "facturation:correction"
    assert "Envoyer le fichier corrigé" not in page
    assert navigateur.post(adresse(refuse), {"cle": uuid.uuid4()}).status_code == 409


def test_sans_correction_certaine_la_page_le_dit(navigateur: Client, expediteur: Expediteur) -> None:
    refuse = expediteur.envoyer(DOCUMENT_AMD.replace("</borfact>", ""))
    page = navigateur.get(adresse(refuse)).content.decode()
    assert "Aucune correction certaine" in page
    assert navigateur.get(adresse(refuse, "correction_fichier")).url == adresse(refuse)


def test_le_depot_d_autrui_n_existe_pas(client: Client, refuse: Depot) -> None:
    client.force_login(RattachementFactory().utilisateur)
    for nom in ("correction", "correction_fichier"):
        assert client.get(adresse(refuse, nom)).status_code == 404
