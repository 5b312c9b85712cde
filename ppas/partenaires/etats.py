"""Lives of a pre-registration and of a convention: verb → (states it leaves, state it reaches)."""

from django.db.models import TextChoices


class EtatPreinscription(TextChoices):
    """Manual §1.1.1, 4th step: the caisse validates or invalidates; nothing comes back from there.

    Beyond it, the caisse may ask for a correction, after which the same request waits again (D14, PLU-12).
    """

    EN_ATTENTE = "en_attente", "en attente de validation"
    A_CORRIGER = "a_corriger", "correction demandée"
    VALIDEE = "validee", "validée"
    INVALIDEE = "invalidee", "invalidée"


EN_COURS = (EtatPreinscription.EN_ATTENTE, EtatPreinscription.A_CORRIGER)
"""States in which a login and a convention code are reserved."""

TRANSITIONS_PREINSCRIPTION = {
    "valider": ({EtatPreinscription.EN_ATTENTE}, EtatPreinscription.VALIDEE),
    "invalider": (set(EN_COURS), EtatPreinscription.INVALIDEE),
    "demander_correction": (set(EN_COURS), EtatPreinscription.A_CORRIGER),
    "corriger": ({EtatPreinscription.A_CORRIGER}, EtatPreinscription.EN_ATTENTE),
}


class EtatConvention(TextChoices):
    """Manual §2.6: « validé » and « en attente de validation »; an invalidated one stays visible with its motive."""

    EN_ATTENTE = "en_attente", "en attente de validation"
    VALIDEE = "validee", "validé"
    INVALIDEE = "invalidee", "invalidé"


TRANSITIONS_CONVENTION = {
    "valider": ({EtatConvention.EN_ATTENTE}, EtatConvention.VALIDEE),
    "invalider": ({EtatConvention.EN_ATTENTE}, EtatConvention.INVALIDEE),
}
