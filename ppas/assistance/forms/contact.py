"""« Contact » (SUP-02, SUP-03, SUP-07)."""

from typing import Any

from django import forms

from ppas.assistance.forms.texte import CONSIGNE, ENLEVER, TexteSansNir
from ppas.assistance.models import Motif
from ppas.assistance.regles.donnees_personnelles import contient_un_nir
from ppas.socle import champs
from ppas.socle.captcha import ChampCaptcha

CONSEIL = "S’il s’agit de questions concernant vos bénéficiaires, prenez directement contact avec vos organismes de "
NIR_REFUSE = f"{ENLEVER} {CONSEIL}protection sociale."
REMPLISSAGE = {"institution": "organization", "nom": "family-name", "prenom": "given-name", "telephone": "tel-national"}
"""What a browser may fill in by itself (RGAA 11.13)."""
LIGNES = ("numero_convention", "institution", "departement", "nom", "prenom")


class ContactForm(forms.Form):
    """A message to the assistance; the manual's fields. Who is signed in answers no captcha."""

    numero_convention = champs.Ligne(label="Numéro de convention", max_length=30)
    institution = champs.Ligne(label="Institution", max_length=120, required=False)
    departement = champs.Ligne(label="Département", max_length=60, required=False)
    nom = champs.Ligne(label="Nom", max_length=80)
    prenom = champs.Ligne(label="Prénom", max_length=80, required=False)
    email = forms.EmailField(
        label="Email",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": "Écrivez une adresse mail complète, comme nom@exemple.fr."},
    )
    telephone = champs.Telephone(label="Téléphone", help_text="Format nn nn nn nn nn, 14 caractères au plus.")
    motif = forms.ChoiceField(label="Motifs", choices=Motif, widget=forms.RadioSelect, required=False)
    texte = TexteSansNir(
        refus=NIR_REFUSE,
        label="Texte",
        rows=8,
        required=False,
        help_text=CONSIGNE,
    )
    captcha = ChampCaptcha()

    def __init__(self, *args: Any, est_connecte: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nom, sorte in REMPLISSAGE.items():
            self.fields[nom].widget.attrs["autocomplete"] = sorte
        if est_connecte:
            del self.fields["captcha"]

    def clean(self) -> dict[str, Any]:
        """Refuse a NIR in any line, and a message that says nothing (docs/decisions/0118)."""
        saisie = super().clean() or {}
        for nom in LIGNES:
            if contient_un_nir(saisie.get(nom, "")):
                self.add_error(nom, forms.ValidationError(NIR_REFUSE, code="nir"))
        if not saisie.get("motif") and saisie.get("texte") == "":
            self.add_error("texte", "Écrivez votre message, ou choisissez un motif.")
        saisie.pop("captcha", None)
        return saisie
