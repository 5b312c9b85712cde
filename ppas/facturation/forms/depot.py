"""What comes in with a deposit, and the filters of lists and reports."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from ppas.facturation.etats import EtatDepot
from ppas.facturation.models import Depot
from ppas.facturation.regles import description
from ppas.facturation.regles.catalogue import Gravite
from ppas.partenaires.models import Convention

FICHIERS_MAX = 50
RANG_MAX = 10_000_000
GRAVITES = {
    Gravite.FICHIER: "Refus du fichier",
    Gravite.LIGNE: "Refus de la ligne",
    Gravite.AVERTISSEMENT: "Avertissement",
}


class FichiersInput(forms.FileInput):
    """A file input that takes several."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[UploadedFile]:
        """Return every file of that name, in the order of the browser."""
        return files.getlist(name)


class ChampFichiers(forms.FileField):
    """From one to FICHIERS_MAX files."""

    widget = FichiersInput

    def clean(self, data: list[UploadedFile], initial: Any = None) -> list[UploadedFile]:
        """Return the files. Raises ValidationError, of code `trop_de_fichiers` beyond FICHIERS_MAX."""
        if len(data) > FICHIERS_MAX:
            raise forms.ValidationError(
                f"Vous avez choisi {len(data)} fichiers, {FICHIERS_MAX} au plus peuvent partir en une fois. "
                "Rien n’a été envoyé : envoyez-les en plusieurs fois.",
                code="trop_de_fichiers",
            )
        if not data:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return [super(ChampFichiers, self).clean(fichier, initial) for fichier in data]


class EnvoiForm(forms.Form):
    """The key of this very sending: a second click or a lost answer never deposits twice."""

    cle = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class DepotForm(EnvoiForm):
    """Files, and the key of their sending."""

    fichier = ChampFichiers(
        label="Fichiers de facturation",
        allow_empty_file=True,
        help_text="Un ou plusieurs fichiers XML issus de votre logiciel de gestion, comme 03_21231300_202610.xml ; "
        f"{FICHIERS_MAX} fichiers et 300 Mo au plus en tout.",
        widget=FichiersInput(attrs={"accept": ".xml,text/xml,application/xml", "data-depot": ""}),
        error_messages={"required": "Choisissez un fichier.", "invalid": "Choisissez un fichier."},
    )


class ControleForm(DepotForm):
    """One file to be judged without being sent."""

    def clean_fichier(self) -> UploadedFile:
        """Return the only file."""
        fichiers = self.cleaned_data["fichier"]
        if len(fichiers) > 1:
            raise forms.ValidationError(
                "Le contrôle sans envoi porte sur un seul fichier à la fois : choisissez-en un."
            )
        return fichiers[0]


class RechoisirForm(ControleForm):
    """The same, asked for alone: the file just judged, once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ = self.fields["fichier"]
        champ.label, champ.help_text = "Fichier de facturation", ""
        champ.widget.attrs |= {"multiple": False}


class FiltreDepotsForm(forms.Form):
    """The filters of a list of deposits, all optional. A month is written AAAA-MM."""

    CRITERES: ClassVar[dict[str, str]] = {}
    """What the queries call a filter, where its name does not say it."""

    etat = forms.ChoiceField(label="État", choices=[("", "Tous"), *EtatDepot.choices], required=False)
    echeance = forms.CharField(
        label="Échéance", required=False, widget=forms.DateInput(attrs={"type": "month", "placeholder": "AAAA-MM"})
    )

    def clean_echeance(self) -> date | None:
        """Return the first day of the month."""
        texte = self.cleaned_data["echeance"].strip()
        if not texte:
            return None
        try:
            return datetime.strptime(texte, "%Y-%m").date()  # noqa: DTZ007 -- a month has no time zone
        except ValueError:
            raise forms.ValidationError("Indiquez un mois, par exemple 2026-10.") from None

    def filtrer(self, depots: QuerySet[Depot]) -> QuerySet[Depot]:
        """Return those of `depots` that the filters keep; all of them when a filter is wrong."""
        if not self.is_valid():
            return depots
        choisis = {champ: valeur for champ, valeur in self.cleaned_data.items() if valeur}
        return depots.filter(**{self.CRITERES.get(champ, champ): valeur for champ, valeur in choisis.items()})

    @property
    def est_filtre(self) -> bool:
        """Whether a filter is set."""
        return self.is_valid() and any(self.cleaned_data.values())


class FiltreDepotsPartenaireForm(FiltreDepotsForm):
    """A partner also chooses one of his conventions, whatever became of it."""

    convention: forms.ModelChoiceField = forms.ModelChoiceField(
        None, label="Convention", required=False, empty_label="Toutes"
    )

    def __init__(self, donnees: Any, *, conventions: QuerySet[Convention]) -> None:
        super().__init__(donnees)
        self.fields["convention"].queryset = conventions


class FiltreDepotsCaisseForm(FiltreDepotsForm):
    """A caisse names a convention by its code: it has hundreds of them."""

    CRITERES: ClassVar = {"convention": "convention__code"}

    convention = forms.CharField(label="Code de la convention", required=False, max_length=30)


class FiltreAnomaliesForm(forms.Form):
    """The filters of a report, all optional; the codes are those that it holds."""

    code = forms.ChoiceField(label="Code", required=False)
    gravite = forms.ChoiceField(label="Gravité", choices=[("", "Toutes"), *GRAVITES.items()], required=False)
    champ = forms.ChoiceField(label="Champ", required=False)
    rang = forms.IntegerField(
        label="Enregistrement n°",
        required=False,
        min_value=1,
        max_value=RANG_MAX,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), "Indiquez un numéro, par exemple 12."),
    )

    def __init__(self, donnees: Any, *, depot: Depot) -> None:
        super().__init__(donnees)
        codes = [(controle.code, f"{controle.code} ({nb})") for controle, nb, _ in depot.anomalies_par_code]
        self.fields["code"].choices = [("", "Tous"), *codes]
        self.fields["champ"].choices = [("", "Tous"), *((nom, nom) for nom in _champs())]

    def filtrer(self, anomalies: QuerySet) -> QuerySet:
        """Return those of `anomalies` that the filters keep; all of them when a filter is wrong."""
        if not self.is_valid():
            return anomalies
        return anomalies.filter(**{champ: valeur for champ, valeur in self.cleaned_data.items() if valeur})

    @property
    def est_filtre(self) -> bool:
        """Whether a filter is set."""
        return self.is_valid() and any(self.cleaned_data.values())


def _champs() -> list[str]:
    """Return the names of the elements that an anomaly may point at."""
    trace = description.decrire()
    return [champ.nom for champ in (*trace.entete, *trace.ligne) if not champ.est_attribut]
