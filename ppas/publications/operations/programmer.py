"""What is published, or withdrawn, at a time given beforehand."""

from django.core.management import call_command
from django.db import transaction
from wagtail.models import Page


@transaction.atomic
def publier_les_programmees() -> None:
    """Publish the pages whose time has come, withdraw those whose time is over; two workers wait for each other."""
    racine = Page.objects.select_for_update().filter(depth=1).first()
    if racine:
        call_command("publish_scheduled")
