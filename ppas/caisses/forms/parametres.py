"""Forms of « Paramètres de la caisse »."""

import re
from typing import Any

from django import forms

from ppas.caisses.models import Caisse, Prestation, Tarif
from ppas.socle import champs

EUROS = re.compile(r"([0-9]{1,6})(?:[.,]([0-9]{1,2}))?")


class ParametresForm(forms.ModelForm):
    """What a caisse sets for itself."""

    class Meta:
        model = Caisse
        fields = [
            "delai_facturation_mois",
            "delai_paiement_mois",
            "delai_evaluation_jours",
            "adresse_postale",
            "telephone",
            "courriel",
            "mention_courriels",
        ]

    delai_facturation_mois = forms.IntegerField(
        label="Délai de facturation (mois)",
        min_value=1,
        max_value=60,
        help_text="De 1 à 60. Au-delà, une facture part par courrier (L04).",
    )
    delai_paiement_mois = forms.IntegerField(
        label="Délai de paiement (mois)",
        min_value=1,
        max_value=60,
        help_text="De 1 à 60. Au-delà, le partenaire est averti que le paiement peut être refusé (A03).",
    )
    delai_evaluation_jours = forms.IntegerField(
        label="Délai d’une évaluation (jours)",
        min_value=1,
        max_value=365,
        help_text="De 1 à 365. Proposé pour chaque commande, de son jour à sa date limite.",
    )
    adresse_postale = champs.Paragraphe(
        label="Adresse postale du service",
        required=False,
        max_length=400,
        help_text="Où les partenaires envoient leurs factures par courrier.",
    )
    telephone = champs.Telephone(label="Téléphone du service", required=False)
    courriel = forms.EmailField(label="Mail du service", required=False)
    mention_courriels = champs.Paragraphe(
        label="Texte ajouté à la fin des mails",
        required=False,
        max_length=600,
        help_text="Sans mise en forme ; 600 caractères au plus.",
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a warning that could never be given: the delay of payment is within that of invoicing."""
        saisis = super().clean() or {}
        facturation, paiement = saisis.get("delai_facturation_mois"), saisis.get("delai_paiement_mois")
        if facturation and paiement and paiement > facturation:
            self.add_error("delai_paiement_mois", "Le délai de paiement ne peut pas dépasser le délai de facturation.")
        return saisis


class EurosField(forms.Field):
    """An amount in euros with a comma or a point and two decimals at most, kept in cents; nothing typed is None."""

    default_error_messages = {
        "illisible": "Écrivez un montant en euros avec deux décimales au plus, par exemple 26,80.",
        "nul": "Le montant est nul.",
    }

    def __init__(self, *, peut_etre_nul: bool = False, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "maxlength": 12}), **kwargs
        )
        self.peut_etre_nul = peut_etre_nul

    def to_python(self, value: str | None) -> int | None:
        """Read it; blanks between thousands are how people write."""
        texte = "".join((value or "").split())
        if not texte:
            return None
        lu = EUROS.fullmatch(texte)
        if lu is None:
            raise forms.ValidationError(self.error_messages["illisible"], "illisible")
        centimes = int(lu[1]) * 100 + int(f"{lu[2] or '':0<2}")
        if not centimes and not self.peut_etre_nul:
            raise forms.ValidationError(self.error_messages["nul"], "nul")
        return centimes


class TarifForm(forms.ModelForm):
    """A new tariff of the caisse's own."""

    ouvrable = EurosField(label="Prix (jours ouvrables), en euros")
    dimanche_ferie = EurosField(
        label="Prix des dimanches et jours fériés, en euros",
        required=False,
        help_text="Pour une prestation en heures seulement.",
    )
    field_order = ["prestation", "debut", "ouvrable", "dimanche_ferie", "source"]

    class Meta:
        model = Tarif
        fields = ["prestation", "debut", "source"]
        widgets = {"debut": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        field_classes = {"source": champs.Ligne}
        labels = {"debut": "Applicable à partir du", "source": "Source"}
        help_texts = {"source": "La décision qui fixe ce prix : instance, date, référence."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["prestation"].empty_label = "Choisissez…"
        self.fields["prestation"].queryset = Prestation.objects.all()


class CalculetteForm(forms.Form):
    """Resources and household of a person, for the participation that a scale gives."""

    bareme = forms.ChoiceField(label="Barème")
    ressources = EurosField(
        label="Ressources mensuelles, en euros", peut_etre_nul=True, help_text="Celles du ménage pour un couple."
    )
    foyer = forms.ChoiceField(label="Foyer", choices=[("seul", "Personne seule"), ("menage", "Ménage")])

    def __init__(self, *args: Any, baremes: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bareme"].choices = [(str(rang), nom) for rang, nom in enumerate(baremes)]
