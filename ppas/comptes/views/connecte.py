"""What everybody who is signed in may do with his own account."""

import segno
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from ppas.comptes.authentification import A_ENROLER, renouveler_session
from ppas.comptes.forms import ChangementForm, CodeForm, ConfirmationForm
from ppas.comptes.models import nouvelle_graine, secret_de
from ppas.comptes.operations import mot_de_passe, second_facteur, sessions
from ppas.comptes.regles import totp
from ppas.socle.gardes import connecte
from ppas.socle.refus import Refus

SEL_DE_LA_GRAINE = "ppas.second-facteur.graine"
DUREE_DE_LA_GRAINE = 3600


@require_safe
@connecte
def mon_compte(request: HttpRequest) -> HttpResponse:
    """« Mon compte »: identity, password, second factor, open sessions, last sign-ins."""
    change_le = request.user.mot_de_passe_change_le
    contexte = {
        "expire_le": change_le and request.user.profil.expire_le(change_le),
        "nb_codes": request.user.codes_secours.filter(utilise_le=None).count(),
        "sessions": sessions.sessions_en_cours(request.user),
        "connexions": sessions.dernieres_connexions(request.user),
        "fil": [("Mon compte", None)],
    }
    return render(request, "comptes/mon_compte.html", contexte)


@require_POST
@connecte
def fermer_session(request: HttpRequest, pk: int) -> HttpResponse:
    """« Fermer cette session »."""
    session = get_object_or_404(sessions.sessions_en_cours(request.user), pk=pk)
    if session.cle == request.session.session_key:
        raise Http404  # for this one there is « Déconnexion »
    sessions.fermer_session(session, par=request.user)
    messages.success(request, "La session a été fermée.")
    return redirect("comptes:mon_compte")


@require_POST
@connecte
def fermer_autres_sessions(request: HttpRequest) -> HttpResponse:
    """« Fermer toutes les autres »."""
    sessions.fermer_sessions(request.user, sauf=request.session.session_key)
    messages.success(request, "Vos autres sessions ont été fermées.")
    return redirect("comptes:mon_compte")


@connecte
@never_cache
@sensitive_post_parameters()
def changer_mot_de_passe(request: HttpRequest) -> HttpResponse:
    """« Changer mon mot de passe » (LOG-09 to LOG-16, LOG-25): this session goes on under a new id (D6)."""
    form = ChangementForm(request.POST if request.method == "POST" else None, utilisateur=request.user)
    if form.is_valid():
        ancien, nouveau = form.cleaned_data["ancien"], form.cleaned_data["nouveau"]
        try:
            mot_de_passe.changer_mot_de_passe(
                request.user, ancien=ancien, nouveau=nouveau, session=request.session.session_key
            )
        except Refus as refus:
            form.add_error(refus.champ, refus.message)
        else:
            renouveler_session(request, request.user)
            return redirect("comptes:mot_de_passe_modifie")
    fil = [("Changement de mot de passe", None)]
    return render(request, "comptes/changer_mot_de_passe.html", {"form": form, "fil": fil})


@require_safe
@connecte
def mot_de_passe_modifie(request: HttpRequest) -> HttpResponse:
    """« Votre mot de passe a été modifié avec succès. » (LOG-12, LOG-27)."""
    fil = [("Changement de mot de passe", reverse("comptes:changer_mot_de_passe")), ("Mot de passe modifié", None)]
    return render(request, "comptes/mot_de_passe_modifie.html", {"fil": fil})


@require_safe
@connecte
@never_cache
def mot_de_passe_expire(request: HttpRequest) -> HttpResponse:
    """« Erreur : Votre mot de passe arrive à expiration », with the number of sign-ins left (LOG-17)."""
    if request.user.nb_connexions_restantes is None:
        return redirect("accueil:services")
    return render(request, "comptes/mot_de_passe_expire.html", {"fil": [("Mot de passe", None)]})


@connecte
@never_cache
@sensitive_post_parameters("code")
def activer_second_facteur(request: HttpRequest) -> HttpResponse:
    """Enrol an authenticator application; the recovery codes are in the answer, and nowhere afterwards."""
    if request.user.a_un_second_facteur:
        return redirect("comptes:mon_compte")
    jeton, graine = _graine(request)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            codes = second_facteur.activer_second_facteur(request.user, graine, form.cleaned_data["code"])
        except Refus as refus:
            form.add_error(refus.champ, refus.message)
        else:
            request.session.pop(A_ENROLER, None)
            renouveler_session(request, request.user)
            return _codes(request, codes)
    secret = secret_de(graine)
    adresse = totp.adresse_otpauth(secret, request.user.login)
    contexte = {
        "form": form,
        "jeton": jeton,
        "secret": totp.en_lettres(secret),
        "qr": SafeString(segno.make(adresse, error="m").svg_inline(scale=5, border=2)),
        "est_exige": A_ENROLER in request.session,
        "fil": [("Mon compte", reverse("comptes:mon_compte")), ("Activer le second facteur", None)],
    }
    return render(request, "comptes/activer_second_facteur.html", contexte)


def _graine(request: HttpRequest) -> tuple[str, str]:
    """Return the seed shown on the page before, signed for this person, or a new one."""
    sel = f"{SEL_DE_LA_GRAINE}.{request.user.pk}"
    jeton = request.POST.get("jeton", "")
    try:
        return jeton, signing.loads(jeton, salt=sel, max_age=DUREE_DE_LA_GRAINE)
    except signing.BadSignature:
        graine = nouvelle_graine()
        return signing.dumps(graine, salt=sel), graine


@connecte
@never_cache
@sensitive_post_parameters()
def desactiver_second_facteur(request: HttpRequest) -> HttpResponse:
    """Take the second factor away; who must have one enrols another at once."""
    form = ConfirmationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            second_facteur.desactiver_second_facteur(request.user, **form.cleaned_data)
        except Refus as refus:
            form.add_error(refus.champ, refus.message)
        else:
            if request.user.profil.est_second_facteur_exige:
                request.session[A_ENROLER] = True
            renouveler_session(request, request.user)
            messages.success(request, "Votre second facteur est désactivé.")
            return redirect("comptes:mon_compte")
    return _confirmation(request, form, "Désactiver le second facteur", "Désactiver")


@connecte
@never_cache
@sensitive_post_parameters()
def renouveler_codes_secours(request: HttpRequest) -> HttpResponse:
    """New recovery codes: the former ones no longer serve."""
    form = ConfirmationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            codes = second_facteur.renouveler_codes_secours(request.user, **form.cleaned_data)
        except Refus as refus:
            form.add_error(refus.champ, refus.message)
        else:
            return _codes(request, codes)
    return _confirmation(request, form, "Nouveaux codes de secours", "Obtenir de nouveaux codes")


def _confirmation(request: HttpRequest, form: ConfirmationForm, titre: str, bouton: str) -> HttpResponse:
    if not request.user.a_un_second_facteur:
        raise Http404
    fil = [("Mon compte", reverse("comptes:mon_compte")), (titre, None)]
    return render(
        request, "comptes/confirmer_second_facteur.html", {"form": form, "titre": titre, "bouton": bouton, "fil": fil}
    )


def _codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    fil = [("Mon compte", reverse("comptes:mon_compte")), ("Codes de secours", None)]
    return render(request, "comptes/codes_secours.html", {"codes": codes, "fil": fil})
