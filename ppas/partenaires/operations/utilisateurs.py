"""Users of a partner, managed by its administrators (manual §1.1.3, §2.1 to §2.3)."""

from django.db import transaction

from ppas.comptes.models import Utilisateur
from ppas.comptes.operations.mot_de_passe import deverrouiller
from ppas.comptes.operations.sessions import fermer_sessions
from ppas.comptes.operations.utilisateurs import creer_utilisateur, desactiver_utilisateur
from ppas.partenaires import courriels
from ppas.partenaires.models import Partenaire, Rattachement
from ppas.partenaires.operations.administration import administrer
from ppas.partenaires.operations.preinscriptions import refus_de_doublon
from ppas.socle.etats import verrouiller
from ppas.socle.journal import journaliser
from ppas.socle.modifications import appliquer
from ppas.socle.operations.courriels import mettre_en_file
from ppas.socle.refus import Refus


@transaction.atomic
def inscrire_utilisateur(
    utilisateur: Utilisateur, *, partenaire: Partenaire, est_administrateur: bool, par: Utilisateur
) -> Rattachement:
    """Create `utilisateur` for `partenaire` and mail him a temporary password, never the login (ADM-12, MAI-03).

    Raises Refus: droits-retires, login-pris (champ `login`).
    """
    administrer(partenaire, par=par)
    for refus in refus_de_doublon(login=utilisateur.login, caisse=None, code=""):
        raise refus
    mot_de_passe = creer_utilisateur(utilisateur, par=par)
    rattachement = Rattachement.objects.create(
        utilisateur=utilisateur, partenaire=partenaire, est_administrateur=est_administrateur
    )
    journaliser(
        rattachement,
        "inscrire-utilisateur",
        par=par,
        libelle=f"Utilisateur {utilisateur.login} créé{', administrateur' if est_administrateur else ''}",
    )
    mettre_en_file(courriels.utilisateur_inscrit(rattachement, mot_de_passe))
    return rattachement


@transaction.atomic
def modifier_utilisateur(
    rattachement: Rattachement,
    *,
    nom: str,
    prenom: str,
    telephone: str,
    mail: str,
    est_administrateur: bool,
    par: Utilisateur,
) -> None:
    """Change a user and his right (ADM-16 to ADM-20); the login never changes.

    A right given acts on his next request; a right withdrawn ends his sessions (R4).
    Raises Refus: droits-retires, utilisateur-supprime, droits-propres (champ `est_administrateur`).
    """
    utilisateur = _utilisateur_a_modifier(rattachement, par=par)
    if utilisateur == par and not est_administrateur:
        raise Refus(
            "droits-propres",
            "Vous ne pouvez pas retirer vos propres droits d’administration : un autre administrateur peut le faire.",
            champ="est_administrateur",
        )
    modifications = appliquer(utilisateur, nom=nom, prenom=prenom, telephone=telephone, mail=mail)
    if modifications:
        journaliser(
            rattachement,
            "modifier-utilisateur",
            par=par,
            libelle=f"Utilisateur {utilisateur.login} modifié",
            details={"modifications": modifications},
        )
    if appliquer(rattachement, est_administrateur=est_administrateur):
        if not est_administrateur:
            fermer_sessions(utilisateur)
        verbe, participe = ("donner", "donnés à") if est_administrateur else ("retirer", "retirés à")
        journaliser(
            rattachement,
            f"{verbe}-administration",
            par=par,
            libelle=f"Droits d’administration {participe} {utilisateur.login}",
        )


@transaction.atomic
def supprimer_utilisateur(rattachement: Rattachement, *, par: Utilisateur) -> None:
    """Close the account of a user who is not an administrator (ADM-21 to ADM-24); his login stays reserved.

    Raises Refus: droits-retires, utilisateur-supprime, suppression-de-soi, encore-administrateur.
    """
    utilisateur = _utilisateur_a_modifier(rattachement, par=par)
    if utilisateur == par:
        raise Refus("suppression-de-soi", "Vous ne pouvez pas supprimer votre propre compte : rien n’a été modifié.")
    if rattachement.est_administrateur:
        raise Refus(
            "encore-administrateur",
            f"{utilisateur} est administrateur et n’a pas été supprimé : retirez-lui d’abord ses droits "
            "d’administration, puis supprimez-le.",
        )
    desactiver_utilisateur(utilisateur, par=par)
    journaliser(rattachement, "supprimer-utilisateur", par=par, libelle=f"Utilisateur {utilisateur.login} supprimé")


@transaction.atomic
def deverrouiller_utilisateur(rattachement: Rattachement, *, par: Utilisateur) -> None:
    """Open the account of a user of a partner, at the wish of the caisse. Raises Refus as `deverrouiller` does."""
    deverrouiller(rattachement.utilisateur, par=par)
    libelle = f"Utilisateur {rattachement.utilisateur.login} déverrouillé"
    journaliser(rattachement, "deverrouiller-utilisateur", par=par, libelle=libelle)


def _utilisateur_a_modifier(rattachement: Rattachement, *, par: Utilisateur) -> Utilisateur:
    """Lock the account, then the user as he is now; refuse when he has been deleted meanwhile."""
    administrer(rattachement.partenaire, par=par)
    verrouiller(rattachement)
    utilisateur = verrouiller(rattachement.utilisateur)
    if not utilisateur.is_active:
        raise Refus("utilisateur-supprime", "Cet utilisateur vient d’être supprimé : rien n’a été modifié.")
    return utilisateur
