"""Error pages: what happened, what was kept, what to do."""

import pytest
from django.conf import LazySettings
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import TemplateDoesNotExist
from django.test import Client
from django.urls import include, path
from django.views.decorators.csrf import csrf_protect
from pytest_django import DjangoAssertNumQueries

from config.urls import handler400, handler403, handler404, handler500  # noqa: F401 (Django reads them here)
from ppas.socle.gardes import public
from ppas.socle.views import erreurs


def session_perdue(cause: Exception) -> Exception:
    """Return what Django raises when it cannot write the session for that cause."""
    perdue = SessionInterrupted("deleted")
    perdue.__context__ = UpdateError()
    perdue.__context__.__context__ = cause
    return perdue


PANNES = {
    "session-perdue": session_perdue(KeyError("concurrent")),
    "session-sans-base": session_perdue(OperationalError("disk I/O error")),
    "incorrecte": BadRequest("essai"),
    "refusee": PermissionDenied("essai"),
    "plantee": ZeroDivisionError("essai"),
    "sans-base": OperationalError("database is locked"),
}


@public
@csrf_protect
def panne(request: HttpRequest, nom: str) -> HttpResponse:
    raise PANNES[nom]


urlpatterns = [path("panne/<str:nom>/", panne), path("", include("config.urls"))]


@pytest.fixture
def navigateur(settings: LazySettings) -> Client:
    """Return a client of a portal that has broken pages."""
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


@pytest.mark.parametrize(
    ("adresse", "statut", "titre"),
    [
        ("/panne/incorrecte/", 400, "Demande non comprise"),
        ("/panne/refusee/", 403, "Accès refusé"),
        ("/nulle-part.html", 404, "Page introuvable"),
        ("/panne/plantee/", 500, "Le portail a rencontré une erreur"),
        ("/panne/session-perdue/", 400, "Session fermée"),
        ("/panne/session-sans-base/", 503, "Le portail est momentanément indisponible"),
        ("/panne/sans-base/", 503, "Le portail est momentanément indisponible"),
    ],
)
def test_une_erreur_dit_ce_qui_est_arrive_ce_qui_est_garde_et_que_faire(
    navigateur: Client, adresse: str, statut: int, titre: str
) -> None:
    reponse = navigateur.get(adresse)
    page = reponse.content.decode()
    assert reponse.status_code == statut
    assert f"<h1>{titre}</h1>" in page
    assert "enregistré" in page
    assert "Que faire." in page
    assert "essai" not in page


def test_un_envoi_sans_jeton_est_explique(navigateur: Client) -> None:
    reponse = navigateur.post("/panne/plantee/")
    assert reponse.status_code == 403
    assert "<h1>Envoi à recommencer</h1>" in reponse.content.decode()


@pytest.mark.parametrize("adresse", ["/panne/plantee/", "/panne/sans-base/"])
def test_une_page_de_panne_n_a_pas_besoin_de_la_base(
    navigateur: Client, adresse: str, db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        navigateur.get(adresse)


def test_une_panne_de_base_dit_quand_revenir(navigateur: Client) -> None:
    assert navigateur.get("/panne/sans-base/").headers["Retry-After"] == "60"


def test_une_page_de_panne_qui_ne_peut_etre_dessinee_a_un_dernier_recours(
    navigateur: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def disparu(gabarit: str) -> str:
        raise TemplateDoesNotExist(gabarit)

    monkeypatch.setattr(erreurs, "render_to_string", disparu)
    reponse = navigateur.get("/panne/plantee/")
    assert (reponse.status_code, reponse.content.decode()) == (500, erreurs.DERNIER_RECOURS)
