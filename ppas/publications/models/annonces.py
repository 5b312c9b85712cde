"""The announcement at the top of the home page (PUB-06)."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.fields import RichTextField
from wagtail.snippets.models import register_snippet

from ppas.publications.models.blocs import EN_LIGNE
from ppas.socle.horloge import maintenant


class AnnonceQuerySet(models.QuerySet["Annonce"]):
    """Announcements between two dates."""

    def du_jour(self) -> Self:
        """Those to show now, the latest first."""
        return self.filter(debut__lte=maintenant()).filter(Q(fin=None) | Q(fin__gt=maintenant()))


@register_snippet
class Annonce(models.Model):
    """A sentence shown on the home page from `debut` until `fin` (None: until somebody ends it)."""

    texte = RichTextField("texte", features=EN_LIGNE, max_length=600)
    debut = models.DateTimeField("à partir du")
    fin = models.DateTimeField("jusqu’au", null=True, blank=True)

    objects = AnnonceQuerySet.as_manager()
    panels = [FieldPanel("texte"), FieldRowPanel([FieldPanel("debut"), FieldPanel("fin")])]

    class Meta:
        verbose_name = "annonce"
        ordering = ["-debut", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(fin=None) | Q(fin__gt=F("debut")),
                name="annonce_dates_en_ordre",
                violation_error_message="La fin précède le début.",
            ),
        ]

    def __str__(self) -> str:
        return f"Annonce du {self.debut:%d/%m/%Y}"
