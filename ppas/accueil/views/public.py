"""Pages open to all. « Les services » shows each person the entries that are his own."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ppas.accueil.a_faire import tuiles
from ppas.accueil.contenus import CAHIERS_DES_CHARGES, GUIDES, PAGES_PUBLIQUES, TYPES
from ppas.accueil.menu import Services, a_une_page, services_de
from ppas.caisses.models import Regime
from ppas.socle.gardes import public


@require_safe
@public
def accueil(request: HttpRequest) -> HttpResponse:
    """Home page."""
    return render(request, "accueil/accueil.html", {"types": TYPES.values(), "regimes": Regime.objects.all()})


@require_safe
@public
def services(request: HttpRequest) -> HttpResponse:
    """« Les services »: the menu of the person signed in, or what the portal offers."""
    fil = [("Les services", None)]
    if request.user.is_authenticated:
        siens = _services(request)
        return render(
            request, "accueil/services.html", {"fil": fil, "services": siens, "a_faire": tuiles(siens, request.user)}
        )
    return render(request, "accueil/services_publics.html", {"fil": fil, "types": TYPES.values()})


def _services(request: HttpRequest) -> Services:
    return services_de(request.user, au_nom_de=request.au_nom_de)


@require_safe
@public
def type_partenaire(request: HttpRequest, slug: str) -> HttpResponse:
    """« Plus d’information » on a kind of partner."""
    if slug not in TYPES:
        raise Http404
    fiche = TYPES[slug]
    fil = [("Les services", reverse("accueil:services")), (fiche.titre, None)]
    return render(request, f"accueil/types/{slug}.html", {"fil": fil, "fiche": fiche})


@require_safe
@public
def documentation(request: HttpRequest) -> HttpResponse:
    """« La documentation »."""
    contexte = {
        "fil": [("La documentation", None)],
        "guides": [document for document in GUIDES if a_une_page(document.url)],
        "cahiers": [document for document in CAHIERS_DES_CHARGES if a_une_page(document.url)],
    }
    return render(request, "accueil/documentation.html", contexte)


@require_safe
@public
def plan(request: HttpRequest) -> HttpResponse:
    """« Plan du site », with the services of the person signed in."""
    contexte = {
        "fil": [("Plan du site", None)],
        "pages": [page for page in PAGES_PUBLIQUES if a_une_page(page.url)],
        "types": TYPES.values(),
        "documents": [document for document in (*GUIDES, *CAHIERS_DES_CHARGES) if a_une_page(document.url)],
        "groupes": _services(request).groupes if request.user.is_authenticated else [],
    }
    return render(request, "accueil/plan.html", contexte)


@require_safe
@public
def accessibilite(request: HttpRequest) -> HttpResponse:
    """« Accessibilité »."""
    return render(request, "accueil/accessibilite.html", {"fil": [("Accessibilité", None)]})


@require_safe
@public
def mentions(request: HttpRequest) -> HttpResponse:
    """« Mentions légales »."""
    return render(request, "accueil/mentions.html", {"fil": [("Mentions légales", None)]})
