"""Processing a deposit: a run may start twice and die anywhere, its effect happens once (docs/decisions/0004).

    prendre ──> lire ──> juger par lots ──> publier | refuser | remettre

Each batch of lines is written in a short transaction that also checks the run's token, so that no other writer waits
long and a run that was taken over can no longer write. The lines count only once the deposit is published.
"""

import logging
import uuid
from contextlib import suppress
from datetime import timedelta
from typing import BinaryIO, cast

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, transaction

from ppas.facturation.etats import EtatDepot
from ppas.facturation.models import Anomalie, Depot, LigneFacture, LigneRefusee
from ppas.facturation.operations import magasin
from ppas.facturation.operations.bilan import compter
from ppas.facturation.operations.chargement import charger
from ppas.facturation.operations.contexte import REFERENCES
from ppas.facturation.operations.controle import CHAMPS_LIGNE, CHAMPS_REFUS, Controle, Verdict
from ppas.facturation.operations.examen import CHAMPS_ANOMALIE, LOT, Bilan, juger, lignes_anomalies, par_code
from ppas.facturation.regles import catalogue
from ppas.facturation.regles.localisation import Reperage
from ppas.partenaires.models import Convention
from ppas.socle.etats import changer_etat, verrouiller
from ppas.socle.horloge import maintenant
from ppas.socle.journal import journaliser
from ppas.socle.models import NatureEchange, SensEchange

journal_technique = logging.getLogger("ppas.facturation")


LUES = ("convention", "partenaire", "prestation")
"""What a run reads once with its deposit: it locks the convention each time, and what says whose the file is stays."""


class JetonPerdu(Exception):
    """Another run has taken this deposit over: this one must stop and write nothing more."""


def traiter(depot_id: int) -> None:
    """Process the deposit `depot_id`, unless it is done, is being done, or must wait for its convention's turn.

    A run that fails leaves nothing behind, frees its convention and raises: the deposit is tried again later.
    """
    depot = prendre(depot_id)
    if depot is None:
        return
    jeton = depot.jeton
    try:
        if depot.nb_tentatives > 1:
            _effacer(depot)
        bilan = _juger(depot)
        if bilan.est_refuse:
            _effacer(depot)
            refuser(depot, bilan.du_fichier)
        else:
            _publier(depot, bilan)
    except JetonPerdu:
        journal_technique.warning("Deposit %s was taken over by another run.", depot_id)
    except Exception:
        with suppress(DatabaseError, JetonPerdu):  # the take-over of a silent run will do it
            _remettre(depot, jeton)
        raise


@transaction.atomic
def prendre(depot_id: int) -> Depot | None:
    """Take the deposit for this run and return it; None when there is nothing to do now.

    The convention's row is locked first, as every operation that invoices does: two of them never wait for each other.
    """
    depot = Depot.objects.select_related("convention__caisse", "partenaire", "prestation").filter(pk=depot_id).first()
    if depot is None or not depot.est_ouvert:
        return None
    verrouiller(cast("Convention", depot.convention), garder=REFERENCES)  # constraint depot_a_une_convention
    verrouiller(depot, garder=LUES)
    if not depot.est_ouvert or not est_abandonne(depot):
        return None
    en_cours = Depot.objects.filter(convention=depot.convention, etat=EtatDepot.EN_TRAITEMENT).exclude(pk=depot.pk)
    if en_cours.exists():
        return None
    changer_etat(
        depot,
        "prendre",
        par=None,
        garder=LUES,
        jeton=uuid.uuid4(),
        battement_le=maintenant(),
        nb_lignes_lues=0,
        nb_tentatives=depot.nb_tentatives + 1,
    )
    return depot


def est_abandonne(depot: Depot) -> bool:
    """Tell whether no live run holds the deposit. Each failed try doubles the wait, up to about an hour."""
    if depot.battement_le is None:
        return True
    attente = timedelta(seconds=settings.DEPOT_BATTEMENT_MAX * 2 ** min(depot.nb_tentatives - 1, 6))
    return depot.battement_le < maintenant() - attente


def a_reprendre() -> list[int]:
    """Return the deposits that no live run holds, oldest first."""
    return [depot.pk for depot in Depot.objects.ouverts().order_by("pk") if est_abandonne(depot)]


class _Ecriture:
    """The suite of a real run: each batch is written at once, unpublished."""

    controle = Controle

    def __init__(self, depot: Depot) -> None:
        self._depot = depot

    def ouvrir(self) -> BinaryIO:
        return magasin.ouvrir(self._depot.sha256)

    def annoncer(self, nb_lignes: int) -> None:
        _battre(self._depot, nb_lignes_annoncees=nb_lignes)

    def recevoir(self, nb_lues: int, verdict: Verdict, reperage: Reperage) -> None:
        _ecrire_lot(self._depot, nb_lues, verdict, [reperage.situer(anomalie) for anomalie in verdict.anomalies])


def _juger(depot: Depot) -> Bilan:
    """Read and judge the stored file, batch by batch; what passes is written at once, unpublished."""
    return juger(depot, _Ecriture(depot), lot=LOT)


@transaction.atomic
def _ecrire_lot(depot: Depot, nb_lues: int, verdict: Verdict, anomalies: list[catalogue.Anomalie]) -> None:
    _battre(depot, nb_lignes_lues=nb_lues)
    charger(LigneFacture, CHAMPS_LIGNE, verdict.acceptees)
    charger(LigneRefusee, CHAMPS_REFUS, verdict.refusees)
    charger(Anomalie, CHAMPS_ANOMALIE, lignes_anomalies(depot, anomalies))


def _battre(depot: Depot, **champs: object) -> None:
    """Give a sign of life, and stop this run when another one has taken the deposit."""
    if not Depot.objects.filter(pk=depot.pk, jeton=depot.jeton).update(battement_le=maintenant(), **champs):
        raise JetonPerdu


def _effacer(depot: Depot) -> None:
    """Delete what an earlier run, or this one, wrote: by batches, so that other writers never wait long."""
    for modele in (LigneFacture, LigneRefusee, Anomalie):
        while True:
            with transaction.atomic():
                _battre(depot)
                lot = list(modele.objects.filter(depot=depot).order_by("pk").values_list("pk", flat=True)[:LOT])
                # Nothing refers to an unpublished row: Django need not look for what would.
                modele.objects.filter(pk__in=lot)._raw_delete(using=DEFAULT_DB_ALIAS)  # noqa: SLF001
            if len(lot) < LOT:
                break


@transaction.atomic
def _publier(depot: Depot, bilan: Bilan) -> None:
    """Make the accepted lines count, in one small transaction."""
    verrouiller(cast("Convention", depot.convention), garder=REFERENCES)
    _battre(depot)
    charger(Anomalie, CHAMPS_ANOMALIE, lignes_anomalies(depot, bilan.du_fichier))
    changer_etat(
        depot,
        "publier_avec_anomalies" if bilan.nb_refusees else "publier",
        par=None,
        garder=LUES,
        traite_le=maintenant(),
        jeton=None,
        **bilan.resultat,
    )
    _annoncer(depot, f"{_compte(bilan.nb_acceptees, 'ligne acceptée')}, {_compte(bilan.nb_refusees, 'refusée')}")
    compter(
        cast("int", depot.caisse_id),  # a deposit with a convention has its caisse
        nb_depots=1,
        nb_lignes_acceptees=bilan.nb_acceptees,
        nb_lignes_refusees=bilan.nb_refusees,
        montant_accepte_centimes=bilan.montant_caisse_centimes,
    )


@transaction.atomic
def refuser(depot: Depot, anomalies: list[catalogue.Anomalie]) -> None:
    """Refuse the whole file: nothing of it stays but this deposit and the reasons."""
    _battre(depot)
    changer_etat(depot, "refuser", par=None, traite_le=maintenant(), jeton=None, nb_par_code=par_code(anomalies))
    charger(Anomalie, CHAMPS_ANOMALIE, lignes_anomalies(depot, anomalies))
    codes = sorted({anomalie.code for anomalie in anomalies if anomalie.est_refus})
    _annoncer(depot, f"fichier refusé ({', '.join(codes)})")
    compter(cast("int", depot.caisse_id), nb_depots_refuses=1)


@transaction.atomic
def _liberer(depot: Depot) -> None:
    _battre(depot)
    changer_etat(depot, "remettre", par=None, jeton=None)


def _remettre(depot: Depot, jeton: uuid.UUID | None) -> None:
    """Put the deposit back in the queue after a failure: the other sendings of its convention need not wait for it."""
    depot.jeton = jeton  # `depot` may hold what a cancelled transaction wrote
    _effacer(depot)
    _liberer(depot)


def _compte(nombre: int, mots: str) -> str:
    return f"{nombre} {mots if nombre < 2 else ' '.join(f'{mot}s' for mot in mots.split())}"  # noqa: PLR2004 -- French plural


def _annoncer(depot: Depot, resultat: str) -> None:
    journaliser(
        depot,
        "rendre_compte",
        par=None,
        libelle=f"Rapport du fichier {depot.nom_fichier} : {resultat}",
        nature=NatureEchange.FICHIER,
        sens=SensEchange.RECU,
    )
