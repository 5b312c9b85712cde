"""The home page over a bare Django page: one template, no query; both by the same client, through the same middleware.

The bare page extends nothing, reads nothing and shows one variable; what stands in front of it (session, user, content
policy…) is the portal's own. The site is the demonstration's. Asked in turn with it: the home page of a visitor who
finds it kept in memory, of one who does not (only pieces of it are kept), then for information the home page of a
partner signed in, the news, the FAQ and a search, none of them kept.
"""

import argparse
import os
import sys

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.management import call_command
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import path

from bench.commun import DOSSIER, Chiffre, chronometrer, creer_les_tables, entretenir, medianes, rendre
from config.urls import urlpatterns as du_portail
from ppas.caisses.operations.charger_references import charger_references
from ppas.demo.operations.publier import publier
from ppas.publications.operations.charger_contenus import charger_contenus
from tests.factories import RattachementFactory

SANS_PAGES = settings.CACHES | {"pages": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
NUE = Template("<!doctype html><html lang='fr'><title>Accueil</title><h1>Bonjour {{ qui }}</h1></html>")


@login_not_required
def page_nue(request: HttpRequest) -> HttpResponse:
    """The bare page."""
    return HttpResponse(NUE.render(Context({"qui": "Alex"})))


urlpatterns = [path("banc/nue/", page_nue), *du_portail]


def publier_le_site() -> None:
    """Make the tables, the reference data and the demonstration's pages."""
    creer_les_tables()
    call_command("collectstatic", interactive=False, verbosity=0)
    charger_references()
    charger_contenus()
    publier()
    entretenir()


def comparer(
    client: Client, adresse: str, libelle: str, tours: int, *, plafond: float | None = None, est_gardee: bool = False
) -> Chiffre:
    """Return the median time of `adresse` over that of the bare page, asked in turn by the same client."""

    def demander(celle: str) -> None:
        assert client.get(celle).status_code == 200, celle

    with override_settings(CACHES=settings.CACHES if est_gardee else SANS_PAGES):
        demander(adresse)
        demander("/banc/nue/")
        with CaptureQueriesContext(connection) as requetes:
            demander(adresse)
            nb = len(requetes)
        durees = [
            (chronometrer(lambda: demander(adresse)), chronometrer(lambda: demander("/banc/nue/")))
            for _ in range(tours)
        ]
    page, nue = medianes(durees)
    detail = f"{page * 1000:.2f} ms / {nue * 1000:.2f} ms; {nb} queries; median of {tours}"
    return Chiffre("Site", f"{libelle} / bare page", page / nue, plafond, detail)


def main() -> int:
    """Print the figures; return 1 when the home page is above a ceiling."""
    analyseur = argparse.ArgumentParser(description=__doc__)
    analyseur.add_argument("--tours", type=int, default=301)
    tours = analyseur.parse_args().tours
    with override_settings(ROOT_URLCONF="bench.accueil", STATIC_ROOT=DOSSIER / f"statiques-{os.getpid()}"):
        publier_le_site()
        visiteur, partenaire = Client(SERVER_NAME="127.0.0.1"), Client(SERVER_NAME="127.0.0.1")
        partenaire.force_login(RattachementFactory().utilisateur)
        return rendre([
            comparer(visiteur, "/", "home page kept in memory", tours, plafond=2, est_gardee=True),
            comparer(visiteur, "/", "home page not kept", tours, plafond=6),
            comparer(partenaire, "/", "home page of a partner signed in", tours),
            comparer(visiteur, "/actualites/", "news not kept", tours),
            comparer(visiteur, "/faq/", "FAQ not kept", tours),
            comparer(visiteur, "/recherche/?q=bordereau", "search", tours),
        ])  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
