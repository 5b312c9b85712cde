"""« Contact » (SUP-02, SUP-03)."""

from typing import Any

from django import forms

from ppas.socle import champs
from ppas.socle.captcha import ChampCaptcha

MOTIFS = [
    (motif, motif)
    for motif in (
        "Problème de navigation, d’affichage",
        "Problème d’accès à l’espace abonné ou à vos rubriques",
        "Suggestions, remarques, …",
        "Demande d’informations sur les aides.",
        "Autres questions",
    )
]


REMPLISSAGE = {"institution": "organization", "nom": "family-name", "prenom": "given-name", "telephone": "tel-national"}
"""What a browser may fill in by itself (RGAA 11.13)."""


class ContactForm(forms.Form):
    """A message to the assistance; the manual's fields, open to who cannot sign in."""

    numero_convention = champs.Ligne(label="Numéro de convention", max_length=30)
    institution = champs.Ligne(label="Institution", max_length=120, required=False)
    departement = champs.Ligne(label="Département", max_length=60, required=False)
    nom = champs.Ligne(label="Nom", max_length=80)
    prenom = champs.Ligne(label="Prénom", max_length=80, required=False)
    email = forms.EmailField(label="Email", widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    telephone = champs.Telephone(label="Téléphone", help_text="Format nn nn nn nn nn, 14 caractères au plus.")
    motif = forms.ChoiceField(label="Motifs", choices=MOTIFS, widget=forms.RadioSelect, required=False)
    texte = forms.CharField(
        label="Texte",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="N’écrivez ni nom ni numéro de sécurité sociale d’un bénéficiaire, ni mot de passe.",
    )
    captcha = ChampCaptcha()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nom, sorte in REMPLISSAGE.items():
            self.fields[nom].widget.attrs["autocomplete"] = sorte
