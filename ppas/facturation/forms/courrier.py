"""An invoice by post, as a partner announces it and as an agent reads it."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from ppas.caisses.models import Unite
from ppas.facturation.etats import EtatCourrier
from ppas.facturation.forms.champs import NUMERO_PEC, AvisMixin, CentiemesField, HeuresField
from ppas.facturation.models import Courrier
from ppas.facturation.operations.individuelle import FactureIndividuelle
from ppas.facturation.regles.catalogue import Anomalie
from ppas.partenaires.models import Convention
from ppas.prises_en_charge.models import PriseEnCharge
from ppas.socle.champs import jour

REPONSE_MAX = 500


class FactureForm(AvisMixin, forms.Form):
    """One invoice. The grant, named by its number, says which quantities it takes; it must be among `accordees`."""

    numero_pec = forms.RegexField(
        NUMERO_PEC,
        label="N° de prise en charge",
        error_messages={
            "required": "Indiquez le numéro de la prise en charge.",
            "invalid": "Écrivez 1 à 20 lettres ou chiffres.",
        },
    )
    debut = jour("Du")
    fin = jour("Au")
    ouvrables_centiemes = HeuresField(label="Heures jours ouvrables", required=False)
    dimanches_feries_centiemes = HeuresField(label="Heures dimanches et jours fériés", required=False)
    quantite_centiemes = CentiemesField(
        label="Quantité",
        maximum=9_999_999_99,
        required=False,
        help_text="Pour une prestation qui ne se compte pas en heures.",
    )
    montant_centimes = CentiemesField(
        label="Montant total (€)", required=False, help_text="Laissez vide pour appliquer le tarif de la caisse."
    )

    def __init__(self, *args: Any, accordees: QuerySet[PriseEnCharge], **kwargs: Any) -> None:
        self.accordees = accordees.select_related(
            "convention__caisse", "convention__partenaire", "beneficiaire", "prestation"
        )
        self.avis: dict[str, list[Anomalie]] = {}
        super().__init__(*args, **kwargs)

    def clean_numero_pec(self) -> str:
        """Find the grant."""
        numero: str = self.cleaned_data["numero_pec"]
        self.prise_en_charge = self.accordees.filter(numero=numero).first()
        if self.prise_en_charge is None:
            raise forms.ValidationError("Cette prise en charge n’est pas connue ici : vérifiez son numéro.")
        return numero

    def clean(self) -> dict[str, Any]:
        """Refuse the quantities of another kind of prestation."""
        valeurs = super().clean() or {}
        accordee = getattr(self, "prise_en_charge", None)
        if accordee is None:
            return valeurs
        if accordee.prestation.unite == Unite.HEURE:
            refuses, raison = ["quantite_centiemes"], "Cette prise en charge se compte en heures."
        else:
            refuses = ["ouvrables_centiemes", "dimanches_feries_centiemes"]
            raison = "Cette prise en charge ne se compte pas en heures : indiquez une quantité."
        for champ in refuses:
            if valeurs.get(champ):
                self.add_error(champ, raison)
        return valeurs

    def facture(self, motif: str = "") -> FactureIndividuelle:
        """Return what is typed. Call it once valid."""
        lu = self.cleaned_data
        return FactureIndividuelle(
            prise_en_charge=self.prise_en_charge,
            debut=lu["debut"],
            fin=lu["fin"],
            ouvrables_centiemes=lu["ouvrables_centiemes"] or 0,
            dimanches_feries_centiemes=lu["dimanches_feries_centiemes"] or 0,
            quantite_centiemes=lu["quantite_centiemes"] or 0,
            montant_centimes=lu["montant_centimes"],
            motif=motif,
        )


class DecisionForm(FactureForm):
    """What the agent accepts: the letter's own values until he types others, and his answer."""

    reponse = forms.CharField(
        label="Réponse au partenaire", max_length=REPONSE_MAX, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, donnees: Any, *, courrier: Courrier) -> None:
        valeurs = {
            champ: getattr(courrier, champ) or None
            for champ in ("debut", "fin", "ouvrables_centiemes", "dimanches_feries_centiemes", "quantite_centiemes")
        }
        valeurs["numero_pec"] = courrier.prise_en_charge.numero if courrier.prise_en_charge else ""
        valeurs["montant_centimes"] = None if courrier.echeance else courrier.montant_centimes
        self.courrier = courrier
        super().__init__(donnees, initial=valeurs, accordees=courrier.convention.prises_en_charge.all())

    @property
    def facture_annoncee(self) -> FactureIndividuelle | None:
        """What the letter says, on the grant found for it; None when there is none, or no quantity."""
        accordee = self.courrier.prise_en_charge
        if not accordee or not self.courrier.total_centiemes:
            return None
        accordee.convention = self.courrier.convention  # already read, with all that the rules ask of it
        return FactureIndividuelle.de(self.courrier, accordee)


class EnregistrementForm(FactureForm):
    """A letter that no partner announced, as the agent reads it."""

    recu_le = jour("Reçu le")
    motif = forms.CharField(
        label="Motif",
        max_length=300,
        help_text="Pourquoi cette facture arrive par courrier.",
        error_messages={"required": "Indiquez le motif."},
    )
    field_order = ("recu_le", "numero_pec", "motif")


class ReceptionForm(forms.Form):
    """When an announced letter arrived."""

    recu_le = jour("Reçu le")


class RefusCourrierForm(forms.Form):
    """Why a letter will not be paid. Its page holds another answer: their ids differ."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="id_refus_%s", **kwargs)

    reponse = forms.CharField(
        label="Motif du refus",
        max_length=REPONSE_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Il est envoyé au partenaire. N’y écrivez ni nom de bénéficiaire, ni numéro de sécurité sociale.",
        error_messages={"required": "Indiquez le motif : il est envoyé au partenaire."},
    )


class FiltreCourriersForm(forms.Form):
    """The filters of the register, all optional."""

    numero = forms.CharField(label="Numéro", max_length=20, required=False)
    etat = forms.ChoiceField(label="État", choices=[("", "Tous"), *EtatCourrier.choices], required=False)
    partenaire = forms.CharField(label="Partenaire ou convention", max_length=120, required=False)

    def filtrer(self, courriers: QuerySet[Courrier], conventions: QuerySet[Convention]) -> QuerySet[Courrier]:
        """Keep what the filters ask for; `conventions` are those of the reader's caisse."""
        self.is_valid()
        choix = self.cleaned_data
        if choix.get("numero"):
            courriers = courriers.du_numero(choix["numero"])
        if choix.get("etat"):
            courriers = courriers.filter(etat=choix["etat"])
        if choix.get("partenaire"):
            cherche = choix["partenaire"].strip()
            trouvees = conventions.filter(partenaire__nom__icontains=cherche) | conventions.filter(code__iexact=cherche)
            courriers = courriers.filter(convention__in=trouvees)
        return courriers
