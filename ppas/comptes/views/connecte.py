"""What everybody who is signed in may do with his own account."""

from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from ppas.comptes.forms import ChangementForm
from ppas.comptes.operations.mot_de_passe import changer_mot_de_passe as changer
from ppas.socle.gardes import connecte
from ppas.socle.refus import Refus


@connecte
@never_cache
@sensitive_post_parameters()
def changer_mot_de_passe(request: HttpRequest) -> HttpResponse:
    """« Changer mon mot de passe » (LOG-09 to LOG-14, LOG-25): this session goes on under a new id (D6)."""
    form = ChangementForm(request.POST if request.method == "POST" else None, utilisateur=request.user)
    if form.is_valid():
        try:
            changer(request.user, ancien=form.cleaned_data["ancien"], nouveau=form.cleaned_data["nouveau"])
        except Refus as refus:
            form.add_error(refus.champ, refus.message)
        else:
            update_session_auth_hash(request, request.user)
            return redirect("comptes:mot_de_passe_modifie")
    fil = [("Changement de mot de passe", None)]
    return render(request, "comptes/changer_mot_de_passe.html", {"form": form, "fil": fil})


@connecte
def mot_de_passe_modifie(request: HttpRequest) -> HttpResponse:
    """« Votre mot de passe a été modifié avec succès. » (LOG-12, LOG-27)."""
    fil = [("Changement de mot de passe", reverse("comptes:changer_mot_de_passe")), ("Mot de passe modifié", None)]
    return render(request, "comptes/mot_de_passe_modifie.html", {"fil": fil})
