"""Forms of accounts."""

from typing import Any

from django import forms
from django.utils.html import escape

from ppas.comptes.models import Utilisateur
from ppas.comptes.regles.mot_de_passe import PPAS, defauts

LONGUEUR_MAX = 128
"""Longer passwords are refused before they are hashed: hashing is slow on purpose."""


def champ_mot_de_passe(libelle: str, autocomplete: str, aide: str = "") -> forms.CharField:
    """Return a password field: nothing is trimmed, and nothing typed comes back in the page."""
    return forms.CharField(
        label=libelle,
        max_length=LONGUEUR_MAX,
        strip=False,
        help_text=escape(aide),
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
    )


class ConnexionForm(forms.Form):
    """LOG-01."""

    identifiant = forms.CharField(
        label="Identifiant",
        max_length=LONGUEUR_MAX,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    mot_de_passe = champ_mot_de_passe("Mot de passe", "current-password")


class ChangementForm(forms.Form):
    """LOG-10; « Nom utilisateur » is only shown (D5), so it is not a field."""

    ancien = champ_mot_de_passe("Ancien mot de passe", "current-password")
    nouveau = champ_mot_de_passe("Nouveau mot de passe", "new-password", PPAS.aide)
    confirmation = champ_mot_de_passe("Confirmer le nouveau mot de passe", "new-password")

    def __init__(self, *args: Any, utilisateur: Utilisateur, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.utilisateur = utilisateur

    def clean_nouveau(self) -> str:
        """Give every reason at once."""
        nouveau = self.cleaned_data["nouveau"]
        if raisons := defauts(nouveau, login=self.utilisateur.login):
            raise forms.ValidationError(raisons)
        return nouveau

    def clean_confirmation(self) -> str:
        """Compare only with a new password that will do: one error at a time is enough here."""
        confirmation = self.cleaned_data["confirmation"]
        if confirmation != self.cleaned_data.get("nouveau", confirmation):
            raise forms.ValidationError("Les deux saisies du nouveau mot de passe sont différentes.")
        return confirmation


class OubliForm(forms.Form):
    """LOG-20."""

    identifiant = forms.CharField(
        label="Identifiant", max_length=LONGUEUR_MAX, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    mail = forms.EmailField(
        label="Mail de l’utilisateur enregistré", widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
