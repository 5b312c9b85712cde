"""What the caisse types when it decides, asks for a correction, changes a convention or searches."""

from typing import Any

from django import forms

from ppas.partenaires.models import Convention
from ppas.socle import champs


class ValidationForm(forms.Form):
    """What the caisse gives the structure when it validates."""

    identifiant_structure = champs.IdentifiantStructure(
        label="Identifiant de la structure",
        max_length=12,
        help_text="1 à 12 chiffres ou lettres : il figure dans le nom des fichiers de facturation.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class InvalidationForm(forms.Form):
    """The motive, sent to the partner (CAI-04)."""

    motif = forms.CharField(
        label="Motif de l’invalidation",
        max_length=500,
        help_text="Envoyé par mail au partenaire : dites-lui ce qu’il doit corriger.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DemandeCorrectionForm(forms.Form):
    """What the applicant has to correct (PLU-12)."""

    message = forms.CharField(
        label="Ce qui est à corriger",
        max_length=1000,
        help_text="Envoyé par mail au partenaire, avec un lien qui rouvre son formulaire déjà rempli.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ModificationConventionForm(forms.ModelForm):
    """What the caisse may change of a validated convention (CON-11)."""

    class Meta:
        model = Convention
        fields = ["code", "type_partenaire", "identifiant_structure"]
        field_classes = {"code": champs.CodeConvention, "identifiant_structure": champs.IdentifiantStructure}
        labels = {"code": "Code convention", "type_partenaire": "Type convention"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["identifiant_structure"].label = "Identifiant de la structure"
        self.fields["identifiant_structure"].required = True

    def validate_constraints(self) -> None:
        """Leave to `modifier_convention` what other rows decide."""


class RechercheForm(forms.Form):
    """Search in the queue and in what was decided."""

    recherche = champs.Ligne(label="Partenaire, code convention ou login", required=False, max_length=120)


class RecherchePartenaireForm(forms.Form):
    """Search among partners."""

    recherche = champs.Ligne(label="Nom ou SIRET", required=False, max_length=120)
