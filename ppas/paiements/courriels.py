"""Mails about what comes back from the caisse's system. None names a beneficiary."""

from ppas.caisses.courriels import au_nom_de
from ppas.caisses.models import Caisse
from ppas.socle.operations.courriels import Message, adresse_complete


def lignes_rejetees(destinataire: str, *, caisse: Caisse, nb_lignes: int) -> Message:
    """Tell that the caisse's system rejected lines of the partner, and where to see which (ANO-01)."""
    page = adresse_complete("paiements:anomalies_report")
    lignes = "1 ligne de facture a été rejetée" if nb_lignes == 1 else f"{nb_lignes} lignes de facture ont été rejetées"
    message = Message(
        destinataire=destinataire,
        sujet="Anomalies de report",
        corps=(
            "Bonjour,\n\n"
            f"{lignes} à l’entrée dans le système d’information de la caisse {caisse} (anomalies de report). Les "
            "lignes, leur motif et ce que vous pouvez faire sont dans le portail, menu « Les services », "
            "« Anomalies de facturation et de report » :\n"
            f"{page}\n\n"
            "Ces lignes ne peuvent pas être re-facturées via le portail.\n\n"
            "Cordialement\nAdministrateur PPAS\n"
        ),
    )
    return au_nom_de(caisse, message)


def exemples(caisse: Caisse) -> list[tuple[str, Message]]:
    """Return what the portal sends about rejected lines in the name of `caisse`: when, and the mail."""
    message = lignes_rejetees("contact@exemple.fr", caisse=caisse, nb_lignes=2)
    return [("Vous importez des anomalies de report", message)]
