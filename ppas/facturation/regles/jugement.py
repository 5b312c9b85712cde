"""The whole judgement of a line, whichever door it comes through: file, correction of a refused line, letter."""

from collections.abc import Sequence
from datetime import date

from ppas.facturation.regles.catalogue import Anomalie
from ppas.facturation.regles.donnees import DejaFacturee, LigneSaisie, Parametres, PriseEnChargeVue
from ppas.facturation.regles.ligne import anomalies
from ppas.facturation.regles.rapprochement import rapprocher


def juger(
    ligne: LigneSaisie,
    candidates: Sequence[PriseEnChargeVue],
    *,
    deja_facturees: Sequence[DejaFacturee],
    le: date,
    parametres: Parametres,
) -> tuple[PriseEnChargeVue | None, list[Anomalie]]:
    """Return the grant that `ligne` draws on, None when there is none, and all that is wrong with it."""
    prise_en_charge, defaut = rapprocher(ligne, candidates)
    trouvees = anomalies(
        ligne, prise_en_charge=prise_en_charge, deja_facturees=deja_facturees, le=le, parametres=parametres
    )
    return prise_en_charge, trouvees if defaut is None else [defaut, *trouvees]


def ordre(prise_en_charge_id: int, periode: date, anterieures: Sequence[DejaFacturee]) -> int:
    """Number a line among those of its exchange for the same grant and period (see `LigneFacture.ordre`)."""
    return 1 + sum(
        autre.meme_envoi
        and autre.prise_en_charge_id == prise_en_charge_id
        and (autre.echeance or autre.debut) == periode
        for autre in anterieures
    )
