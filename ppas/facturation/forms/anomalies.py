"""The filters of the anomalies, and the correction of the lines refused."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.text import capfirst

from ppas.facturation.etats import EtatLigneRefusee
from ppas.facturation.forms.champs import NUMERO_PEC, AvisMixin, CentiemesField, HeuresField, NirField
from ppas.facturation.models import LigneRefusee
from ppas.facturation.operations.rejugement import CHAMPS_CORRIGEABLES, LigneRejugee
from ppas.facturation.regles.calendrier import fin_du_mois
from ppas.facturation.regles.catalogue import CATALOGUE, Gravite
from ppas.facturation.regles.donnees import PRESTATION_AMD
from ppas.socle.champs import jour

MOIS = re.compile(r"((?:19|20)[0-9]{2})-(0[1-9]|1[0-2])")
CODES = [
    ("", "Tous"),
    *((c.code, f"{c.code} {capfirst(c.libelle)}") for c in CATALOGUE.values() if c.gravite is Gravite.LIGNE),
]


class FiltreRefusForm(forms.Form):
    """Which refused lines to show, all optional: those of a month, of a motive, of a deposit."""

    mois = forms.RegexField(
        rf"\A{MOIS.pattern}\Z",
        label="Mois",
        required=False,
        widget=forms.TextInput(attrs={"type": "month", "placeholder": "AAAA-MM"}),
        error_messages={"invalid": "Indiquez un mois, par exemple 2026-10."},
    )
    code = forms.ChoiceField(label="Motif", choices=CODES, required=False)
    convention = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1)
    depot = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=2**63 - 1)

    def filtrer(self, lignes: QuerySet[LigneRefusee]) -> QuerySet[LigneRefusee]:
        """Keep what the filters that can be read ask for."""
        self.is_valid()
        choix = getattr(self, "cleaned_data", {})
        if choix.get("mois"):
            annee, mois = choix["mois"].split("-")
            debut = date(int(annee), int(mois), 1)
            du_mois = Q(echeance=None, debut__range=(debut, fin_du_mois(debut)))
            lignes = lignes.filter(Q(echeance=debut) | du_mois)
        if choix.get("code"):
            lignes = lignes.filter(codes__contains=choix["code"])
        if choix.get("depot"):
            lignes = lignes.filter(depot=choix["depot"])
        return lignes


class CorrectionForm(AvisMixin, forms.Form):
    """All that may be wrong in one refused line but its quantities; what it was written as until it is typed anew."""

    nir = NirField(label="N° de sécurité sociale", max_length=30)
    nom = forms.CharField(label="Nom", max_length=80, error_messages={"required": "Indiquez le nom."})
    prenom = forms.CharField(label="Prénom", max_length=80, error_messages={"required": "Indiquez le prénom."})
    numero_pec = forms.RegexField(
        NUMERO_PEC,
        label="N° de prise en charge",
        required=False,
        error_messages={"invalid": "Écrivez 1 à 20 lettres ou chiffres."},
    )
    debut = jour("Du")
    fin = jour("Au")

    def __init__(self, donnees: QueryDict | None, *, refus: LigneRefusee) -> None:
        self.refus = refus
        self.avis = {}
        initial = {champ: getattr(refus, champ) for champ in CHAMPS_CORRIGEABLES}
        super().__init__(donnees, prefix=f"ligne-{refus.pk}", initial=initial)

    def correction(self) -> dict[str, Any]:
        """Return what is typed, as `refacturer_lignes` takes it: hours left empty are none. Call it once valid."""
        return {champ: 0 if valeur is None else valeur for champ, valeur in self.cleaned_data.items()}


class CorrectionHeuresForm(CorrectionForm):
    """A line of hours."""

    ouvrables_centiemes = HeuresField(label="Heures jours ouvrables", required=False)
    dimanches_feries_centiemes = HeuresField(label="Heures dimanches et jours fériés", required=False)


class CorrectionMontantForm(CorrectionForm):
    """A line of anything else."""

    quantite_centiemes = CentiemesField(label="Quantité", maximum=9_999_999_99)
    prix_unitaire_centimes = CentiemesField(label="Prix unitaire (€)")
    montant_centimes = CentiemesField(label="Montant (€)")


class RefacturationForm:
    """The lines of a page: a form for each that may be corrected, none for those that go by post."""

    def __init__(self, lignes: Sequence[LigneRefusee], donnees: QueryDict | None = None) -> None:
        self.lignes = lignes
        self.donnees = donnees
        self.formulaires = {
            refus.pk: (CorrectionHeuresForm if refus.prestation == PRESTATION_AMD else CorrectionMontantForm)(
                donnees, refus=refus
            )
            for refus in lignes
            if refus.etat == EtatLigneRefusee.A_CORRIGER
        }

    def __iter__(self) -> Iterator[CorrectionForm]:
        return iter(self.formulaires.values())

    @property
    def est_lisible(self) -> bool:
        """Whether everything typed can be read."""
        return all(form.is_valid() for form in self)

    @property
    def corrections(self) -> Mapping[int, dict[str, Any]]:
        """What is typed, by line; nothing for those that have no form, or that cannot be read."""
        formulaires = [(refus.pk, self.formulaires.get(refus.pk)) for refus in self.lignes]
        return {pk: form.correction() if form and form.is_bound and form.is_valid() else {} for pk, form in formulaires}

    @property
    def erreurs(self) -> list[tuple[str, str]]:
        """What cannot be read: the field's anchor and the sentence to show in the summary."""
        return [
            (champ.id_for_label, f"Enregistrement {form.refus.rang}, {champ.label.lower()} : {erreur}")
            for form in self
            for champ in form
            for erreur in champ.errors
        ]

    def signaler(self, rejugees: Iterable[LigneRejugee]) -> None:
        """Show beside the fields what the rules say."""
        for rejugee in rejugees:
            if rejugee.refus.pk in self.formulaires:
                self.formulaires[rejugee.refus.pk].signaler(rejugee.anomalies)
