"""Form fields for what people type: each trims, asks a rule of `regles.identifiants`, and keeps the normal form."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from ppas.socle.regles import identifiants
from ppas.socle.regles.affichage import INSECABLE, telephone

BORNES = [
    MinValueValidator(date(1900, 1, 1), "Indiquez une date à partir de 1900."),
    MaxValueValidator(date(2099, 12, 31), "Indiquez une date avant 2100."),
]


class Ligne(forms.CharField):
    """A line of text: one space between words, nothing that cannot be printed."""

    regle = staticmethod(identifiants.defauts_texte)
    normaliser = staticmethod(identifiants.sur_une_ligne)
    saisie_max: ClassVar[int | None] = None
    """Characters that one may type, when it is not what is kept."""
    attributs: ClassVar[dict[str, str]] = {}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs | ({"max_length": self.saisie_max} if self.saisie_max else {}))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Add what helps to type, such as the right keyboard."""
        return super().widget_attrs(widget) | self.attributs

    def clean(self, value: Any) -> str:
        """Return the normal form; raise ValidationError with every reason of the rule."""
        saisi = super().clean(value)
        normal = self.normaliser(saisi)
        if saisi and (raisons := self.regle(normal)):
            raise forms.ValidationError(raisons)
        return normal


class Paragraphe(forms.CharField):
    """A few lines of text, each trimmed; nothing that cannot be printed."""

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def clean(self, value: Any) -> str:
        """Return the lines, without blanks at their end; raise ValidationError for what cannot be printed."""
        lignes = [ligne.strip() for ligne in super().clean(value).splitlines()]
        for ligne in lignes:
            if raisons := identifiants.defauts_texte(ligne):
                raise forms.ValidationError(raisons)
        return "\n".join(lignes).strip()


class Telephone(Ligne):
    """10 digits, written as people like (D1)."""

    regle = staticmethod(identifiants.defauts_telephone)
    normaliser = staticmethod(identifiants.sans_separateurs)
    saisie_max = identifiants.TELEPHONE_SAISI_MAX
    attributs = {"inputmode": "tel"}

    def prepare_value(self, value: Any) -> Any:
        """Show by pairs, as the manual does, what is registered or typed right; anything else as it was typed."""
        chiffres = self.normaliser(str(value or ""))
        return value if self.regle(chiffres) else telephone(chiffres).replace(INSECABLE, " ")


class Siret(Ligne):
    """14 digits, spaces allowed (D2)."""

    regle = staticmethod(identifiants.defauts_siret)
    normaliser = staticmethod(identifiants.sans_separateurs)
    saisie_max = 20
    attributs = {"inputmode": "numeric"}


class Login(Ligne):
    """Letters without accent and digits (REG-22)."""

    regle = staticmethod(identifiants.defauts_login)
    attributs = {"autocapitalize": "none", "spellcheck": "false"}


class CodeConvention(Ligne):
    """What the caisse has given (REG-12)."""

    regle = staticmethod(identifiants.defauts_code_convention)


class CodePostal(Ligne):
    """5 digits (REG-20)."""

    regle = staticmethod(identifiants.defauts_code_postal)
    attributs = {"inputmode": "numeric"}


class IdentifiantStructure(Ligne):
    """What names invoice files."""

    regle = staticmethod(identifiants.defauts_identifiant_structure)


class Nir(Ligne):
    """15 characters, key included, spaces allowed (formats.md §1)."""

    regle = staticmethod(identifiants.defauts_nir)
    normaliser = staticmethod(identifiants.nir_compact)
    saisie_max = identifiants.NIR_SAISI_MAX


def jour(libelle: str, **options: Any) -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(
        label=libelle,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        validators=BORNES,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "required": "Indiquez une date.",
            "invalid": "Indiquez une date qui existe, par exemple 04/11/2026.",
        },
        **options,
    )
