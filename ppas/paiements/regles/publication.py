"""When a slip may be read: « mis en ligne dans le portail 48 heures après la date de paiement » (FAQ, PAY-02)."""

from datetime import UTC, date, datetime, time, timedelta

from ppas.socle.regles.affichage import PARIS

DELAI = timedelta(hours=48)


def visible_a_partir_de(date_paiement: date) -> datetime:
    """Return the instant, in Paris, 48 elapsed hours after 00:00 of `date_paiement` (D12).

    The hours are counted, not the days: on the night when clocks change it is not midnight.
    """
    debut = datetime.combine(date_paiement, time(), tzinfo=PARIS)
    return (debut.astimezone(UTC) + DELAI).astimezone(PARIS)


def derniere_date_publiee(le: datetime) -> date:
    """Return the last payment date whose slips may be read at the instant `le`."""
    return (le.astimezone(UTC) - DELAI).astimezone(PARIS).date()
