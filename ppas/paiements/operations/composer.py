"""The slip as a document (PAY-01): PDF/UA-1 and PDF/A-3a, with its lines attached as CSV."""

from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from ppas.paiements.models import Bordereau
from ppas.paiements.models.ligne import ecrire_enregistrement, ecrire_periode, ecrire_quantite, ecrire_visite_payee
from ppas.socle import pdf
from ppas.socle.horloge import debut_du_jour
from ppas.socle.regles.affichage import date_fr, euros, siret
from ppas.socle.regles.table import Cellule, ecrire_csv

GABARIT = Path(__file__).parent.parent / "gabarits" / "bordereau.typ"
PRISE_EN_CHARGE = "ligne_facture__prise_en_charge"
AIDE = f"{PRISE_EN_CHARGE}__beneficiaire"
EVALUE = "evaluation__commande__beneficiaire"
VISITE = "evaluation__visitee_le"
CHAMPS_FACTURES = (
    "evaluation",
    "ligne_facture",
    "quantite_centiemes",
    "montant_centimes",
    "ligne_facture__echeance",
    "ligne_facture__debut",
    "ligne_facture__fin",
    f"{PRISE_EN_CHARGE}__prestation__unite",
    f"{AIDE}__nom",
    f"{AIDE}__prenom",
)
CHAMPS = (*CHAMPS_FACTURES, VISITE, f"{EVALUE}__nom", f"{EVALUE}__prenom")
"""All that is read of a line: building rows of it would take as long as the drawing."""
COLONNES = ("beneficiaire", "echeance", "no_enregistrement", "quantite", "montant")


class _Ligne(NamedTuple):
    """A line as the document writes it."""

    beneficiaire: str
    periode: str
    enregistrement: str
    quantite: str
    quantite_centiemes: int
    montant_centimes: int
    est_evaluation: bool


def composer_bordereau(bordereau: Bordereau) -> bytes:
    """Return the PDF of `bordereau`, dated of its payment: the same slip gives the same bytes."""
    convention = bordereau.convention
    lignes = _lire(bordereau)
    nb_evaluations = sum(ligne.est_evaluation for ligne in lignes)
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
        "lignes": [
            [ligne.beneficiaire, ligne.periode, ligne.enregistrement, ligne.quantite, euros(ligne.montant_centimes)]
            for ligne in lignes
        ],
        "objet": "Objet" if nb_evaluations else "Échéance",
        "numeros": _numeros(len(lignes), nb_evaluations),
    }
    return pdf.composer(GABARIT, donnees, le=debut_du_jour(bordereau.date_paiement), piece=_csv(lignes))


def _lire(bordereau: Bordereau) -> list[_Ligne]:
    """Read the lines; most slips pay no evaluation, and none is then joined."""
    lues = list(bordereau.lignes.values(*CHAMPS_FACTURES))
    if any(lue["evaluation"] for lue in lues):
        lues = list(bordereau.lignes.values(*CHAMPS))
    return [_ligne(lue) for lue in lues]


def _ligne(lue: dict[str, Any]) -> _Ligne:
    evaluation, unite = lue["evaluation"], lue[f"{PRISE_EN_CHARGE}__prestation__unite"]
    aide = EVALUE if evaluation else AIDE
    echeance, debut, fin = (lue[f"ligne_facture__{champ}"] for champ in ("echeance", "debut", "fin"))
    return _Ligne(
        beneficiaire=f"{lue[f'{aide}__nom']} {lue[f'{aide}__prenom']}",
        periode=ecrire_visite_payee(lue[VISITE]) if evaluation else ecrire_periode(echeance, debut, fin),
        enregistrement=ecrire_enregistrement(lue["ligne_facture"], evaluation),
        quantite=ecrire_quantite(lue["quantite_centiemes"], unite),
        quantite_centiemes=lue["quantite_centiemes"],
        montant_centimes=lue["montant_centimes"],
        est_evaluation=evaluation is not None,
    )


def _numeros(nb_lignes: int, nb_evaluations: int) -> str:
    """Say what the record numbers of the slip are those of."""
    if not nb_evaluations:
        return "Le numéro d’enregistrement est celui de la ligne de facture dans le portail."
    if nb_evaluations == nb_lignes:
        return "Le numéro d’enregistrement est celui de l’évaluation dans le portail."
    return (
        "Le numéro d’enregistrement est celui de la ligne de facture, ou après un E de l’évaluation, dans le portail."
    )


def _csv(lignes: list[_Ligne]) -> str:
    return b"".join(ecrire_csv(COLONNES, map(_rangee, lignes))).decode()


def _rangee(ligne: _Ligne) -> list[Cellule]:
    return [
        ligne.beneficiaire,
        ligne.periode,
        ligne.enregistrement,
        Decimal(ligne.quantite_centiemes).scaleb(-2),
        Decimal(ligne.montant_centimes).scaleb(-2),
    ]
