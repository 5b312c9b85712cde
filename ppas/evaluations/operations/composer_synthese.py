"""The summary of a transmitted evaluation: PDF/UA-1 and PDF/A-3a, with its document as JSON attached (EVA-05)."""

import json
from pathlib import Path
from typing import Any

from ppas.evaluations.models import Evaluation, Transmission
from ppas.evaluations.operations.controler import contenu_de, delais_de, lire_plafonds
from ppas.evaluations.operations.exporter import document
from ppas.evaluations.regles.lecture import COLONNES_DU_PLAN, Reponse, ecrire_total
from ppas.socle import pdf
from ppas.socle.regles.affichage import date_fr, date_heure_fr, nir, telephone

GABARIT = Path(__file__).parent.parent / "gabarits" / "synthese.typ"


def composer_synthese(evaluation: Evaluation, transmission: Transmission) -> bytes:
    """Return the PDF of what was transmitted, dated of its transmission; `transmission` is the last one."""
    contenu = contenu_de(evaluation, transmission)
    titre = f"Évaluation {evaluation.numero_enregistrement}"
    donnees = {
        "titre": titre,
        "caisse": evaluation.caisse.nom,
        "structure": evaluation.convention.partenaire.nom,
        "gir": f"GIR {contenu.gir}",
        "personne": [[nom, valeur] for nom, valeur in _personne(evaluation) if valeur],
        "commande": [[nom, valeur] for nom, valeur in _commande(evaluation, transmission) if valeur],
        "profil": [list(variable) for variable in contenu.profil],
        "totaux": [list(ecrire_total(total)) for total in contenu.totaux(lire_plafonds())],
        "colonnes": list(COLONNES_DU_PLAN),
        "sections": [
            {
                "titre": section.titre,
                "groupes": [
                    {"titre": groupe.titre, "reponses": [_reponse(reponse) for reponse in groupe.reponses]}
                    for groupe in section.groupes
                ],
            }
            for section in contenu.lecture
        ],
    }
    piece = json.dumps(document(evaluation), ensure_ascii=False, indent=2)
    return pdf.composer(GABARIT, donnees, le=transmission.transmise_le, piece=piece)


def _reponse(reponse: Reponse) -> dict[str, Any]:
    """Return an answer, its paragraphs apart: typst joins lines as HTML does."""
    return {
        "libelle": reponse.libelle,
        "paragraphes": [ligne for ligne in reponse.texte.splitlines() if ligne.strip()],
        "lignes": [list(ligne) for ligne in reponse.lignes],
    }


def _personne(evaluation: Evaluation) -> list[tuple[str, str]]:
    commande, beneficiaire = evaluation.commande, evaluation.commande.beneficiaire
    return [
        ("Nom et prénom", str(beneficiaire)),
        ("N° de sécurité sociale", nir(beneficiaire.nir)),
        ("Date de naissance", date_fr(beneficiaire.date_naissance)),
        ("Adresse de la commande", f"{commande.adresse}, {commande.code_postal} {commande.commune}"),
        ("Téléphone", telephone(commande.telephone) if commande.telephone else ""),
    ]


def _commande(evaluation: Evaluation, transmission: Transmission) -> list[tuple[str, str]]:
    commande, delais = evaluation.commande, delais_de(evaluation)
    return [
        ("Commande", f"n° {commande.numero} du {date_fr(commande.date_commande)}, {commande.get_nature_display()}"),
        ("À rendre avant le", date_fr(commande.date_limite)),
        ("Visite", date_fr(delais.visitee_le) if delais.visitee_le else ""),
        ("Évaluateur", str(evaluation.evaluateur)),
        ("Convention", evaluation.convention.code),
        ("Transmise le", f"{date_heure_fr(transmission.transmise_le)}, envoi {transmission.rang}"),
    ]
