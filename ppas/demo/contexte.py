"""What every page of the demonstration knows: that it is one."""

from django.http import HttpRequest


def demonstration(request: HttpRequest) -> dict[str, bool]:
    """Make base.html draw the banner."""
    return {"demonstration": True}
