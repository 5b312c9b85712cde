"""Forms of the accounts of agents."""

from typing import Any

from django import forms

from ppas.caisses.models import Caisse
from ppas.comptes.models import Utilisateur
from ppas.socle import champs


class AgentForm(forms.ModelForm):
    """A new agent of a caisse."""

    est_administrateur = forms.BooleanField(
        label="Administrateur régional",
        required=False,
        help_text="Valide les inscriptions et les conventions, et gère les agents de la caisse.",
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
            "login": "Lettres sans accent et chiffres. Transmettez-le vous-même : le mail ne contient que le mot de "
            "passe.",
            "telephone": "Format nn nn nn nn nn.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for champ in self.fields.values():
            champ.widget.attrs["autocomplete"] = "off"

    def validate_constraints(self) -> None:
        """Leave to `creer_agent` what only the database can settle."""


class AgentNationalForm(AgentForm):
    """The same, in the caisse that the national administrator chooses."""

    caisse = forms.ModelChoiceField(Caisse.objects.all(), label="Caisse", empty_label="Choisissez…")
    field_order = ["caisse"]


class RechercheAgentForm(forms.Form):
    """Filters of the national list of agents."""

    caisse = forms.ModelChoiceField(Caisse.objects.all(), label="Caisse", required=False, empty_label="Toutes")
    login = champs.Ligne(label="Login", required=False, max_length=30)
