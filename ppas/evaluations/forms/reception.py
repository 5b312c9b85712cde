"""The filters of the lists of evaluations, and the message with which a caisse sends one back."""

from collections.abc import Iterable
from datetime import date, datetime

from django import forms
from django.db.models import F
from django.http import QueryDict

from ppas.caisses.models import Caisse
from ppas.evaluations.etats import EtatEvaluation
from ppas.evaluations.forms.caisses import filtre_des_caisses, proposer_les_caisses
from ppas.evaluations.models.evaluation import EvaluationQuerySet
from ppas.partenaires.models import Convention
from ppas.prises_en_charge.regles.recherche import forme_de_recherche
from ppas.socle.horloge import aujourd_hui, debut_du_jour
from ppas.socle.regles.affichage import mois

NB_MOIS = 25
ETATS = (
    EtatEvaluation.TRANSMISE,
    EtatEvaluation.A_CORRIGER,
    EtatEvaluation.ACCEPTEE,
    EtatEvaluation.PAYEE,
)
"""What an evaluation may be looked for by, once transmitted."""


def mois_precedents(nb: int) -> list[date]:
    """Return the first days of this month and of those before it, `nb` in all, newest first."""
    rang = aujourd_hui().year * 12 + aujourd_hui().month - 1
    return [date((rang - n) // 12, (rang - n) % 12 + 1, 1) for n in range(nb)]


def bornes_du_mois(premier: date) -> tuple[datetime, datetime]:
    """Return the instants between which a month runs, in Paris."""
    suivant = date(premier.year + premier.month // 12, premier.month % 12 + 1, 1)
    return debut_du_jour(premier), debut_du_jour(suivant)


def nommees(evaluations: EvaluationQuerySet, recherche: str) -> EvaluationQuerySet:
    """Keep the evaluations of whoever bears that name."""
    for mot in forme_de_recherche(recherche).split():
        evaluations = evaluations.filter(commande__beneficiaire__nom_recherche__contains=mot)
    return evaluations


class FiltreForm(forms.Form):
    """What both sides look for, all optional; `mois` is that of the last transmission."""

    etat = forms.ChoiceField(
        label="État", choices=[("", "Tous"), *((etat.value, etat.label) for etat in ETATS)], required=False
    )
    mois = forms.ChoiceField(label="Mois de transmission", required=False)

    def __init__(self, donnees: QueryDict | None = None) -> None:
        super().__init__(donnees)
        precedents = [(f"{premier:%Y-%m}", mois(premier)) for premier in mois_precedents(NB_MOIS)]
        self.fields["mois"].choices = [("", "Tous"), *precedents]

    def filtrer(self, evaluations: EvaluationQuerySet) -> EvaluationQuerySet:
        """Keep what the filters ask for; one that is faulty asks for nothing."""
        self.is_valid()
        choix = self.cleaned_data
        if choix.get("etat"):
            evaluations = evaluations.filter(etat=choix["etat"])
        if choix.get("mois"):
            debut, fin = bornes_du_mois(date.fromisoformat(f"{choix['mois']}-01"))
            evaluations = evaluations.filter(transmise_le__gte=debut, transmise_le__lt=fin)
        return evaluations

    @property
    def est_filtre(self) -> bool:
        """Whether something is asked for."""
        return any(self.cleaned_data.values())


class FiltreTransmisesForm(FiltreForm):
    """What a structure looks for, at the caisses of its conventions."""

    caisse = filtre_des_caisses()

    def __init__(self, donnees: QueryDict | None = None, *, conventions: Iterable[Convention]) -> None:
        super().__init__(donnees)
        proposer_les_caisses(self.fields["caisse"], conventions)

    def filtrer(self, evaluations: EvaluationQuerySet) -> EvaluationQuerySet:
        """Keep also those of one caisse."""
        evaluations = super().filtrer(evaluations)
        caisse = self.cleaned_data.get("caisse")
        return evaluations.filter(caisse=caisse) if caisse else evaluations


class FiltreRecuesForm(FiltreForm):
    """What a caisse looks for among what it has received."""

    gir = forms.TypedChoiceField(
        label="GIR",
        choices=[("", "Tous"), *((str(gir), f"GIR {gir}") for gir in range(1, 7))],
        coerce=int,
        empty_value=None,
        required=False,
    )
    structure = forms.CharField(label="Structure ou convention", max_length=120, required=False)
    hors_delai = forms.BooleanField(label="Après la date limite", required=False)
    field_order = ("etat", "mois", "gir", "structure", "hors_delai")

    def filtrer_celles_de(self, caisse: Caisse, evaluations: EvaluationQuerySet) -> EvaluationQuerySet:
        """Keep also those of a structure or convention of `caisse`, of a GIR, beyond the deadline."""
        evaluations = self.filtrer(evaluations)
        choix = self.cleaned_data
        if choix.get("gir"):
            evaluations = evaluations.filter(gir=choix["gir"])
        if choix.get("hors_delai"):
            evaluations = evaluations.filter(transmise_le__date__gt=F("commande__date_limite"))
        if cherche := choix.get("structure", "").strip():
            conventions = Convention.objects.filter(caisse=caisse)
            trouvees = conventions.filter(partenaire__nom__icontains=cherche) | conventions.filter(code__iexact=cherche)
            evaluations = evaluations.filter(convention__in=trouvees)
        return evaluations


class RenvoiForm(forms.Form):
    """Why an evaluation is sent back."""

    message = forms.CharField(
        label="Ce qui est à corriger",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=(
            "Il est envoyé par mail à la structure. N’y écrivez ni nom de bénéficiaire, ni numéro de sécurité sociale, "
            "ni rien de sa santé."
        ),
        error_messages={"required": "Écrivez ce qui est à corriger : la structure le lira."},
    )
