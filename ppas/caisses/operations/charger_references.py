"""Loading the reference tables from the data files of the project (CAI-19, decision D3)."""

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.db import transaction
from django.db.models import Q

from ppas.caisses.models import Caisse, PlafondPlan, Prestation, Regime, Tarif, TrancheBareme, TypePartenaire

DONNEES = Path(__file__).parent.parent / "donnees"


@transaction.atomic
def charger_references() -> dict[str, int]:
    """Add the rows of `donnees/*.csv` that are missing; return how many were added to each table.

    A row that exists is left alone: the national administrator may have corrected it, a code of the project's own
    above all. A caisse is known by its code or by its name, so that changing one does not bring it back twice.
    """
    return {
        "régimes": sum(map(_regime, _lire("regimes"))),
        "caisses": sum(map(_caisse, _lire("caisses"))),
        "types de partenaire": sum(map(_type, _lire("types"))),
        "prestations": sum(map(_prestation, _lire("prestations"))),
        "tarifs": sum(map(_tarif, _lire("tarifs"))),
        "tranches de barème": sum(map(_tranche, _lire("baremes"))),
        "plafonds des plans": sum(map(_plafond, _lire("plafonds"))),
    }


def _lire(nom: str) -> Iterator[dict[str, str]]:
    with (DONNEES / f"{nom}.csv").open(encoding="utf-8", newline="") as fichier:
        yield from csv.DictReader(fichier, delimiter=";", strict=True)


def _regime(ligne: dict[str, str]) -> bool:
    return Regime.objects.get_or_create(code=ligne.pop("code"), defaults=ligne)[1]


def _caisse(ligne: dict[str, str]) -> bool:
    if Caisse.objects.filter(Q(code=ligne["code"]) | Q(nom=ligne["nom"])).exists():
        return False
    regime = Regime.objects.get(code=ligne.pop("regime"))
    Caisse.objects.create(regime=regime, est_exemple=ligne.pop("est_exemple") == "1", **ligne)
    return True


def _type(ligne: dict[str, str]) -> bool:
    return TypePartenaire.objects.get_or_create(code=ligne.pop("code"), defaults=ligne)[1]


def _prestation(ligne: dict[str, str]) -> bool:
    types = ligne.pop("types").split()
    est_exemple = ligne.pop("est_exemple") == "1"
    prestation, est_creee = Prestation.objects.get_or_create(
        code=ligne.pop("code"), defaults={"est_exemple": est_exemple, **ligne}
    )
    if est_creee:
        prestation.types.set(TypePartenaire.objects.filter(code__in=types))
    return est_creee


def _tarif(ligne: dict[str, str]) -> bool:
    return Tarif.objects.get_or_create(
        caisse=None,
        prestation=Prestation.objects.get(code=ligne["prestation"]),
        debut=date.fromisoformat(ligne["debut"]),
        defaults={
            "ouvrable_centimes": _centimes(ligne["ouvrable"]),
            "dimanche_ferie_centimes": _centimes(ligne["dimanche_ferie"]) if ligne["dimanche_ferie"] else None,
            "est_exemple": ligne["est_exemple"] == "1",
            "source": ligne["source"],
        },
    )[1]


def _tranche(ligne: dict[str, str]) -> bool:
    return TrancheBareme.objects.get_or_create(
        bareme=ligne["bareme"],
        debut=date.fromisoformat(ligne["debut"]),
        participation=int(ligne["participation"]) * 100,
        defaults={
            "plafond_seul": int(ligne["plafond_seul"]),
            "plafond_menage": int(ligne["plafond_menage"]),
            "source": ligne["source"],
        },
    )[1]


def _plafond(ligne: dict[str, str]) -> bool:
    return PlafondPlan.objects.get_or_create(
        code=ligne.pop("code"),
        debut=date.fromisoformat(ligne.pop("debut")),
        defaults={
            **ligne,
            "valeur": int(ligne["valeur"]),
            "periode_mois": int(ligne["periode_mois"]),
            "fin": date.fromisoformat(ligne["fin"]) if ligne["fin"] else None,
            "est_exemple": ligne["est_exemple"] == "1",
        },
    )[1]


def _centimes(euros: str) -> int:
    return int(Decimal(euros) * 100)
