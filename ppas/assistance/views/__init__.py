"""What the views of the domain share."""

from uuid import UUID, uuid4

from django.http import HttpRequest


def lire_cle(request: HttpRequest) -> UUID:
    """Return the key of the form sent, or a new one for a form to be drawn; a forged one is replaced."""
    try:
        return UUID(request.POST.get("cle", ""))
    except ValueError:
        return uuid4()
