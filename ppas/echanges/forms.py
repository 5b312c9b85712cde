"""What comes in with a flux, and the filters of the history."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxValueValidator, MinValueValidator

from ppas.caisses.models import Flux
from ppas.socle.models import NatureEchange, SensEchange

BORNES = [
    MinValueValidator(date(2000, 1, 1), "Indiquez une date à partir de 2000."),
    MaxValueValidator(date(2199, 12, 31), "Indiquez une date avant 2200."),
]


class ImportForm(forms.Form):
    """A file and its flux."""

    flux = forms.ChoiceField(label="Flux", choices=Flux)
    fichier = forms.FileField(
        label="Fichier",
        allow_empty_file=True,  # the reader of files says better what is wrong with it
        help_text="Un fichier CSV en UTF-8, avec une ligne d’en-tête et des champs séparés par « ; ».",
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={"required": "Choisissez un fichier.", "invalid": "Choisissez un fichier."},
    )

    def clean_fichier(self) -> UploadedFile:
        """Refuse what was cut on arrival because it is too big."""
        fichier: UploadedFile = self.cleaned_data["fichier"]
        if (fichier.size or 0) > settings.DEPOT_TAILLE_MAX:
            raise forms.ValidationError(
                f"Ce fichier dépasse {settings.DEPOT_TAILLE_MAX // 1024**2} Mo : rien n’a été importé. Découpez-le."
            )
        return fichier


def _jour(libelle: str) -> forms.DateField:
    return forms.DateField(
        label=libelle,
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        validators=BORNES,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "Indiquez une date, par exemple 04/11/2026."},
    )


class FiltreForm(forms.Form):
    """The filters of « Historique des échanges », all optional."""

    nature = forms.ChoiceField(label="Nature", choices=[("", "Toutes"), *NatureEchange.choices], required=False)
    sens = forms.ChoiceField(label="Sens", choices=[("", "Tous"), *SensEchange.choices], required=False)
    du = _jour("Du")
    au = _jour("Au")

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        valeurs = super().clean() or {}
        if valeurs.get("du") and valeurs.get("au") and valeurs["au"] < valeurs["du"]:
            self.add_error("au", "Cette date précède le début de la période.")
        return valeurs
