"""Django's way into `operations.connexion`: the sign-in of its admin obeys the same lock as ours."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from ppas.comptes.models import Utilisateur
from ppas.comptes.operations.connexion import connecter
from ppas.socle.cadence import adresse_de
from ppas.socle.refus import Refus


class Identifiants(ModelBackend):
    """Login and password."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> Utilisateur | None:
        """Return the user, or None for any refusal."""
        if request is None or username is None or password is None:
            return None
        try:
            return connecter(username, password, adresse=adresse_de(request))
        except Refus:
            return None
