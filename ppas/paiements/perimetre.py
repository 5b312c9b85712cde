"""Whose lines a search looks into, and for what."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from django.db.models import QuerySet

from ppas.caisses.models import Caisse, TypePartenaire
from ppas.evaluations.models import Commande
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
    convention. `a_factures` and `a_evaluations` say what those conventions are for: the other is not looked for.
    """

    lecteur: Lecteur
    conventions: QuerySet[Convention] | list[int]
    depots: QuerySet[Depot]
    bordereaux: BordereauQuerySet
    a_factures: bool
    a_evaluations: bool

    @classmethod
    def du_partenaire(cls, partenaire: Partenaire) -> Self:
        """All conventions of a partner, whatever became of them."""
        siennes = Convention.objects.filter(partenaire=partenaire).order_by()
        return cls.des_conventions(partenaire, dict(siennes.values_list("pk", "type_partenaire__code")))

    @classmethod
    def des_conventions(cls, partenaire: Partenaire, types: dict[int, str]) -> Self:
        """The same, its conventions being known: the kind of each by its number."""
        return cls(
            Lecteur.PARTENAIRE,
            list(types),
            Depot.objects.filter(partenaire=partenaire),
            Bordereau.objects.de_partenaire(partenaire),
            a_factures=set(types.values()) != {TypePartenaire.EVALUATION},
            a_evaluations=TypePartenaire.EVALUATION in types.values(),
        )

    @classmethod
    def de_la_caisse(cls, caisse: Caisse) -> Self:
        """All conventions of a caisse."""
        return cls(
            Lecteur.CAISSE,
            Convention.objects.filter(caisse=caisse),
            Depot.objects.filter(caisse=caisse),
            Bordereau.objects.de_caisse(caisse),
            a_factures=True,
            a_evaluations=True,
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

    @property
    def commandes(self) -> QuerySet[Commande]:
        """The orders of evaluations."""
        return Commande.objects.filter(convention__in=self.conventions)

    def depots_nommes(self, nom: str) -> QuerySet[Depot]:
        """The deposits of the file that bears this very name, with its extension or without, the latest first."""
        return self.depots.filter(nom_fichier__in={nom, f"{nom.removesuffix('.xml')}.xml"}).order_by("-id")

    def lisibles(self, le: datetime) -> QuerySet[Bordereau]:
        """The slips that the reader may open at the instant `le` (PAY-02)."""
        return self.bordereaux if self.lecteur is Lecteur.CAISSE else self.bordereaux.publies(le)
