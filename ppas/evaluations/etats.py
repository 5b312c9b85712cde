"""Lives of an order, an evaluation, a synchronisation: verb → (states it leaves, state it reaches)."""

from django.db.models import TextChoices


class EtatCommande(TextChoices):
    """An order placed by a caisse to a structure (EVA-01): free, held by one evaluator, done or withdrawn."""

    A_RESERVER = "a_reserver", "À réserver"
    RESERVEE = "reservee", "Réservée"
    REALISEE = "realisee", "Évaluation transmise"
    ANNULEE = "annulee", "Annulée par la caisse"


COMMANDES_OUVERTES = (EtatCommande.A_RESERVER, EtatCommande.RESERVEE)
"""What a structure still has to do."""

TRANSITIONS_COMMANDE = {
    "reserver": ({EtatCommande.A_RESERVER}, EtatCommande.RESERVEE),
    "liberer": ({EtatCommande.RESERVEE}, EtatCommande.A_RESERVER),
    "transferer": ({EtatCommande.RESERVEE}, EtatCommande.RESERVEE),
    "realiser": ({EtatCommande.RESERVEE}, EtatCommande.REALISEE),
    "rouvrir": ({EtatCommande.REALISEE}, EtatCommande.RESERVEE),
    "annuler_commande": (COMMANDES_OUVERTES, EtatCommande.ANNULEE),
}
"""`rouvrir`: the caisse sends the evaluation back, and the order is again its evaluator's."""


class EtatEvaluation(TextChoices):
    """An evaluation: free until transmitted, then read-only unless the caisse sends it back (EVA-05)."""

    EN_COURS = "en_cours", "En cours"
    TERMINEE = "terminee", "Terminée, à transmettre"
    TRANSMISE = "transmise", "Transmise à la caisse"
    A_CORRIGER = "a_corriger", "Renvoyée pour correction"
    ACCEPTEE = "acceptee", "Acceptée par la caisse"
    PAYEE = "payee", "Payée"
    ABANDONNEE = "abandonnee", "Commande annulée"


MODIFIABLES = (EtatEvaluation.EN_COURS, EtatEvaluation.TERMINEE, EtatEvaluation.A_CORRIGER)
"""What an evaluator may still change."""
TRANSMISES = (EtatEvaluation.TRANSMISE, EtatEvaluation.ACCEPTEE, EtatEvaluation.PAYEE)
"""What the caisse has in hand or has dealt with."""

TRANSITIONS_EVALUATION = {
    "terminer": ({EtatEvaluation.EN_COURS, EtatEvaluation.A_CORRIGER}, EtatEvaluation.TERMINEE),
    "reprendre": ({EtatEvaluation.TERMINEE}, EtatEvaluation.EN_COURS),
    "transmettre": ({EtatEvaluation.TERMINEE}, EtatEvaluation.TRANSMISE),
    "renvoyer_pour_correction": ({EtatEvaluation.TRANSMISE}, EtatEvaluation.A_CORRIGER),
    "accepter": ({EtatEvaluation.TRANSMISE}, EtatEvaluation.ACCEPTEE),
    "payer": ({EtatEvaluation.ACCEPTEE}, EtatEvaluation.PAYEE),
    "abandonner_evaluation": (MODIFIABLES, EtatEvaluation.ABANDONNEE),
}


class ResultatEnvoi(TextChoices):
    """What became of one evaluation sent by an offline computer."""

    PRISE = "prise", "Enregistrée"
    CONFLIT = "conflit", "À choisir : deux versions"
    MISE_DE_COTE = "mise_de_cote", "Mise de côté"


class ChoixConflit(TextChoices):
    """What a person decided between the version sent and the portal's; empty while nobody has."""

    ENVOYEE = "envoyee", "La version de l’ordinateur"
    PORTAIL = "portail", "La version du portail"


class FinReservation(TextChoices):
    """Why a reservation ended; empty while it holds."""

    LIBEREE = "liberee", "Rendue à la structure"
    TRANSFEREE = "transferee", "Transférée à un collègue"
    REFAITE = "refaite", "Refaite sur un autre ordinateur"
    REALISEE = "realisee", "Évaluation transmise"
    ANNULEE = "annulee", "Commande annulée"
