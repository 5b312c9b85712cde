"""Payment slips, as the caisse's system sends them."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models

from ppas.caisses.models import Importation
from ppas.facturation.models import LigneFacture
from ppas.partenaires.models import Convention, Partenaire
from ppas.socle.horloge import PARIS, debut_du_jour

DELAI_PUBLICATION = timedelta(hours=48)
"""« mis en ligne dans le portail 48 heures après la date de paiement » (FAQ), counted from 00:00 in Paris (D12)."""


class BordereauQuerySet(models.QuerySet["Bordereau"]):
    """Slips by owner and date."""

    def de_partenaire(self, partenaire: Partenaire) -> Self:
        """Those of the partner's conventions, published or not."""
        return self.filter(convention__partenaire=partenaire)

    def publies(self, le: datetime) -> Self:
        """Those that a partner may open at the instant `le` (PAY-02)."""
        return self.filter(date_paiement__lte=(le.astimezone(PARIS) - DELAI_PUBLICATION).date())


class Bordereau(models.Model):
    """A payment of one convention; its lines' sum is its total, in cents."""

    convention = models.ForeignKey(Convention, models.PROTECT, related_name="bordereaux", verbose_name="convention")
    numero = models.CharField("n° de bordereau", max_length=30)
    date_paiement = models.DateField("date de paiement")
    montant_centimes = models.BigIntegerField("montant total (centimes)")
    importation = models.ForeignKey(Importation, models.PROTECT, related_name="bordereaux")

    objects = BordereauQuerySet.as_manager()

    class Meta:
        verbose_name = "bordereau de paiement"
        verbose_name_plural = "bordereaux de paiement"
        ordering = ["-date_paiement", "-id"]
        constraints = [models.UniqueConstraint(fields=["convention", "numero"], name="bordereau_numero_unique")]

    def __str__(self) -> str:
        return f"Bordereau n° {self.numero}"

    @property
    def visible_le(self) -> datetime:
        """From when the partner may open it."""
        return debut_du_jour(self.date_paiement) + DELAI_PUBLICATION

    def portee(self) -> dict[str, int | None]:
        """Whom the journal rows of this slip concern."""
        return {"partenaire_ref": self.convention.partenaire_id, "caisse_ref": self.convention.caisse_id}


class LignePaiement(models.Model):
    """What was paid for one invoice line: one payment a line, for ever."""

    bordereau = models.ForeignKey(Bordereau, models.PROTECT, related_name="lignes")
    ligne_facture = models.OneToOneField(LigneFacture, models.PROTECT, related_name="paiement")
    quantite_centiemes = models.PositiveIntegerField("quantité (centièmes)")
    montant_centimes = models.BigIntegerField("montant (centimes)")

    class Meta:
        verbose_name = "ligne de paiement"
        verbose_name_plural = "lignes de paiement"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.bordereau} : {self.ligne_facture}"
