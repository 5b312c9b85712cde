"""One rule, two levels, two sentences for what was already invoiced (D11, ANO-05, ANO-06, ANO-08); and within one file.

- L05: accepted in another exchange, for the same prise en charge and the same échéance (AMD) or the same period;
- L06: accepted in another exchange, and its period overlaps;
- L11: overlaps another line of the same exchange. Two lines of one prise en charge that do not overlap are fine.
"""

from collections.abc import Sequence

from ppas.facturation.regles.catalogue import Anomalie, anomalie
from ppas.facturation.regles.donnees import DejaFacturee, LigneSaisie, PriseEnChargeVue
from ppas.socle.regles.affichage import date_fr


def doublon(
    ligne: LigneSaisie, pec: PriseEnChargeVue | None, deja_facturees: Sequence[DejaFacturee]
) -> Anomalie | None:
    """Return the gravest of L05, L06, L11; `deja_facturees`: accepted lines of the same beneficiary and prestation.

    The oldest record is named, in whatever order they are given: the same file always gets the same report.
    """
    if not deja_facturees:
        return None
    memes = [autre for autre in deja_facturees if _est_meme_facture(ligne, pec, autre)]
    if memes:
        numero = min(memes, key=_anciennete).numero
        return anomalie("L05", "dt-debut", numero_facture=numero, numero=numero)
    croisees = [autre for autre in deja_facturees if autre.debut <= ligne.fin and ligne.debut <= autre.fin]
    chevauchee = min((autre for autre in croisees if not autre.meme_envoi), key=_anciennete, default=None)
    jumelle = min((autre for autre in croisees if autre.meme_envoi), key=_anciennete, default=None)
    if chevauchee is not None:
        return anomalie(
            "L06",
            "dt-debut",
            numero_facture=chevauchee.numero,
            numero=chevauchee.numero,
            debut=date_fr(chevauchee.debut),
            fin=date_fr(chevauchee.fin),
        )
    if jumelle is not None:
        debut, fin = date_fr(jumelle.debut), date_fr(jumelle.fin)
        return anomalie("L11", "dt-debut", autre=jumelle.rang, debut=debut, fin=fin)
    return None


def _anciennete(autre: DejaFacturee) -> int:
    return (autre.rang if autre.meme_envoi else autre.numero) or 0


def _est_meme_facture(ligne: LigneSaisie, pec: PriseEnChargeVue | None, autre: DejaFacturee) -> bool:
    if autre.meme_envoi or pec is None or autre.prise_en_charge_id != pec.id:
        return False
    if ligne.est_horaire:
        return autre.echeance == ligne.echeance
    return autre.debut == ligne.debut and autre.fin == ligne.fin
