"""Régime, then caisse: the two lists that pre-registration and a new convention share (REG-11, CON-03)."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django import forms

from ppas.caisses.models import Caisse, Regime

CHOISIR = "Choisissez…"


class ChoixDeCaisse(forms.Form):
    """A form on a model that has a `caisse`: adds its régime, which is not kept, and ties the two."""

    field_order: Sequence[str] = ("regime",)  # as on the page: what is to be corrected is summed up in this order

    regime = forms.ModelChoiceField(Regime.objects.all(), label="Régime", empty_label=CHOISIR)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._proposer_les_caisses()

    def _proposer_les_caisses(self) -> None:
        """Offer the caisses of the régime chosen, or all of them régime by régime (REG-11)."""
        caisses = Caisse.objects.select_related("regime").order_by("regime__code", "nom")
        self.caisses_par_regime = [
            (regime, [(caisse.pk, caisse.nom) for caisse in groupe])
            for regime, groupe in groupby(caisses, key=lambda caisse: caisse.regime)
        ]
        choisi = str(self["regime"].value() or "")
        du_regime = [groupe for regime, groupe in self.caisses_par_regime if str(regime.pk) == choisi]
        offre = du_regime[0] if du_regime else [(str(regime), groupe) for regime, groupe in self.caisses_par_regime]
        self.fields["caisse"].widget.choices = [("", CHOISIR), *offre]

    def clean(self) -> dict[str, Any]:
        """Check that the caisse is one of the régime."""
        propre = super().clean() or self.cleaned_data
        caisse, regime = propre.get("caisse"), propre.get("regime")
        if caisse and regime and caisse.regime_id != regime.pk:
            self.add_error("caisse", "Cette caisse ne relève pas du régime choisi.")
        return propre
