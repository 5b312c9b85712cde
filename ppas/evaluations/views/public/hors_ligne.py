"""The offline application: its page, its worker, its files. They hold nothing about anybody, and open to everybody.

What each browser runs is one version, whole: the worker names the files with their fingerprints (decision 0108).
"""

import json
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from ppas.evaluations.regles import application as paquet
from ppas.evaluations.regles.description import DERNIERE_VERSION
from ppas.socle.gardes import public

STATIQUES = (
    "vendor/bootstrap/css/bootstrap.sans-data.min.css",
    "vendor/atkinson/files/atkinson-hyperlegible-next-latin-wght-normal.woff2",
    "socle/theme.css",
    "socle/composants.css",
    "socle/logo.svg",
    "socle/icones/coche.svg",
    "socle/icones/fleche.svg",
    "socle/icones/point.svg",
    "evaluations/hors_ligne.css",
)
"""Files of the portal that the page uses. The production's addresses hold their fingerprints."""


@dataclass(frozen=True)
class Application:
    """One version, as it is served."""

    version: str
    fichiers: dict[str, paquet.Fichier]
    page: bytes
    travailleur: bytes


@cache
def application_servie() -> Application:
    """Read and assemble the application, once a process."""
    fichiers = paquet.lire_fichiers()
    emportes = [fichier for nom, fichier in fichiers.items() if nom not in paquet.HORS_CACHE]
    statiques = [static(nom) for nom in STATIQUES]
    reglages = {"jours": settings.HORS_LIGNE_JOURS, "formulaire": DERNIERE_VERSION}
    gabarit = render_to_string("evaluations/hors_ligne/application.html", reglages | {"version": ""})
    script = fichiers[paquet.TRAVAILLEUR].octets
    version = paquet.version(
        [gabarit, paquet.integrite(script), *statiques, *(f"{f.chemin} {f.integrite}" for f in emportes)]
    )
    page = render_to_string("evaluations/hors_ligne/application.html", reglages | {"version": version}).encode()
    liste = [
        [reverse("hors_ligne:application"), paquet.integrite(page)],
        *([reverse("hors_ligne:fichier", args=[fichier.chemin]), fichier.integrite] for fichier in emportes),
        *([adresse, None] for adresse in statiques),
    ]
    entete = f"const VERSION = {json.dumps(version)};\nconst FICHIERS = {json.dumps(liste)};\n"
    return Application(version, fichiers, page, entete.encode() + script)


@require_safe
@public
def application(request: HttpRequest) -> HttpResponse:
    """The page of the application (EVA-14)."""
    servie = application_servie()
    return _repondre(request, paquet.Fichier("page", servie.page), "text/html; charset=utf-8")


@require_safe
@public
def travailleur(request: HttpRequest) -> HttpResponse:
    """The worker, different as soon as one file is."""
    fichier = paquet.Fichier(paquet.TRAVAILLEUR, application_servie().travailleur)
    return _repondre(request, fichier, fichier.type_mime)


@require_safe
@public
def fichier(request: HttpRequest, chemin: str) -> HttpResponse:
    """One module or data file: those of the list and no other."""
    servi = application_servie().fichiers.get(chemin)
    if servi is None or chemin == paquet.TRAVAILLEUR:
        raise Http404
    return _repondre(request, servi, servi.type_mime)


def _repondre(request: HttpRequest, fichier: paquet.Fichier, type_mime: str) -> HttpResponse:
    """Answer with the file, compressed when the browser reads gzip; 304 when it has it already."""
    etag = f'"{fichier.integrite}"'
    if request.headers.get("If-None-Match") == etag:
        reponse = HttpResponse(status=304)
    elif "gzip" in request.headers.get("Accept-Encoding", ""):
        reponse = HttpResponse(fichier.comprimes, content_type=type_mime, headers={"Content-Encoding": "gzip"})
    else:
        reponse = HttpResponse(fichier.octets, content_type=type_mime)
    reponse.headers["ETag"] = etag
    reponse.headers["Cache-Control"] = "no-cache"
    patch_vary_headers(reponse, ["Accept-Encoding"])
    return reponse
