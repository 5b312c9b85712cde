"""The form of the gallery: a field of each kind."""

from django import forms

from ppas.socle import champs
from ppas.socle.captcha import ChampCaptcha

CHOIX = [("", "Choisir"), ("cnav", "Régime général"), ("msa", "Mutualité sociale agricole")]
MOTIFS = [("absence", "Absence"), ("hospitalisation", "Hospitalisation"), ("autre", "Un autre motif")]


class GalerieForm(forms.Form):
    """Sends nothing anywhere."""

    nom = champs.Ligne(label="Nom du partenaire", help_text="Comme sur la convention.", max_length=80)
    mail = forms.EmailField(label="Mail", required=False)
    regime = forms.ChoiceField(label="Régime", choices=CHOIX)
    motif = forms.ChoiceField(label="Motif", choices=MOTIFS, widget=forms.RadioSelect)
    jours = forms.MultipleChoiceField(
        label="Jours concernés",
        choices=[("1", "Lundi"), ("2", "Mardi")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    fichier = forms.FileField(label="Fichier", required=False, help_text="XML, 20 Mo au plus.")
    texte = forms.CharField(label="Texte", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    accord = forms.BooleanField(label="J’ai lu les conditions d’utilisation")

    def clean(self) -> None:
        """Refuse as a whole too, once something was typed."""
        if self.data:
            raise forms.ValidationError("Le portail refuse aussi une saisie en entier : il dit alors pourquoi.")


class GalerieCaptchaForm(forms.Form):
    """The captcha alone: drawn once a page."""

    captcha = ChampCaptcha()
