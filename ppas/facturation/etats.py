"""Lives of a deposit, an on-line form and an invoice line: verb → (states it leaves, state it reaches)."""

from django.db.models import TextChoices


class EtatDepot(TextChoices):
    """A deposited file: acknowledged, then processed exactly once (docs/decisions/0004)."""

    RECU = "recu", "Reçu"
    EN_TRAITEMENT = "en_traitement", "En cours de traitement"
    TRAITE = "traite", "Traité"
    TRAITE_AVEC_ANOMALIES = "traite_anomalies", "Traité avec anomalies"
    REFUSE = "refuse", "Refusé"


OUVERTS = frozenset({EtatDepot.RECU, EtatDepot.EN_TRAITEMENT})
PUBLIES = frozenset({EtatDepot.TRAITE, EtatDepot.TRAITE_AVEC_ANOMALIES})

TRANSITIONS_DEPOT = {
    "prendre": (OUVERTS, EtatDepot.EN_TRAITEMENT),
    "publier": ({EtatDepot.EN_TRAITEMENT}, EtatDepot.TRAITE),
    "publier_avec_anomalies": ({EtatDepot.EN_TRAITEMENT}, EtatDepot.TRAITE_AVEC_ANOMALIES),
    "refuser": (OUVERTS, EtatDepot.REFUSE),
    "remettre": ({EtatDepot.EN_TRAITEMENT}, EtatDepot.RECU),
}


class EtatFormulaire(TextChoices):
    """The on-line month: free until validated; the validation is cancelled on the same day only (INV-09)."""

    BROUILLON = "brouillon", "À compléter"
    VALIDE = "valide", "Validé"


TRANSITIONS_FORMULAIRE = {
    "valider": ({EtatFormulaire.BROUILLON}, EtatFormulaire.VALIDE),
    "annuler": ({EtatFormulaire.VALIDE}, EtatFormulaire.BROUILLON),
}


class EtatLigne(TextChoices):
    """An accepted invoice line, until it is paid. Cancelled and rejected lines free their period."""

    ACCEPTEE = "acceptee", "Acceptée"
    EXPORTEE = "exportee", "Transmise à la caisse"
    PAYEE = "payee", "Payée"
    REJETEE = "rejetee", "Rejetée par la caisse"
    ANNULEE = "annulee", "Annulée"


ENGAGEANTS = (EtatLigne.ACCEPTEE, EtatLigne.EXPORTEE, EtatLigne.PAYEE)

TRANSITIONS_LIGNE = {
    "exporter": ({EtatLigne.ACCEPTEE}, EtatLigne.EXPORTEE),
    "payer": ({EtatLigne.EXPORTEE}, EtatLigne.PAYEE),
    "annuler": ({EtatLigne.ACCEPTEE}, EtatLigne.ANNULEE),
}
