"""Between Django's sign-in and the operations: its backend, its signals, and what a request says of its origin."""

from typing import Any

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponseBase

from ppas.comptes.models import SessionOuverte, Utilisateur
from ppas.comptes.operations.connexion import connecter
from ppas.comptes.operations.sessions import noter_session
from ppas.comptes.regles.origine import Origine, nom_du_navigateur
from ppas.socle.cadence import adresse_de
from ppas.socle.horloge import maintenant
from ppas.socle.refus import Refus

TEMOIN = "ppas_navigateur"
"""Signed cookie that marks a browser where accounts have signed in (D15)."""
SEL_DU_TEMOIN = "ppas.navigateur-connu"
DUREE_DU_TEMOIN = 365 * 24 * 3600
COMPTES_PAR_NAVIGATEUR = 10
A_ENROLER = "second_facteur_a_activer"
"""Key of the session of somebody whose role asks for a second factor that he has not yet."""


class Identifiants(ModelBackend):
    """Login and password; an account with a second factor signs in by the portal's own pages only."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> Utilisateur | None:
        """Return the user, or None for any refusal."""
        if request is None or username is None or password is None:
            return None
        try:
            utilisateur = connecter(username, password, origine=origine_de(request))
        except Refus:
            return None
        return None if utilisateur.a_un_second_facteur else utilisateur


def origine_de(request: HttpRequest) -> Origine:
    """Return where `request` comes from."""
    comptes = request.get_signed_cookie(TEMOIN, "", salt=SEL_DU_TEMOIN, max_age=DUREE_DU_TEMOIN) or ""
    return Origine(
        adresse_de(request),
        nom_du_navigateur(request.headers.get("User-Agent", "")),
        frozenset(int(pk) for pk in comptes.split(".") if pk),
    )


def reconnaitre(reponse: HttpResponseBase, request: HttpRequest, utilisateur: Utilisateur) -> None:
    """Mark the browser as one where `utilisateur` has signed in, beside the others that it has seen."""
    autres = sorted(origine_de(request).comptes_connus - {utilisateur.pk})[: COMPTES_PAR_NAVIGATEUR - 1]
    reponse.set_signed_cookie(
        TEMOIN,
        ".".join(str(pk) for pk in [utilisateur.pk, *autres]),
        salt=SEL_DU_TEMOIN,
        max_age=DUREE_DU_TEMOIN,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


@receiver(user_logged_in)
def ouvrir(sender: object, request: HttpRequest, user: Utilisateur, **kwargs: Any) -> None:
    """Date the session, list it, and note whether its owner must first enrol a second factor."""
    if request.session.session_key is None:
        request.session.create()
    request.session["ouverte_le"] = request.session["vue_le"] = maintenant().timestamp()
    if user.profil.est_second_facteur_exige and not user.a_un_second_facteur:
        request.session[A_ENROLER] = True
    noter_session(user, request.session.session_key or "", origine_de(request))


@receiver(user_logged_out)
def fermer(sender: object, request: HttpRequest, user: Utilisateur | None, **kwargs: Any) -> None:
    """Take the session off the list."""
    SessionOuverte.objects.filter(cle=request.session.session_key or "").delete()


def renouveler_session(request: HttpRequest, utilisateur: Utilisateur) -> None:
    """Go on under a new session id (D6), and with the password's new hash: after a change of password or of rights."""
    ancienne = request.session.session_key
    update_session_auth_hash(request, utilisateur)
    SessionOuverte.objects.filter(cle=ancienne).update(cle=request.session.session_key)
