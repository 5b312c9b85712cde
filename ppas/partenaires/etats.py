"""Lives of a pre-registration and of a convention: verb → (states it leaves, state it reaches)."""

from django.db.models import TextChoices


class EtatPreinscription(TextChoices):
    """Manual §1.1.1, 4th step: the caisse validates or invalidates; nothing comes back from there."""

    EN_ATTENTE = "en_attente", "en attente de validation"
    VALIDEE = "validee", "validée"
    INVALIDEE = "invalidee", "invalidée"


TRANSITIONS_PREINSCRIPTION = {
    "valider": ({EtatPreinscription.EN_ATTENTE}, EtatPreinscription.VALIDEE),
    "invalider": ({EtatPreinscription.EN_ATTENTE}, EtatPreinscription.INVALIDEE),
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
