"""Creating users."""

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from ppas.comptes.models import Utilisateur
from ppas.comptes.operations.mot_de_passe import poser_temporaire
from ppas.comptes.regles.mot_de_passe import temporaire
from ppas.socle.journal import journaliser
from ppas.socle.refus import Refus


@transaction.atomic
def creer_utilisateur(utilisateur: Utilisateur, *, par: Utilisateur | None) -> str:
    """Save the new `utilisateur` with a temporary password and return that password, for one mail and nothing else.

    Raises Refus("login-pris", champ `login`) when the login is somebody's (REG-23).
    """
    mot_de_passe = temporaire()
    poser_temporaire(utilisateur, make_password(mot_de_passe))
    try:
        with transaction.atomic():
            utilisateur.save(force_insert=True)
    except IntegrityError as erreur:
        raise Refus("login-pris", "Ce login est déjà utilisé.", champ="login") from erreur
    journaliser(utilisateur, "creer", par=par)
    return mot_de_passe
