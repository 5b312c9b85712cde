"""What an operation answers when it will not act."""


class Refus(Exception):
    """A refusal: `code` is stable, for programs; `message` is a French sentence, for people.

    `champ` names the form field at fault, when there is one.
    """

    def __init__(self, code: str, message: str, *, champ: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.champ = champ
