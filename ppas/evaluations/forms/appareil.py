"""What the page « Gestion du mode déconnecté » says of a computer: never its code."""

from django import forms

from ppas.evaluations.models import Appareil


class AppareilForm(forms.ModelForm):
    """A computer to register, or the one whose `identifiant` is given."""

    identifiant = forms.UUIDField(required=False)

    class Meta:
        model = Appareil
        fields = ["nom", "version"]
        error_messages = {
            "nom": {"required": "Donnez un nom à cet ordinateur.", "max_length": "60 caractères au plus."}
        }
