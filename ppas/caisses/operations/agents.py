"""Agents of a caisse, managed by its regional administrators or by the national administrator (CAI-01, CAI-18)."""

from collections.abc import Callable

from django.db import transaction

from ppas.caisses import courriels
from ppas.caisses.models import Agent, Caisse
from ppas.caisses.operations.administration import administrer
from ppas.comptes.models import Utilisateur
from ppas.comptes.operations.mot_de_passe import reinitialiser_mot_de_passe
from ppas.comptes.operations.second_facteur import retirer_second_facteur
from ppas.comptes.operations.sessions import fermer_sessions
from ppas.comptes.operations.utilisateurs import creer_utilisateur, desactiver_utilisateur, reactiver_utilisateur
from ppas.socle.etats import verrouiller
from ppas.socle.journal import journaliser
from ppas.socle.modifications import appliquer
from ppas.socle.operations.courriels import mettre_en_file
from ppas.socle.refus import Refus

DROITS = {"est_administrateur": "administrateur régional", "est_editeur": "éditeur"}
"""What an agent is called who has one of the two rights."""


@transaction.atomic
def creer_agent(utilisateur: Utilisateur, *, caisse: Caisse, est_administrateur: bool, par: Utilisateur) -> Agent:
    """Open an account for the new `utilisateur` in `caisse` and mail him a temporary password.

    Raises Refus: droits-retires, login-pris (champ `login`).
    """
    administrer(caisse.pk, par=par)
    secret = creer_utilisateur(utilisateur, par=par)
    agent = Agent.objects.create(utilisateur=utilisateur, caisse=caisse, est_administrateur=est_administrateur)
    journaliser(agent, "creer-agent", par=par, libelle=f"Agent {utilisateur.login} créé")
    mettre_en_file(courriels.agent_cree(agent, secret))
    return agent


def desactiver_agent(agent: Agent, *, par: Utilisateur) -> None:
    """Close his account and his sessions. Raises Refus: droits-retires, soi-meme, deja-inactif."""
    _sur_le_compte(agent, desactiver_utilisateur, "desactiver-agent", "désactivé", par=par)


def reactiver_agent(agent: Agent, *, par: Utilisateur) -> None:
    """Open again the account of an agent. Raises Refus: droits-retires, soi-meme, deja-actif."""
    _sur_le_compte(agent, reactiver_utilisateur, "reactiver-agent", "réactivé", par=par)


def reinitialiser_agent(agent: Agent, *, par: Utilisateur) -> None:
    """Mail him a temporary password; it opens his locks. Raises Refus: droits-retires, soi-meme, compte-inactif."""
    _sur_le_compte(
        agent, reinitialiser_mot_de_passe, "reinitialiser-agent", "réinitialisé (mot de passe temporaire)", par=par
    )


def retirer_second_facteur_agent(agent: Agent, *, par: Utilisateur) -> None:
    """Make him enrol again, his telephone lost. Raises Refus: droits-retires, soi-meme, sans-second-facteur."""
    _sur_le_compte(
        agent, retirer_second_facteur, "retirer-second-facteur-agent", "réinitialisé (second facteur)", par=par
    )


def nommer_administrateur(agent: Agent, *, par: Utilisateur) -> None:
    """Make him a regional administrator. Raises Refus: droits-retires, soi-meme."""
    _donner_le_droit(agent, "est_administrateur", donne=True, par=par)


def retirer_administration(agent: Agent, *, par: Utilisateur) -> None:
    """Withdraw the right of a regional administrator; his sessions end. Raises Refus: droits-retires, soi-meme."""
    _donner_le_droit(agent, "est_administrateur", donne=False, par=par)


def nommer_editeur(agent: Agent, *, par: Utilisateur) -> None:
    """Let him write the news of his caisse (CAI-15). Raises Refus: droits-retires, soi-meme."""
    _donner_le_droit(agent, "est_editeur", donne=True, par=par)


def retirer_edition(agent: Agent, *, par: Utilisateur) -> None:
    """Withdraw the right of an editor; his sessions end. Raises Refus: droits-retires, soi-meme."""
    _donner_le_droit(agent, "est_editeur", donne=False, par=par)


@transaction.atomic
def _donner_le_droit(agent: Agent, droit: str, *, donne: bool, par: Utilisateur) -> None:
    """Give or withdraw the right `droit`, a yes-or-no field of the agent."""
    _viser(agent, par=par)
    if not appliquer(agent, **{droit: donne}):
        return
    if not donne:
        fermer_sessions(agent.utilisateur)
    verbe, participe = ("nommer", "nommé") if donne else ("retirer", "n’est plus")
    action = f"{verbe}-{droit.removeprefix('est_')}"
    journaliser(agent, action, par=par, libelle=f"Agent {agent.utilisateur.login} {participe} {DROITS[droit]}")


@transaction.atomic
def _sur_le_compte(
    agent: Agent, operation: Callable[..., None], action: str, participe: str, *, par: Utilisateur
) -> None:
    _viser(agent, par=par)
    operation(agent.utilisateur, par=par)
    journaliser(agent, action, par=par, libelle=f"Agent {agent.utilisateur.login} {participe}")


def _viser(agent: Agent, *, par: Utilisateur) -> None:
    """Lock the agents of the caisse and read `agent` again; refuse to act on oneself."""
    administrer(agent.caisse_id, par=par)
    verrouiller(agent)
    if agent.utilisateur_id == par.pk:
        raise Refus(
            "soi-meme", "Vous ne pouvez pas changer ainsi votre propre compte : un autre administrateur peut le faire."
        )
