"""The letter to print, sign and post for what the portal does not take (ANO-07, INV-11): PDF/UA-1 and PDF/A-3a."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ppas.facturation.models import Courrier
from ppas.partenaires.models import Partenaire
from ppas.socle import pdf
from ppas.socle.regles.affichage import date_fr, euros, heures, nir, siret, telephone

GABARIT = Path(__file__).parent.parent / "gabarits" / "courrier.typ"
SANS_ADRESSE = (
    "L’adresse postale de cette caisse n’est pas dans le portail : demandez-la-lui, ou reprenez celle de votre "
    "convention."
)
A_LA_MAIN = "." * 24
OBJET = (
    "Facturation à traiter manuellement : elle ne peut pas être envoyée par le portail Partenaires Action Sociale, ou "
    "ne peut plus l’être."
)


def composer_lettre(courriers: Sequence[Courrier]) -> bytes:
    """Return the PDF of these letters of one convention, read with `detailles`: one envelope, a block for each.

    It is dated of its first announcement: the same letters give the same bytes.
    """
    premier = courriers[0]
    convention = premier.convention
    partenaire = convention.partenaire
    titre = f"Facturation par courrier n° {premier.numero}"
    if len(courriers) > 1:
        titre = f"Facturation par courrier, {len(courriers)} factures"
    donnees = {
        "titre": titre,
        "objet": OBJET,
        "partenaire": partenaire.nom,
        "adresse": _adresse(partenaire),
        "expediteur": [
            champ
            for champ in (
                ("SIRET", siret(partenaire.siret)),
                ("Téléphone", telephone(partenaire.telephone)),
                ("Convention", convention.code),
                ("Identifiant de la structure", convention.identifiant_structure),
            )
            if champ[1]
        ],
        "caisse": premier.caisse.nom,
        "adresse_caisse": premier.caisse.adresse_postale.splitlines() or [SANS_ADRESSE],
        "lignes": [_bloc(courrier) for courrier in courriers],
    }
    return pdf.composer(GABARIT, donnees, le=premier.annonce_le)


def _adresse(partenaire: Partenaire) -> list[str]:
    return partenaire.adresse.lignes() if hasattr(partenaire, "adresse") else []


def _bloc(courrier: Courrier) -> dict[str, Any]:
    return {
        "titre": f"Facture n° {courrier.numero}",
        "motif": courrier.motif,
        "champs": [
            ("Bénéficiaire", courrier.beneficiaire),
            ("N° de sécurité sociale", nir(courrier.nir)),
            ("Prise en charge", courrier.prise_en_charge.numero if courrier.prise_en_charge else A_LA_MAIN),
            ("Période d’intervention", f"du {date_fr(courrier.debut)} au {date_fr(courrier.fin)}"),
            *_quantites(courrier),
        ],
    }


def _quantites(courrier: Courrier) -> list[tuple[str, str]]:
    if not courrier.echeance:
        return [
            ("Quantité", courrier.quantite if courrier.total_centiemes else A_LA_MAIN),
            ("Montant", euros(courrier.montant_centimes) if courrier.montant_centimes else A_LA_MAIN),
        ]
    if not courrier.total_centiemes:
        return [("Heures jours ouvrables", A_LA_MAIN), ("Heures dimanches et jours fériés", A_LA_MAIN)]
    return [
        ("Heures jours ouvrables", heures(courrier.ouvrables_centiemes)),
        ("Heures dimanches et jours fériés", heures(courrier.dimanches_feries_centiemes)),
    ]
