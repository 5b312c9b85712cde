"""Whose lines a search looks into, and for what."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from django.db.models import QuerySet

from ppas.caisses.models import Caisse
from ppas.facturation.models import Courrier, Depot, LigneFacture, LigneRefusee
from ppas.paiements.models import Bordereau, BordereauQuerySet
from ppas.paiements.regles.recit import Lecteur
from ppas.partenaires.models import Convention, Partenaire


@dataclass(frozen=True, kw_only=True)
class Criteres:
    """What is looked for; empty ones do not count. Amounts are in cents, `mois` is its first day."""

    personne: str = ""
    mois: date | None = None
    montant_centimes: int | None = None
    versement: date | None = None
    numero: str = ""
    fichier: str = ""


@dataclass(frozen=True)
class Perimetre:
    """Whose lines are looked into, and by whom.

    The conventions of a partner are few: their numbers lead PostgreSQL to the indexes that begin with one, where a
    subquery would have it walk all lines. Those of a caisse are many, and what is looked for there is never a
    convention.
    """

    lecteur: Lecteur
    conventions: QuerySet[Convention] | list[int]
    depots: QuerySet[Depot]
    bordereaux: BordereauQuerySet

    @classmethod
    def du_partenaire(cls, partenaire: Partenaire) -> Self:
        """All conventions of a partner, whatever became of them."""
        return cls(
            Lecteur.PARTENAIRE,
            list(Convention.objects.filter(partenaire=partenaire).order_by().values_list("pk", flat=True)),
            Depot.objects.filter(partenaire=partenaire),
            Bordereau.objects.de_partenaire(partenaire),
        )

    @classmethod
    def de_la_caisse(cls, caisse: Caisse) -> Self:
        """All conventions of a caisse."""
        return cls(
            Lecteur.CAISSE,
            Convention.objects.filter(caisse=caisse),
            Depot.objects.filter(caisse=caisse),
            Bordereau.objects.de_caisse(caisse),
        )

    @property
    def lignes(self) -> QuerySet[LigneFacture]:
        """The accepted lines, those of deposits still being processed excepted."""
        return LigneFacture.objects.publiees().filter(convention__in=self.conventions)

    @property
    def refus(self) -> QuerySet[LigneRefusee]:
        """The refused lines, likewise."""
        return LigneRefusee.objects.publiees().filter(convention__in=self.conventions)

    @property
    def courriers(self) -> QuerySet[Courrier]:
        """The letters."""
        return Courrier.objects.filter(convention__in=self.conventions)

    def lisibles(self, le: datetime) -> QuerySet[Bordereau]:
        """The slips that the reader may open at the instant `le` (PAY-02)."""
        return self.bordereaux if self.lecteur is Lecteur.CAISSE else self.bordereaux.publies(le)
