"""Five years of evaluations beside the invoices of `bench.histoire`: orders, reservations, evaluations, transmissions.

Twenty structures that evaluate for the smallest world, each with 420 orders in sixty months: of the last year's, five
in seven are still to be done; what was transmitted in the last eighteen months waits for the caisse, what is older was
accepted and exported. Ten times more orders come from ten times more structures.
"""

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from ppas.comptes.models import Utilisateur
from ppas.evaluations.etats import MODIFIABLES, EtatCommande, EtatEvaluation, FinReservation
from ppas.evaluations.models import (
    Appareil,
    Commande,
    EnvoiEvaluation,
    Evaluation,
    ExportEvaluations,
    Reservation,
    Transmission,
)
from ppas.evaluations.regles.description import DERNIERE_VERSION, Question, charger
from ppas.partenaires.models import Convention
from ppas.prises_en_charge.models import Beneficiaire
from ppas.socle.horloge import aujourd_hui
from tests.droits.monde import Monde
from tests.factories import ConventionFactory

NB_STRUCTURES = 20
PAR_MOIS = 7
MOIS_OUVERTS, MOIS_CHEZ_LA_CAISSE = 12, 18
DELAI = timedelta(days=30)
PHRASE = "Elle vit seule depuis deux ans, sort peu et craint de tomber dans l’escalier. "
OUVERTES = (
    (EtatCommande.A_RESERVER, None),
    (EtatCommande.RESERVEE, EtatEvaluation.EN_COURS),
    (EtatCommande.RESERVEE, EtatEvaluation.TERMINEE),
    (EtatCommande.RESERVEE, EtatEvaluation.EN_COURS),
    (EtatCommande.RESERVEE, EtatEvaluation.TERMINEE),
)
"""What the first orders of a month of the last year have become; the others are transmitted."""


@dataclass(frozen=True)
class Lieu:
    """A structure that evaluates: who works there, on what, and the persons whom the caisse sends it to."""

    convention: Convention
    evaluateurs: Sequence[Utilisateur]
    appareils: Sequence[Appareil]
    beneficiaires: Sequence[int]


def reponses_completes() -> dict[str, Any]:
    """Answer every question of the form that always comes, with a few sentences where one writes at length."""
    reponses = {cle: _reponse(question) for cle, question in charger().questions.items() if question.si is None}
    choisies = {
        "plan_issue": "conseils",
        "conseils_redaction": "Barres d’appui dans la salle de bains.",
        "fragire_motif": "Elle n’a pas voulu répondre.",
        "consentement_information": "oui",
        "consentement_accord": "personne",
    }
    return {cle: reponse for cle, reponse in (reponses | choisies).items() if reponse}


def _reponse(question: Question) -> str | list[str]:
    premier = question.choix[0][0] if question.choix else ""
    return {
        "date": "2026-07-14",
        "texte": "Claire Martin"[: question.longueur or None],
        "texte_long": PHRASE * 3,
        "oui_non": "non",
        "adverbes": "STCH",
        "nombre": question.minimum,
        "cases": [premier],
        "choix": question.choix[-1][0] if question.choix else "",
    }.get(question.sorte, "")


def evaluer(monde: Monde, mois: Sequence[date], facteur: int, tirage: random.Random) -> None:
    """Add `facteur` times 8,400 orders of the caisse, with what became of them."""
    sienne = monde.structures["evaluation"]
    convention = sienne.convention
    autres = ConventionFactory.create_batch(
        facteur * NB_STRUCTURES - 1, caisse=convention.caisse, type_partenaire=convention.type_partenaire
    )
    personnes = Beneficiaire.objects.filter(caisse=convention.caisse).order_by("pk").values_list("pk", flat=True)
    personnes = list(personnes[: facteur * NB_STRUCTURES * 250])
    equipes = [[sienne.utilisateur, sienne.administrateur], *_embaucher(autres)]
    lieux = []
    for n, (celle, equipe) in enumerate(zip([convention, *autres], equipes, strict=True)):
        appareils = Appareil.objects.bulk_create(
            Appareil(utilisateur=qui, partenaire=celle.partenaire, nom="Portable", cree_le=convention.demandee_le)
            for qui in equipe
        )
        lieux.append(Lieu(celle, equipe, appareils, personnes[n * 250 : (n + 1) * 250]))
    reponses = reponses_completes()
    for age, premier in enumerate(reversed(mois)):
        _un_mois(lieux, premier, age, reponses, tirage)
    _montrer(monde, reponses)


def _embaucher(conventions: Sequence[Convention]) -> list[list[Utilisateur]]:
    """Return one person for each convention; none of them ever signs in."""
    return [
        [qui]
        for qui in Utilisateur.objects.bulk_create(
            Utilisateur(login=f"evaluateur{c.pk}", nom=f"ÉVALUATEUR {c.pk}", prenom="Anne", mail="a@b.fr", password="!")
            for c in conventions
        )
    ]


def _un_mois(lieux: Sequence[Lieu], premier: date, age: int, reponses: dict[str, Any], tirage: random.Random) -> None:
    """The orders of a month, `age` months ago."""
    instant = datetime(premier.year, premier.month, 20, 9, tzinfo=UTC)
    caisse = lieux[0].convention.caisse
    fini = EtatEvaluation.TRANSMISE if age < MOIS_CHEZ_LA_CAISSE else EtatEvaluation.ACCEPTEE
    couples = [(lieu, rang) for lieu in lieux for rang in range(PAR_MOIS)]
    ouvertes = OUVERTES if age < MOIS_OUVERTS else ()
    sorts = [ouvertes[rang] if rang < len(ouvertes) else (EtatCommande.REALISEE, fini) for _, rang in couples]
    limite = aujourd_hui() + timedelta(days=30 - 10 * age) if ouvertes else premier + DELAI
    commandes = Commande.objects.bulk_create(
        Commande(
            caisse=caisse,
            numero=f"B{premier:%Y%m}{lieu.convention.pk:06d}{rang}",
            convention=lieu.convention,
            beneficiaire_id=tirage.choice(lieu.beneficiaires),
            adresse="12 rue des Tilleuls",
            code_postal="21000",
            commune="DIJON",
            telephone="0380112233",
            nature="premiere" if rang % 2 else "reexamen",
            date_commande=min(premier, limite),
            date_limite=limite,
            etat=etat,
        )
        for (lieu, rang), (etat, _) in zip(couples, sorts, strict=True)
    )
    export = None
    if fini == EtatEvaluation.ACCEPTEE:
        export = ExportEvaluations.objects.create(caisse=caisse, cree_le=instant, nb_evaluations=len(couples))
    prises = [
        (lieu, rang, commande, etat)
        for (lieu, rang), commande, (_, etat) in zip(couples, commandes, sorts, strict=True)
        if etat
    ]
    Reservation.objects.bulk_create(
        Reservation(
            commande=commande,
            evaluateur=lieu.evaluateurs[rang // 2 % len(lieu.evaluateurs)],
            appareil=lieu.appareils[rang // 2 % len(lieu.appareils)],
            prise_le=instant,
            finie_le=None if etat in MODIFIABLES else instant,
            fin="" if etat in MODIFIABLES else FinReservation.REALISEE,
        )
        for lieu, rang, commande, etat in prises
    )
    evaluations = Evaluation.objects.bulk_create(
        Evaluation(
            commande=commande,
            caisse=caisse,
            convention=lieu.convention,
            evaluateur=lieu.evaluateurs[rang // 2 % len(lieu.evaluateurs)],
            etat=etat,
            version=DERNIERE_VERSION,
            reponses=reponses,
            revision=4,
            gir=5,
            visitee_le=premier,
            commencee_le=instant,
            modifiee_le=instant + timedelta(minutes=rang),
            transmise_le=None if etat in MODIFIABLES else instant + timedelta(hours=1),
            traitee_le=instant + timedelta(hours=2) if etat == EtatEvaluation.ACCEPTEE else None,
            export=export,
        )
        for lieu, rang, commande, etat in prises
    )
    _garder(evaluations, prises, reponses)


def _garder(
    evaluations: Sequence[Evaluation],
    prises: Sequence[tuple[Lieu, int, Commande, EtatEvaluation]],
    reponses: dict[str, Any],
) -> None:
    """What came from computers, and the copies that the caisse received."""
    EnvoiEvaluation.objects.bulk_create(
        EnvoiEvaluation(
            identifiant=uuid.UUID(int=commande.pk),
            appareil=lieu.appareils[0],
            commande=commande,
            envoye_par=evaluation.evaluateur,
            sha256=f"{commande.pk:064d}",
            version=DERNIERE_VERSION,
            base=0,
            reponses=reponses,
            est_terminee=True,
            recu_le=evaluation.modifiee_le,
            revision=2,
            resultat="prise",
        )
        for evaluation, (lieu, rang, commande, _) in zip(evaluations, prises, strict=True)
        if rang == 1
    )
    Transmission.objects.bulk_create(
        Transmission(
            evaluation=evaluation,
            rang=1,
            version=DERNIERE_VERSION,
            reponses=reponses,
            gir=5,
            transmise_le=evaluation.transmise_le,
            transmise_par=evaluation.evaluateur,
        )
        for evaluation in evaluations
        if evaluation.transmise_le
    )


def _montrer(monde: Monde, reponses: dict[str, Any]) -> None:
    """Put in the addresses evaluations of the size that one really opens, and an export of a month."""
    structure = monde.structures["evaluation"]
    siennes = Evaluation.objects.filter(convention=structure.convention, evaluateur=structure.utilisateur)
    en_cours = siennes.filter(etat=EtatEvaluation.EN_COURS, revision=4).order_by("pk")[0]
    transmise = siennes.filter(etat=EtatEvaluation.TRANSMISE, revision=4).order_by("pk")[0]
    objets = {
        "evaluation": en_cours,
        "evaluation_transmise": transmise,
        "commande_reservee": en_cours.commande,
        "export_evaluations": ExportEvaluations.objects.filter(nb_evaluations__gt=1).order_by("-pk")[0],
    }
    envoi = structure.objets["envoi"]
    envoi.reponses = reponses
    envoi.save(update_fields=["reponses"])
    structure.objets |= objets
    monde.structures["amd"].objets |= objets
