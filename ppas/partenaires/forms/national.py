"""Filters of the national side."""

from django import forms

from ppas.caisses.models import Caisse, TypePartenaire
from ppas.partenaires.etats import EtatConvention
from ppas.socle import champs


class FiltreConventionsForm(forms.Form):
    """Filters of all conventions, all optional."""

    caisse = forms.ModelChoiceField(Caisse.objects.all(), label="Caisse", required=False, empty_label="Toutes")
    etat = forms.ChoiceField(label="État", choices=[("", "Tous"), *EtatConvention.choices], required=False)
    type_partenaire = forms.ModelChoiceField(
        TypePartenaire.objects.all(), label="Type", required=False, empty_label="Tous"
    )
    recherche = champs.Ligne(label="Partenaire, code ou identifiant", required=False, max_length=120)
