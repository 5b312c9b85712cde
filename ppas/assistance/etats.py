"""Life of a request to the assistance: verb → (states it leaves, state it reaches)."""

from django.db.models import TextChoices


class EtatDemande(TextChoices):
    """A request: nobody's, somebody's, waiting for its sender, answered for good, opened again by its sender."""

    NOUVELLE = "nouvelle", "Nouvelle"
    PRISE_EN_CHARGE = "en_charge", "Prise en charge"
    EN_ATTENTE = "en_attente", "En attente de l’expéditeur"
    RESOLUE = "resolue", "Résolue"
    ROUVERTE = "rouverte", "Rouverte"


OUVERTES = (EtatDemande.NOUVELLE, EtatDemande.PRISE_EN_CHARGE, EtatDemande.EN_ATTENTE, EtatDemande.ROUVERTE)
"""What is not resolved."""
A_TRAITER = (EtatDemande.NOUVELLE, EtatDemande.PRISE_EN_CHARGE, EtatDemande.ROUVERTE)
"""What waits for the assistance: only these can be late."""
SUIVIES = (EtatDemande.PRISE_EN_CHARGE, EtatDemande.EN_ATTENTE, EtatDemande.ROUVERTE)
"""What somebody of the assistance follows."""

TRANSITIONS_DEMANDE = {
    "prendre_demande": ({EtatDemande.NOUVELLE, EtatDemande.ROUVERTE}, EtatDemande.PRISE_EN_CHARGE),
    "rendre_demande": (set(SUIVIES), EtatDemande.NOUVELLE),
    "repondre_demande": (set(SUIVIES), EtatDemande.PRISE_EN_CHARGE),
    "attendre_expediteur": (set(SUIVIES), EtatDemande.EN_ATTENTE),
    "resoudre_demande": (set(SUIVIES), EtatDemande.RESOLUE),
    "relancer_demande": ({EtatDemande.EN_ATTENTE}, EtatDemande.PRISE_EN_CHARGE),
    "rouvrir_demande": ({EtatDemande.RESOLUE}, EtatDemande.ROUVERTE),
}
"""`relancer_demande` and `rouvrir_demande` are what the sender does by writing again."""
