"""What comes in with a flux, and the filters of the history."""

from operator import itemgetter
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from ppas.caisses.models import Caisse, Flux
from ppas.comptes.models import Utilisateur
from ppas.echanges.libelles import ACTIONS
from ppas.socle.filtres import PeriodeForm
from ppas.socle.models import NatureEchange, SensEchange


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


class FiltreForm(PeriodeForm):
    """The filters of « Historique des échanges », all optional."""

    nature = forms.ChoiceField(label="Nature", choices=[("", "Toutes"), *NatureEchange.choices], required=False)
    sens = forms.ChoiceField(label="Sens", choices=[("", "Tous"), *SensEchange.choices], required=False)
    field_order = ("nature", "sens", "du", "au")


class JournalForm(PeriodeForm):
    """The filters of the journal, all optional. `auteurs` are those whom the reader may choose among."""

    action = forms.ChoiceField(label="Action", required=False)
    auteur: forms.ModelChoiceField = forms.ModelChoiceField(None, label="Par", required=False, empty_label="Tous")
    caisse: forms.ModelChoiceField = forms.ModelChoiceField(None, label="Caisse", required=False, empty_label="Toutes")
    field_order = ("action", "auteur", "caisse", "du", "au")

    def __init__(
        self, donnees: Any, *, auteurs: QuerySet[Utilisateur], caisses: QuerySet[Caisse] | None = None
    ) -> None:
        super().__init__(donnees)
        self.fields["action"].choices = [("", "Toutes"), *sorted(ACTIONS.items(), key=itemgetter(1))]
        self.fields["auteur"].queryset = auteurs.order_by("nom", "prenom")
        if caisses is None:
            del self.fields["caisse"]
        else:
            self.fields["caisse"].queryset = caisses


class RechercheForm(forms.Form):
    """What is looked for: sent by POST, for an address keeps what it holds."""

    texte = forms.CharField(max_length=254, required=False)

    def __init__(self, *args: Any, libelle: str, aide: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["texte"].label, self.fields["texte"].help_text = libelle, aide
