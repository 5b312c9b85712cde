"""Judging a whole file, batch by batch, whoever keeps what it gives: `traiter` writes it, `controler` remembers it."""

import gc
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import batched
from typing import Any, BinaryIO, Protocol

from django.conf import settings

from ppas.facturation.models import Depot
from ppas.facturation.operations.controle import Controle, Verdict
from ppas.facturation.regles import catalogue
from ppas.facturation.regles.borfact import Lecture, Limites
from ppas.facturation.regles.localisation import Reperage

LOT = 10_000
"""Lines judged together, and written in one transaction: some 200 ms during which other writers wait."""

CHAMPS_ANOMALIE = (
    "depot",
    "code",
    "gravite",
    "rang",
    "ligne",
    "colonne",
    "champ",
    "extrait",
    "message",
    "remede",
    "numero_facture",
)


@dataclass
class Bilan:
    """What one run has read so far; quantity in hundredths, amounts in cents.

    `du_fichier` holds the faults of the file as a whole; the others are given as they come.
    """

    nb_acceptees: int = 0
    nb_refusees: int = 0
    quantite_centiemes: int = 0
    montant_caisse_centimes: int = 0
    montant_beneficiaire_centimes: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    du_fichier: list[catalogue.Anomalie] = field(default_factory=list)

    @property
    def est_refuse(self) -> bool:
        """Whether the whole file is refused: its header or its totals may also be worth a mere warning."""
        return any(anomalie.est_refus for anomalie in self.du_fichier)

    def ajouter(self, verdict: Verdict) -> None:
        """Count what a batch gave."""
        self.nb_acceptees += len(verdict.acceptees)
        self.nb_refusees += len(verdict.refusees)
        self.quantite_centiemes += verdict.quantite_centiemes
        self.montant_caisse_centimes += verdict.montant_caisse_centimes
        self.montant_beneficiaire_centimes += verdict.montant_beneficiaire_centimes
        self.codes.update(anomalie.code for anomalie in verdict.anomalies)

    @property
    def resultat(self) -> dict[str, Any]:
        """What a deposit keeps of it once its lines count, by name of field."""
        return {
            "nb_lignes_acceptees": self.nb_acceptees,
            "nb_lignes_refusees": self.nb_refusees,
            "quantite_centiemes": self.quantite_centiemes,
            "montant_caisse_centimes": self.montant_caisse_centimes,
            "montant_beneficiaire_centimes": self.montant_beneficiaire_centimes,
            "nb_par_code": dict(self.codes + Counter(par_code(self.du_fichier))),
        }


class Suite(Protocol):
    """What becomes of a file while it is judged: written by a real run, only remembered by a dry one (PLU-01)."""

    @property
    def controle(self) -> type[Controle]:
        """The controls to run."""

    def ouvrir(self) -> BinaryIO:
        """Open the bytes of the file."""

    def annoncer(self, nb_lignes: int) -> None:
        """Learn how many lines the header announces."""

    def recevoir(self, nb_lues: int, verdict: Verdict, reperage: Reperage) -> None:
        """Take what a batch gave; `reperage` places in the text the faults that are kept. `nb_lues`: lines so far."""


def juger(depot: Depot, suite: Suite, *, lot: int) -> Bilan:
    """Read and judge the file of `depot`, by batches of `lot` lines: the one path of a real run and of a dry one."""
    bilan = Bilan()
    with suite.ouvrir() as source, suite.ouvrir() as texte:
        lecture = Lecture(source, Limites(settings.DEPOT_TAILLE_MAX, settings.DEPOT_LIGNES_MAX))
        if lecture.entete is None:
            bilan.du_fichier = _situees(suite, lecture, lecture.anomalies)
            return bilan
        controle = suite.controle(depot, lecture.entete)
        bilan.du_fichier = _situees(suite, lecture, controle.anomalies_entete())
        if bilan.est_refuse:
            return bilan
        suite.annoncer(lecture.entete.nb_lignes)
        reperage = Reperage(texte, lecture.encodage)
        for lignes in _sans_ramasse_miettes(_en_avance(batched(lecture.lignes(), lot, strict=False), lot)):
            verdict = controle.juger(lignes)
            suite.recevoir(lignes[-1].rang, verdict, reperage)
            bilan.ajouter(verdict)
        bilan.du_fichier += _situees(suite, lecture, lecture.anomalies or controle.anomalies_totaux(lecture))
    return bilan


def _situees(suite: Suite, lecture: Lecture, anomalies: list[catalogue.Anomalie]) -> list[catalogue.Anomalie]:
    """Return the faults of the whole file with their place in its text, found by a reading of its own."""
    if not anomalies:
        return []
    with suite.ouvrir() as texte:
        reperage = Reperage(texte, lecture.encodage)
        return [reperage.situer(anomalie) for anomalie in sorted(anomalies, key=lambda anomalie: anomalie.rang or 0)]


def _en_avance[T: Sequence](lots: Iterator[T], taille: int) -> Iterator[T]:
    """Yield `lots`, each read by a thread of its own while the one before waits for the database.

    Most files hold less than one batch of `taille`: there is nothing to read ahead then, and no thread.
    """
    premier = next(lots, ())
    if premier:
        yield from [premier] if len(premier) < taille else _lire_en_avance(premier, lots)


def _lire_en_avance[T](premier: T, lots: Iterator[T]) -> Iterator[T]:
    with ThreadPoolExecutor(max_workers=1) as lecteur:
        suivant = lecteur.submit(next, lots, None)
        yield premier
        while (lot := suivant.result()) is not None:
            suivant = lecteur.submit(next, lots, None)
            yield lot


def _sans_ramasse_miettes[T](lots: Iterator[T]) -> Iterator[T]:
    """Yield `lots` with the cycle collector asleep: lines hold no cycle, and it walks all of them again and again."""
    etait_eveille = gc.isenabled()
    gc.disable()
    try:
        yield from lots
    finally:
        if etait_eveille:
            gc.enable()


def par_code(anomalies: Iterable[catalogue.Anomalie]) -> dict[str, int]:
    """Return how many of `anomalies` there are of each code."""
    return dict(Counter(anomalie.code for anomalie in anomalies))


def lignes_anomalies(depot: Depot, anomalies: Iterable[catalogue.Anomalie]) -> Iterator[tuple]:
    """Yield the rows of `anomalies`, in the order of CHAMPS_ANOMALIE."""
    for anomalie in anomalies:
        yield (
            depot.pk,
            anomalie.code,
            anomalie.gravite.value,
            anomalie.rang,
            anomalie.ligne,
            anomalie.colonne,
            (anomalie.champ or "")[:40],
            (anomalie.extrait or "")[:400],
            anomalie.message[:1000],
            anomalie.remede[:1000],
            anomalie.numero_facture,
        )
