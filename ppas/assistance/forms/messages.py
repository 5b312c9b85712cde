"""A message between a partner and its caisse."""

from django import forms

from ppas.assistance.forms.texte import DESIGNER_AUTREMENT, TexteSansNir


class MessageForm(forms.Form):
    """What one writes to the other side."""

    texte = TexteSansNir(
        refus=DESIGNER_AUTREMENT,
        label="Votre message",
        rows=6,
        max_length=2000,
        help_text="Sans numéro de sécurité sociale : désignez une personne par un numéro d’enregistrement, de commande "
        "ou de prise en charge.",
        error_messages={"required": "Écrivez votre message."},
    )
