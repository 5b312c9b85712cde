"""Forms of accounts."""

import unicodedata
from typing import Any

from django import forms
from django.utils.html import escape

from ppas.comptes.models import Role, Utilisateur
from ppas.comptes.regles.mot_de_passe import defauts
from ppas.comptes.regles.profils import PROFILS
from ppas.socle.captcha import ChampCaptcha

LONGUEUR_MAX = 128
"""Longer passwords are refused before they are hashed: hashing is slow on purpose."""
LONGUEUR_MAIL_MAX = 254
LONGUEUR_CODE_MAX = 20


class MotDePasse(forms.CharField):
    """A password: nothing is trimmed, nothing typed comes back in the page, one form for each accented letter."""

    def __init__(self, libelle: str, autocomplete: str) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
        super().__init__(label=libelle, max_length=LONGUEUR_MAX, strip=False, widget=widget)

    def clean(self, value: Any) -> str:
        """Return the NFC form: two keyboards may write the same letter otherwise."""
        return unicodedata.normalize("NFC", super().clean(value))


class ConnexionForm(forms.Form):
    """LOG-01."""

    identifiant = forms.CharField(
        label="Identifiant",
        max_length=LONGUEUR_MAX,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    mot_de_passe = MotDePasse("Mot de passe", "current-password")


class ChoixForm(forms.Form):
    """A new password, typed twice, under the profile of `utilisateur`."""

    nouveau = MotDePasse("Nouveau mot de passe", "new-password")
    confirmation = MotDePasse("Confirmer le nouveau mot de passe", "new-password")

    def __init__(self, *args: Any, utilisateur: Utilisateur, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.utilisateur = utilisateur
        self.profil = utilisateur.profil
        self.fields["nouveau"].help_text = escape(self.profil.aide)

    def clean_nouveau(self) -> str:
        """Give every reason at once."""
        nouveau = self.cleaned_data["nouveau"]
        if raisons := defauts(nouveau, profil=self.profil, mots_personnels=self.utilisateur.mots_personnels()):
            raise forms.ValidationError(raisons)
        return nouveau

    def clean_confirmation(self) -> str:
        """Compare only with a new password that will do: one error at a time is enough here."""
        confirmation = self.cleaned_data["confirmation"]
        if confirmation != self.cleaned_data.get("nouveau", confirmation):
            raise forms.ValidationError("Les deux saisies du nouveau mot de passe sont différentes.")
        return confirmation


class ChangementForm(ChoixForm):
    """LOG-10; « Nom utilisateur » is only shown (D5), so it is not a field."""

    ancien = MotDePasse("Ancien mot de passe", "current-password")
    field_order = ["ancien", "nouveau", "confirmation"]


class OubliForm(forms.Form):
    """LOG-20."""

    identifiant = forms.CharField(
        label="Identifiant", max_length=LONGUEUR_MAX, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    mail = forms.EmailField(
        label="Mail de l’utilisateur enregistré",
        max_length=LONGUEUR_MAIL_MAX,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    captcha = ChampCaptcha()


class CodeForm(forms.Form):
    """A code of the authenticator application, or a recovery code where it may replace it."""

    code = forms.CharField(
        label="Code",
        max_length=LONGUEUR_CODE_MAX,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class ConfirmationForm(CodeForm):
    """What proves that it is really the owner of the account who touches his second factor."""

    mot_de_passe = MotDePasse("Mot de passe", "current-password")
    field_order = ["mot_de_passe", "code"]


class ChoixProfilForm(forms.Form):
    """The password profile of a role (D4)."""

    role = forms.ChoiceField(label="Rôle", choices=Role)
    profil = forms.ChoiceField(label="Profil", choices=[(code, profil.nom) for code, profil in PROFILS.items()])
