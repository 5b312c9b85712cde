"""Error pages: what happened, what was kept, what to do."""

import errno
import logging
import sys
from dataclasses import dataclass

from django.conf import settings
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve

DISQUE = {errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS}
journal = logging.getLogger(__name__)


@dataclass(frozen=True)
class PageErreur:
    """The three sentences of an error page, and the stable code that a program reads."""

    statut: int
    code: str
    titre: str
    arrive: str
    conserve: str
    faire: str


RIEN_ENREGISTRE = "Rien n’a été enregistré ni modifié."

REQUETE_INCORRECTE = PageErreur(
    400,
    "requete-incorrecte",
    "Demande non comprise",
    "Le portail n’a pas pu lire ce que votre navigateur lui a envoyé.",
    RIEN_ENREGISTRE,
    "Revenez à la page précédente, rechargez-la, puis recommencez.",
)
ACCES_REFUSE = PageErreur(
    403,
    "acces-refuse",
    "Accès refusé",
    "Votre compte ne donne pas accès à cette page.",
    RIEN_ENREGISTRE,
    "Adressez-vous à l’administrateur de votre structure, qui gère les droits de ses utilisateurs.",
)
CSRF = PageErreur(
    403,
    "csrf",
    "Envoi à recommencer",
    "La page avait expiré, ou votre navigateur refuse les cookies : "
    "le portail n’a pas pu vérifier que cet envoi venait bien de vous.",
    RIEN_ENREGISTRE,
    "Revenez à la page précédente, rechargez-la, puis envoyez à nouveau. "
    "Si cela se reproduit, autorisez les cookies de ce site et reconnectez-vous.",
)
CONSULTATION_SEULE = PageErreur(
    403,
    "consultation-seule",
    "Consultation seulement",
    "Vous agissez en tant que partenaire : vous pouvez tout consulter, mais rien envoyer ni modifier.",
    RIEN_ENREGISTRE,
    "Revenez à la page précédente, ou quittez cette consultation par le bouton « Quitter » du bandeau.",
)
SANS_LONGUEUR = PageErreur(
    411,
    "sans-longueur",
    "Taille non annoncée",
    "Votre navigateur, ou un équipement de votre réseau, envoie des données sans en annoncer la taille.",
    RIEN_ENREGISTRE,
    "Recommencez avec un autre navigateur, ou signalez cette page à votre service informatique.",
)
SESSION_FERMEE = PageErreur(
    400,
    "session-fermee",
    "Session fermée",
    "Votre session a été fermée, depuis une autre page ou un autre poste, pendant que le portail vous répondait.",
    "Ce que vous veniez d’envoyer a pu être enregistré, en entier ou pas du tout.",
    "Reconnectez-vous et vérifiez si l’opération figure dans le portail ; sinon, recommencez-la.",
)
SESSION_EXPIREE = PageErreur(
    401,
    "session-expiree",
    "Session terminée",
    "Votre session est terminée, ou vous n’êtes pas connecté.",
    RIEN_ENREGISTRE,
    "Reconnectez-vous, puis recommencez.",
)
ETAPE_OBLIGATOIRE = PageErreur(
    403,
    "etape-obligatoire",
    "Une étape d’abord",
    "Votre mot de passe est temporaire, ou un second facteur vous est demandé.",
    RIEN_ENREGISTRE,
    "Ouvrez le portail, suivez ce qu’il vous demande, puis recommencez.",
)
PAGE_INTROUVABLE = PageErreur(
    404,
    "introuvable",
    "Page introuvable",
    "Cette page n’existe pas, n’existe plus, ou n’est pas ouverte à votre compte.",
    RIEN_ENREGISTRE,
    "Vérifiez l’adresse, ou repartez du menu « Les services ». Si vous n’êtes pas connecté, connectez-vous d’abord.",
)


def attend_json(request: HttpRequest) -> bool:
    """Whether the view asked for answers a program (`socle.gardes.en_json`); it may not be found yet."""
    try:
        trouvee = request.resolver_match or resolve(request.path_info)
    except Resolver404:
        return False
    return getattr(trouvee.func, "repond_en_json", False)


def refuser_json(statut: int, code: str, message: str) -> JsonResponse:
    """Answer a program: a stable code for it, a French message for whoever uses it."""
    return JsonResponse({"code": code, "message": message}, status=statut)


def _page(request: HttpRequest, erreur: PageErreur) -> HttpResponse:
    if attend_json(request):
        return refuser_json(erreur.statut, erreur.code, f"{erreur.arrive} {erreur.conserve} {erreur.faire}")
    contexte = {"erreur": erreur, "fil": [(erreur.titre, None)]}
    return render(request, "socle/erreurs/erreur.html", contexte, status=erreur.statut)


def requete_incorrecte(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400; also what Django makes of a session that it cannot write, which may be the fault of the database (503)."""
    if not isinstance(exception, SessionInterrupted):
        return _page(request, REQUETE_INCORRECTE)
    cause: BaseException | None = exception
    while cause is not None:
        if _est_une_panne(cause):
            return indisponible(request)
        cause = cause.__cause__ or cause.__context__
    return _page(request, SESSION_FERMEE)


def acces_refuse(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return _page(request, ACCES_REFUSE)


def consultation_seule(request: HttpRequest) -> HttpResponse:
    """403, for the national side that would write in the name of a partner."""
    return _page(request, CONSULTATION_SEULE)


def session_expiree(request: HttpRequest) -> HttpResponse:
    """401, for a program whose user is not signed in: a page sends him to « Connexion »."""
    return _page(request, SESSION_EXPIREE)


def etape_obligatoire(request: HttpRequest) -> HttpResponse:
    """403, for a program whose user has a password to change or a second factor to enrol."""
    return _page(request, ETAPE_OBLIGATOIRE)


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403, for a form whose token is missing or old."""
    return _page(request, CSRF)


def sans_longueur(request: HttpRequest) -> HttpResponse:
    """411, for a body whose end nobody knows."""
    return _page(request, SANS_LONGUEUR)


def trop_volumineux(request: HttpRequest) -> HttpResponse:
    """413, before the body is read; the sizes are those of the settings."""
    erreur = PageErreur(
        413,
        "trop-volumineux",
        "Envoi trop volumineux",
        f"Un fichier de {settings.DEPOT_TAILLE_MAX // (1024 * 1024)} Mo au plus peut être envoyé, par une personne "
        "connectée. Votre envoi n’a pas été lu.",
        RIEN_ENREGISTRE,
        "Connectez-vous si votre session est fermée. Si le fichier est trop gros, découpez-le, puis recommencez.",
    )
    return _page(request, erreur)


def page_introuvable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, also for what exists but may not be seen."""
    return _page(request, PAGE_INTROUVABLE)


def erreur_interne(request: HttpRequest) -> HttpResponse:
    """500, or 503 when it is the database that does not answer or the disk that takes nothing more."""
    if _est_une_panne(sys.exception()):
        return indisponible(request)
    if attend_json(request):
        return refuser_json(500, "erreur-interne", "Le portail a rencontré une erreur. Réessayez plus tard.")
    return HttpResponse(_sans_contexte("socle/erreurs/500.html"), status=500)


def _est_une_panne(erreur: BaseException | None) -> bool:
    return isinstance(erreur, OperationalError | InterfaceError) or getattr(erreur, "errno", None) in DISQUE


def indisponible(request: HttpRequest) -> HttpResponse:
    """503: the portal is stopped for a moment, come back in a minute."""
    if attend_json(request):
        reponse = refuser_json(503, "indisponible", "Le portail est momentanément indisponible. Réessayez plus tard.")
        reponse["Retry-After"] = "60"
        return reponse
    return HttpResponse(_sans_contexte("socle/erreurs/503.html"), status=503, headers={"Retry-After": "60"})


def _sans_contexte(gabarit: str) -> str:
    """Render without request nor context processor: neither session nor database may be there any more."""
    try:
        return render_to_string(gabarit)
    except Exception:  # noqa: BLE001 (the page of last resort must never fail in its turn)
        journal.exception("The error page %s cannot be drawn", gabarit)
        return DERNIER_RECOURS


DERNIER_RECOURS = (
    '<!doctype html><html lang="fr"><meta charset="utf-8"><title>Portail indisponible</title>'
    "<h1>Le portail est momentanément indisponible</h1>"
    "<p>Ce que vous aviez enregistré auparavant est conservé. Réessayez dans quelques minutes. "
    "Si cela dure, appelez l’assistance au 03 80 33 11 30.</p></html>"
)
