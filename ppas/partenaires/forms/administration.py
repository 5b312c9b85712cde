"""Forms of « Modification inscription » (manual §2)."""

from copy import copy
from typing import Any

from django import forms

from ppas.comptes.models import Utilisateur
from ppas.partenaires.forms.adresse import CLASSES_ADRESSE, preparer_adresse
from ppas.partenaires.forms.choix_de_caisse import CHOISIR, ChoixDeCaisse
from ppas.partenaires.models import Adresse, Convention, Partenaire, Rattachement
from ppas.partenaires.operations.preinscriptions import CHAMPS_ADRESSE
from ppas.socle import champs

FORMAT_TELEPHONE = "Format nn nn nn nn nn, 14 caractères au plus."


class PartenaireForm(forms.ModelForm):
    """Tab « Partenaire » (ADM-04)."""

    class Meta:
        model = Partenaire
        fields = ["nom", "siret", "mail", "telephone"]
        field_classes = {"nom": champs.Ligne, "siret": champs.Siret, "telephone": champs.Telephone}
        help_texts = {"siret": "14 chiffres.", "telephone": FORMAT_TELEPHONE}


class AdresseForm(forms.ModelForm):
    """Tab « Adresse » (ADM-25): the addressee is the partner's name, so not a field."""

    class Meta:
        model = Adresse
        fields = CHAMPS_ADRESSE
        field_classes = CLASSES_ADRESSE

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        preparer_adresse(self)


class UtilisateurForm(forms.ModelForm):
    """Tab « Utilisateurs », a new user (ADM-08) or, with `rattachement`, one who exists (ADM-16).

    What may not change is drawn, but not read: the login (ADM-17) and one's own right (ADM-20).
    """

    est_administrateur = forms.BooleanField(
        label="Administrateur",
        required=False,
        help_text="Donne le droit de modifier les informations et l’adresse du partenaire, d’ajouter des conventions, "
        "de créer, modifier et supprimer des utilisateurs.",
    )

    class Meta:
        model = Utilisateur
        fields = ["nom", "prenom", "login", "telephone", "mail"]
        labels = {"nom": "Nom", "prenom": "Prénom", "login": "Login", "telephone": "Téléphone", "mail": "Mail"}
        field_classes = {
            "nom": champs.Ligne,
            "prenom": champs.Ligne,
            "login": champs.Login,
            "telephone": champs.Telephone,
        }
        help_texts = {
            "login": "Lettres sans accent et chiffres. Transmettez-le vous-même au nouvel utilisateur : "
            "le mail ne contient que son mot de passe.",
            "telephone": FORMAT_TELEPHONE,
        }

    def __init__(self, *args: Any, rattachement: Rattachement | None = None, par: Utilisateur, **kwargs: Any) -> None:
        if rattachement:
            kwargs |= {
                "instance": copy(rattachement.utilisateur),  # the table goes on showing what is registered
                "initial": {"est_administrateur": rattachement.est_administrateur},
            }
        super().__init__(*args, **kwargs)
        for champ in self.fields.values():
            champ.widget.attrs["autocomplete"] = "off"
        if rattachement:
            self.fields["login"].disabled = True
            self.fields["login"].help_text = "Le login ne peut pas être modifié."
        if rattachement and rattachement.utilisateur_id == par.pk:
            self.fields["est_administrateur"].disabled = True
            self.fields["est_administrateur"].help_text = "Vous ne pouvez pas retirer vos propres droits."

    def validate_constraints(self) -> None:
        """Leave to `inscrire_utilisateur` what only the database can settle."""


class ConventionForm(ChoixDeCaisse, forms.ModelForm):
    """Tab « Conventions », a new one (CON-03)."""

    field_order = ["regime", "caisse", "type_partenaire", "code"]

    class Meta:
        model = Convention
        fields = ["caisse", "type_partenaire", "code"]
        labels = {"caisse": "Caisse", "type_partenaire": "Type", "code": "Code convention"}
        field_classes = {"code": champs.CodeConvention}
        help_texts = {"code": "Code transmis par la caisse."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["type_partenaire"].empty_label = CHOISIR
        self.fields["code"].widget.attrs["autocomplete"] = "off"

    def validate_constraints(self) -> None:
        """Leave to `demander_convention` what only the database can settle."""
