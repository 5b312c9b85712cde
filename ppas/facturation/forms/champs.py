"""Fields shared by the forms of invoices: numbers written in French, kept in hundredths."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms

from ppas.facturation.regles.catalogue import Anomalie
from ppas.facturation.regles.saisie import Illisible, lire_heures
from ppas.socle.regles.affichage import nombre

NOMBRE = re.compile(r"([0-9]{1,9})(?:[.,]([0-9]{1,2}))?")
NIR = re.compile(r"[0-9ABab]{15}")
NUMERO_PEC = r"\A[A-Za-z0-9]{1,20}\Z"
NOMBRE_MAX = 999_999_999_99


class CentiemesField(forms.Field):
    """A positive number with two decimals at most, kept in hundredths: hours, a quantity, euros."""

    default_error_messages = {
        "required": "Indiquez un nombre.",
        "illisible": "Écrivez un nombre positif avec deux décimales au plus, par exemple 14,50.",
    }

    def __init__(self, *, label: str, maximum: int = NOMBRE_MAX, **options: Any) -> None:
        self.maximum = maximum
        saisie = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(label=label, widget=saisie, **options)

    def to_python(self, value: str | None) -> int | None:
        texte = "".join((value or "").split())
        if not texte:
            return None
        lu = NOMBRE.fullmatch(texte)
        if lu is None:
            raise forms.ValidationError(self.error_messages["illisible"], "illisible")
        entiers, decimales = lu.groups("")
        centiemes = int(entiers) * 100 + int(f"{decimales:0<2}")
        if centiemes > self.maximum:
            ecrit = nombre(Decimal(self.maximum) / 100, 2)
            raise forms.ValidationError(f"Écrivez un nombre de {ecrit} au plus.", "trop")
        return centiemes

    def prepare_value(self, value: Any) -> Any:
        return nombre(Decimal(value) / 100, 2) if isinstance(value, int) else value


class HeuresField(CentiemesField):
    """Hours of a month, kept in hundredths: written with a comma, a point, or minutes, as on the on-line form."""

    def to_python(self, value: str | None) -> int | None:
        texte = (value or "").strip()
        if not texte:
            return None
        try:
            return lire_heures(texte)
        except Illisible as illisible:
            raise forms.ValidationError(str(illisible), "illisible") from illisible


class NirField(forms.CharField):
    """A social security number and its key, with or without spaces; the key itself is judged by L13."""

    default_error_messages = {
        "required": "Indiquez le numéro de sécurité sociale.",
        "illisible": "Écrivez 15 caractères, clé comprise.",
    }

    def to_python(self, value: str | None) -> str:
        texte = "".join(super().to_python(value).split()).upper()
        if texte and not NIR.fullmatch(texte):
            raise forms.ValidationError(self.error_messages["illisible"], "illisible")
        return texte


CHAMPS = {
    "no-pec": "numero_pec",
    "nir": "nir",
    "nom": "nom",
    "prenom": "prenom",
    "dt-debut": "debut",
    "dt-fin": "fin",
    "qt-ouvrables": "ouvrables_centiemes",
    "qt-dimanches-feries": "dimanches_feries_centiemes",
    "qt": "quantite_centiemes",
    "mt-unitaire": "prix_unitaire_centimes",
    "mt": "montant_centimes",
}
"""Field of the file's layout, as anomalies name it → field of the form."""


class AvisMixin:
    """A form whose fields show, beside them, what the rules say of what is typed."""

    avis: dict[str, list[Anomalie]]

    def signaler(self, anomalies: Iterable[Anomalie]) -> None:
        """Keep `anomalies` by field (« » for those of the whole line), and tie each field to its own."""
        self.avis = {}
        for anomalie in anomalies:
            champ = CHAMPS.get(anomalie.champ or "", "")
            self.avis.setdefault(champ if champ in self.fields else "", []).append(anomalie)
        for champ in self:
            siens = self.avis.get(champ.name, [])
            attributs = champ.field.widget.attrs
            if siens:
                attributs["aria-describedby"] = " ".join(filter(None, [champ.aria_describedby, self.ancre(champ)]))
            if any(anomalie.est_refus for anomalie in siens):
                attributs["class"] = "is-invalid"
                attributs["aria-invalid"] = "true"

    def ancre(self, champ: forms.BoundField) -> str:
        """Return the id of what is said beside `champ`."""
        return f"{champ.auto_id}_avis"

    @property
    def champs(self) -> list[tuple[forms.BoundField, str, list[Anomalie]]]:
        """Each field with the id and the list of what is said of it."""
        return [(champ, self.ancre(champ), self.avis.get(champ.name, [])) for champ in self]

    @property
    def avis_generaux(self) -> list[Anomalie]:
        """What is said of the whole line."""
        return self.avis.get("", [])
