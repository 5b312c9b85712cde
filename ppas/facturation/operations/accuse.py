"""The deposit receipt (PLU-05): what was received, when, from whom, and what became of it, as JSON and as PDF.

Its fields are described in docs/decisions/0075: a program may rely on them, and VERSION changes when one changes its
meaning. A final deposit always gives the same bytes: nothing of what happened after it is said.
"""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.text import capfirst

from ppas.facturation.models import Depot
from ppas.socle import pdf
from ppas.socle.horloge import PARIS
from ppas.socle.regles.affichage import date_heure_fr, euros, mois, nombre, siret

VERSION = "1"
GABARIT = Path(__file__).parent.parent / "gabarits" / "accuse.typ"


def accuse_json(depot: Depot) -> bytes:
    """Return the receipt of `depot` as JSON in UTF-8; amounts and quantities are texts with two decimals."""
    return json.dumps(_document(depot), ensure_ascii=False, indent=2).encode()


def accuse_pdf(depot: Depot) -> bytes:
    """Return the receipt of `depot` as PDF, with the JSON attached; dated of its last state."""
    document = _document(depot)
    donnees = {
        "titre": f"Accusé de dépôt n° {depot.pk}",
        "caisse": str(depot.caisse or ""),
        "etat": depot.get_etat_display(),
        "est_final": document["est_final"],
        "resultat": depot.resultat,
        "fiche": [[nom, valeur] for nom, valeur in _fiche(depot) if valeur],
        "totaux": _totaux(depot) if depot.est_publie else [],
        "anomalies": [
            [c.code, capfirst(c.libelle), nombre(nb)] for c, nb, _ in depot.anomalies_par_code if not depot.est_ouvert
        ],
    }
    piece = json.dumps(document, ensure_ascii=False, indent=2)
    return pdf.composer(GABARIT, donnees, le=depot.traite_le or depot.depose_le, piece=piece)


def _document(depot: Depot) -> dict[str, Any]:
    """Return the fields of the receipt, in a fixed order."""
    est_final = not depot.est_ouvert
    return {
        "version": VERSION,
        "numero": depot.pk,
        "est_final": est_final,
        "etat": depot.etat,
        "resultat": depot.resultat,
        "fichier": {"nom": depot.nom_fichier, "taille_octets": depot.taille, "sha256": depot.sha256},
        "depose_le": depot.depose_le.astimezone(PARIS).isoformat(timespec="seconds"),
        "depose_par": str(depot.depose_par),
        "traite_le": depot.traite_le.astimezone(PARIS).isoformat(timespec="seconds")
        if est_final and depot.traite_le
        else None,
        "structure": {
            "nom": depot.partenaire.nom,
            "siret": depot.partenaire.siret or None,
            "identifiant": depot.convention.identifiant_structure if depot.convention else None,
        },
        "caisse": {"code": depot.caisse.code, "nom": depot.caisse.nom} if depot.caisse else None,
        "convention": depot.convention.code if depot.convention else None,
        "prestation": depot.prestation.code if depot.prestation else None,
        "echeance": f"{depot.echeance:%Y-%m}" if depot.echeance else None,
        "lignes": {
            "lues": depot.nb_lignes_lues,
            "acceptees": depot.nb_lignes_acceptees,
            "refusees": depot.nb_lignes_refusees,
        }
        if est_final
        else None,
        "quantite_acceptee": _decimal(depot.quantite_centiemes) if est_final else None,
        "montants_acceptes": {
            "part_caisse": _decimal(depot.montant_caisse_centimes),
            "part_beneficiaire": _decimal(depot.montant_beneficiaire_centimes),
        }
        if est_final
        else None,
        "anomalies": {controle.code: nb for controle, nb, _ in depot.anomalies_par_code} if est_final else None,
    }


def _decimal(centiemes: int) -> str:
    return f"{Decimal(centiemes).scaleb(-2):.2f}"


def _fiche(depot: Depot) -> list[tuple[str, str]]:
    convention = depot.convention
    return [
        ("Fichier", depot.nom_fichier),
        ("Taille", f"{nombre(depot.taille)} octets"),
        ("Empreinte SHA-256", depot.sha256),
        ("Déposé le", date_heure_fr(depot.depose_le)),
        ("Déposé par", str(depot.depose_par)),
        ("Traité le", date_heure_fr(depot.traite_le) if depot.traite_le and not depot.est_ouvert else ""),
        ("Structure", depot.partenaire.nom),
        ("SIRET", siret(depot.partenaire.siret) if depot.partenaire.siret else ""),
        ("Convention", convention.code if convention else ""),
        ("Identifiant de la structure", convention.identifiant_structure if convention else ""),
        ("Prestation", str(depot.prestation or "")),
        ("Échéance", mois(depot.echeance) if depot.echeance else ""),
    ]


def _totaux(depot: Depot) -> list[list[str]]:
    return [
        ["Lignes lues", nombre(depot.nb_lignes_lues)],
        ["Lignes acceptées", nombre(depot.nb_lignes_acceptees)],
        ["Lignes refusées", nombre(depot.nb_lignes_refusees)],
        ["Quantité acceptée", depot.quantite],
        ["Part de la caisse", euros(depot.montant_caisse_centimes)],
        ["Part du bénéficiaire", euros(depot.montant_beneficiaire_centimes)],
    ]
