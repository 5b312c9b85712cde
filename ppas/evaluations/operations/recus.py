"""What the offline application reads: orders, answers, receipts, as JSON values (docs/decisions/0109)."""

from typing import Any

from ppas.caisses.models import PlafondPlan
from ppas.evaluations.models import Commande, EnvoiEvaluation, Evaluation
from ppas.evaluations.operations.emporter import Emport
from ppas.socle.horloge import maintenant


def accuse(envoi: EnvoiEvaluation) -> dict[str, Any]:
    """Return the receipt of one sending: the same each time it is asked again."""
    return {
        "identifiant": str(envoi.identifiant),
        "resultat": envoi.resultat,
        "revision": envoi.revision,
        "code": envoi.code,
        "motif": envoi.motif,
        "recu_le": envoi.recu_le.isoformat(),
    }


def charge(emport: Emport) -> dict[str, Any]:
    """Return all that a computer takes away."""
    return {
        "commandes": [_commande(commande) for commande in emport.commandes],
        "evaluations": [_evaluation(evaluation) for evaluation in emport.evaluations],
        "retirees": [
            {"commande": numero, "code": perte.code, "motif": perte.motif} for numero, perte in emport.retirees
        ],
        "plafonds": [_plafond(plafond) for plafond in emport.plafonds],
        "recu_le": maintenant().isoformat(),
    }


def _commande(commande: Commande) -> dict[str, Any]:
    beneficiaire = commande.beneficiaire
    return {
        "id": commande.pk,
        "numero": commande.numero,
        "beneficiaire": {
            "nom": beneficiaire.nom,
            "prenom": beneficiaire.prenom,
            "nir": beneficiaire.nir,
            "date_naissance": beneficiaire.date_naissance.isoformat(),
        },
        "adresse": commande.adresse,
        "code_postal": commande.code_postal,
        "commune": commande.commune,
        "telephone": commande.telephone,
        "nature": commande.nature,
        "motif": commande.motif,
        "consignes": commande.consignes,
        "date_commande": commande.date_commande.isoformat(),
        "date_limite": commande.date_limite.isoformat(),
        "caisse": commande.caisse.nom,
    }


def _evaluation(evaluation: Evaluation) -> dict[str, Any]:
    return {
        "commande": evaluation.commande_id,
        "version": evaluation.version,
        "revision": evaluation.revision,
        "etat": evaluation.etat,
        "reponses": evaluation.reponses,
    }


def _plafond(plafond: PlafondPlan) -> dict[str, Any]:
    return {
        "code": plafond.code,
        "dispositif": plafond.dispositif,
        "libelle": plafond.libelle,
        "unite": plafond.unite,
        "valeur": plafond.valeur,
        "periode_mois": plafond.periode_mois,
        "debut": plafond.debut.isoformat(),
        "fin": plafond.fin.isoformat() if plafond.fin else None,
        "condition": plafond.condition,
        "source": plafond.source,
    }
