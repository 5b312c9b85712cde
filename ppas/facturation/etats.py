"""Lives of a deposit, a form, a line accepted or refused, a letter: verb → (states it leaves, state it reaches)."""

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
    """An accepted invoice line, until it is paid or rejected by the caisse's system.

    Only a cancelled line frees its period: a rejected one is never invoiced again through the portal (ANO-04).
    """

    ACCEPTEE = "acceptee", "Acceptée"
    EXPORTEE = "exportee", "Transmise à la caisse"
    PAYEE = "payee", "Payée"
    REJETEE = "rejetee", "Rejetée par la caisse"
    ANNULEE = "annulee", "Annulée"


ENGAGEANTS = (EtatLigne.ACCEPTEE, EtatLigne.EXPORTEE, EtatLigne.PAYEE, EtatLigne.REJETEE)
"""States in which a line holds its period."""
COMPTES = (EtatLigne.ACCEPTEE, EtatLigne.EXPORTEE, EtatLigne.PAYEE)
"""States in which a line uses up what is granted: what was rejected is not owed."""

TRANSITIONS_LIGNE = {
    "exporter": ({EtatLigne.ACCEPTEE}, EtatLigne.EXPORTEE),
    "payer": ({EtatLigne.EXPORTEE}, EtatLigne.PAYEE),
    "rejeter": ({EtatLigne.EXPORTEE}, EtatLigne.REJETEE),
    "annuler": ({EtatLigne.ACCEPTEE}, EtatLigne.ANNULEE),
}


class EtatLigneRefusee(TextChoices):
    """A line refused by the portal: sent again once corrected, sent by post, or given up (ANO-04 to ANO-07)."""

    A_CORRIGER = "a_corriger", "À corriger"
    PAR_COURRIER = "par_courrier", "À envoyer par courrier"
    REFACTUREE = "refacturee", "Refacturée"
    ENVOYEE = "envoyee", "Envoyée par courrier"
    SANS_SUITE = "sans_suite", "Sans suite"


A_TRAITER = (EtatLigneRefusee.A_CORRIGER, EtatLigneRefusee.PAR_COURRIER)
"""What is left to send (PLU-07)."""

TRANSITIONS_LIGNE_REFUSEE = {
    "refacturer": ({EtatLigneRefusee.A_CORRIGER}, EtatLigneRefusee.REFACTUREE),
    "envoyer_par_courrier": (
        {EtatLigneRefusee.A_CORRIGER, EtatLigneRefusee.PAR_COURRIER},
        EtatLigneRefusee.ENVOYEE,
    ),
    "abandonner": ({EtatLigneRefusee.A_CORRIGER, EtatLigneRefusee.PAR_COURRIER}, EtatLigneRefusee.SANS_SUITE),
    "reprendre_a_corriger": ({EtatLigneRefusee.ENVOYEE}, EtatLigneRefusee.A_CORRIGER),
    "reprendre_par_courrier": ({EtatLigneRefusee.ENVOYEE}, EtatLigneRefusee.PAR_COURRIER),
}
"""The last two: its letter was withdrawn by the partner or refused by the caisse, so it is again to be dealt with."""


class EtatCourrier(TextChoices):
    """An invoice that goes by post: announced by the partner, registered and decided on by the caisse (CAI-14)."""

    ANNONCE = "annonce", "Annoncé"
    RECU = "recu", "Reçu par la caisse"
    ACCEPTE = "accepte", "Accepté"
    REFUSE = "refuse", "Refusé"
    RETIRE = "retire", "Retiré"


COURRIERS_A_TRAITER = (EtatCourrier.ANNONCE, EtatCourrier.RECU)

TRANSITIONS_COURRIER = {
    "recevoir_courrier": ({EtatCourrier.ANNONCE}, EtatCourrier.RECU),
    "accepter_courrier": ({EtatCourrier.ANNONCE, EtatCourrier.RECU}, EtatCourrier.ACCEPTE),
    "refuser_courrier": ({EtatCourrier.ANNONCE, EtatCourrier.RECU}, EtatCourrier.REFUSE),
    "retirer_courrier": ({EtatCourrier.ANNONCE}, EtatCourrier.RETIRE),
}
