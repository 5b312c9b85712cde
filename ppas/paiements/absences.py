"""For whom nothing was invoiced in a month, and what the portal knows of it (PLU-06)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ppas.facturation.etats import ENGAGEANTS
from ppas.facturation.models import Formulaire, LigneFacture, LigneFormulaire
from ppas.facturation.regles.calendrier import fin_du_mois
from ppas.paiements.perimetre import Perimetre
from ppas.paiements.regles.recit_envoi import SansFacture
from ppas.prises_en_charge.models import PriseEnCharge


@dataclass(frozen=True)
class Absent:
    """A person of a convention for whom nothing was invoiced in the month."""

    prise_en_charge: PriseEnCharge
    cas: SansFacture


def absents(droits: Sequence[PriseEnCharge], mois: date, perimetre: Perimetre) -> list[Absent]:
    """Return the persons of `droits` without any line, refused line or letter in `mois`, in five queries."""
    factures = _facturees(droits, mois, perimetre)
    saisies = _saisies(droits, mois)
    formulaires = dict(
        Formulaire.objects.filter(convention__in={droit.convention_id for droit in droits}, echeance=mois)
        .order_by()
        .values_list("convention", "etat")
    )
    parts: dict[tuple[int, int], list[PriseEnCharge]] = defaultdict(list)
    for droit in droits:
        parts[droit.beneficiaire_id, droit.convention_id].append(droit)
    return [
        _absent(siens, mois, formulaires.get(convention), saisies)
        for (_, convention), siens in parts.items()
        if not factures & {(droit.beneficiaire.nir, convention) for droit in siens}
    ]


def _facturees(droits: Sequence[PriseEnCharge], mois: date, perimetre: Perimetre) -> set[tuple[str, int]]:
    """Return who has a line of the month, accepted, refused or sent by post: (NIR, convention)."""
    numeros = [droit.pk for droit in droits]
    du_mois = (mois, fin_du_mois(mois))
    nir = "prise_en_charge__beneficiaire__nir"
    acceptees = LigneFacture.objects.filter(prise_en_charge__in=numeros, etat__in=ENGAGEANTS, periode__range=du_mois)
    refusees = perimetre.refus.filter(nir__in={droit.beneficiaire.nir for droit in droits})
    lettres = perimetre.courriers.filter(prise_en_charge__in=numeros, debut__range=du_mois)
    return {
        *acceptees.publiees().order_by().values_list(nir, "convention"),
        *refusees.filter(debut__range=du_mois).order_by().values_list("nir", "convention"),
        *lettres.order_by().values_list(nir, "convention"),
    }


def _saisies(droits: Sequence[PriseEnCharge], mois: date) -> dict[int, LigneFormulaire]:
    """Return what the on-line month holds for these grants, by grant."""
    lignes = LigneFormulaire.objects.filter(
        formulaire__echeance=mois, prise_en_charge__in=[droit.pk for droit in droits]
    )
    return {ligne.prise_en_charge_id: ligne for ligne in lignes}


def _absent(
    droits: Sequence[PriseEnCharge], mois: date, formulaire: str | None, saisies: dict[int, LigneFormulaire]
) -> Absent:
    en_cours = [droit for droit in droits if droit.debut <= fin_du_mois(mois) and droit.fin >= mois]
    siennes = [saisies[droit.pk] for droit in en_cours if droit.pk in saisies]
    cas = SansFacture(
        echeance=mois,
        delai_mois=droits[0].convention.caisse.delai_facturation_mois,
        est_accordee=bool(en_cours),
        formulaire=formulaire,
        est_barree=any(ligne.est_barree for ligne in siennes),
        est_saisie=any(ligne.total_centiemes for ligne in siennes),
    )
    return Absent((en_cours or droits)[0], cas)
