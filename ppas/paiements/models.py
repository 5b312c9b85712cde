"""What comes back from the caisse's system: payment slips and report anomalies."""

from datetime import datetime
from decimal import Decimal
from typing import Self

from django.db import models

from ppas.caisses.models import Caisse, Importation, Unite
from ppas.facturation.models import LigneFacture
from ppas.paiements.regles.publication import derniere_date_publiee, visible_a_partir_de
from ppas.partenaires.models import Convention, Partenaire
from ppas.prises_en_charge.models import Beneficiaire
from ppas.socle.regles.affichage import date_fr, heures, mois, nombre


class BordereauQuerySet(models.QuerySet["Bordereau"]):
    """Slips by owner and date."""

    def de_partenaire(self, partenaire: Partenaire) -> Self:
        """Those of the partner's conventions, published or not."""
        return self.filter(convention__partenaire=partenaire)

    def de_caisse(self, caisse: Caisse) -> Self:
        """Those that the caisse paid, published or not."""
        return self.filter(convention__caisse=caisse)

    def publies(self, le: datetime) -> Self:
        """Those that a partner may open at the instant `le` (PAY-02)."""
        return self.filter(date_paiement__lte=derniere_date_publiee(le))

    def a_paraitre(self, le: datetime) -> Self:
        """Those that the caisse sent and that no partner may open yet, the nearest first."""
        return self.filter(date_paiement__gt=derniere_date_publiee(le)).order_by("date_paiement", "id")


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
        indexes = [
            models.Index(fields=["convention", "-date_paiement", "-id"], name="bordereau_convention"),
            models.Index(fields=["-date_paiement", "-id"], name="bordereau_date"),
        ]

    def __str__(self) -> str:
        return f"Bordereau n° {self.numero}"

    @property
    def visible_le(self) -> datetime:
        """From when the partner may open it."""
        return visible_a_partir_de(self.date_paiement)

    def lignes_detaillees(self) -> models.QuerySet["LignePaiement"]:
        """Return its lines with all that a page or a document says of them, in one query."""
        prise_en_charge = "ligne_facture__prise_en_charge"
        return self.lignes.select_related(f"{prise_en_charge}__beneficiaire", f"{prise_en_charge}__prestation")

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

    @property
    def beneficiaire(self) -> Beneficiaire:
        """Who was helped."""
        return self.ligne_facture.prise_en_charge.beneficiaire

    @property
    def periode(self) -> str:
        """The échéance of an hourly prestation, the dates of any other."""
        facture = self.ligne_facture
        if facture.echeance:
            return mois(facture.echeance)
        if facture.debut == facture.fin:
            return date_fr(facture.debut)
        return f"du {date_fr(facture.debut)} au {date_fr(facture.fin)}"

    @property
    def quantite(self) -> str:
        """The quantity paid, with its unit when it is the hour."""
        if self.ligne_facture.prise_en_charge.prestation.unite == Unite.HEURE:
            return heures(self.quantite_centiemes)
        return nombre(Decimal(self.quantite_centiemes).scaleb(-2), 2)


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
