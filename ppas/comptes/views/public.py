"""Signing in and out, forgotten password."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from ppas.comptes.forms import ConnexionForm, OubliForm
from ppas.comptes.operations.connexion import connecter
from ppas.comptes.operations.mot_de_passe import demander_mot_de_passe
from ppas.socle.cadence import adresse_de
from ppas.socle.gardes import public
from ppas.socle.refus import Refus

DEMANDE_RECUE = (
    "Si cet identifiant et ce mail sont ceux d’un compte, un mail contenant un mot de passe temporaire vient d’être "
    "envoyé. S’il n’arrive pas, vérifiez vos courriers indésirables et le mail saisi ; au bout de 2 heures, appelez "
    "l’assistance au 03 80 33 11 30."
)


@public
@never_cache
@sensitive_post_parameters("mot_de_passe")
def connexion(request: HttpRequest) -> HttpResponse:
    """« Connexion » (LOG-01 to LOG-07)."""
    suite = _suite(request)
    if request.user.is_authenticated:
        return redirect(suite)
    form = ConnexionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        identifiant, mot_de_passe = form.cleaned_data["identifiant"], form.cleaned_data["mot_de_passe"]
        try:
            login(request, connecter(identifiant, mot_de_passe, adresse=adresse_de(request)))
        except Refus as refus:
            form.add_error(None, refus.message)
        else:
            return redirect(suite)
    return render(request, "comptes/connexion.html", {"form": form, "fil": [("Connexion", None)]})


def _suite(request: HttpRequest) -> str:
    """Return where to go once signed in: the page asked for, when it is one of ours."""
    suite = request.GET.get("next", "")
    est_sure = url_has_allowed_host_and_scheme(suite, {request.get_host()}, require_https=request.is_secure())
    return suite if est_sure else resolve_url(settings.LOGIN_REDIRECT_URL)


@public
@require_POST
def deconnexion(request: HttpRequest) -> HttpResponse:
    """« Déconnexion » (LOG-26)."""
    logout(request)
    messages.success(request, "Vous êtes déconnecté. Pour des raisons de sécurité, fermez votre navigateur.")
    return redirect(settings.LOGOUT_REDIRECT_URL)


@public
@never_cache
def mot_de_passe_oublie(request: HttpRequest) -> HttpResponse:
    """« Mot de passe oublié ? » (LOG-20): the same answer for all."""
    form = OubliForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        identifiant, mail = form.cleaned_data["identifiant"], form.cleaned_data["mail"]
        try:
            demander_mot_de_passe(identifiant, mail, adresse=adresse_de(request))
        except Refus as refus:
            form.add_error(None, refus.message)
        else:
            messages.success(request, DEMANDE_RECUE)
            return redirect("comptes:connexion")
    fil = [("Mot de passe oublié", None)]
    return render(request, "comptes/mot_de_passe_oublie.html", {"form": form, "fil": fil})
