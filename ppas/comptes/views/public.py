"""Signing in and out, forgotten password."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from ppas.comptes.authentification import origine_de, reconnaitre
from ppas.comptes.courriels import SEL_DU_LIEN
from ppas.comptes.forms import ChoixForm, CodeForm, ConnexionForm, OubliForm
from ppas.comptes.models import Utilisateur
from ppas.comptes.operations.connexion import connecter, verifier_code
from ppas.comptes.operations.mot_de_passe import LIEN_PERIME, choisir_mot_de_passe, demander_mot_de_passe
from ppas.socle.assistance import telephone_de_l_assistance
from ppas.socle.cadence import adresse_de
from ppas.socle.captcha import demande_un_nouveau
from ppas.socle.gardes import public
from ppas.socle.horloge import maintenant
from ppas.socle.refus import Refus

DEMANDE_RECUE = (
    "Si cet identifiant et ce mail sont ceux d’un compte, un mail contenant un mot de passe temporaire vient d’être "
    "envoyé. S’il n’arrive pas, vérifiez vos courriers indésirables et le mail saisi ; au bout de 2 heures, appelez "
    "l’assistance au {telephone}. Les mails du portail viennent de {expediteur}."
)
CODE_ATTENDU = "code_attendu"
"""Key of the session of somebody who has given his password and not his code yet."""
DUREE_CODE_ATTENDU = 600


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
            utilisateur = connecter(identifiant, mot_de_passe, origine=origine_de(request))
        except Refus as refus:
            form.add_error(None, refus.message)
        else:
            return _attendre_le_code(request, utilisateur) or _ouvrir(request, utilisateur)
    return render(request, "comptes/connexion.html", {"form": form, "fil": [("Connexion", None)]})


@public
@never_cache
@sensitive_post_parameters("code")
def code(request: HttpRequest) -> HttpResponse:
    """Second step of « Connexion » for who has a second factor (PLU-13)."""
    utilisateur = _identifie(request)
    if utilisateur is None:
        return redirect("comptes:connexion")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            verifier_code(utilisateur, form.cleaned_data["code"], origine=origine_de(request))
        except Refus as refus:
            form.add_error(refus.champ, refus.message)
        else:
            return _ouvrir(request, utilisateur)
    fil = [("Connexion", resolve_url("comptes:connexion")), ("Code", None)]
    return render(request, "comptes/code.html", {"form": form, "fil": fil})


def _attendre_le_code(request: HttpRequest, utilisateur: Utilisateur) -> HttpResponse | None:
    """Remember, under a new session id, whose password was given; None when no code is needed."""
    if not utilisateur.a_un_second_facteur:
        return None
    request.session.cycle_key()
    request.session[CODE_ATTENDU] = [
        utilisateur.pk,
        utilisateur.get_session_auth_hash(),
        maintenant().timestamp() + DUREE_CODE_ATTENDU,
    ]
    return redirect(f"{resolve_url('comptes:code')}?{request.GET.urlencode()}")


def _identifie(request: HttpRequest) -> Utilisateur | None:
    """Return who is at the second step, unless it lasts too long or his password was changed meanwhile."""
    pk, empreinte, fin = request.session.get(CODE_ATTENDU, (None, "", 0))
    utilisateur = Utilisateur.objects.filter(pk=pk, is_active=True).first()
    if utilisateur is None or maintenant().timestamp() > fin or utilisateur.get_session_auth_hash() != empreinte:
        return None
    return utilisateur


def _ouvrir(request: HttpRequest, utilisateur: Utilisateur) -> HttpResponse:
    """Sign in, and warn who has few sign-ins left (LOG-17)."""
    request.session.pop(CODE_ATTENDU, None)
    utilisateur.refresh_from_db()
    login(request, utilisateur)
    est_compte = utilisateur.nb_connexions_restantes is not None
    reponse = redirect("comptes:mot_de_passe_expire" if est_compte else _suite(request))
    reconnaitre(reponse, request, utilisateur)
    return reponse


def _suite(request: HttpRequest) -> str:
    """Return where to go once signed in: the page asked for, when it is one of ours."""
    suite = request.GET.get("next", "")
    est_sure = url_has_allowed_host_and_scheme(suite, {request.get_host()}, require_https=request.is_secure())
    return suite if est_sure else resolve_url(settings.LOGIN_REDIRECT_URL)


@require_POST
@public
def deconnexion(request: HttpRequest) -> HttpResponse:
    """« Déconnexion » (LOG-26)."""
    logout(request)
    messages.success(request, "Vous êtes déconnecté. Pour des raisons de sécurité, fermez votre navigateur.")
    return redirect(settings.LOGOUT_REDIRECT_URL)


@public
@never_cache
def mot_de_passe_oublie(request: HttpRequest) -> HttpResponse:
    """« Mot de passe oublié ? » (LOG-20): the same answer for all."""
    if demande_un_nouveau(request):
        form = OubliForm(initial=request.POST.dict())
    else:
        form = OubliForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        identifiant, mail = form.cleaned_data["identifiant"], form.cleaned_data["mail"]
        try:
            demander_mot_de_passe(identifiant, mail, adresse=adresse_de(request))
        except Refus as refus:
            form.add_error(None, refus.message)
        else:
            telephone, expediteur = telephone_de_l_assistance(), settings.DEFAULT_FROM_EMAIL
            messages.success(request, DEMANDE_RECUE.format(telephone=telephone, expediteur=expediteur))
            return redirect("comptes:connexion")
    fil = [("Mot de passe oublié", None)]
    return render(request, "comptes/mot_de_passe_oublie.html", {"form": form, "fil": fil})


@public
@never_cache
@sensitive_post_parameters()
def lien_unique(request: HttpRequest, jeton: str) -> HttpResponse:
    """Choose a password from the single-use link of a mail (D13)."""
    try:
        pk, secret = signing.loads(jeton, salt=SEL_DU_LIEN)
        utilisateur = Utilisateur.objects.get(pk=pk)
    except (signing.BadSignature, Utilisateur.DoesNotExist):
        messages.error(request, LIEN_PERIME)
        return redirect("comptes:mot_de_passe_oublie")
    form = ChoixForm(request.POST if request.method == "POST" else None, utilisateur=utilisateur)
    if form.is_valid():
        try:
            choisir_mot_de_passe(pk, secret, nouveau=form.cleaned_data["nouveau"], adresse=adresse_de(request))
        except Refus as refus:
            form.add_error(refus.champ, refus.message)
        else:
            messages.success(request, "Votre mot de passe a été modifié avec succès. Connectez-vous avec lui.")
            return redirect("comptes:connexion")
    fil = [("Changement de mot de passe", None)]
    return render(request, "comptes/lien_unique.html", {"form": form, "fil": fil})
