"""Who looked at a beneficiary, for the caisse that answers for him (fiabilite R5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from ppas.echanges.libelles import PAGES
from ppas.evaluations.models import Evaluation
from ppas.facturation.models import LigneFacture
from ppas.partenaires.models import Partenaire
from ppas.prises_en_charge.models import Beneficiaire
from ppas.socle.models import BeneficiaireVu, Consultation

RAPPORTS = ("facturation:depot", "facturation:caisse_depot")
EXPORTS = ("paiements:export",)
DOCUMENTS = tuple(
    f"paiements:{vue}_{forme}" for vue in ("bordereau", "caisse_bordereau") for forme in ("pdf", "csv", "xlsx")
)


QUICONQUE = -1
"""The number of no beneficiary: it stands for his in a request that is put into words once."""


@dataclass(frozen=True)
class Vue:
    """A row of the page: why is the page that was shown."""

    consultation: Consultation
    page: str
    partenaire: Partenaire | None


def consultations_de(beneficiaire: Beneficiaire) -> QuerySet[Consultation]:
    """Return the pages and documents that showed `beneficiaire`, whoever looked.

    A document is known by its object: those that hold one of his invoice lines or evaluations. A cancelled line is in
    none of them.
    """
    sql, params = _l_ont_montre()
    siennes = RawSQL(sql, [beneficiaire.pk if param == QUICONQUE else param for param in params])  # noqa: S611
    return Consultation.objects.filter(pk__in=siennes, caisse_ref=beneficiaire.caisse_id)


@cache
def _l_ont_montre() -> tuple[str, tuple[Any, ...]]:
    """Return the request of what showed QUICONQUE, and its parameters: put into words once, for five tables to read."""
    evaluations = Evaluation.objects.filter(commande__beneficiaire=QUICONQUE, paiement__isnull=False)
    siennes = LigneFacture.objects.engageantes().filter(prise_en_charge__beneficiaire=QUICONQUE)
    objets: tuple[tuple[tuple[str, ...], QuerySet[Any, Any]], ...] = (
        (RAPPORTS, siennes.filter(depot__isnull=False).values("depot")),
        (EXPORTS, siennes.filter(export__isnull=False).values("export")),
        (DOCUMENTS, siennes.filter(paiement__isnull=False).values("paiement__bordereau")),
        (DOCUMENTS, evaluations.values("paiement__bordereau")),
    )
    # A union of what each index finds: joined by OR, the conditions would have every row of the caisse read.
    vus = BeneficiaireVu.objects.filter(beneficiaire_ref=QUICONQUE).values("consultation")
    documents = [
        Consultation.objects.filter(page__in=pages, objet_ref__in=numeros).order_by().values("pk")
        for pages, numeros in objets
    ]
    return vus.order_by().union(*documents, all=True).query.sql_with_params()


def vues(consultations: Iterable[Consultation]) -> list[Vue]:
    """Return the rows of a page, each with the partner whose space it was, in one query."""
    consultations = list(consultations)
    partenaires = Partenaire.objects.in_bulk({c.partenaire_ref for c in consultations if c.partenaire_ref})
    return [Vue(c, PAGES.get(c.page, c.page), partenaires.get(c.partenaire_ref or 0)) for c in consultations]
