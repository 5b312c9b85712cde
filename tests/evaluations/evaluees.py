"""Evaluations ready to be sent, in the hands of those who send and receive them."""

from datetime import date
from typing import Any

from ppas.caisses.models import PlafondPlan, TypePartenaire, UnitePlafond
from ppas.comptes.models import Utilisateur
from ppas.evaluations.etats import EtatCommande, EtatEvaluation
from ppas.evaluations.models import Evaluation
from ppas.evaluations.operations.recevoir import accepter
from ppas.evaluations.operations.transmettre import transmettre
from ppas.evaluations.regles.description import charger
from tests.factories import (
    ConventionFactory,
    EvaluationFactory,
    RattachementFactory,
    ReservationFactory,
    UtilisateurFactory,
)
from tests.factories.caisses import CaisseFactory

COMPLETES: dict[str, Any] = {
    "visite_date": "2026-11-03",
    "visite_demande": "premiere",
    "visite_evaluateur": "Mikael Martin, évaluateur",
    "visite_presents": ["conjoint", "voisin"],
    "visite_coordonnees_changees": "non",
    "aides_hebergement": "non",
    "aides_menagere": "4.50",
    "entourage_vit": charger(1).questions["entourage_vit"].choix[0][0],
    "entourage_aidant": "non",
    "habitat_type": charger(1).questions["habitat_type"].choix[0][0],
    **{
        cle: "STCH"
        for cle, question in charger(1).questions.items()
        if question.sorte == "adverbes" and question.obligatoire
    },
    "aggir_toilette_bas": "0",
    "fragire_remplie": "non",
    "fragire_motif": "La personne était fatiguée.",
    "besoins_domaines": ["aide_menagere"],
    "besoins_analyse": "Une aide pour le linge.\nEt de la compagnie.",
    "plan_issue": "aides",
    "plan_lignes": [
        {
            "prestation": "logement_linge",
            "dispositif": "oscar-heures",
            "quantite": "2.00",
            "unite": "heure",
            "frequence": "par_mois",
            "cout_unitaire": "26.80",
        }
    ],
    "consentement_information": "oui",
    "consentement_accord": "personne",
    "consentement_date": "2026-11-03",
}
"""Every mandatory answer, of a person of GIR 5 on 3 November 2026."""

OSCAR_HEURES = {"dispositif": "oscar", "libelle": "Heures", "unite": UnitePlafond.CENTIEMES_HEURE, "valeur": 8000}


def ouvrir_le_plafond() -> None:
    """Date the ceiling under which the plan of COMPLETES is: 80 hours a year."""
    PlafondPlan.objects.get_or_create(code="oscar-heures", debut=date(2021, 7, 1), defaults=OSCAR_HEURES)


def structure(*, code_caisse: str = "03", **champs: Any) -> tuple[Any, Utilisateur]:
    """Return the validated convention of an evaluation structure, and one of its evaluators."""
    convention = ConventionFactory(
        caisse=CaisseFactory(code=code_caisse), type_partenaire__code=TypePartenaire.EVALUATION, **champs
    )
    return convention, RattachementFactory(partenaire=convention.partenaire).utilisateur


def terminee(convention: Any, par: Utilisateur, *, sauf: tuple[str, ...] = (), **reponses: Any) -> Evaluation:
    """Return a finished evaluation of `par`; `sauf` names what he did not answer."""
    ouvrir_le_plafond()
    donnees = {cle: reponse for cle, reponse in (COMPLETES | reponses).items() if cle not in sauf}
    evaluation = EvaluationFactory(
        commande__convention=convention,
        commande__etat=EtatCommande.RESERVEE,
        evaluateur=par,
        etat=EtatEvaluation.TERMINEE,
        reponses=donnees,
    )
    ReservationFactory(commande=evaluation.commande, evaluateur=par)
    return evaluation


def transmise(convention: Any, par: Utilisateur, **reponses: Any) -> Evaluation:
    """Return an evaluation that the caisse has received."""
    evaluation = terminee(convention, par, **reponses)
    transmettre(evaluation, par=par)
    return evaluation


def acceptee(convention: Any, par: Utilisateur, **reponses: Any) -> Evaluation:
    """Return an evaluation that the caisse has accepted."""
    evaluation = transmise(convention, par, **reponses)
    accepter(evaluation, par=UtilisateurFactory())
    return evaluation
