"""Free text where nobody may write a social security number."""

from typing import Any

from django import forms

from ppas.assistance.regles.donnees_personnelles import contient_un_nir
from ppas.socle import champs

NIR_REFUSE = "Ce texte contient ce qui semble être un numéro de sécurité sociale : il n’a pas été envoyé. "
ENLEVER = f"{NIR_REFUSE}Enlevez ce numéro, puis envoyez de nouveau."
DESIGNER_AUTREMENT = (
    f"{NIR_REFUSE}Désignez la personne par un numéro d’enregistrement, de commande ou de prise en charge, que chacun "
    "retrouve sur le portail."
)
CONSIGNE = "N’écrivez ni nom ni numéro de sécurité sociale d’un bénéficiaire, ni mot de passe."
"""What is said beside each text that comes from outside."""
LONGUEUR_MAX = 4000


class TexteSansNir(champs.Paragraphe):
    """A few lines without a NIR; `refus` is the sentence that refuses one."""

    def __init__(self, *, refus: str = ENLEVER, max_length: int = LONGUEUR_MAX, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        self.refus = refus

    def clean(self, value: Any) -> str:
        """Return the text; raise ValidationError when it holds a NIR, which is never repeated."""
        texte = super().clean(value)
        if contient_un_nir(texte):
            raise forms.ValidationError(self.refus, code="nir")
        return texte
