"""Counters by caisse and month, kept while things happen: no screen counts over history."""

from django.db import models
from django.db.models import Q

from ppas.caisses.models import Caisse


class BilanMensuel(models.Model):
    """What a caisse received and paid during a calendar month of Paris (`mois`: its first day); amounts in cents.

    Written by `operations.bilan.compter`, in the transaction of each fact and as its last lock.
    """

    caisse = models.ForeignKey(Caisse, models.CASCADE, related_name="bilans", db_index=False)
    mois = models.DateField("mois")
    nb_depots = models.PositiveIntegerField("fichiers traités", default=0)
    nb_depots_refuses = models.PositiveIntegerField("fichiers refusés", default=0)
    nb_formulaires = models.IntegerField("formulaires validés", default=0)
    nb_lignes_acceptees = models.IntegerField("lignes acceptées", default=0)
    nb_lignes_refusees = models.PositiveIntegerField("lignes refusées", default=0)
    nb_anomalies_report = models.PositiveIntegerField("anomalies de report", default=0)
    nb_courriers = models.PositiveIntegerField("courriers acceptés", default=0)
    nb_lignes_payees = models.PositiveIntegerField("lignes payées", default=0)
    nb_evaluations_payees = models.PositiveIntegerField("évaluations payées", default=0)
    montant_accepte_centimes = models.BigIntegerField("montant accepté (centimes)", default=0)
    montant_paye_centimes = models.BigIntegerField("montant payé (centimes)", default=0)

    class Meta:
        verbose_name = "bilan mensuel"
        verbose_name_plural = "bilans mensuels"
        ordering = ["-mois"]
        constraints = [
            models.UniqueConstraint(fields=["caisse", "mois"], name="bilan_mensuel_unique"),
            models.CheckConstraint(condition=Q(mois__day=1), name="bilan_mensuel_premier_du_mois"),
        ]

    def __str__(self) -> str:
        return f"{self.caisse} {self.mois:%m/%Y}"
