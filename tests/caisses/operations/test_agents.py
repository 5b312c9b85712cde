import pytest

from ppas.caisses.models import Agent
from ppas.caisses.operations.agents import (
    creer_agent,
    desactiver_agent,
    nommer_administrateur,
    nommer_editeur,
    reactiver_agent,
    reinitialiser_agent,
    retirer_administration,
    retirer_edition,
    retirer_second_facteur_agent,
)
from ppas.comptes.models import RoleNational, SessionOuverte, Utilisateur
from ppas.comptes.operations.sessions import noter_session
from ppas.comptes.regles.origine import Origine
from ppas.socle.models import Courriel, Evenement
from ppas.socle.refus import Refus
from tests.factories import AgentFactory, CaisseFactory, UtilisateurFactory

pytestmark = pytest.mark.django_db

VERBES = [
    desactiver_agent,
    reinitialiser_agent,
    retirer_second_facteur_agent,
    nommer_administrateur,
    retirer_administration,
    nommer_editeur,
    retirer_edition,
]


@pytest.fixture
def administrateur():
    return AgentFactory(administrateur=True).utilisateur


@pytest.fixture
def agent():
    return AgentFactory(utilisateur__login="Agent1")


def nouveau(login="Agent2"):
    return Utilisateur(login=login, nom="DURAND", prenom="Anne", mail="anne@exemple.fr", telephone="0380000000")


def ouvrir_une_session(agent):
    noter_session(agent.utilisateur, "cle", Origine("Firefox", "192.0.2.0"))


@pytest.mark.exigence("CAI-01")
def test_creer_un_agent_lui_envoie_un_mot_de_passe_sans_son_login(administrateur):
    agent = creer_agent(nouveau(), caisse=CaisseFactory(), est_administrateur=False, par=administrateur)
    courriel = Courriel.objects.get()
    secret = courriel.corps.partition("Mot de passe temporaire : ")[2].split()[0]
    assert Agent.objects.get(pk=agent.pk).utilisateur.check_password(secret)
    assert (courriel.destinataire, courriel.est_secret) == ("anne@exemple.fr", True)
    assert "Agent2" not in courriel.corps
    assert Evenement.objects.get(action="creer-agent").caisse_ref == agent.caisse_id


def test_un_login_pris_est_refuse(administrateur, agent):
    with pytest.raises(Refus) as refus:
        creer_agent(nouveau("AGENT1"), caisse=agent.caisse, est_administrateur=False, par=administrateur)
    assert (refus.value.code, refus.value.champ) == ("login-pris", "login")


@pytest.mark.exigence("CAI-01")
def test_un_agent_desactive_perd_ses_sessions_et_peut_etre_reactive(administrateur, agent):
    ouvrir_une_session(agent)
    desactiver_agent(agent, par=administrateur)
    assert not Utilisateur.objects.get(pk=agent.utilisateur_id).is_active
    assert not SessionOuverte.objects.exists()
    reactiver_agent(agent, par=administrateur)
    assert Utilisateur.objects.get(pk=agent.utilisateur_id).is_active
    assert Evenement.objects.filter(caisse_ref=agent.caisse_id).count() == 2


def test_reinitialiser_envoie_un_mot_de_passe_et_ferme_les_sessions(administrateur, agent):
    ouvrir_une_session(agent)
    reinitialiser_agent(agent, par=administrateur)
    agent.utilisateur.refresh_from_db()
    assert agent.utilisateur.mot_de_passe_temporaire
    assert Courriel.objects.get().est_secret
    assert not SessionOuverte.objects.exists()


def test_le_second_facteur_d_un_agent_se_retire_une_fois(administrateur, agent):
    retirer_second_facteur_agent(agent, par=administrateur)
    assert not Utilisateur.objects.get(pk=agent.utilisateur_id).a_un_second_facteur
    with pytest.raises(Refus) as refus:
        retirer_second_facteur_agent(Agent.objects.get(pk=agent.pk), par=administrateur)
    assert refus.value.code == "sans-second-facteur"


def test_nommer_puis_retirer_un_administrateur_regional(administrateur, agent):
    nommer_administrateur(agent, par=administrateur)
    assert Agent.objects.get(pk=agent.pk).est_administrateur
    ouvrir_une_session(agent)
    retirer_administration(agent, par=administrateur)
    assert not Agent.objects.get(pk=agent.pk).est_administrateur
    assert not SessionOuverte.objects.exists()
    assert set(Evenement.objects.values_list("action", flat=True)) >= {
        "nommer-administrateur",
        "retirer-administrateur",
    }


@pytest.mark.exigence("CAI-15")
def test_nommer_puis_retirer_un_editeur(administrateur, agent):
    nommer_editeur(agent, par=administrateur)
    assert Agent.objects.get(pk=agent.pk).est_editeur
    ouvrir_une_session(agent)
    retirer_edition(agent, par=administrateur)
    assert not Agent.objects.get(pk=agent.pk).est_editeur
    assert not SessionOuverte.objects.exists()
    assert set(Evenement.objects.values_list("action", flat=True)) >= {"nommer-editeur", "retirer-editeur"}


@pytest.mark.exigence("CAI-01")
@pytest.mark.parametrize("verbe", VERBES)
def test_un_administrateur_regional_n_agit_jamais_sur_lui_meme(administrateur, verbe):
    with pytest.raises(Refus) as refus:
        verbe(administrateur.agent, par=administrateur)
    assert refus.value.code == "soi-meme"
    assert not Evenement.objects.exists()


@pytest.mark.exigence("CAI-17", "CAI-18")
@pytest.mark.parametrize("verbe", VERBES)
@pytest.mark.parametrize("qui", ["agent", "autre-caisse", "desactive", "assistance", "editeur"])
def test_qui_n_administre_pas_la_caisse_ne_change_rien(agent, qui, verbe):
    intrus = {
        "agent": lambda: AgentFactory().utilisateur,
        "autre-caisse": lambda: AgentFactory(administrateur=True, caisse=CaisseFactory(code="05")).utilisateur,
        "desactive": lambda: AgentFactory(administrateur=True, utilisateur__is_active=False).utilisateur,
        "assistance": lambda: UtilisateurFactory(role_national=RoleNational.ASSISTANCE),
        "editeur": lambda: UtilisateurFactory(role_national=RoleNational.EDITEUR),
    }[qui]()
    with pytest.raises(Refus) as refus:
        verbe(agent, par=intrus)
    assert refus.value.code == "droits-retires"
    assert not Evenement.objects.exists()


@pytest.mark.exigence("CAI-17")
def test_l_administrateur_national_cree_le_premier_administrateur_d_une_caisse():
    national = UtilisateurFactory(national=True)
    agent = creer_agent(nouveau(), caisse=CaisseFactory(code="05"), est_administrateur=True, par=national)
    assert agent.est_administrateur
    desactiver_agent(agent, par=national)
    assert not Utilisateur.objects.get(pk=agent.utilisateur_id).is_active


def test_deux_administrateurs_l_un_apres_l_autre_le_second_est_refuse(administrateur):
    autre = AgentFactory(administrateur=True)
    retirer_administration(autre, par=administrateur)
    with pytest.raises(Refus) as refus:
        retirer_administration(administrateur.agent, par=autre.utilisateur)
    assert refus.value.code == "droits-retires"
