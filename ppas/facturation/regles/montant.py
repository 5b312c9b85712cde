"""Who pays what: the shares of an hourly line and of a priced one (domaine.md §3, INV-14).

DERIVED rule of the notes: the beneficiary pays p % of T × h + Td × hd, the caisse the rest. UNKNOWN in the sources:
whether p applies to the Sunday rate; here it does. Rounding: the total to the cent, half up, then the beneficiary's
share of that total to the cent, half up; the caisse pays the difference, so that the shares always sum to the total.
"""

from dataclasses import dataclass

BASE = 10_000
"""One hundred percent, in basis points."""


@dataclass(frozen=True, slots=True)
class Partage:
    """Amounts of one line, in cents."""

    total_centimes: int
    caisse_centimes: int
    beneficiaire_centimes: int


def montant_heures(
    ouvrables_centiemes: int, dimanches_feries_centiemes: int, *, tarif: int, tarif_dimanche_ferie: int | None
) -> int:
    """Return the price in cents of these hours (hundredths) at these hourly tariffs (cents).

    Without a known tariff for Sundays and public holidays, the ordinary one applies.
    """
    exact = ouvrables_centiemes * tarif
    exact += dimanches_feries_centiemes * (tarif if tarif_dimanche_ferie is None else tarif_dimanche_ferie)
    return arrondir(exact, 100)


def montant_quantite(quantite_centiemes: int, prix_unitaire_centimes: int) -> int:
    """Return quantity (hundredths) × unit price (cents), in cents."""
    return arrondir(quantite_centiemes * prix_unitaire_centimes, 100)


def partager(total_centimes: int, taux_participation: int) -> Partage:
    """Split a total between the beneficiary, who pays `taux_participation` basis points of it, and the caisse."""
    beneficiaire = arrondir(total_centimes * taux_participation, BASE)
    return Partage(total_centimes, total_centimes - beneficiaire, beneficiaire)


def arrondir(numerateur: int, diviseur: int) -> int:
    """Divide and round to the nearest integer, half up; both are positive or zero."""
    return (2 * numerateur + diviseur) // (2 * diviseur)
