"""What comes in about the orders of a structure: filters of its list, orders to reserve, who takes one over."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from ppas.comptes.models import Utilisateur
from ppas.evaluations.etats import EtatCommande
from ppas.evaluations.forms.caisses import filtre_des_caisses, proposer_les_caisses
from ppas.evaluations.models import Appareil, Commande
from ppas.evaluations.models.commande import NatureCommande
from ppas.partenaires.models import Convention
from ppas.socle.champs import Ligne

CHIFFRES_MAX = 18
DELAIS: dict[str, tuple[str, Callable[[date], Q]]] = {
    "retard": ("En retard", lambda le: Q(date_limite__lt=le)),
    "semaine": ("Dans les 7 jours", lambda le: Q(date_limite__range=(le, le + timedelta(days=7)))),
    "plus-tard": ("Plus tard", lambda le: Q(date_limite__gt=le + timedelta(days=7))),
}
"""When orders are due: what the filter says, and which ones it keeps on a day."""


class FiltreCommandesForm(forms.Form):
    """The filters of the list, all optional. The name that one looks for is not among them: it stays in the session."""

    caisse = filtre_des_caisses()
    commune = Ligne(label="Commune ou code postal", required=False, max_length=80)
    nature = forms.ChoiceField(label="Nature", choices=[("", "Toutes"), *NatureCommande.choices], required=False)
    delai = forms.ChoiceField(
        label="À rendre",
        choices=[("", "Toutes dates"), *((cle, libelle) for cle, (libelle, _) in DELAIS.items())],
        required=False,
    )
    etat = forms.ChoiceField(label="État", choices=[("", "Tous"), *EtatCommande.choices], required=False)

    def __init__(self, donnees: Any, *, conventions: Iterable[Convention], a_un_etat: bool) -> None:
        """Leave out what would not sort: the caisse when the partner has one, the state where orders have one."""
        super().__init__(donnees)
        if proposer_les_caisses(self.fields["caisse"], conventions) == 1:
            del self.fields["caisse"]
        if not a_un_etat:
            del self.fields["etat"]

    def filtrer(self, commandes: QuerySet[Commande], *, le: date) -> QuerySet[Commande]:
        """Return those of `commandes` that the filters keep on the day `le`; all of them when a filter is wrong."""
        if not self.is_valid():
            return commandes
        valeurs = self.cleaned_data
        if valeurs["delai"]:
            commandes = commandes.filter(DELAIS[valeurs["delai"]][1](le))
        if valeurs["commune"]:
            commandes = commandes.filter(_situees(valeurs["commune"]))
        egalites = {nom: valeurs.get(nom) for nom in ("caisse", "nature", "etat")}
        return commandes.filter(**{nom: valeur for nom, valeur in egalites.items() if valeur})

    @property
    def est_filtre(self) -> bool:
        """Whether a filter is set."""
        return self.is_valid() and any(self.cleaned_data.values())


def _situees(texte: str) -> Q:
    """Return the condition of a commune that begins so, whatever its case, or of a postal code that does."""
    if texte.isdigit():
        return Q(code_postal__startswith=texte)
    return Q(commune__istartswith=texte) | Q(commune__istartswith=texte.upper())


class ChampCommandes(forms.ModelMultipleChoiceField):
    """Orders by their numbers."""

    def clean(self, value: Any) -> QuerySet[Commande]:
        """Return the orders; a number longer than a database counts is one that does not exist."""
        trop_long = next((numero for numero in value or () if len(numero) > CHIFFRES_MAX), None)
        if trop_long:
            raise forms.ValidationError(self.error_messages["invalid_choice"] % {"value": trop_long})
        return super().clean(value)


class ReservationForm(forms.Form):
    """Which orders, and the computer on which they are taken, when the page's script proposed it and it was left on."""

    commandes: ChampCommandes = ChampCommandes(None)
    appareil: forms.ModelChoiceField = forms.ModelChoiceField(None, to_field_name="identifiant", required=False)

    def __init__(self, donnees: Any, *, commandes: QuerySet[Commande], appareils: QuerySet[Appareil]) -> None:
        super().__init__(donnees)
        self.fields["commandes"].queryset = commandes
        self.fields["appareil"].queryset = appareils


class TransfertForm(forms.Form):
    """The colleague who takes an order over."""

    evaluateur: forms.ModelChoiceField = forms.ModelChoiceField(
        None,
        label="Nouvel évaluateur",
        empty_label="Choisissez",
        error_messages={
            "required": "Choisissez un collègue.",
            "invalid_choice": "Cette personne ne travaille pas, ou plus, pour votre structure. Choisissez un collègue.",
        },
    )

    def __init__(self, donnees: Any, *, collegues: QuerySet[Utilisateur]) -> None:
        super().__init__(donnees)
        self.fields["evaluateur"].queryset = collegues
