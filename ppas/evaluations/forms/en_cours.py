"""The filters of « Evaluations en cours »; the name that one looks for is not among them: it stays in the session."""

from collections.abc import Iterable
from datetime import date

from django import forms
from django.http import QueryDict

from ppas.evaluations.etats import MODIFIABLES
from ppas.evaluations.forms.caisses import filtre_des_caisses, proposer_les_caisses
from ppas.evaluations.models.evaluation import EvaluationQuerySet
from ppas.partenaires.models import Convention


class FiltreEnCoursForm(forms.Form):
    """What one looks for among evaluations that may still change, all optional."""

    etat = forms.ChoiceField(
        label="État", choices=[("", "Tous"), *((etat.value, etat.label) for etat in MODIFIABLES)], required=False
    )
    caisse = filtre_des_caisses()
    retard = forms.BooleanField(label="En retard", required=False)

    def __init__(self, donnees: QueryDict, *, conventions: Iterable[Convention]) -> None:
        """Offer the caisses of the structure's conventions."""
        super().__init__(donnees)
        proposer_les_caisses(self.fields["caisse"], conventions)

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
