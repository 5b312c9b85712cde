"""What is looked for in « Pourquoi pas payé ? » and « Rechercher une ligne », and the filters of the lists of slips."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.http import QueryDict

from ppas.caisses.models import Caisse
from ppas.facturation.regles.calendrier import mois_avant
from ppas.paiements.perimetre import Criteres, Perimetre
from ppas.paiements.regles.recit import Lecteur
from ppas.partenaires.models import Convention
from ppas.socle.champs import Ligne
from ppas.socle.filtres import BORNES, PeriodeForm
from ppas.socle.horloge import aujourd_hui
from ppas.socle.regles.affichage import INSECABLE, mois

MONTANT = re.compile(r"([0-9]{1,9})(?:[.,]([0-9]{1,2}))?", re.ASCII)
NB_MOIS = 25


def _mois_proposes() -> list[date]:
    """Return this month and those of two years."""
    return [mois_avant(aujourd_hui().replace(day=1), nombre) for nombre in range(NB_MOIS)]


class MontantField(forms.Field):
    """An amount in euros, with a comma or a point and two decimals at most, kept in cents."""

    def to_python(self, value: str | None) -> int | None:
        """Return cents, or None when nothing is typed."""
        texte = re.sub(rf"[\s{INSECABLE}€]", "", value or "")
        if not texte:
            return None
        lu = MONTANT.fullmatch(texte)
        if lu is None:
            raise forms.ValidationError("Écrivez un montant en euros, par exemple 337,68.")
        euros, decimales = lu.groups("")
        return int(euros) * 100 + int(f"{decimales:0<2}")


class RechercheForm(forms.Form):
    """All optional, one at least; a caisse must say more, for it looks among all its partners.

    Its words are those of what is looked for: invoices, evaluations, or both.
    """

    personne = Ligne(
        label="Bénéficiaire",
        required=False,
        max_length=80,
        help_text="Nom, prénom ou numéro de sécurité sociale.",
    )
    mois = forms.ChoiceField(label="Mois facturé", required=False)
    montant = MontantField(
        label="Montant",
        required=False,
        help_text="En euros : d’une ligne, ou d’un versement.",
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    versement = forms.DateField(
        label="Date du versement",
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        validators=BORNES,
        help_text="À cinq jours près.",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "Indiquez une date, par exemple 04/11/2026."},
    )
    numero = forms.RegexField(
        r"^[CE]?[0-9]{1,15}$",
        label="N° d’enregistrement ou de courrier",
        required=False,
        max_length=20,
        help_text="Par exemple 4512, ou C0000012.",
        error_messages={
            "invalid": "Indiquez un numéro en chiffres, après C pour un courrier et après E pour une évaluation."
        },
    )
    fichier = Ligne(label="Nom du fichier", required=False, max_length=255)

    def __init__(self, donnees: QueryDict | dict[str, Any] | None, perimetre: Perimetre) -> None:
        super().__init__(donnees)
        self.est_caisse = perimetre.lecteur is Lecteur.CAISSE
        if not perimetre.a_factures:
            del self.fields["fichier"]
            self._nommer("mois", "Mois de la visite")
            self._nommer("montant", "Montant", "En euros : d’une évaluation, ou d’un versement.")
            self._nommer("numero", "N° d’évaluation", "Par exemple E17.")
        elif perimetre.a_evaluations:
            self._nommer("mois", "Mois facturé, ou de la visite")
            aide = "Par exemple 4512, C0000012 ou E17."
            self._nommer("numero", "N° d’enregistrement, de courrier ou d’évaluation", aide)
        self.fields["mois"].choices = [("", "Tous"), *((f"{m:%Y-%m}", mois(m)) for m in _mois_proposes())]
        self.fields["personne"].widget.attrs["autocomplete"] = "off"

    def _nommer(self, nom: str, libelle: str, aide: str = "") -> None:
        self.fields[nom].label, self.fields[nom].help_text = libelle, aide or self.fields[nom].help_text

    def clean(self) -> dict[str, Any]:
        """Refuse a search that says too little to be answered."""
        valeurs = super().clean() or {}
        if self.errors:
            return valeurs
        if not any(valeurs.values()):
            raise forms.ValidationError("Remplissez au moins un champ.")
        precis = ("personne", "versement", "numero", "fichier")
        if self.est_caisse and not any(valeurs.get(nom) for nom in precis):
            raise forms.ValidationError(
                "Précisez un bénéficiaire, une date de versement, un numéro ou un nom de fichier : un mois ou un "
                "montant seul désignerait trop de lignes."
            )
        return valeurs

    def criteres(self) -> Criteres:
        """Return what was typed, once valid."""
        valeurs = self.cleaned_data
        annee_mois = valeurs["mois"]
        return Criteres(
            personne=valeurs["personne"],
            mois=date.fromisoformat(f"{annee_mois}-01") if annee_mois else None,
            montant_centimes=valeurs["montant"],
            versement=valeurs["versement"],
            numero=valeurs["numero"],
            fichier=valeurs.get("fichier", ""),
        )


def _montant(libelle: str) -> MontantField:
    saisie = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return MontantField(label=libelle, required=False, widget=saisie)


class BordereauxForm(PeriodeForm):
    """The filters of « Bordereaux de paiements », all optional: period and amount of the payments."""

    min_centimes = _montant("Montant à partir de (€)")
    max_centimes = _montant("Montant jusqu’à (€)")

    def clean(self) -> dict[str, Any]:
        """Refuse amounts in the wrong order."""
        valeurs = super().clean()
        bas, haut = valeurs.get("min_centimes"), valeurs.get("max_centimes")
        if bas is not None and haut is not None and haut < bas:
            self.add_error("max_centimes", "Ce montant est inférieur au premier.")
        return valeurs


class ConventionField(forms.ModelChoiceField):
    """A convention, said with its caisse."""

    def label_from_instance(self, obj: Convention) -> str:
        return f"{obj.code} – {obj.caisse}"


class BordereauxPartenaireForm(BordereauxForm):
    """The same for a partner, with those of one convention or one caisse; a choice of one is no choice."""

    convention = ConventionField(None, label="Convention", required=False, empty_label="Toutes")
    caisse: forms.ModelChoiceField = forms.ModelChoiceField(None, label="Caisse", required=False, empty_label="Toutes")
    field_order = ("caisse", "convention", "du", "au", "min_centimes", "max_centimes")

    def __init__(self, donnees: Any, *, conventions: QuerySet[Convention]) -> None:
        super().__init__(donnees)
        siennes = list(conventions.select_related("caisse").order_by("code"))
        caisses = sorted({convention.caisse for convention in siennes}, key=lambda caisse: caisse.code)
        self._proposer("convention", siennes, conventions)
        self._proposer("caisse", caisses, Caisse.objects.filter(pk__in=[caisse.pk for caisse in caisses]))

    def _proposer(self, nom: str, choix: Sequence[Model], parmi: QuerySet[Any]) -> None:
        """Offer in a field what is read already; it looks `parmi` for what comes back."""
        if len(choix) < 2:  # noqa: PLR2004 -- a choice of one is no choice
            del self.fields[nom]
            return
        champ = self.fields[nom]
        champ.queryset = parmi
        champ.widget.choices = [("", champ.empty_label), *((un.pk, champ.label_from_instance(un)) for un in choix)]
