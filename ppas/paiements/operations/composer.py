"""The slip as a document (PAY-01): PDF/UA-1 and PDF/A-3a, with its lines attached as CSV."""

from decimal import Decimal
from pathlib import Path

from ppas.paiements.models import Bordereau, LignePaiement
from ppas.socle import pdf
from ppas.socle.horloge import debut_du_jour
from ppas.socle.regles.affichage import date_fr, euros, siret
from ppas.socle.regles.table import Cellule, ecrire_csv

GABARIT = Path(__file__).parent.parent / "gabarits" / "bordereau.typ"
PRISE_EN_CHARGE = "ligne_facture__prise_en_charge"
CHAMPS = (
    "quantite_centiemes",
    "montant_centimes",
    "ligne_facture__echeance",
    "ligne_facture__debut",
    "ligne_facture__fin",
    f"{PRISE_EN_CHARGE}__beneficiaire__nom",
    f"{PRISE_EN_CHARGE}__beneficiaire__prenom",
    f"{PRISE_EN_CHARGE}__prestation__unite",
    "evaluation__visitee_le",
    "evaluation__commande__beneficiaire__nom",
    "evaluation__commande__beneficiaire__prenom",
)
"""All that is read of a line: building whole rows would take as long as the drawing."""
COLONNES = ("beneficiaire", "echeance", "no_enregistrement", "quantite", "montant")


def composer_bordereau(bordereau: Bordereau) -> bytes:
    """Return the PDF of `bordereau`, dated of its payment: the same slip gives the same bytes."""
    convention = bordereau.convention
    avec_evaluations = bordereau.lignes.filter(evaluation__isnull=False).exists()
    lignes = list(bordereau.lignes_lues(CHAMPS, avec_evaluations=avec_evaluations))
    donnees = {
        "titre": f"Bordereau de paiement n° {bordereau.numero}",
        "caisse": str(convention.caisse),
        "partenaire": convention.partenaire.nom,
        "siret": siret(convention.partenaire.siret),
        "convention": convention.code,
        "structure": convention.identifiant_structure,
        "date_paiement": date_fr(bordereau.date_paiement),
        "total": euros(bordereau.montant_centimes),
        "nb_lignes": f"{len(lignes)} ligne{'s' if len(lignes) > 1 else ''}",
        "lignes": [_cellules(ligne) for ligne in lignes],
        "objet": "Objet" if avec_evaluations else "Échéance",
        "numeros": _numeros(lignes),
    }
    return pdf.composer(GABARIT, donnees, le=debut_du_jour(bordereau.date_paiement), piece=_csv(lignes))


def _numeros(lignes: list[LignePaiement]) -> str:
    """Say what the record numbers of the slip are those of."""
    nb_evaluations = sum(ligne.evaluation_id is not None for ligne in lignes)
    if not nb_evaluations:
        return "Le numéro d’enregistrement est celui de la ligne de facture dans le portail."
    if nb_evaluations == len(lignes):
        return "Le numéro d’enregistrement est celui de l’évaluation dans le portail."
    return (
        "Le numéro d’enregistrement est celui de la ligne de facture, ou après un E de l’évaluation, dans le portail."
    )


def _cellules(ligne: LignePaiement) -> list[str]:
    return [
        str(ligne.beneficiaire),
        ligne.periode,
        ligne.enregistrement,
        ligne.quantite,
        euros(ligne.montant_centimes),
    ]


def _csv(lignes: list[LignePaiement]) -> str:
    return b"".join(ecrire_csv(COLONNES, map(_rangee, lignes))).decode()


def _rangee(ligne: LignePaiement) -> list[Cellule]:
    return [
        str(ligne.beneficiaire),
        ligne.periode,
        ligne.enregistrement,
        Decimal(ligne.quantite_centiemes).scaleb(-2),
        Decimal(ligne.montant_centimes).scaleb(-2),
    ]
