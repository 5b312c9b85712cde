"""Reads what happened to orders of evaluations, for the rules that tell it; never an answer of an evaluation (R6)."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from ppas.evaluations.models import Commande, Evaluation, Renvoi, Reservation
from ppas.paiements.attendus import tarif_de_l_evaluation
from ppas.paiements.models import LignePaiement
from ppas.paiements.regles.situation_evaluation import EvaluationSuivie
from ppas.paiements.suivi import Suivi, conventions_a_suivre, faits_du_paiement
from ppas.socle.regles.affichage import date_fr


def commandes_a_suivre(commandes: QuerySet[Commande]) -> QuerySet[Commande]:
    """Add to `commandes` all that `suivre_commandes` reads; `tarif` is the caisse's on the day of the visit."""
    renvois = Renvoi.objects.filter(evaluation__commande=OuterRef("pk")).order_by("-id")
    return (
        commandes.annotate(
            tarif=tarif_de_l_evaluation("caisse", "evaluation__visitee_le"),
            renvoyee_le=Subquery(renvois.values("renvoyee_le")[:1]),
        )
        .select_related("beneficiaire", "evaluation__export")
        .defer("motif", "consignes", "evaluation__reponses")
        .prefetch_related(
            Prefetch("convention", conventions_a_suivre()),
            Prefetch("reservations", Reservation.objects.order_by("id")),
            Prefetch("evaluation__paiement", LignePaiement.objects.select_related("bordereau__importation")),
        )
    )


def suivre_commandes(commandes: Iterable[Commande]) -> list[Suivi]:
    """Return orders with their facts; `commandes` comes from `commandes_a_suivre`."""
    return [_suivi(commande) for commande in commandes]


def _suivi(commande: Commande) -> Suivi:
    evaluation: Evaluation | None = getattr(commande, "evaluation", None)
    suivie = _faits(commande)
    if evaluation:
        suivie = _faits_de_l_evaluation(suivie, evaluation, vars(commande))
    paiement: LignePaiement | None = getattr(evaluation, "paiement", None)
    jour = suivie.visitee_le
    return Suivi(
        commande,
        suivie,
        commande.convention,
        str(commande.beneficiaire),
        commande.beneficiaire_id,
        f"visite du {date_fr(jour)}" if jour else f"commande du {date_fr(commande.date_commande)}",
        suivie.attendu_centimes or 0,
        bordereau=paiement.bordereau if paiement else None,
    )


def _faits(commande: Commande) -> EvaluationSuivie:
    derniere = max(commande.reservations.all(), key=lambda reservation: reservation.pk, default=None)
    return EvaluationSuivie(
        commande=commande.numero,
        etat_commande=commande.etat,
        commandee_le=commande.date_commande,
        limite=commande.date_limite,
        annulee_le=commande.annulee_le,
        reservee_le=derniere.prise_le if derniere else None,
    )


def _faits_de_l_evaluation(
    suivie: EvaluationSuivie, evaluation: Evaluation, annotations: dict[str, Any]
) -> EvaluationSuivie:
    """Add what became of the evaluation; a payment keeps the tariff of its day."""
    paiement: LignePaiement | None = getattr(evaluation, "paiement", None)
    return replace(
        suivie,
        etat=evaluation.etat,
        commencee_le=evaluation.commencee_le,
        visitee_le=evaluation.visitee_le,
        transmise_le=evaluation.transmise_le,
        renvoyee_le=annotations["renvoyee_le"],
        acceptee_le=evaluation.traitee_le,
        exportee_le=evaluation.export.cree_le if evaluation.export else None,
        attendu_centimes=paiement.attendu_centimes if paiement else annotations["tarif"],
        paiement=faits_du_paiement(paiement) if paiement else None,
    )
