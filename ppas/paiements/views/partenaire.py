"""« Bordereaux de paiements » (PAY-05): a slip does not exist for the partner before it may be read (PAY-02)."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ppas.facturation.etats import EtatLigne
from ppas.facturation.models import LigneFacture
from ppas.paiements.models import Bordereau
from ppas.paiements.views import contexte_bordereau, reponse_pdf
from ppas.partenaires.gardes import partenaire
from ppas.socle.documents import document_pdf
from ppas.socle.horloge import maintenant
from ppas.socle.pagination import paginer


@require_safe
@partenaire
def bordereaux(request: HttpRequest) -> HttpResponse:
    """List of the slips, and why one may be absent (PAY-03)."""
    a_paraitre = Bordereau.objects.de_partenaire(request.partenaire).a_paraitre(maintenant()).first()
    en_attente = LigneFacture.objects.publiees().filter(
        convention__partenaire=request.partenaire, etat__in=[EtatLigne.ACCEPTEE, EtatLigne.EXPORTEE]
    )
    contexte = {
        "fil": [("Les services", reverse("accueil:services")), ("Bordereaux de paiements", None)],
        "page": paginer(_visibles(request), request, cle=["-date_paiement", "-id"]),
        "visible_le": a_paraitre and a_paraitre.visible_le,
        "est_en_attente": en_attente.exists(),
    }
    return render(request, "paiements/bordereaux.html", contexte)


@require_safe
@partenaire
def bordereau(request: HttpRequest, pk: int) -> HttpResponse:
    """Detail of a slip."""
    objet = get_object_or_404(_visibles(request), pk=pk)
    fil = [
        ("Les services", reverse("accueil:services")),
        ("Bordereaux de paiements", reverse("paiements:bordereaux")),
        (str(objet), None),
    ]
    return render(request, "paiements/bordereau.html", {"fil": fil} | contexte_bordereau(request, objet))


@require_safe
@partenaire
@document_pdf
def bordereau_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Document of a slip (PAY-01, PAY-06)."""
    return reponse_pdf(request, get_object_or_404(_visibles(request), pk=pk))


def _visibles(request: HttpRequest) -> QuerySet[Bordereau]:
    siens = Bordereau.objects.de_partenaire(request.partenaire).publies(maintenant())
    return siens.select_related("convention__caisse", "convention__partenaire")
