"""Filters that several lists share."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

BORNES = [
    MinValueValidator(date(2000, 1, 1), "Indiquez une date à partir de 2000."),
    MaxValueValidator(date(2199, 12, 31), "Indiquez une date avant 2200."),
]


def _jour(libelle: str) -> forms.DateField:
    return forms.DateField(
        label=libelle,
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        validators=BORNES,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "Indiquez une date, par exemple 04/11/2026."},
    )


class PeriodeForm(forms.Form):
    """From a day to another, both optional."""

    du = _jour("Du")
    au = _jour("Au")

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        valeurs = super().clean() or {}
        if valeurs.get("du") and valeurs.get("au") and valeurs["au"] < valeurs["du"]:
            self.add_error("au", "Cette date précède le début de la période.")
        return valeurs
