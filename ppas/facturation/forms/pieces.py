"""A quote or a bill, joined to a line."""

from django import forms

from ppas.facturation.models import NaturePiece
from ppas.facturation.regles.pieces import SIGNATURES


class PieceForm(forms.Form):
    """One document and what it is; what its bytes are is judged by the operation."""

    nature = forms.ChoiceField(choices=NaturePiece.choices, widget=forms.HiddenInput)
    fichier = forms.FileField(
        label="Fichier",
        allow_empty_file=True,
        help_text="PDF, PNG ou JPEG ; 10 Mo au plus.",
        widget=forms.FileInput(attrs={"accept": ",".join(SIGNATURES)}),
        error_messages={"required": "Choisissez un fichier.", "invalid": "Choisissez un fichier."},
    )
