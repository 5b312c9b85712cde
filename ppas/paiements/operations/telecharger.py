"""The slip as a table, for whoever wants its numbers (PLU-08): CSV for programs, workbook for people."""

from collections.abc import Iterator
from decimal import Decimal
from typing import IO

from ppas.caisses.models import Prestation
from ppas.paiements.models import Bordereau, LignePaiement
from ppas.socle.regles.affichage import date_fr
from ppas.socle.regles.classeur import EUROS, ColonneFeuille, Feuille, ecrire_classeur
from ppas.socle.regles.table import Cellule, ecrire_csv

LOT = 2000
COLONNES = {
    "no_enregistrement": ColonneFeuille("N° d’enregistrement", 16),
    "beneficiaire": ColonneFeuille("Bénéficiaire", 32),
    "no_pec": ColonneFeuille("Prise en charge", 16),
    "prestation": ColonneFeuille("Prestation", 12),
    "date_debut": ColonneFeuille("Du", 12),
    "date_fin": ColonneFeuille("Au", 12),
    "quantite_facturee": ColonneFeuille("Quantité facturée", 12),
    "quantite_payee": ColonneFeuille("Quantité payée", 12),
    "montant_facture": ColonneFeuille("Montant facturé", 14, EUROS),
    "montant_paye": ColonneFeuille("Montant payé", 14, EUROS),
    "ecart": ColonneFeuille("Écart", 14, EUROS),
}
"""Name of the column in the CSV → the column of the workbook. An evaluation has no grant; its dates are its visit's."""


def lignes_csv(bordereau: Bordereau) -> Iterator[bytes]:
    """Yield the CSV of `bordereau`, line by line and in constant memory; amounts are the caisse's share.

    What was invoiced is, for an evaluation, its tariff: nothing without one.
    """
    return ecrire_csv(tuple(COLONNES), _rangees(bordereau))


def ecrire_xlsx(bordereau: Bordereau, sortie: IO[bytes]) -> None:
    """Write the same table to `sortie` as a workbook; the same slip gives the same bytes."""
    convention = bordereau.convention
    titre = f"Bordereau de paiement n° {bordereau.numero}"
    notes = (
        f"Payé par {convention.caisse} à {convention.partenaire.nom}, convention {convention.code}.",
        f"Date de paiement : {date_fr(bordereau.date_paiement)}. Les montants sont la part de la caisse.",
    )
    feuille = Feuille("Bordereau", titre, tuple(COLONNES.values()), _rangees(bordereau), notes)
    ecrire_classeur(sortie, [feuille], titre=titre)


def _rangees(bordereau: Bordereau) -> Iterator[list[Cellule]]:
    for ligne in bordereau.lignes_detaillees().order_by("pk").iterator(chunk_size=LOT):
        yield _rangee(ligne)


def _rangee(ligne: LignePaiement) -> list[Cellule]:
    centiemes = (
        ligne.facturee_centiemes,
        ligne.quantite_centiemes,
        ligne.facture_centimes,
        ligne.montant_centimes,
        ligne.ecart_centimes,
    )
    nombres = [None if valeur is None else Decimal(valeur).scaleb(-2) for valeur in centiemes]
    facture, visite = ligne.ligne_facture, ligne.evaluation.visitee_le if ligne.evaluation else None
    if facture is None:
        return [ligne.enregistrement, str(ligne.beneficiaire), "", Prestation.EVALUATION, visite, visite, *nombres]
    droit = facture.prise_en_charge
    return [
        facture.pk,
        str(ligne.beneficiaire),
        droit.numero,
        droit.prestation.code,
        facture.debut,
        facture.fin,
        *nombres,
    ]
