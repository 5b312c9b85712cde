"""Every line that the rows can make: each state, with or without what may go with it."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

from ppas.facturation.etats import EtatCourrier, EtatLigne, EtatLigneRefusee
from ppas.paiements.regles.situation import Courrier, Ligne, LigneAcceptee, LigneEcartee, Motif, Origine, Paiement

PARIS = ZoneInfo("Europe/Paris")
LE = datetime(2026, 11, 20, 9, 30, tzinfo=PARIS)
DEPOSEE = datetime(2026, 11, 5, 10, 17, tzinfo=PARIS)


def courrier(etat: EtatCourrier, **champs: Any) -> Courrier:
    decide = {EtatCourrier.ACCEPTE, EtatCourrier.REFUSE}
    return Courrier(
        **{
            "etat": etat.value,
            "numero": "C0000012",
            "annonce_le": datetime(2026, 11, 10, 9, 0, tzinfo=PARIS),
            "recu_le": date(2026, 11, 13) if etat in {EtatCourrier.RECU, *decide} else None,
            "decide_le": datetime(2026, 11, 16, 14, 0, tzinfo=PARIS) if etat in decide else None,
            "retire_le": datetime(2026, 11, 12, 9, 0, tzinfo=PARIS) if etat == EtatCourrier.RETIRE else None,
            "reponse": "Pièce manquante" if etat == EtatCourrier.REFUSE else "",
            "facture": 4512 if etat == EtatCourrier.ACCEPTE else None,
        }
        | champs
    )


def paiement(*, est_lisible: bool = True, **champs: Any) -> Paiement:
    jour = 12 if est_lisible else 19
    return Paiement(
        **{
            "numero": "B12",
            "mandate_le": datetime(2026, 11, 10, 15, 41, tzinfo=PARIS),
            "date_paiement": date(2026, 11, jour),
            "visible_le": datetime(2026, 11, jour + 2, 0, 0, tzinfo=PARIS),
            "montant_centimes": 33768,
        }
        | champs
    )


def acceptee(etat: EtatLigne = EtatLigne.ACCEPTEE, **champs: Any) -> LigneAcceptee:
    est_exportee = etat not in {EtatLigne.ACCEPTEE, EtatLigne.ANNULEE}
    return LigneAcceptee(
        **{
            "etat": etat.value,
            "origine": Origine.FICHIER,
            "envoi": "03_21231300_202610.xml",
            "montant_centimes": 33768,
            "envoyee_le": DEPOSEE,
            "controlee_le": DEPOSEE,
            "exportee_le": datetime(2026, 11, 9, 9, 12, tzinfo=PARIS) if est_exportee else None,
            "rejetee_le": date(2026, 11, 12) if etat == EtatLigne.REJETEE else None,
            "motifs": (Motif("R12", "Droits fermés"),) if etat == EtatLigne.REJETEE else (),
            "annulee_le": DEPOSEE if etat == EtatLigne.ANNULEE else None,
        }
        | champs
    )


def ecartee(etat: EtatLigneRefusee = EtatLigneRefusee.A_CORRIGER, **champs: Any) -> LigneEcartee:
    est_close = etat not in {EtatLigneRefusee.A_CORRIGER, EtatLigneRefusee.PAR_COURRIER}
    return LigneEcartee(
        **{
            "etat": etat.value,
            "envoi": "03_21231300_202610.xml",
            "montant_centimes": 48240,
            "envoyee_le": DEPOSEE,
            "controlee_le": DEPOSEE,
            "close_le": datetime(2026, 11, 6, 9, 0, tzinfo=PARIS) if est_close else None,
            "motifs": (Motif("L07", "Quantité supérieure à ce qui est accordé", "Ramenez la quantité à 15,50 h."),),
            "facture": 4513 if etat == EtatLigneRefusee.REFACTUREE else None,
        }
        | champs
    )


def toutes() -> Iterator[Ligne]:
    """Yield every combination of states, whatever the rules allow: a story must exist for what should not happen."""
    courriers = [None, *map(courrier, EtatCourrier)]
    paiements = [None, paiement(), paiement(est_lisible=False)]
    for etat, origine, paye, lettre in product(EtatLigne, Origine, paiements, courriers):
        yield acceptee(etat, origine=origine, paiement=paye, courrier=lettre)
    for etat_refus, lettre in product(EtatLigneRefusee, courriers):
        yield ecartee(etat_refus, courrier=lettre)
    yield from map(courrier, EtatCourrier)
