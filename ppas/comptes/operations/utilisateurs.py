"""Creating, deactivating and reopening users."""

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from ppas.comptes.models import Utilisateur
from ppas.comptes.operations.mot_de_passe import nouveau_secret, poser_temporaire
from ppas.comptes.operations.sessions import fermer_sessions
from ppas.socle.etats import verrouiller
from ppas.socle.journal import journaliser
from ppas.socle.refus import Refus


@transaction.atomic
def creer_utilisateur(utilisateur: Utilisateur, *, par: Utilisateur | None) -> str:
    """Save the new `utilisateur` with a temporary password and return that password, for one mail and nothing else.

    `courriels.acces_temporaire` writes it for the mail. Raises Refus("login-pris", champ `login`) when the login is
    somebody's (REG-23).
    """
    secret = nouveau_secret()
    poser_temporaire(utilisateur, make_password(secret))
    try:
        with transaction.atomic():
            utilisateur.save(force_insert=True)
    except IntegrityError as erreur:
        raise Refus("login-pris", "Ce login est déjà utilisé.", champ="login") from erreur
    journaliser(utilisateur, "creer", par=par)
    return secret


@transaction.atomic
def desactiver_utilisateur(utilisateur: Utilisateur, *, par: Utilisateur) -> None:
    """Close the account and its sessions; its history stays. Raises Refus: soi-meme, deja-inactif."""
    if utilisateur.pk == par.pk:
        raise Refus("soi-meme", "Vous ne pouvez pas désactiver votre propre compte.")
    verrouiller(utilisateur)
    if not utilisateur.is_active:
        raise Refus("deja-inactif", "Ce compte est déjà désactivé : rien n’a été modifié.")
    utilisateur.is_active = False
    utilisateur.save(update_fields=["is_active"])
    fermer_sessions(utilisateur)
    journaliser(utilisateur, "desactiver", par=par)


@transaction.atomic
def reactiver_utilisateur(utilisateur: Utilisateur, *, par: Utilisateur) -> None:
    """Open again an account that was deactivated. Raises Refus("deja-actif")."""
    verrouiller(utilisateur)
    if utilisateur.is_active:
        raise Refus("deja-actif", "Ce compte est déjà actif : rien n’a été modifié.")
    utilisateur.is_active = True
    utilisateur.save(update_fields=["is_active"])
    journaliser(utilisateur, "reactiver", par=par)
