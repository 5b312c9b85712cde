"""Who looked at which beneficiary: the one thing that a GET writes (docs/decisions/0041, fiabilite R5)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Field
from django.http import HttpRequest, HttpResponse

from ppas.socle.contexte import contexte
from ppas.socle.horloge import maintenant
from ppas.socle.models import Consultation


@dataclass(frozen=True)
class Vus:
    """What a page is about to show: beneficiaries by id, or the object that holds them all."""

    beneficiaires: tuple[int, ...]
    caisse_ref: int
    objet_ref: int | None


def consulter(
    request: HttpRequest, beneficiaires: Iterable[int] = (), *, caisse_ref: int, objet_ref: int | None = None
) -> None:
    """Say that the answer to `request` shows these beneficiaries of the caisse `caisse_ref`.

    `objet_ref` is for a document that shows all those of an object (a deposit, an export, a slip), whose number
    says enough. The rows are written once the view has answered: a page that fails shows nothing.
    """
    vus = Vus(tuple(sorted(set(beneficiaires))), caisse_ref, objet_ref)
    request.consultation = (*getattr(request, "consultation", ()), vus)


def consulter_par_caisse(request: HttpRequest, vus: Iterable[tuple[int, int]]) -> None:
    """Say it for each caisse of a page, `vus` being (beneficiary, caisse); an empty page names nobody, and says so."""
    par_caisse: dict[int, set[int]] = {}
    for beneficiaire, caisse_ref in vus:
        par_caisse.setdefault(caisse_ref, set()).add(beneficiaire)
    for caisse_ref, beneficiaires in (par_caisse or {0: set()}).items():
        consulter(request, beneficiaires, caisse_ref=caisse_ref)


def noter(suite: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Write what the view said by `consulter`; a page whose reading cannot be noted is not shown."""

    def traiter(request: HttpRequest) -> HttpResponse:
        reponse = suite(request)
        for vus in getattr(request, "consultation", ()):
            if vus.beneficiaires or vus.objet_ref:
                _ecrire(request, vus)
        return reponse

    return traiter


def _ecrire(request: HttpRequest, vus: Vus) -> None:
    partenaire = getattr(request, "partenaire", None)
    consultation = Consultation(
        le=maintenant(),
        utilisateur_ref=request.user.pk,
        utilisateur_nom=str(request.user),
        en_tant_que_ref=contexte().en_tant_que_ref,
        adresse=contexte().adresse,
        page=request.resolver_match.view_name,
        objet_ref=vus.objet_ref,
        partenaire_ref=partenaire.pk if partenaire else None,
        caisse_ref=vus.caisse_ref,
        beneficiaires=Consultation.liste(vus.beneficiaires),
    )
    sql, champs = _insertion()
    with connection.cursor() as curseur:
        curseur.execute(sql, [c.get_db_prep_save(getattr(consultation, c.attname), connection) for c in champs])


@cache
def _insertion() -> tuple[str, tuple[Field[Any, Any], ...]]:
    """Return the statement that writes a row, and its fields: put into words once, since most pages end by it."""
    champs = tuple(champ for champ in Consultation._meta.concrete_fields if not champ.primary_key)
    nommer = connection.ops.quote_name
    colonnes, places = ", ".join(nommer(champ.column) for champ in champs), ", ".join(["%s"] * len(champs))
    return f"INSERT INTO {nommer(Consultation._meta.db_table)} ({colonnes}) VALUES ({places})", champs  # noqa: S608
