"""Guards of the evaluators' screens: a structure that signed for evaluations, and nobody else (SRV-09, EVA-17).

Like the partner's guards, they leave the partner on `request.partenaire`, and his validated conventions on
`request.conventions`, each with its caisse, in the order of the caisses' names: lists go by their numbers.
What is written about a person's health is for evaluators themselves: the national side, acting in a structure's name,
sees its lists and no answer (R6).
"""

from collections.abc import Iterable
from functools import cache

from django.db.models import F
from django.http import HttpRequest

from ppas.caisses.models import TypePartenaire
from ppas.partenaires.gardes import est_rattache
from ppas.partenaires.models import Convention, Partenaire, Rattachement
from ppas.partenaires.models.convention import ConventionQuerySet
from ppas.socle.gardes import garde

DU_PARTENAIRE = [f"partenaire__{champ.name}" for champ in Partenaire._meta.concrete_fields]


def _est_evaluateur(request: HttpRequest, *, administrateur: bool = False, en_personne: bool = False) -> bool:
    if not request.au_nom_de:
        return _est_le_sien(request, administrateur=administrateur)
    if en_personne or not est_rattache(request):
        return False
    request.conventions = list(_validees().filter(partenaire=request.partenaire))
    return _a_signe(request.conventions)


def _est_le_sien(request: HttpRequest, *, administrateur: bool) -> bool:
    """Do what `est_rattache` does and read the conventions, in one query: every page of an evaluator begins so."""
    conventions = list(_avec_rattachement().filter(rattache=request.user.pk))
    if not _a_signe(conventions) or (administrateur and not conventions[0].est_administrateur):
        return False
    request.conventions = conventions
    request.partenaire = conventions[0].partenaire
    request.rattachement = Rattachement(
        utilisateur=request.user, partenaire=request.partenaire, est_administrateur=conventions[0].est_administrateur
    )
    return True


def _validees() -> ConventionQuerySet:
    lues = Convention.objects.validees().select_related("partenaire", "caisse", "type_partenaire")
    return lues.only(*DU_PARTENAIRE, "caisse__nom", "type_partenaire__code").order_by("caisse__nom", "id")


@cache
def _avec_rattachement() -> ConventionQuerySet:
    """Return the conventions beside each person of their partner; building that request costs as much as asking it."""
    rattachees = _validees().alias(rattache=F("partenaire__rattachements__utilisateur"))
    return rattachees.annotate(est_administrateur=F("partenaire__rattachements__est_administrateur"))


def _a_signe(conventions: Iterable[Convention]) -> bool:
    return any(convention.type_partenaire.code == TypePartenaire.EVALUATION for convention in conventions)


evaluateur = garde("evaluateur", _est_evaluateur)
evaluateur_en_personne = garde("evaluateur-en-personne", lambda request: _est_evaluateur(request, en_personne=True))
administrateur_evaluations = garde(
    "administrateur-evaluations", lambda request: _est_evaluateur(request, administrateur=True)
)
