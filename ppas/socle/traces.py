"""The technical log: one event is one line, whatever a visitor wrote in it (fiabilite H7)."""

import logging


class UneLigne(logging.Formatter):
    """Writes line breaks and control characters as escapes, those of a traceback included."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the event on one line."""
        texte = super().format(record)
        return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in texte)
