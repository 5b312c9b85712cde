"""The journal as each audience reads it (PLU-11); « Historique des échanges » is another view of the same rows."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.apps import apps
from django.db.models import Q, QuerySet

from ppas.caisses.models import Agent, Caisse
from ppas.comptes.models import Utilisateur
from ppas.echanges.historique import BORDEREAU, filtrer
from ppas.echanges.libelles import ACTIONS
from ppas.paiements.models import Bordereau
from ppas.partenaires.models import Partenaire, Rattachement
from ppas.socle.models import Evenement

UTILISATEUR = Utilisateur._meta.label_lower


@dataclass(frozen=True)
class Ligne:
    """A row of the page. `adresse` is empty when it is somebody else's."""

    evenement: Evenement
    action: str
    objet: str
    adresse: str


def utilisateurs_du_partenaire(partenaire: Partenaire) -> QuerySet[Utilisateur]:
    """Return the people of `partenaire`."""
    return Utilisateur.objects.filter(pk__in=Rattachement.objects.filter(partenaire=partenaire).values("utilisateur"))


def agents_de_la_caisse(caisse: Caisse) -> QuerySet[Utilisateur]:
    """Return the agents of `caisse`."""
    return Utilisateur.objects.filter(pk__in=Agent.objects.filter(caisse=caisse).values("utilisateur"))


def journal_du_partenaire(partenaire: Partenaire, *, le: datetime) -> QuerySet[Evenement]:
    """Return all that concerns `partenaire` or the accounts of its users, as it may be read at the instant `le`.

    A slip does not show before its publication (PAY-02).
    """
    siens = _comptes(utilisateurs_du_partenaire(partenaire))
    publies = Bordereau.objects.de_partenaire(partenaire).publies(le).values("pk")
    lisibles = ~Q(objet_type=BORDEREAU) | Q(objet_ref__in=publies)
    return Evenement.objects.filter(Q(partenaire_ref=partenaire.pk) | siens).filter(lisibles)


def journal_de_la_caisse(caisse: Caisse) -> QuerySet[Evenement]:
    """Return all that concerns `caisse` or the accounts of its agents."""
    siens = _comptes(agents_de_la_caisse(caisse))
    return Evenement.objects.filter(Q(caisse_ref=caisse.pk) | siens)


def _comptes(utilisateurs: QuerySet[Utilisateur]) -> Q:
    """Return the condition of what was done to these accounts.

    Their numbers are read first: beside a subquery, PostgreSQL leaves both indexes and walks the whole journal.
    """
    return Q(objet_type=UTILISATEUR, objet_ref__in=list(utilisateurs.values_list("pk", flat=True)))


def choisir(
    evenements: QuerySet[Evenement],
    *,
    action: str = "",
    auteur: int | None = None,
    caisse: Caisse | None = None,
    du: date | None = None,
    au: date | None = None,
) -> QuerySet[Evenement]:
    """Keep the rows of an action, of an author, of a caisse, of a period in Paris."""
    if action:
        evenements = evenements.filter(action=action)
    if auteur:
        evenements = evenements.filter(auteur_ref=auteur)
    if caisse:
        evenements = evenements.filter(caisse_ref=caisse.pk)
    return filtrer(evenements, du=du, au=au)


def lignes(evenements: Iterable[Evenement], *, siens: Collection[int] | None = None) -> list[Ligne]:
    """Return the rows of a page. `siens` are the reader's own people: of others he does not see the address."""
    return [
        Ligne(
            evenement,
            ACTIONS.get(evenement.action, evenement.action),
            _objet(evenement),
            evenement.adresse if siens is None or _sujet(evenement) in siens else "",
        )
        for evenement in evenements
    ]


def _sujet(evenement: Evenement) -> int | None:
    """Return who acted; for a refused sign-in, whose account it was."""
    if evenement.auteur_ref is None and evenement.objet_type == UTILISATEUR:
        return evenement.objet_ref
    return evenement.auteur_ref


def _objet(evenement: Evenement) -> str:
    try:
        nom = apps.get_model(evenement.objet_type)._meta.verbose_name
    except (LookupError, ValueError):  # a model that is no more
        nom = evenement.objet_type
    return f"{nom} n° {evenement.objet_ref}"
