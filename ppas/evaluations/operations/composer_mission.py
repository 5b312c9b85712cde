"""The mission letter of an order, to take to the visit: PDF/UA-1 and PDF/A-3a (EVA-01)."""

from datetime import datetime
from pathlib import Path
from typing import Any

from ppas.evaluations.models import Commande, Reservation
from ppas.socle import pdf
from ppas.socle.horloge import debut_du_jour
from ppas.socle.regles.affichage import date_fr, nir, telephone

GABARIT = Path(__file__).parent.parent / "gabarits" / "mission.typ"
NON_COMMUNIQUE = "Non communiqué"
SANS_CONSIGNE = "La caisse n’a pas donné de consigne."


def composer_mission(commande: Commande, reservation: Reservation | None) -> bytes:
    """Return the PDF of `commande`, read with its beneficiary, caisse and convention; `reservation` holds it, if any.

    It is dated of its reservation, or else of the order: the same order in the same hands gives the same bytes.
    """
    return pdf.composer(GABARIT, _donnees(commande, reservation), le=_le(commande, reservation))


def _le(commande: Commande, reservation: Reservation | None) -> datetime:
    return reservation.prise_le if reservation else debut_du_jour(commande.date_commande)


def _donnees(commande: Commande, reservation: Reservation | None) -> dict[str, Any]:
    beneficiaire, caisse, convention = commande.beneficiaire, commande.caisse, commande.convention
    service = [(libelle, valeur) for libelle, valeur in (
        ("Téléphone du service", telephone(caisse.telephone)),
        ("Adresse électronique", caisse.courriel),
    ) if valeur]  # fmt: skip
    return {
        "titre": f"Commande d’évaluation n° {commande.numero}",
        "structure": convention.partenaire.nom,
        "caisse": caisse.nom,
        "evaluateur": str(reservation.evaluateur) if reservation else "Non réservée",
        "limite": date_fr(commande.date_limite),
        "etat": "" if commande.est_ouverte else commande.get_etat_display(),
        "personne": [
            ("Nom et prénom", str(beneficiaire)),
            ("Date de naissance", date_fr(beneficiaire.date_naissance)),
            ("N° de sécurité sociale", nir(beneficiaire.nir)),
            ("Téléphone", telephone(commande.telephone) or NON_COMMUNIQUE),
        ],
        "adresse": [commande.adresse, f"{commande.code_postal} {commande.commune}"],
        "demande": [
            ("Convention", convention.code),
            ("Nature", commande.get_nature_display()),
            ("Motif", commande.motif or "Non indiqué"),
            ("Commandée le", date_fr(commande.date_commande)),
            *service,
        ],
        "consignes": commande.consignes.splitlines() or [SANS_CONSIGNE],
    }
