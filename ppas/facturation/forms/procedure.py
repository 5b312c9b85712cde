"""What filters the published procedure."""

from django import forms

from ppas.facturation.regles.controle import Famille, Gravite
from ppas.socle import champs


class RechercheControleForm(forms.Form):
    """Words of a control, and the family of anomalies that it belongs to."""

    q = champs.Ligne(label="Code ou mots", required=False, max_length=80)
    famille = forms.ChoiceField(
        label="Famille",
        required=False,
        choices=[
            ("", "Toutes les anomalies"),
            (Gravite.FICHIER.value, "Facturation : fichier refusé"),
            (Gravite.LIGNE.value, "Facturation : ligne refusée"),
            (Gravite.AVERTISSEMENT.value, "Facturation : avertissement"),
            (Famille.REPORT.value, "Report"),
        ],
    )
