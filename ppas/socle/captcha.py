"""The captcha as a field that any form may carry (REG-26 to REG-29, PLU-14).

The page draws it with `{% captcha form.captcha %}`. Its view draws the form again, filled in, when
`demande_un_nouveau(request)`; a form checks what must stay secret only once `captcha` is in `cleaned_data`.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django import forms
from django.http import HttpRequest

from ppas.socle.operations.captcha import resoudre
from ppas.socle.regles.captcha import LONGUEUR

INCORRECT = "Vous n’avez pas saisi correctement le captcha."


class Reponse(NamedTuple):
    """What the page sends back."""

    jeton: str
    saisie: str
    preuve: str


class SaisieCaptcha(forms.TextInput):
    """What is typed never comes back: the next challenge has other characters."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Mapping[str, Any], name: str) -> Reponse:
        """Gather the challenge, the characters typed and the proof."""
        return Reponse(data.get(f"{name}_jeton", ""), data.get(name, "").strip(), data.get(f"{name}_preuve", ""))

    def format_value(self, value: Any) -> None:
        """Draw an empty field."""


class ChampCaptcha(forms.Field):
    """Valid once for each challenge; its value is of no use."""

    widget = SaisieCaptcha

    def __init__(self) -> None:
        super().__init__(label="Saisir les caractères ici.")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Keep the browser from correcting or remembering what is typed."""
        return {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "maxlength": LONGUEUR}

    def clean(self, value: Reponse) -> bool:
        """Raise ValidationError unless the challenge is answered, for the first time."""
        if not resoudre(value.jeton, saisie=value.saisie, preuve=value.preuve):
            raise forms.ValidationError(INCORRECT, code="captcha")
        return True


def demande_un_nouveau(request: HttpRequest) -> bool:
    """Say whether the visitor asks for other characters, by the button that needs no script (REG-27)."""
    return "actualiser_captcha" in request.POST
