"""What editors find in the demonstration."""

import pytest
from django.test import Client
from django.urls import reverse

from ppas.demo.operations.inscriptions import utilisateur
from ppas.demo.regles.comptes import EDITEUR, EDITEUR_NATIONAL, REGIONAL, Compte
from ppas.publications.models import Actualite
from ppas.socle.horloge import maintenant
from ppas.socle.models import Courriel

pytestmark = [pytest.mark.usefixtures("demonstration"), pytest.mark.ignore_template_errors]


def page_d_accueil(client: Client, compte: Compte) -> str:
    client.force_login(utilisateur(compte))
    reponse = client.get("/edition/")
    assert reponse.status_code == 200
    return reponse.text


def test_une_actualite_de_la_caisse_attend_d_etre_relue(client: Client) -> None:
    soumise = Actualite.objects.get(title="Matinée d’échanges sur la facturation")
    assert not soumise.live
    assert soumise.current_workflow_task_state.status == "in_progress"
    assert soumise.title in page_d_accueil(client, REGIONAL)
    assert Courriel.objects.filter(sujet=f"À relire : {soumise.title}").exists()


def test_l_editrice_de_la_caisse_retrouve_son_brouillon(client: Client) -> None:
    client.force_login(utilisateur(EDITEUR))
    brouillon = Actualite.objects.get(title="Permanences téléphoniques de fin d’année")
    assert not brouillon.live
    assert brouillon.title in client.get(reverse("wagtailadmin_explore", args=[brouillon.get_parent().pk])).text


def test_une_actualite_nationale_paraitra_d_elle_meme(client: Client) -> None:
    programmee = Actualite.objects.get(title="Le calendrier de facturation de l’année prochaine")
    assert not programmee.live
    assert programmee.approved_schedule
    assert programmee.go_live_at > maintenant()
    assert "publier-sur-le-portail" in page_d_accueil(client, EDITEUR_NATIONAL)


def test_personne_ne_lit_ce_qui_n_est_pas_publie(client: Client) -> None:
    actualites = client.get("/actualites/").text
    assert "Réunion des prestataires" not in actualites
    assert "Matinée d’échanges" not in actualites
    assert "année prochaine" not in actualites
