"""Pages open to all. « Les services » shows each person the entries that are his own."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from ppas.accueil.a_faire import tuiles
from ppas.accueil.contenus import PAGES_PUBLIQUES
from ppas.accueil.menu import Services, a_une_page, services_de
from ppas.accueil.recherche import ecrans, les_siens
from ppas.accueil.regles import accessibilite as conformite
from ppas.accueil.regles.navigateurs import lire_navigateurs
from ppas.publications.arbre import arbre
from ppas.publications.models import PageType
from ppas.publications.recherche import chercher
from ppas.publications.views.public import page
from ppas.socle.gardes import public
from ppas.socle.horloge import aujourd_hui

TEXTE_MAX = 80


@require_safe
@public
def accueil(request: HttpRequest) -> HttpResponseBase:
    """Home page; until the editors' pages are loaded, one that says so."""
    try:
        return page(request, "")
    except Http404:
        return render(request, "accueil/vide.html")


@require_safe
@public
def services(request: HttpRequest) -> HttpResponse:
    """« Les services »: the menu of the person signed in, or what the portal offers."""
    fil = [("Les services", None)]
    if request.user.is_authenticated:
        siens = _services(request)
        contexte = {"fil": fil, "services": siens, "a_faire": tuiles(siens, request.user)}
        return render(request, "accueil/services.html", contexte)
    return render(request, "accueil/services_publics.html", {"fil": fil, "types": PageType.objects.live()})


def _services(request: HttpRequest) -> Services:
    return services_de(request.user, au_nom_de=request.au_nom_de)


@require_safe
@public
def plan(request: HttpRequest) -> HttpResponse:
    """« Plan du site », with the services of the person signed in."""
    contexte = {
        "fil": [("Plan du site", None)],
        "pages": [entree for entree in PAGES_PUBLIQUES if a_une_page(entree.url)],
        "publications": arbre(),
        "groupes": _services(request).groupes if request.user.is_authenticated else [],
    }
    return render(request, "accueil/plan.html", contexte)


@require_safe
@public
def accessibilite(request: HttpRequest) -> HttpResponse:
    """« Accessibilité »: the conformite that the law asks for (ACC-05)."""
    grille, declaration = conformite.lire_grille(), conformite.lire_declaration()
    contexte = {
        "fil": [("Accessibilité", None)],
        "declaration": declaration,
        "etat": conformite.etat_du_portail(le=aujourd_hui()),
        "taux": conformite.taux(grille),
        "nb_conformes": conformite.compter(grille, conformite.CONFORME),
        "nb_applicables": len(grille) - conformite.compter(grille, conformite.SANS_OBJET),
        "non_conformes": [critere for critere in grille if critere.resultat == conformite.NON_CONFORME],
        "non_verifies": [critere for critere in grille if critere.resultat == conformite.NON_VERIFIE],
        "thematiques": conformite.par_thematique(grille),
    }
    return render(request, "accueil/accessibilite.html", contexte)


@require_safe
@public
def configuration(request: HttpRequest) -> HttpResponse:
    """« Configuration de votre poste »: what this browser can do, which it says itself (ACC-01 to ACC-04, ACC-07)."""
    contexte = {"fil": [("Configuration de votre poste", None)], "navigateurs": lire_navigateurs()}
    return render(request, "accueil/configuration.html", contexte)


RECHERCHE = "recherche_portail"
"""Key of the session: what somebody signed in types may be a name, which no address may hold."""


@require_http_methods(["GET", "HEAD", "POST"])
@public
def recherche(request: HttpRequest) -> HttpResponse:
    """« Recherche par mot(s) clé(s) »: what is published, and for who is signed in what is his own (PUB-03)."""
    if request.method == "POST":
        texte = request.POST.get("q", "").strip()[:TEXTE_MAX]
        if not request.user.is_authenticated:
            return redirect(reverse("accueil:recherche", query={"q": texte}))
        request.session[RECHERCHE] = texte
        return redirect("accueil:recherche")
    texte = request.GET.get("q", "").strip()[:TEXTE_MAX]
    est_gardee = "q" not in request.GET and request.user.is_authenticated
    if est_gardee:
        texte = request.session.get(RECHERCHE, "")
    services = _services(request) if request.user.is_authenticated else None
    genre = request.GET.get("genre", "")
    contexte = {
        "fil": [("Recherche", None)],
        "texte": texte,
        "genre": genre,
        "resultats": chercher(texte, request.user, genre=genre, numero=request.GET.get("page")),
        "ecrans": ecrans(services, texte),
        "siens": les_siens(request, services, texte) if est_gardee and services and texte else None,
    }
    return render(request, "accueil/recherche.html", contexte)
