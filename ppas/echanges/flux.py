"""« Imports et exports »: every file exchanged with a caisse's system, both ways, as time goes (CAI-11, HIS-02)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.core import signing
from django.db.models import Model, Q, QuerySet, Sum
from django.http import HttpRequest
from django.utils.dateparse import parse_datetime

from ppas.caisses.models import Caisse, Flux, Importation
from ppas.evaluations.models import ExportEvaluations
from ppas.facturation.models import ExportFactures
from ppas.paiements.models import Bordereau
from ppas.socle.tri import TRI_PAR_DATE, TriLu

SEL = "ppas.curseur.flux"
IMPORT, EXPORT, EXPORT_EVALUATIONS = "import", "export", "export-evaluations"


@dataclass(frozen=True)
class Echange:
    """A file: what it is, when, by whom, how many lines, for how much (cents, None when it holds no amount)."""

    sorte: str
    pk: int
    le: datetime
    libelle: str
    nom: str
    par: str
    nb_lignes: int
    montant_centimes: int | None

    @property
    def rang(self) -> tuple[datetime, str, int]:
        """Its place: two files of the same instant keep an order."""
        return self.le, self.sorte, self.pk


@dataclass(frozen=True)
class PageDeFlux:
    """A page of the three lists merged; it only goes on, and back to its beginning."""

    object_list: list[Echange]
    suivant: str | None
    precedent: str | None = None
    est_suite: bool = False
    tri: TriLu | None = None

    @property
    def has_other_pages(self) -> bool:
        """Say, as Django's Page does, whether links are worth drawing."""
        return bool(self.suivant)

    @classmethod
    def lire(cls, caisse: Caisse, requete: HttpRequest, *, taille: int = 25) -> Self:
        """Return the page that the address asks for, the first one when its cursor is none of ours, in four queries."""
        tri = TRI_PAR_DATE.lire(requete)
        suite = _Suite(tri.est_inverse, _lire(requete.GET.get("curseur", ""), tri.choix))
        lus = [
            *_imports(suite.de(_importations(caisse), "importe_le", IMPORT)[: taille + 1]),
            *_exports(suite.de(_exports_de(caisse), "cree_le", EXPORT)[: taille + 1]),
            *_evaluations(suite.de(_evaluations_de(caisse), "cree_le", EXPORT_EVALUATIONS)[: taille + 1]),
        ]
        lus.sort(key=lambda echange: echange.rang, reverse=tri.est_inverse)
        montres = lus[:taille]
        suivant = _ecrire(montres[-1], tri.choix) if len(lus) > taille else None
        return cls(montres, suivant, est_suite=suite.apres is not None, tri=tri)


@dataclass(frozen=True)
class _Suite:
    """What comes after a place of the merged list, from its beginning when there is none."""

    est_inverse: bool
    apres: tuple[datetime, str, int] | None

    def de[M: Model](self, queryset: QuerySet[M], champ: str, sorte: str) -> QuerySet[M]:
        """Keep of one of the three lists, in order, the rows that come after the place."""
        signe, operateur = ("-", "lt") if self.est_inverse else ("", "gt")
        if self.apres:
            le, autre, pk = self.apres
            suite = Q(**{f"{champ}__{operateur}": le})
            if sorte == autre:
                suite |= Q(**{champ: le, f"pk__{operateur}": pk})
            elif (sorte < autre) == self.est_inverse:
                suite |= Q(**{champ: le})
            queryset = queryset.filter(suite)
        return queryset.order_by(f"{signe}{champ}", f"{signe}pk")


def _importations(caisse: Caisse) -> QuerySet[Importation]:
    return Importation.objects.filter(caisse=caisse).select_related("importe_par")


def _exports_de(caisse: Caisse) -> QuerySet[ExportFactures]:
    return ExportFactures.objects.filter(caisse=caisse).select_related("cree_par", "caisse")


def _evaluations_de(caisse: Caisse) -> QuerySet[ExportEvaluations]:
    return ExportEvaluations.objects.filter(caisse=caisse).select_related("cree_par", "caisse")


def _imports(importations: QuerySet[Importation]) -> list[Echange]:
    """Return the imports, those of payments with the amount of their slips, in two queries."""
    lues = list(importations)
    bordereaux = Bordereau.objects.filter(importation__in=lues).order_by().values_list("importation")
    totaux = dict(bordereaux.annotate(total=Sum("montant_centimes")))
    return [
        Echange(
            IMPORT,
            i.pk,
            i.importe_le,
            Flux(i.flux).label,
            i.nom_fichier,
            str(i.importe_par or "Portail"),
            i.nb_lignes,
            totaux.get(i.pk),
        )
        for i in lues
    ]


def _exports(exports: QuerySet[ExportFactures]) -> list[Echange]:
    return [
        Echange(
            EXPORT,
            e.pk,
            e.cree_le,
            "Factures",
            f"factures-{e.caisse.code}-{e.pk}.csv",
            str(e.cree_par or "Portail"),
            e.nb_lignes,
            e.montant_caisse_centimes,
        )
        for e in exports
    ]


def _evaluations(exports: QuerySet[ExportEvaluations]) -> list[Echange]:
    return [
        Echange(
            EXPORT_EVALUATIONS,
            e.pk,
            e.cree_le,
            "Évaluations",
            f"evaluations-{e.caisse.code}-{e.pk}.json",
            str(e.cree_par or "Portail"),
            e.nb_evaluations,
            None,
        )
        for e in exports
    ]


def _ecrire(echange: Echange, ordre: str) -> str:
    return signing.dumps([echange.le.isoformat(), echange.sorte, echange.pk], salt=f"{SEL}.{ordre}")


def _lire(curseur: str, ordre: str) -> tuple[datetime, str, int] | None:
    try:
        le, sorte, pk = signing.loads(curseur, salt=f"{SEL}.{ordre}")
    except (signing.BadSignature, ValueError):
        return None
    instant = parse_datetime(le)
    return (instant, sorte, pk) if instant else None
