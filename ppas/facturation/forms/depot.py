"""What comes in with a deposit."""

import uuid

from django import forms


class EnvoiForm(forms.Form):
    """The key of this very sending: a second click or a lost answer never deposits twice."""

    cle = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class DepotForm(EnvoiForm):
    """One file, and the key of its sending."""

    fichier = forms.FileField(
        label="Fichier de facturation",
        allow_empty_file=True,
        help_text="Un fichier XML issu de votre logiciel de gestion, comme 03_21231300_202610.xml ; 300 Mo au plus.",
        widget=forms.FileInput(attrs={"accept": ".xml,text/xml,application/xml"}),
        error_messages={"required": "Choisissez un fichier.", "invalid": "Choisissez un fichier."},
    )
