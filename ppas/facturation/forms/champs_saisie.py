"""Fields of the on-line month: texts as French people write them, read by the rules and written back the same way."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms

from ppas.facturation.regles.saisie import Illisible, ecrire, lire_euros, lire_heures, lire_quantite


class NombreField(forms.Field):
    """A number kept in hundredths or cents; nothing typed is None. The page also carries what it first showed."""

    def __init__(self, *, label: str, lire: Callable[[str], int], unite: str = "") -> None:
        saisie = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "form-control"})
        super().__init__(label=label, required=False, show_hidden_initial=True, widget=saisie)
        self.lire = lire
        self.unite = unite

    def to_python(self, value: str | int | None) -> int | None:
        if isinstance(value, int):  # what the line held: a struck line is not read from the page
            return value
        texte = (value or "").strip()
        if not texte:
            return None
        try:
            return self.lire(texte)
        except Illisible as illisible:
            raise forms.ValidationError(str(illisible), "illisible") from illisible

    def prepare_value(self, value: Any) -> Any:
        return ecrire(value) if isinstance(value, int) else value


def heures_field(label: str) -> NombreField:
    """Return a field of hours: comma, point, or hours and minutes (INV-04)."""
    return NombreField(label=label, lire=lire_heures)


def quantite_field(label: str) -> NombreField:
    """Return a field of packages."""
    return NombreField(label=label, lire=lire_quantite)


def euros_field(label: str) -> NombreField:
    """Return a field of euros."""
    return NombreField(label=label, lire=lire_euros, unite="€")


class JourField(forms.DateField):
    """A day: picked in the browser's calendar, or typed JJ/MM/AAAA where it has none."""

    unite = ""

    def __init__(self, *, label: str) -> None:
        saisie = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"})
        super().__init__(
            label=label,
            required=False,
            show_hidden_initial=True,
            widget=saisie,
            input_formats=["%Y-%m-%d", "%d/%m/%Y"],
            error_messages={"invalid": "Écrivez une date existante, par exemple 14/10/2026."},
        )

    def prepare_value(self, value: Any) -> Any:
        return ecrire(value) if isinstance(value, date) else value
