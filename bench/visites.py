"""Signed-in visits to every page of the portal, for the figures that time pages.

The list of pages is the table of rights of `tests/droits`, which holds every address or fails: a new page is measured
without a word here. Each is asked by Django's test client, through every middleware, in the name of somebody to whom
it opens; documents (PDF, CSV) are not pages.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.test import Client, override_settings
from django.urls import path, reverse

from bench.commun import DOSSIER, servir
from bench.histoire import vivre
from config.urls import urlpatterns as du_portail
from ppas.facturation.models import LigneFacture
from tests.droits.monde import Monde
from tests.droits.table import PAGES, ROLES, Page

VISITEURS = (
    "amd_administrateur",
    "administrateur_03",
    "national_administrateur",
    "evaluation_utilisateur",
    "evaluation_administrateur",
)
"""Who asks for a page: the first to whom it opens."""
MIDDLEWARE_DE_DJANGO = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
"""Those of `django-admin startproject`, and the one that asks to sign in."""
TEMOIN = Template(
    "<!doctype html><html lang='fr'><title>Lignes</title><h1>Lignes de {{ user }}</h1><table>"
    "<tr><th>N°</th><th>Bénéficiaire</th><th>Prise en charge</th><th>Du</th><th>Au</th><th>Montant</th></tr>"
    "{% for ligne in page %}<tr><td>{{ ligne.pk }}</td><td>{{ ligne.prise_en_charge.beneficiaire }}</td>"
    "<td>{{ ligne.prise_en_charge.numero }}</td><td>{{ ligne.debut|date }}</td><td>{{ ligne.fin|date }}</td>"
    "<td>{{ ligne.montant_caisse_centimes }}</td></tr>{% endfor %}</table></html>"
)


def liste_nue(request: HttpRequest) -> HttpResponse:
    """The bare list of 25 rows: session, user, one query, a table; no layout, no rights, no log."""
    page = LigneFacture.objects.select_related("prise_en_charge__beneficiaire").order_by("-pk")[:25]
    return HttpResponse(TEMOIN.render(Context({"page": page, "user": request.user})))


def liste_de_django(request: HttpRequest) -> HttpResponse:
    """The same list with Django's own Paginator, in its middle: what usually happens to pages as data grow."""
    lignes = LigneFacture.objects.select_related("prise_en_charge__beneficiaire").order_by("-pk")
    paginateur = Paginator(lignes, 25)
    page = paginateur.page(paginateur.num_pages // 2)
    return HttpResponse(TEMOIN.render(Context({"page": page, "user": request.user})))


urlpatterns = [path("banc/nue/", liste_nue), path("banc/django/", liste_de_django), *du_portail]


class Visites:
    """Everybody signed in, and the visits that they may make."""

    def __init__(self, monde: Monde) -> None:
        self._monde = monde
        self._navigateurs = {role: self._entrer(role) for role in VISITEURS}
        self.visites: dict[str, Callable[[], HttpResponse]] = {}
        for page in PAGES.values():
            if page.pour != "public" and (role := _visiteur(page)):
                self._retenir(page, role)
        self.visites["facturation:beneficiaires (recherche)"] = self._chercher()
        with override_settings(MIDDLEWARE=MIDDLEWARE_DE_DJANGO):
            nu = self._entrer("amd_administrateur")
            self.temoins = {nom: (lambda a=f"/banc/{nom}/": nu.get(a)) for nom in ("nue", "django")}
            for temoin in self.temoins.values():
                assert temoin().status_code == 200

    def chronometrer(self, nom: str) -> float:
        """Return the seconds of one visit."""
        visite = self.visites.get(nom) or self.temoins[nom]
        debut = time.perf_counter()
        reponse = visite()
        duree = time.perf_counter() - debut
        assert reponse.status_code == 200, (nom, reponse.status_code)
        return duree

    def _entrer(self, role: str) -> Client:
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(self._monde.personnes[role])
        return client

    def _retenir(self, page: Page, role: str) -> None:
        objets = self._monde.structures[ROLES[role].objets].objets
        cles = {nom: objets[objet].pk for nom, objet in page.objets.items()}
        adresse = reverse(page.url, kwargs=cles | page.textes)
        client = self._navigateurs[role]
        if client.get(adresse).headers["Content-Type"].startswith("text/html"):
            self.visites[page.url] = lambda: client.get(adresse)

    def _chercher(self) -> Callable[[], HttpResponse]:
        """A search by name, whose words stay in the session."""
        client = self._entrer("amd_administrateur")
        client.post(reverse("facturation:beneficiaires_chercher"), {"nom": "ban"})
        return lambda: client.get(reverse("facturation:beneficiaires"), {"echeance": "2026-08"})


def _visiteur(page: Page) -> str | None:
    return next((role for role in VISITEURS if page.attendu(ROLES[role], "GET") == "200"), None)


@contextmanager
def portail(facteur: int) -> Iterator[Visites]:
    """Open the portal on a world of `facteur` times 300,000 lines, with its static files as in production."""
    with override_settings(ROOT_URLCONF="bench.visites", STATIC_ROOT=DOSSIER / f"statiques-{os.getpid()}"):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield Visites(vivre(facteur))


def main() -> None:
    """Answer, in that world: the names of the visits to an empty line, or the seconds of the visit that is named."""
    with portail(int(sys.argv[1])) as visites:
        servir(lambda nom: visites.chronometrer(nom) if nom else json.dumps(list(visites.visites)))


if __name__ == "__main__":
    main()
