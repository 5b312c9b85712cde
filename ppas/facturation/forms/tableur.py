"""What comes in with a filled month."""

from django import forms


class TableurForm(forms.Form):
    """One workbook."""

    fichier = forms.FileField(
        label="Tableur rempli",
        allow_empty_file=True,  # the reader says better what is wrong with it
        help_text="Le fichier .xlsx téléchargé pour ce mois, une fois rempli ; 5 Mo au plus.",
        widget=forms.FileInput(
            attrs={"accept": ".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
        ),
        error_messages={"required": "Choisissez un fichier.", "invalid": "Choisissez un fichier."},
    )
