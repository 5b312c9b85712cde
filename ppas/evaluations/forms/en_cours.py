"""The filters of « Evaluations en cours »; the name that one looks for is not among them: it stays in the session."""

from datetime import date

from django import forms
from django.http import QueryDict

from ppas.caisses.models import Caisse
from ppas.evaluations.etats import MODIFIABLES
from ppas.evaluations.models.evaluation import EvaluationQuerySet
from ppas.partenaires.models import Partenaire


class FiltreEnCoursForm(forms.Form):
    """What one looks for among evaluations that may still change, all optional."""

    etat = forms.ChoiceField(
        label="État", choices=[("", "Tous"), *((etat.value, etat.label) for etat in MODIFIABLES)], required=False
    )
    caisse: forms.ModelChoiceField = forms.ModelChoiceField(None, label="Caisse", required=False, empty_label="Toutes")
    retard = forms.BooleanField(label="En retard", required=False)

    def __init__(self, donnees: QueryDict, *, partenaire: Partenaire) -> None:
        """Offer the caisses of the partner."""
        super().__init__(donnees)
        self.fields["caisse"].queryset = Caisse.objects.filter(conventions__partenaire=partenaire).distinct()

    def filtrer(self, evaluations: EvaluationQuerySet, *, le: date) -> EvaluationQuerySet:
        """Return those that the filters keep on the day `le`; one that is wrong keeps everything."""
        self.is_valid()
        choix = self.cleaned_data
        if choix.get("etat"):
            evaluations = evaluations.filter(etat=choix["etat"])
        if choix.get("caisse"):
            evaluations = evaluations.filter(caisse=choix["caisse"])
        return evaluations.filter(commande__date_limite__lt=le) if choix.get("retard") else evaluations

    @property
    def est_filtre(self) -> bool:
        """Whether something is asked for."""
        return any(self.cleaned_data.values())
