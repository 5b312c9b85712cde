"""The form of pre-registration (manual §1.1.1)."""

from typing import Any

from django import forms

from ppas.partenaires.forms.adresse import CLASSES_ADRESSE, preparer_adresse
from ppas.partenaires.forms.choix_de_caisse import CHOISIR, ChoixDeCaisse
from ppas.partenaires.models import Preinscription
from ppas.partenaires.operations.preinscriptions import CHAMPS_ADRESSE
from ppas.socle import champs
from ppas.socle.captcha import ChampCaptcha

AUTOCOMPLETION = {
    "nom_partenaire": "organization",
    "telephone": "tel-national",
    "nom": "family-name",
    "prenom": "given-name",
    "login": "username",
    "mail": "email",
    "telephone_administrateur": "tel-national",
}


class ConditionsForm(forms.Form):
    """REG-04: no tick, no registration."""

    accepte = forms.BooleanField(
        label="J’accepte", error_messages={"required": "Cochez la case « J’accepte » pour poursuivre l’inscription."}
    )


class PreinscriptionForm(ChoixDeCaisse, forms.ModelForm):
    """REG-08 to REG-29. « Identité destinataire » is the partner's name (REG-18): shown, so not a field."""

    captcha = ChampCaptcha()

    class Meta:
        model = Preinscription
        fields = [
            "caisse", "code_convention", "type_partenaire", "nom_partenaire", "siret", "telephone",
            *CHAMPS_ADRESSE,
            "nom", "prenom", "login", "mail", "telephone_administrateur",
        ]  # fmt: skip
        field_classes = CLASSES_ADRESSE | {
            "code_convention": champs.CodeConvention,
            "nom_partenaire": champs.Ligne,
            "siret": champs.Siret,
            "telephone": champs.Telephone,
            "nom": champs.Ligne,
            "prenom": champs.Ligne,
            "login": champs.Login,
            "telephone_administrateur": champs.Telephone,
        }
        help_texts = {
            "code_convention": "Code transmis par la caisse.",
            "siret": "14 chiffres.",
            "telephone": "Format nn nn nn nn nn.",
            "telephone_administrateur": "Format nn nn nn nn nn.",
            "login": "Choisi librement : lettres sans accent et chiffres.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nom, sorte in AUTOCOMPLETION.items():
            self.fields[nom].widget.attrs["autocomplete"] = sorte
        self.fields["type_partenaire"].empty_label = CHOISIR
        preparer_adresse(self)

    def validate_constraints(self) -> None:
        """Leave to `preinscrire` what is already registered: it is told only once the captcha is solved (A1)."""


class CorrectionForm(PreinscriptionForm):
    """The same form, filled in, that the caisse has returned: the request stays with that caisse (PLU-12)."""

    def __init__(
        self, *args: Any, instance: Preinscription, saisie: dict[str, Any] | None = None, **kwargs: Any
    ) -> None:
        fixe = {"regime": instance.caisse.regime_id, "caisse": instance.caisse_id}
        super().__init__(*args, instance=instance, initial=(saisie or {}) | fixe, **kwargs)
        for nom in ("regime", "caisse"):
            self.fields[nom].disabled = True

    def saisie(self) -> dict[str, Any]:
        """Return the fields of the request that this form may change."""
        return {nom: self.cleaned_data[nom] for nom in self._meta.fields if nom != "caisse"}
