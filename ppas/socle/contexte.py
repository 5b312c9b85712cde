"""Where the request being answered comes from, for the journal: it is known far from the operations that write it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse

from ppas.socle.cadence import adresse_de


@dataclass(frozen=True)
class Contexte:
    """The network address asked from, and the partner in whose name the national side looks, when it does."""

    adresse: str = ""
    en_tant_que_ref: int | None = None


HORS_REQUETE = Contexte()
_contexte: ContextVar[Contexte] = ContextVar("contexte", default=HORS_REQUETE)


def contexte() -> Contexte:
    """Return the context of this request; an empty one in the worker and in commands."""
    return _contexte.get()


@contextmanager
def en_tant_que(partenaire_ref: int) -> Iterator[None]:
    """Say that what happens inside the `with` is done in the name of a partner."""
    jeton = _contexte.set(replace(contexte(), en_tant_que_ref=partenaire_ref))
    try:
        yield
    finally:
        _contexte.reset(jeton)


def contexte_de_requete(suite: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Keep the address of the visitor while his request is answered."""

    def traiter(request: HttpRequest) -> HttpResponse:
        jeton = _contexte.set(Contexte(adresse_de(request)))
        try:
            return suite(request)
        finally:
            _contexte.reset(jeton)

    return traiter
