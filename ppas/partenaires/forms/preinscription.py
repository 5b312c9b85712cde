"""The form of pre-registration (manual §1.1.1)."""

from typing import Any

from django import forms

from ppas.partenaires.forms.adresse import CLASSES_ADRESSE, preparer_adresse
from ppas.partenaires.forms.choix_de_caisse import CHOISIR, ChoixDeCaisse
from ppas.partenaires.models import Preinscription
from ppas.partenaires.operations.preinscriptions import CHAMPS_ADRESSE, refus_de_doublon
from ppas.socle import champs

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
    """REG-08 to REG-25. « Identité destinataire » is the partner's name (REG-18): shown, so not a field."""

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

    def clean(self) -> dict[str, Any]:
        """Refuse what is already registered."""
        propre = super().clean()
        doublons = refus_de_doublon(
            login=propre.get("login", ""), caisse=propre.get("caisse"), code=propre.get("code_convention", "")
        )
        for refus in doublons:
            self.add_error(refus.champ, refus.message)
        return propre

    def validate_constraints(self) -> None:
        """Leave to `preinscrire` what only the database can settle."""
