"""Mails about evaluations and their orders. None names a beneficiary, nor says anything that was answered."""

from collections.abc import Sequence

from ppas.caisses.courriels import au_nom_de
from ppas.caisses.models import Caisse
from ppas.comptes.models import Utilisateur
from ppas.evaluations.models import Commande, Evaluation, Renvoi
from ppas.socle.operations.courriels import Message, adresse_complete
from ppas.socle.regles.affichage import date_fr

SIGNATURE = "Cordialement\nAdministrateur PPAS\n"
NUMEROS_CITES = 20
"""Beyond, a mail counts the others."""


def commandes_recues(destinataire: str, *, caisse: Caisse, nb: int) -> Message:
    """Tell an administrator of the structure that orders have come (EVA-01)."""
    recues = "1 commande d’évaluation" if nb == 1 else f"{nb} commandes d’évaluation"
    message = Message(
        destinataire=destinataire,
        sujet=f"{recues} de la caisse {caisse}"[:200],
        corps=(
            "Bonjour,\n\n"
            f"La caisse {caisse} vous adresse {recues}. Vos évaluateurs peuvent réserver, dans le portail, menu "
            "« Les services », « Commande d’évaluation » :\n"
            f"{_liste()}\n\n{SIGNATURE}"
        ),
    )
    return au_nom_de(caisse, message)


def commandes_annulees(destinataire: str, *, caisse: Caisse, numeros: Sequence[str]) -> Message:
    """Tell whoever held the orders, or the structure when nobody did, that the visit is no longer to be made."""
    est_seule = len(numeros) == 1
    cites = ", ".join(numeros[:NUMEROS_CITES])
    reste = len(numeros) - NUMEROS_CITES
    suite = f" et {reste} de plus" if reste > 0 else ""
    quoi = f"la commande d’évaluation n° {cites}" if est_seule else f"les commandes d’évaluation n° {cites}{suite}"
    message = Message(
        destinataire=destinataire,
        sujet=f"Commande d’évaluation n° {cites} annulée" if est_seule else "Commandes d’évaluation annulées",
        corps=(
            "Bonjour,\n\n"
            f"La caisse {caisse} a annulé {quoi}. La visite n’est plus à faire ; une évaluation déjà commencée est "
            "conservée, mais ne sera pas transmise. Le motif est dans le portail :\n"
            f"{_liste()}\n\n{SIGNATURE}"
        ),
    )
    return au_nom_de(caisse, message)


def commande_recue(commande: Commande, *, de: Utilisateur, a: Utilisateur, par: Utilisateur) -> Message:
    """Tell an evaluator that an order of a colleague is now his (EVA-20)."""
    page = adresse_complete("evaluations:commande", commande.pk)
    return Message(
        destinataire=a.mail,
        sujet=f"Une commande d’évaluation vous est transférée : n° {commande.numero}",
        corps=(
            "Bonjour,\n\n"
            f"{par} vous a transféré la commande d’évaluation n° {commande.numero} de la caisse {commande.caisse}, que "
            f"{de} avait réservée. Elle est à rendre avant le {date_fr(commande.date_limite)}.\n"
            "Si une évaluation était commencée, elle vous revient : vous pourrez la continuer.\n\n"
            f"{page}\n\n"
            f"{SIGNATURE}"
        ),
    )


def commande_cedee(commande: Commande, *, de: Utilisateur, a: Utilisateur, par: Utilisateur) -> Message:
    """Tell an evaluator that an order is no longer his."""
    return Message(
        destinataire=de.mail,
        sujet=f"La commande d’évaluation n° {commande.numero} est transférée",
        corps=(
            "Bonjour,\n\n"
            f"{par} a transféré à {a} la commande d’évaluation n° {commande.numero} que vous aviez réservée : elle "
            "n’est plus à votre nom.\n"
            "Si vous y avez saisi quelque chose sur un ordinateur en mode déconnecté, synchronisez-le : rien n’en sera "
            "perdu.\n\n"
            f"{SIGNATURE}"
        ),
    )


def evaluation_a_lire(evaluation: Evaluation, destinataire: str) -> Message:
    """Tell the service of the caisse that an evaluation waits to be read (CAI-09)."""
    page = adresse_complete("evaluations:caisse_evaluation", evaluation.pk)
    return Message(
        destinataire=destinataire,
        sujet=f"Évaluation {evaluation.numero_enregistrement} reçue",
        corps=(
            "Bonjour,\n\n"
            f"{evaluation.convention.partenaire} vous a transmis l’évaluation {evaluation.numero_enregistrement}, pour "
            f"votre commande n° {evaluation.commande.numero}. Elle attend que vous l’acceptiez ou que vous la "
            "renvoyiez pour correction :\n"
            f"{page}\n\n"
            f"{SIGNATURE}"
        ),
    )


def evaluation_a_corriger(renvoi: Renvoi, destinataire: str) -> Message:
    """Tell the structure that the caisse sends an evaluation back, and what it asks (EVA-05)."""
    evaluation = renvoi.evaluation
    page = adresse_complete("evaluations:evaluation", evaluation.pk)
    message = Message(
        destinataire=destinataire,
        sujet=f"Évaluation {evaluation.numero_enregistrement} à corriger",
        corps=(
            "Bonjour,\n\n"
            f"La caisse {evaluation.caisse} vous renvoie pour correction l’évaluation "
            f"{evaluation.numero_enregistrement}, de la commande n° {evaluation.commande.numero}. Son message :\n\n"
            f"{renvoi.message}\n\n"
            "Rien de ce qui a été saisi n’est perdu. Corrigez l’évaluation, puis transmettez-la de nouveau :\n"
            f"{page}\n\n"
            f"{SIGNATURE}"
        ),
    )
    return au_nom_de(evaluation.caisse, message)


def exemples(caisse: Caisse) -> list[tuple[str, Message]]:
    """Return what the portal sends about orders and evaluations in the name of `caisse`: when, and the mail."""
    evaluation = Evaluation(pk=1, caisse=caisse, commande=Commande(caisse=caisse, numero="EV202600001"))
    renvoi = Renvoi(evaluation=evaluation, message="Le message de l’agent.")
    return [
        ("Vous passez des commandes d’évaluation", commandes_recues("contact@exemple.fr", caisse=caisse, nb=3)),
        (
            "Vous annulez une commande d’évaluation",
            commandes_annulees("contact@exemple.fr", caisse=caisse, numeros=["EV202600042"]),
        ),
        ("Vous renvoyez une évaluation pour correction", evaluation_a_corriger(renvoi, "contact@exemple.fr")),
    ]


def _liste() -> str:
    return adresse_complete("evaluations:commandes")
