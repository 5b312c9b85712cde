"""The on-line month as it is typed: hours written in French, one small form a line, one page at a time."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Self

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import QueryDict

from ppas.facturation.models import Formulaire, LigneFormulaire
from ppas.facturation.regles.catalogue import Anomalie
from ppas.partenaires.models import Convention
from ppas.socle.regles.affichage import nombre

HEURES = re.compile(r"([0-9]{1,6})(?:[.,]([0-9]{1,2}))?")
HEURES_MAX = 744_00
"""Hours of a month of 31 days, in hundredths (formats.md §1)."""

CHAMPS = {"qt-ouvrables": "ouvrables_centiemes", "qt-dimanches-feries": "dimanches_feries_centiemes"}
"""Field of the file's layout, as anomalies name it → field of the line."""


class HeuresField(forms.Field):
    """Hours with a comma or a point and two decimals at most, kept in hundredths; nothing typed is None (INV-04)."""

    default_error_messages = {
        "illisible": "Écrivez un nombre d’heures avec deux décimales au plus, par exemple 14,50 pour 14 h 30.",
        "trop": "Un mois compte 744 heures au plus.",
    }

    def __init__(self, *, label: str) -> None:
        saisie = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "form-control"})
        super().__init__(label=label, required=False, show_hidden_initial=True, widget=saisie)

    def to_python(self, value: str | int | None) -> int | None:
        if isinstance(value, int):  # what the line held: a struck line is not read from the page
            return value
        texte = (value or "").strip()
        if not texte:
            return None
        lu = HEURES.fullmatch(texte)
        if lu is None:
            raise forms.ValidationError(self.error_messages["illisible"], "illisible")
        entieres, decimales = lu.groups("")
        centiemes = int(entieres) * 100 + int(f"{decimales:0<2}")
        if centiemes > HEURES_MAX:
            raise forms.ValidationError(self.error_messages["trop"], "trop")
        return centiemes

    def prepare_value(self, value: Any) -> Any:
        return nombre(Decimal(value) / 100, 2) if isinstance(value, int) else value


class LigneForm(forms.Form):
    """What is typed for one beneficiary. Only what the person changed is kept, so that two people may share a page."""

    ouvrables_centiemes = HeuresField(label="Heures jours ouvrables")
    dimanches_feries_centiemes = HeuresField(label="Heures dimanches et jours fériés")

    def __init__(self, donnees: QueryDict | None, *, ligne: LigneFormulaire) -> None:
        self.ligne = ligne
        initial = {champ: getattr(ligne, champ) for champ in CHAMPS.values()}
        super().__init__(donnees, prefix=f"ligne-{ligne.pk}", initial=initial)
        for champ in self.fields.values():
            champ.disabled = ligne.est_barree

    @property
    def lisibles(self) -> dict[str, int | None]:
        """The fields that were changed and can be read, in hundredths of hours."""
        self.full_clean()
        return {champ: self.cleaned_data[champ] for champ in self.changed_data if champ in self.cleaned_data}

    def signaler(self, anomalies: list[Anomalie]) -> None:
        """Mark the fields at fault, and tie them to the block of the page that shows `anomalies`."""
        for champ in self:
            siennes = [a for a in anomalies if CHAMPS.get(a.champ or "", "ouvrables_centiemes") == champ.name]
            attributs = champ.field.widget.attrs
            if siennes:
                attributs["aria-describedby"] = " ".join(filter(None, [champ.aria_describedby, f"{self.prefix}-avis"]))
            if champ.errors or any(anomalie.est_refus for anomalie in siennes):
                attributs["class"] = "form-control is-invalid"


class PageForm:
    """Page `numero` of an on-line month: fifteen lines (a setting), struck ones included."""

    def __init__(self, formulaire: Formulaire, numero: str | None, donnees: QueryDict | None = None) -> None:
        self.formulaire = formulaire
        self.donnees = donnees
        lignes = formulaire.lignes.select_related("prise_en_charge__beneficiaire", "prise_en_charge__prestation")
        self.page = Paginator(lignes, settings.FORMULAIRE_LIGNES_PAR_PAGE).get_page(numero)
        self.lignes = list(self.page)
        self.formulaires = [LigneForm(donnees, ligne=ligne) for ligne in self.lignes]

    def __iter__(self) -> Iterator[LigneForm]:
        return iter(self.formulaires)

    def page_de(self, ligne: LigneFormulaire) -> int:
        """Return the number of the page that shows `ligne`."""
        return (ligne.rang - 1) // self.page.paginator.per_page + 1

    @property
    def lisibles(self) -> dict[int, dict[str, int | None]]:
        """What can be kept, by line."""
        return {form.ligne.pk: lisibles for form in self if (lisibles := form.lisibles)}

    @property
    def erreurs(self) -> list[tuple[str, str]]:
        """What cannot be read: the field's anchor and the sentence to show in the summary."""
        return [
            (champ.id_for_label, f"{form.ligne.prise_en_charge.beneficiaire}, {champ.label.lower()} : {erreur}")
            for form in self
            for champ in form
            for erreur in champ.errors
        ]

    def apres_enregistrement(self) -> Self:
        """Return this page again: what was just kept is its new starting point, what cannot be read is still typed."""
        donnees = self.donnees.copy()
        for form in self:
            for champ in form.lisibles:
                donnees.setlist(form[champ].html_initial_name, donnees.getlist(form.add_prefix(champ)))
        return type(self)(self.formulaire, str(self.page.number), donnees)


class OuvertureForm(forms.Form):
    """Which month to open: one of the partner's conventions, and an échéance written AAAA-MM."""

    convention = forms.ModelChoiceField(Convention.objects.none())
    echeance = forms.RegexField(r"\A(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])\Z")

    def __init__(self, *args: Any, conventions: QuerySet[Convention], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["convention"].queryset = conventions

    def clean_echeance(self) -> date:
        return date.fromisoformat(f"{self.cleaned_data['echeance']}-01")
