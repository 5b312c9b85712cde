"""Lines that the caisse's information system rejected."""

from django.db import models

from ppas.caisses.models import Importation
from ppas.facturation.models import LigneFacture
from ppas.partenaires.models import Convention


class AnomalieReport(models.Model):
    """A line rejected by the caisse's information system, two or three days after its sending (ANO-01, FIL-10).

    `code` and `libelle` are the caisse's own words; `date` is the day of its rejection (D12).
    """

    ligne_facture = models.ForeignKey(LigneFacture, models.PROTECT, related_name="anomalies_report")
    convention = models.ForeignKey(Convention, models.PROTECT, related_name="anomalies_report", db_index=False)
    code = models.CharField("code", max_length=20)
    libelle = models.CharField("libellé", max_length=300)
    date = models.DateField("date")
    importation = models.ForeignKey(Importation, models.PROTECT, related_name="anomalies_report")

    class Meta:
        verbose_name = "anomalie de report"
        verbose_name_plural = "anomalies de report"
        constraints = [
            models.UniqueConstraint(fields=["ligne_facture", "code"], name="anomalie_report_unique"),
        ]
        indexes = [models.Index(fields=["convention", "-id"], name="anomalie_report_convention")]

    def __str__(self) -> str:
        return f"{self.code} {self.ligne_facture}"
