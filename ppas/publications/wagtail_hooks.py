"""What the portal changes in Wagtail's screens: its menus, what is found by choosers, the mistakes it refuses."""

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import path, reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page
from wagtail.query import PageQuerySet

from ppas.caisses.models import Agent
from ppas.publications.aide import GUIDE_DES_EDITEURS
from ppas.publications.gardes import est_editeur_national
from ppas.publications.models import ActualitesDeCaisse
from ppas.publications.operations.retirer import verifier_la_structure, verifier_le_retrait
from ppas.publications.views.national import liens_morts
from ppas.socle.refus import Refus

VERBES = {"delete": "supprimée", "unpublish": "dépubliée", "move": "déplacée"}


class LiensMorts(MenuItem):
    """« Liens morts », among the reports of the national editors."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Say whether it is theirs."""
        return est_editeur_national(request.user)


@hooks.register("register_admin_urls")
def ecrans_du_portail() -> list[Any]:
    """Add the portal's own screens."""
    return [path("reports/liens-morts/", liens_morts, name="liens_morts")]


@hooks.register("register_reports_menu_item")
def rapport_des_liens() -> MenuItem:
    """Add the report."""
    return LiensMorts("Liens morts", reverse_lazy("liens_morts"), icon_name="link", order=50)


@hooks.register("insert_global_admin_css")
def feuille_de_style() -> SafeString:
    """Make the lists readable on a telephone."""
    return format_html('<link rel="stylesheet" href="{}">', static("publications/edition.css"))


@hooks.register("register_admin_menu_item")
def retour_au_portail() -> MenuItem:
    """Lead back to « Les services »."""
    return MenuItem("Retour au portail", reverse_lazy("accueil:services"), icon_name="home", order=20000)


@hooks.register("register_admin_menu_item")
def guide_des_editeurs() -> MenuItem:
    """Lead to the guide of those who are here."""
    return MenuItem("Guide de l’éditeur", GUIDE_DES_EDITEURS, icon_name="help", order=19000)


@hooks.register("construct_main_menu")
def sans_aide(request: HttpRequest, entrees: list[MenuItem]) -> None:
    """Hide Wagtail's own help, which is in English and on other sites."""
    entrees[:] = [entree for entree in entrees if entree.name != "help"]


@hooks.register("construct_settings_menu")
def sans_reglages(request: HttpRequest, entrees: list[MenuItem]) -> None:
    """Leave the redirections only: accounts, groups, sites and rights are the portal's."""
    entrees[:] = [entree for entree in entrees if entree.name == "redirects"]


@hooks.register("construct_reports_menu")
def sans_types(request: HttpRequest, entrees: list[MenuItem]) -> None:
    """Hide the report that names the latest page of each type, whosever it is."""
    entrees[:] = [entree for entree in entrees if entree.name != "page-types-usage"]


@hooks.register("construct_page_chooser_queryset")
def pages_a_choisir(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    """Offer to a caisse's editors what is published for all, and their own pages; to the national ones, all."""
    if est_editeur_national(request.user):
        return pages
    siennes, autres = Q(pk__in=[]), Q(pk__in=[])
    caisse = Agent.objects.filter(utilisateur=request.user).values_list("caisse", flat=True).first()
    for chemin, de_la_caisse in ActualitesDeCaisse.objects.values_list("path", "caisse"):
        if de_la_caisse == caisse:
            siennes |= Q(path__startswith=chemin)
        else:
            autres |= Q(path__startswith=chemin)
    return pages.filter(siennes | (Q(live=True) & ~autres))


def _refuser(request: HttpRequest, refus: Refus, retour: Page | None) -> HttpResponse:
    messages.error(request, refus.message)
    return redirect("wagtailadmin_explore", retour.pk) if retour else redirect("wagtailadmin_home")


@hooks.register("before_delete_page")
def avant_la_suppression(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse it when the portal, or another page, counts on the page."""
    return _avant([page], "delete", request)


@hooks.register("before_unpublish_page")
def avant_le_retrait(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse it when the portal, or another page, counts on the page."""
    return _avant([page], "unpublish", request)


@hooks.register("before_move_page")
def avant_le_deplacement(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    """Refuse it when the portal counts on the page; links and redirections follow the others."""
    return _avant([page], "move", request)


@hooks.register("before_bulk_action")
def avant_une_action_groupee(
    request: HttpRequest, action_type: str, objects: Collection[Any], action: Any
) -> HttpResponse | None:
    """Hold to the same rules what is done to several pages at once."""
    pages = [objet for objet in objects if isinstance(objet, Page)]
    return _avant(pages, action_type, request) if action_type in VERBES and pages else None


def _avant(pages: list[Page], action: str, request: HttpRequest) -> HttpResponse | None:
    verifier = verifier_la_structure if action == "move" else verifier_le_retrait
    try:
        verifier(pages, verbe=VERBES[action])
    except Refus as refus:
        return _refuser(request, refus, pages[0].get_parent())
    return None
