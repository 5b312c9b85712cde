"""« Contact »: telephone of the assistance, and the form that writes to it, signed in or not (SUP-01 to SUP-08)."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from ppas.assistance.forms.contact import ContactForm
from ppas.assistance.models import Demande
from ppas.assistance.operations.contacter import contacter
from ppas.assistance.views import lire_cle
from ppas.partenaires.models import Convention
from ppas.socle.assistance import parametres
from ppas.socle.cadence import adresse_de
from ppas.socle.captcha import demande_un_nouveau
from ppas.socle.gardes import public
from ppas.socle.refus import Refus


@require_http_methods(["GET", "HEAD", "POST"])
@public
def contact(request: HttpRequest) -> HttpResponse:
    """Draw the form; a POST sends it, once however often it comes."""
    cle = lire_cle(request)
    form = _formulaire(request)
    if request.method == "POST":
        est_valide = form.is_valid()
        if Demande.objects.filter(cle=cle).exists():  # a double click has used up the captcha
            return redirect("assistance:contact_recu", cle)
        if est_valide and _envoyer(request, form, cle):
            return redirect("assistance:contact_recu", cle)
    contexte = {
        "form": form,
        "cle": cle,
        "assistance": parametres(),
        "expediteur": settings.DEFAULT_FROM_EMAIL,
        "fil": [("Contact", None)],
    }
    return render(request, "assistance/contact.html", contexte)


@require_safe
@public
def contact_recu(request: HttpRequest, cle: UUID) -> HttpResponse:
    """Show the receipt number of a request to who holds its key, and nothing of what it says."""
    demande = get_object_or_404(Demande, cle=cle)
    contexte = {
        "demande": demande,
        "est_sienne": request.user.is_authenticated and demande.utilisateur_id == request.user.pk,
        "expediteur": settings.DEFAULT_FROM_EMAIL,
        "fil": [("Contact", None)],
    }
    return render(request, "assistance/contact_recu.html", contexte)


def _formulaire(request: HttpRequest) -> ContactForm:
    est_connecte = request.user.is_authenticated
    if demande_un_nouveau(request):
        return ContactForm(initial=request.POST.dict(), est_connecte=est_connecte)
    donnees = request.POST if request.method == "POST" else None
    return ContactForm(donnees, initial=_coordonnees(request), est_connecte=est_connecte)


def _envoyer(request: HttpRequest, form: ContactForm, cle: UUID) -> bool:
    try:
        par = request.user if request.user.is_authenticated else None
        contacter(form.cleaned_data, cle=cle, adresse=adresse_de(request), par=par)
    except Refus as refus:
        form.add_error(None, refus.message)
        return False
    return True


def _coordonnees(request: HttpRequest) -> dict[str, str]:
    """Return what the portal knows already of who is signed in (SUP-02)."""
    if not request.user.is_authenticated:
        return {}
    convention = (
        Convention.objects.filter(partenaire__rattachements__utilisateur=request.user)
        .select_related("partenaire")
        .order_by("pk")
        .first()
    )
    return {
        "nom": request.user.nom,
        "prenom": request.user.prenom,
        "email": request.user.mail,
        "telephone": request.user.telephone,
        "numero_convention": convention.code if convention else "",
        "institution": convention.partenaire.nom if convention else "",
    }
