"""What is granted, invoiced and left, as « Liste des bénéficiaires » writes it (LST-01) and as L07 and L12 judge it."""

from dataclasses import dataclass
from decimal import Decimal

from ppas.socle.regles.affichage import euros, heures, nombre


@dataclass(frozen=True, slots=True)
class Consommation:
    """Three texts for people. `est_depassee`: more was invoiced than the caisse now grants."""

    accorde: str
    facture: str
    reste: str
    est_depassee: bool


def consommation(
    *,
    unite: str,
    quantite_mensuelle_centiemes: int | None,
    plafond_centimes: int | None,
    facture_mois_centiemes: int,
    facture_mois_centimes: int,
    facture_total_centimes: int,
) -> Consommation:
    """Return the state of a grant for a month.

    A monthly quantity is counted month by month, a ceiling over the whole life of the grant; the quantity is the one
    shown when the caisse set both. Quantities are in hundredths of `unite`, amounts in cents.
    """
    if quantite_mensuelle_centiemes is None:
        plafond = plafond_centimes or 0
        reste = plafond - facture_total_centimes
        return Consommation(f"{euros(plafond)} au total", euros(facture_mois_centimes), euros(reste), reste < 0)
    ecrire = heures if unite == "heure" else _forfaits
    reste = quantite_mensuelle_centiemes - facture_mois_centiemes
    return Consommation(
        f"{ecrire(quantite_mensuelle_centiemes)} par mois", ecrire(facture_mois_centiemes), ecrire(reste), reste < 0
    )


def _forfaits(centiemes: int) -> str:
    return nombre(Decimal(centiemes) / 100, 2)
