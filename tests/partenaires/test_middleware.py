"""« Agir en tant que »: everything can be looked at, nothing can be written, and the journal says when."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from ppas.comptes.models import RoleNational, SessionOuverte
from ppas.partenaires.models import Partenaire
from ppas.socle.models import Evenement
from tests.factories import ConventionFactory, RattachementFactory, UtilisateurFactory

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("CAI-17")]

BANDEAU = "Vous agissez en tant que <b>Association Ciel Bleu</b>"


@pytest.fixture
def national(client):
    utilisateur = UtilisateurFactory(national=True)
    client.force_login(utilisateur)
    return utilisateur


@pytest.fixture
def ciel_bleu():
    partenaire = ConventionFactory(partenaire__nom="Association Ciel Bleu").partenaire
    RattachementFactory(partenaire=partenaire, administrateur=True, utilisateur__login="Alex7")
    return partenaire


def agir(client, partenaire):
    return client.post(reverse("partenaires:agir", args=[partenaire.pk]), follow=True)


def test_agir_montre_les_services_du_partenaire_sous_un_bandeau(client, national, ciel_bleu):
    reponse = agir(client, ciel_bleu)
    assertRedirects(reponse, reverse("accueil:services"))
    for texte in (BANDEAU, "AIDE À DOMICILE", "Modification inscription", "Quitter"):
        assertContains(reponse, texte)
    assertNotContains(reponse, "RÉFÉRENTIELS")


@pytest.mark.parametrize(
    "page",
    [
        "partenaires:modification",
        "partenaires:modification_utilisateurs",
        "facturation:depots",
        "facturation:formulaires",
        "paiements:bordereaux",
        "echanges:historique",
        "accueil:plan",
    ],
)
def test_les_pages_du_partenaire_s_ouvrent_avec_le_bandeau(client, national, ciel_bleu, page):
    agir(client, ciel_bleu)
    assertContains(client.get(reverse(page)), BANDEAU)


def test_le_tableau_des_utilisateurs_n_a_pas_de_ligne_vous(client, national, ciel_bleu):
    agir(client, ciel_bleu)
    reponse = client.get(reverse("partenaires:modification_utilisateurs"))
    assertContains(reponse, "Alex7")
    assertNotContains(reponse, ">vous<")


@pytest.mark.parametrize(
    "page", ["partenaires:modification", "comptes:changer_mot_de_passe", "facturation:depots", "admin:index"]
)
def test_toute_ecriture_est_refusee(client, national, ciel_bleu, page):
    agir(client, ciel_bleu)
    reponse = client.post(reverse(page), {"nom": "Autre"})
    assertContains(reponse, "Consultation seulement", status_code=403)
    assert Partenaire.objects.get().nom == "Association Ciel Bleu"


def test_agir_renouvelle_l_identifiant_de_la_session(client, national, ciel_bleu):
    avant = client.session.session_key
    agir(client, ciel_bleu)
    assert client.session.session_key != avant
    assert SessionOuverte.objects.get().cle == client.session.session_key


def test_on_ne_change_pas_de_partenaire_sans_quitter(client, national, ciel_bleu):
    agir(client, ciel_bleu)
    autre = ConventionFactory().partenaire
    assert client.post(reverse("partenaires:agir", args=[autre.pk])).status_code == 403


def test_quitter_rend_le_portail_national(client, national, ciel_bleu):
    agir(client, ciel_bleu)
    reponse = client.post(reverse("partenaires:quitter"), follow=True)
    assertContains(reponse, "Vous n’agissez plus en tant que partenaire.")
    assertNotContains(reponse, BANDEAU)
    assert client.get(reverse("partenaires:modification")).status_code == 404


@pytest.mark.parametrize("fin", ["partenaires:quitter", "comptes:deconnexion"])
def test_le_journal_du_partenaire_garde_le_debut_et_la_fin(client, national, ciel_bleu, fin):
    agir(client, ciel_bleu)
    client.post(reverse(fin))
    client.post(reverse(fin))
    evenements = Evenement.objects.filter(partenaire_ref=ciel_bleu.pk).order_by("pk")
    assert [(e.action, e.auteur_ref) for e in evenements] == [
        ("agir-en-tant-que", national.pk),
        ("cesser-d-agir", national.pk),
    ]


def test_un_role_retire_met_fin_a_la_consultation_aussitot(client, national, ciel_bleu):
    agir(client, ciel_bleu)
    national.role_national = RoleNational.EDITEUR
    national.save()
    assert client.get(reverse("partenaires:modification")).status_code == 404


def test_l_assistance_peut_agir_en_tant_que(client, ciel_bleu):
    client.force_login(UtilisateurFactory(national=True, role_national=RoleNational.ASSISTANCE))
    assertContains(agir(client, ciel_bleu), BANDEAU)


def test_un_partenaire_inconnu_n_existe_pas(client, national):
    assert client.post(reverse("partenaires:agir", args=[0])).status_code == 404


def test_une_session_ordinaire_ne_devient_pas_celle_d_un_autre(client, ciel_bleu):
    client.force_login(RattachementFactory(administrateur=True).utilisateur)
    session = client.session
    session["partenaire_represente"] = ciel_bleu.pk
    session.save()
    assertNotContains(client.get(reverse("partenaires:modification")), "Ciel Bleu")
