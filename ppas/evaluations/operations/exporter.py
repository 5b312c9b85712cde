"""Handing the accepted evaluations to the caisse's system: one JSON document each, in exactly one export (CAI-11).

What a document holds is described by `evaluation-1.schema.json`; docs/decisions/0112 says why.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Count, Prefetch, QuerySet

from ppas.caisses.models import Caisse
from ppas.comptes.models import Utilisateur
from ppas.evaluations.etats import EtatEvaluation
from ppas.evaluations.models import Evaluation, ExportEvaluations, Transmission
from ppas.socle.horloge import PARIS, maintenant
from ppas.socle.journal import journaliser
from ppas.socle.models import NatureEchange, SensEchange
from ppas.socle.refus import Refus

SCHEMA = Path(__file__).parent.parent / "evaluation-1.schema.json"
VERSION = 1
"""Of the schema: it changes when the meaning of a field does."""
LOT = 200


def evaluations_a_exporter(caisse: Caisse) -> QuerySet[Evaluation]:
    """Return the evaluations that the next export of `caisse` takes: accepted, never exported."""
    return Evaluation.objects.de_caisse(caisse).filter(etat=EtatEvaluation.ACCEPTEE, export=None)


@transaction.atomic
def exporter_evaluations(caisse: Caisse, *, par: Utilisateur | None) -> ExportEvaluations:
    """Take every evaluation of `evaluations_a_exporter` into a new export; tell each structure and the caisse.

    Two agents at once never export one twice: the condition is read anew on each row that the update had to wait for.

    Raises Refus("rien-a-exporter").
    """
    export = ExportEvaluations.objects.create(caisse=caisse, cree_le=maintenant(), cree_par=par, nb_evaluations=0)
    export.nb_evaluations = evaluations_a_exporter(caisse).update(export=export)
    if not export.nb_evaluations:
        raise Refus(
            "rien-a-exporter",
            "Aucune évaluation acceptée n’est en attente : rien n’a été exporté. Les exports précédents restent "
            "disponibles dans la liste.",
        )
    export.save(update_fields=["nb_evaluations"])
    parts = export.evaluations.order_by("convention__partenaire").values_list("convention__partenaire")
    for partenaire, nb in parts.annotate(nb=Count("pk")):
        _journaliser(export, nb, par=par, partenaire_ref=partenaire)
    _journaliser(export, export.nb_evaluations, par=par)
    return export


def _journaliser(
    export: ExportEvaluations, nb: int, *, par: Utilisateur | None, partenaire_ref: int | None = None
) -> None:
    evaluations = "1 évaluation transmise" if nb == 1 else f"{nb} évaluations transmises"
    journaliser(
        export,
        "exporter_evaluations",
        par=par,
        libelle=f"{evaluations} au système d’information de la caisse ({export})",
        nature=NatureEchange.EVALUATIONS,
        sens=SensEchange.ENVOYE,
        details={"nb_evaluations": nb},
        partenaire_ref=partenaire_ref,
    )


def evaluations_json(export: ExportEvaluations) -> Iterator[bytes]:
    """Yield the file of `export`, one document a line and in constant memory; the same bytes each time."""
    entete = {
        "schema": VERSION,
        "no_export": export.pk,
        "caisse": export.caisse.code,
        "cree_le": _instant(export.cree_le),
        "nb_evaluations": export.nb_evaluations,
    }
    yield f'{_json(entete)[:-1]},"evaluations":['.encode()
    lien = "\n"
    for evaluation in _a_ecrire(export).iterator(chunk_size=LOT):
        yield f"{lien}{_json(document(evaluation))}".encode()
        lien = ",\n"
    yield b"\n]}\n"


def document(evaluation: Evaluation) -> dict[str, Any]:
    """Return the document of an accepted evaluation: what was transmitted, and nothing that may change later."""
    commande, (transmission, *_) = evaluation.commande, evaluation.transmissions.all()
    return {
        "schema": VERSION,
        "no_enregistrement": evaluation.numero_enregistrement,
        "no_commande": commande.numero,
        "code_convention": evaluation.convention.code,
        "nir": commande.beneficiaire.nir,
        "date_commande": commande.date_commande.isoformat(),
        "date_limite": commande.date_limite.isoformat(),
        "date_visite": evaluation.visitee_le and evaluation.visitee_le.isoformat(),
        "transmise_le": _instant(transmission.transmise_le),
        "envoi": transmission.rang,
        "acceptee_le": evaluation.traitee_le and _instant(evaluation.traitee_le),
        "gir": transmission.gir,
        "formulaire": transmission.version,
        "reponses": transmission.reponses,
    }


def _a_ecrire(export: ExportEvaluations) -> QuerySet[Evaluation]:
    return (
        export.evaluations.order_by("pk")
        .select_related("commande__beneficiaire", "convention")
        .prefetch_related(Prefetch("transmissions", Transmission.objects.order_by("-rang")))
    )


def _json(valeur: dict[str, Any]) -> str:
    return json.dumps(valeur, ensure_ascii=False, separators=(",", ":"))


def _instant(instant: Any) -> str:
    return instant.astimezone(PARIS).isoformat(timespec="seconds")
