"""What says that a database is the demonstration's, and of which version."""

from django.db import models


class Construction(models.Model):
    """The one row of a demonstration's database. `terminee_le` is empty when the building was interrupted."""

    empreinte = models.CharField("empreinte de ce qui l’a construite", max_length=64)
    commencee_le = models.DateTimeField("commencée le")
    terminee_le = models.DateTimeField("terminée le", null=True, blank=True)

    class Meta:
        verbose_name = "construction de la démonstration"

    def __str__(self) -> str:
        return f"{self.commencee_le:%d/%m/%Y}"
