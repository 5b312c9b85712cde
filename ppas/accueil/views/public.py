"""Pages open to all. « Les services » shows each person the entries that are his own."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from ppas.accueil.a_faire import a_faire
from ppas.accueil.contenus import CAHIERS_DES_CHARGES, GUIDES, PAGES_PUBLIQUES, TYPES
from ppas.accueil.forms import ContactForm
from ppas.accueil.menu import Services, a_une_page, services_de
from ppas.accueil.operations.contacter import contacter
from ppas.accueil.regles import accessibilite as conformite
from ppas.accueil.regles.navigateurs import lire_navigateurs
from ppas.caisses.models import Regime
from ppas.partenaires.models import Convention
from ppas.socle.cadence import adresse_de
from ppas.socle.captcha import demande_un_nouveau
from ppas.socle.gardes import public
from ppas.socle.horloge import aujourd_hui
from ppas.socle.refus import Refus


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
        tuiles = a_faire(siens.partenaire, request.user) if siens.partenaire and siens.groupes else []
        return render(request, "accueil/services.html", {"fil": fil, "services": siens, "a_faire": tuiles})
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


@require_http_methods(["GET", "HEAD", "POST"])
@public
def contact(request: HttpRequest) -> HttpResponse:
    """« Contact »: telephone of the assistance, and the form that writes to it, signed in or not (SUP-01 to SUP-08)."""
    if demande_un_nouveau(request):
        form = ContactForm(initial=request.POST.dict())
    else:
        form = ContactForm(request.POST if request.method == "POST" else None, initial=_coordonnees(request))
    if form.is_valid():
        try:
            contacter(form.cleaned_data, adresse=adresse_de(request))
        except Refus as refus:
            form.add_error(None, refus.message)
        else:
            messages.success(
                request, "Votre message est transmis à l’assistance ; une copie part à l’adresse que vous avez donnée."
            )
            return redirect("accueil:contact")
    contexte = {"form": form, "expediteur": settings.DEFAULT_FROM_EMAIL, "fil": [("Contact", None)]}
    return render(request, "accueil/contact.html", contexte)


def _coordonnees(request: HttpRequest) -> dict[str, str]:
    """Return what the portal knows already of who is signed in (SUP-02)."""
    if not request.user.is_authenticated:
        return {}
    convention = Convention.objects.filter(partenaire__rattachements__utilisateur=request.user).order_by("pk").first()
    return {
        "nom": request.user.nom,
        "prenom": request.user.prenom,
        "email": request.user.mail,
        "telephone": request.user.telephone,
        "numero_convention": convention.code if convention else "",
    }


@require_safe
@public
def accessibilite(request: HttpRequest) -> HttpResponse:
    """« Accessibilité »: the conformite that the law asks for (ACC-05)."""
    grille, declaration = conformite.lire_grille(), conformite.lire_declaration()
    contexte = {
        "fil": [("Accessibilité", None)],
        "declaration": declaration,
        "etat": conformite.etat_de_conformite(grille, valable_jusqu_au=declaration.valable_jusqu_au, le=aujourd_hui()),
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


@require_safe
@public
def mentions(request: HttpRequest) -> HttpResponse:
    """« Mentions légales »."""
    return render(request, "accueil/mentions.html", {"fil": [("Mentions légales", None)]})
