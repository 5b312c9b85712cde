"""Which months may be typed on line (FAQ « La facturation par saisie en ligne », D10)."""

from datetime import date

from ppas.facturation.regles.calendrier import fin_du_mois, mois_avant

TROP_ANCIENNE = (
    "Pour la facturation des échéances antérieures à {delai} mois, faire des facturations individuelles et les envoyer "
    "à la caisse pour traitement manuel."
)
A_VENIR = "Cette échéance n’est pas commencée : le formulaire s’ouvrira le {debut:%d/%m/%Y}."


def echeances_ouvertes(*, le: date, delai_mois: int) -> list[date]:
    """Return the first day of each month that may be opened on `le`, the newest first."""
    return [mois_avant(le.replace(day=1), nombre) for nombre in range(delai_mois + 1)]


def motif_de_fermeture(echeance: date, *, le: date, delai_mois: int) -> str | None:
    """Return why the month that begins on `echeance` may not be opened on `le`, in French; None when it may (INV-11).

    A month stays open as long as its last day is within the delay of control L04.
    """
    if echeance > le:
        return A_VENIR.format(debut=echeance)
    if fin_du_mois(echeance) < mois_avant(le, delai_mois):
        return TROP_ANCIENNE.format(delai=delai_mois)
    return None
