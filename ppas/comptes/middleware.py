"""What stands between a session and any page: its age, a temporary password, a second factor still to enrol."""

from collections.abc import Callable
from hashlib import blake2b

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from ppas.comptes.authentification import A_ENROLER
from ppas.comptes.models import SessionOuverte, Utilisateur
from ppas.socle.horloge import maintenant
from ppas.socle.views import erreurs

MARQUE = "ppas_page"
"""Cookie that names the session to the pages' script (`retour.js`)."""

type Vue = Callable[[HttpRequest], HttpResponse]

PRECISION = 60
"""Seconds between two notes of a session's activity: not every page needs a write."""


def session_limitee(suite: Vue) -> Vue:
    """End a session that has been idle or open for too long; the person goes on as a visitor, and is told."""

    def traiter(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            instant = maintenant().timestamp()
            ouverte_le = request.session.setdefault("ouverte_le", instant)
            vue_le = request.session.setdefault("vue_le", instant)
            if instant - vue_le > settings.SESSION_INACTIVITE or instant - ouverte_le > settings.SESSION_DUREE_MAX:
                logout(request)
                messages.warning(
                    request,
                    "Votre session a été fermée pour des raisons de sécurité : reconnectez-vous pour continuer.",
                )
            elif instant - vue_le >= PRECISION:
                request.session["vue_le"] = instant
                SessionOuverte.objects.filter(cle=request.session.session_key).update(vue_le=maintenant())
        return suite(request)

    return traiter


def page_de_session(suite: Vue) -> Vue:
    """Let pages tell whose session they were drawn for: « Précédent » would show them after it (docs/decisions/0149).

    A page names its session by `request.marque`, the browser by a cookie that scripts may read; neither gives the key
    of the session away.
    """

    def traiter(request: HttpRequest) -> HttpResponse:
        request.marque = _marque(request)
        reponse = suite(request)
        marque = _marque(request)
        if marque == request.COOKIES.get(MARQUE, ""):
            return reponse
        if marque:
            reponse.set_cookie(MARQUE, marque, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax")
        else:
            reponse.delete_cookie(MARQUE, samesite="Lax")
        return reponse

    return traiter


def _marque(request: HttpRequest) -> str:
    """Return a word that changes with the session; empty without anybody signed in."""
    cle = request.session.session_key if request.user.is_authenticated else None
    return blake2b(cle.encode(), digest_size=8, person=b"ppas-page").hexdigest() if cle else ""


def etape_obligatoire(suite: Vue) -> Vue:
    """Send to the change of password whoever signed in with a temporary one (LOG-09), then to the second factor.

    Whatever the page asked for, programs are told so; signing out stays possible.
    """

    def traiter(request: HttpRequest) -> HttpResponse:
        page = _etape(request, request.user) if request.user.is_authenticated else None
        if page and request.path not in {reverse(page), reverse("comptes:deconnexion")}:
            return erreurs.etape_obligatoire(request) if erreurs.attend_json(request) else redirect(page)
        return suite(request)

    return traiter


def _etape(request: HttpRequest, utilisateur: Utilisateur) -> str | None:
    if utilisateur.mot_de_passe_temporaire:
        return "comptes:changer_mot_de_passe"
    return "comptes:activer_second_facteur" if A_ENROLER in request.session else None
