"""From when a new tariff may hold, and what of it may still be taken back (CAI-19, INV-14)."""

from datetime import date

from ppas.socle.regles.affichage import date_fr


def motif_de_refus(debut: date, *, le: date, tarif_d_alors: date | None) -> str:
    """Return why a tariff added on `le` cannot begin on `debut`; empty when it can.

    `tarif_d_alors`: since when another one holds on that day, None when none does: the sendings that wait for it are
    then priced at last. Otherwise what is past is settled.
    """
    if debut > le or tarif_d_alors is None:
        return ""
    return (
        f"Un tarif s’applique déjà au {date_fr(debut)}, depuis le {date_fr(tarif_d_alors)} : un nouveau tarif ne peut "
        f"commencer qu’après le {date_fr(le)}."
    )


def est_retirable(debut: date, *, le: date) -> bool:
    """Tell whether a tariff that begins on `debut` may still be deleted on `le`: nothing can have been priced by it."""
    return debut > le
