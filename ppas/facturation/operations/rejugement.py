"""Judging again the lines that were refused on the day of their sending, corrected or as they were (ANO-04, ANO-10)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from operator import attrgetter
from typing import Any, cast

from django.db.models import Q

from ppas.caisses.models import Prestation
from ppas.facturation.models import Depot, LigneRefusee
from ppas.facturation.operations.contexte import deja_facturees, parametres_par_jour, vues_prises_en_charge
from ppas.facturation.regles.catalogue import Anomalie
from ppas.facturation.regles.donnees import DejaFacturee, LigneLue, Parametres, PriseEnChargeVue
from ppas.facturation.regles.jugement import juger, ordre
from ppas.facturation.regles.ligne import montant_total
from ppas.facturation.regles.montant import Partage, partager
from ppas.partenaires.models import Convention
from ppas.prises_en_charge.models import Beneficiaire
from ppas.socle.horloge import aujourd_hui

CHAMPS_CORRIGEABLES = (
    "nir",
    "nom",
    "prenom",
    "numero_pec",
    "debut",
    "fin",
    "ouvrables_centiemes",
    "dimanches_feries_centiemes",
    "quantite_centiemes",
    "prix_unitaire_centimes",
    "montant_centimes",
)
"""What may be wrong in a line; its échéance and its prestation are those of its file."""

type Correction = Mapping[str, Any]


@dataclass(frozen=True)
class LigneRejugee:
    """A refused line with its corrections, and all that is said of it today.

    `connue` is the grant that the portal would take, or the one that bears the number written: None when it knows
    neither. `deja_centiemes` is what was invoiced on it for the same month, in hundredths of the unit. `partage` is
    None without grant or tariff.
    """

    refus: LigneRefusee
    saisie: LigneLue
    prise_en_charge: PriseEnChargeVue | None
    connue: PriseEnChargeVue | None
    deja_centiemes: int
    anomalies: list[Anomalie]
    partage: Partage | None
    ordre: int

    @cached_property
    def est_acceptable(self) -> bool:
        """Whether nothing refuses it any more."""
        return self.prise_en_charge is not None and not any(anomalie.est_refus for anomalie in self.anomalies)

    @property
    def reste_centiemes(self) -> int | None:
        """What may still be invoiced this month on the grant; None when it sets no quantity."""
        if self.connue is None or self.connue.quantite_mensuelle_centiemes is None:
            return None
        return max(self.connue.quantite_mensuelle_centiemes - self.deja_centiemes, 0)


def rejuger(depot: Depot, lignes: Sequence[LigneRefusee], corrections: Mapping[int, Correction]) -> list[LigneRejugee]:
    """Judge `lignes` of `depot`, in the order of their records, with the `corrections` made to them, by id of line.

    The rules are those of both doors; the day is today, so that the delay of L04 goes on. The lines already accepted of
    the deposit are of the same sending. A line that passes counts against those that follow it. The number of queries
    does not depend on the number of lines.
    """
    if not lignes:
        return []
    saisies = [
        (refus, _saisie(refus, corrections.get(refus.pk, {}))) for refus in sorted(lignes, key=attrgetter("rang"))
    ]
    par_nir, par_numero = _candidates(depot, [saisie for _, saisie in saisies])
    deja = deja_facturees(
        list(par_numero.values()),
        depuis=min(min(saisie.debut, saisie.fin) for _, saisie in saisies),
        jusqu_a=max(max(saisie.debut, saisie.fin) for _, saisie in saisies),
        depot=depot,
    )
    prestation = Prestation.objects.get(code=lignes[0].prestation)
    reglages = parametres_par_jour(_convention(depot), prestation, {saisie.debut for _, saisie in saisies})
    return [
        _rejuger(refus, saisie, (par_nir[saisie.nir], par_numero), deja[saisie.nir, saisie.prestation], reglages)
        for refus, saisie in saisies
    ]


def _convention(depot: Depot) -> Convention:
    return cast("Convention", depot.convention)  # only a deposit with a convention has refused lines


def _saisie(refus: LigneRefusee, correction: Correction) -> LigneLue:
    champs = {champ: getattr(refus, champ) for champ in CHAMPS_CORRIGEABLES} | dict(correction)
    return LigneLue(rang=refus.rang, prestation=refus.prestation, echeance=refus.echeance, **champs)


def _candidates(
    depot: Depot, saisies: Sequence[LigneLue]
) -> tuple[dict[str, list[PriseEnChargeVue]], dict[str, PriseEnChargeVue]]:
    """Return the grants of these persons by NIR, and by number with those that a line names under another NIR."""
    nirs = {saisie.nir for saisie in saisies}
    numeros = {saisie.numero_pec for saisie in saisies if saisie.numero_pec}
    # Their numbers first: both sides of this « or » then are columns of the grants, and no join walks the persons.
    connus = list(Beneficiaire.objects.filter(caisse=depot.caisse_id, nir__in=nirs).values_list("pk", flat=True))
    siens = Q(beneficiaire__in=connus) | Q(numero__in=numeros)
    par_nir = defaultdict(list)
    par_numero = {}
    for vue in vues_prises_en_charge(_convention(depot), siens):
        par_numero[vue.numero] = vue
        par_nir[vue.nir].append(vue)
    return par_nir, par_numero


def _rejuger(
    refus: LigneRefusee,
    saisie: LigneLue,
    connues: tuple[Sequence[PriseEnChargeVue], Mapping[str, PriseEnChargeVue]],
    deja: list[DejaFacturee],
    par_jour: Mapping[date, Parametres],
) -> LigneRejugee:
    candidates, par_numero = connues
    reglages = par_jour[saisie.debut]
    prise_en_charge, anomalies = juger(saisie, candidates, deja_facturees=deja, le=aujourd_hui(), parametres=reglages)
    total = montant_total(saisie, reglages)
    connue = prise_en_charge or par_numero.get(saisie.numero_pec)
    rejugee = LigneRejugee(
        refus=refus,
        saisie=saisie,
        prise_en_charge=prise_en_charge,
        connue=connue,
        deja_centiemes=sum(
            autre.quantite_centiemes
            for autre in deja
            if connue and autre.prise_en_charge_id == connue.id and autre.mois == saisie.mois
        ),
        anomalies=anomalies,
        partage=partager(total, prise_en_charge.taux_participation) if prise_en_charge and total is not None else None,
        ordre=ordre(prise_en_charge.id, saisie.echeance or saisie.debut, deja) if prise_en_charge else 0,
    )
    if rejugee.est_acceptable:
        deja.append(_facturee(rejugee))
    return rejugee


def _facturee(rejugee: LigneRejugee) -> DejaFacturee:
    """Return the line as those that follow it see it."""
    saisie = rejugee.saisie
    return DejaFacturee(
        numero=None,
        prise_en_charge_id=rejugee.prise_en_charge.id if rejugee.prise_en_charge else None,
        echeance=saisie.echeance,
        debut=saisie.debut,
        fin=saisie.fin,
        quantite_centiemes=saisie.total_centiemes,
        montant_centimes=rejugee.partage.total_centimes if rejugee.partage else 0,
        meme_envoi=True,
        rang=saisie.rang,
    )
