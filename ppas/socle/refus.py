"""What an operation answers when it will not act."""

from ppas.socle.regles.table import Fautes


class Refus(Exception):
    """A refusal: `code` is stable, for programs; `message` is a French sentence, for people.

    `champ` names the form field at fault, when there is one.
    """

    def __init__(self, code: str, message: str, *, champ: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.champ = champ


class FichierRefuse(Refus):
    """A flux with at least one fault: nothing of it was taken. `fautes` holds what to correct, line by line."""

    def __init__(self, fautes: Fautes) -> None:
        s = "s" if fautes.nb > 1 else ""
        super().__init__("fichier-refuse", f"Le fichier comporte {fautes.nb} erreur{s} : rien n’a été importé.")
        self.fautes = fautes
