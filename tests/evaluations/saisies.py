"""What an agent types to place an order."""

from datetime import date

from ppas.evaluations.operations.commandes import DonneesCommande
from ppas.partenaires.models import Convention
from ppas.prises_en_charge.operations.identites import Identite
from tests.factories.prises_en_charge import nir_de_femme

IDENTITE = Identite(nir_de_femme(1), "DURAND", "Jeanne", date(1945, 3, 12), "DIJON")


def donnees_de(convention: Convention, numero: str = "EV1") -> DonneesCommande:
    """Return an order of 4 November 2026 to `convention`, due on 4 December."""
    return DonneesCommande(
        numero=numero,
        convention=convention,
        identite=IDENTITE,
        adresse="12 rue des Tilleuls",
        code_postal="21000",
        nature="premiere",
        date_commande=date(2026, 11, 4),
        date_limite=date(2026, 12, 4),
    )
