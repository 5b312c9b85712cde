"""What the caisse types when it decides."""

from django import forms

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
