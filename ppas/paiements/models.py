"""What comes back from the caisse's system: payment slips and report anomalies."""

from datetime import date, datetime
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce

from ppas.caisses.models import Caisse, Importation, Unite
from ppas.facturation.models import LigneFacture
from ppas.paiements.regles.publication import derniere_date_publiee, visible_a_partir_de
from ppas.partenaires.models import Convention, Partenaire
from ppas.prises_en_charge.models import Beneficiaire
from ppas.socle.regles.affichage import date_fr, heures, mois, nombre, signe


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

    def filtrees(
        self,
        *,
        convention: Convention | None = None,
        caisse: Caisse | None = None,
        du: date | None = None,
        au: date | None = None,
        min_centimes: int | None = None,
        max_centimes: int | None = None,
    ) -> Self:
        """Those that the filters of a list keep; a filter left out keeps all."""
        voulus = {
            "convention": convention,
            "convention__caisse": caisse,
            "date_paiement__gte": du,
            "date_paiement__lte": au,
            "montant_centimes__gte": min_centimes,
            "montant_centimes__lte": max_centimes,
        }
        return self.filter(**{champ: valeur for champ, valeur in voulus.items() if valeur is not None})

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

    def lignes_detaillees(self) -> "LignePaiementQuerySet":
        """Return its lines with all that a page or a document says of them, in one query."""
        prise_en_charge = "ligne_facture__prise_en_charge"
        return self.lignes.select_related(f"{prise_en_charge}__beneficiaire", f"{prise_en_charge}__prestation")

    def portee(self) -> dict[str, int | None]:
        """Whom the journal rows of this slip concern."""
        return {"partenaire_ref": self.convention.partenaire_id, "caisse_ref": self.convention.caisse_id}


FACTUREE_CENTIEMES = (
    F("ligne_facture__ouvrables_centiemes")
    + F("ligne_facture__dimanches_feries_centiemes")
    + F("ligne_facture__quantite_centiemes")
)
CONFORME = Q(montant_centimes=F("ligne_facture__montant_caisse_centimes"), quantite_centiemes=FACTUREE_CENTIEMES)
"""What makes a payment that of its invoice line: the same quantity, and the caisse's share to the cent."""


class LignePaiementQuerySet(models.QuerySet["LignePaiement"]):
    """Payments beside what was invoiced."""

    def avec_ecart(self) -> Self:
        """Those that differ from their invoice line, in quantity or in amount."""
        return self.exclude(CONFORME)

    def bilan(self) -> dict[str, int]:
        """Count the lines and those that differ; sum what was invoiced to the caisse and what it paid, in cents."""
        return self.aggregate(
            nb_lignes=Count("pk"),
            nb_ecarts=Count("pk", filter=~CONFORME),
            facture_centimes=Coalesce(Sum("ligne_facture__montant_caisse_centimes"), 0),
            paye_centimes=Coalesce(Sum("montant_centimes"), 0),
        )


class LignePaiement(models.Model):
    """What was paid for one invoice line: one payment a line, for ever."""

    bordereau = models.ForeignKey(Bordereau, models.PROTECT, related_name="lignes", db_index=False)
    ligne_facture = models.OneToOneField(LigneFacture, models.PROTECT, related_name="paiement")
    quantite_centiemes = models.PositiveIntegerField("quantité (centièmes)")
    montant_centimes = models.BigIntegerField("montant (centimes)")

    objects = LignePaiementQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne de paiement"
        verbose_name_plural = "lignes de paiement"
        ordering = ["id"]
        indexes = [models.Index(fields=["bordereau", "id"], name="ligne_paiement_bordereau")]

    def __str__(self) -> str:
        return f"{self.bordereau} : {self.ligne_facture}"

    @property
    def beneficiaire(self) -> Beneficiaire:
        """Who was helped."""
        return self.ligne_facture.prise_en_charge.beneficiaire

    @property
    def periode(self) -> str:
        """The échéance of an hourly prestation, the dates of any other."""
        return periode_facturee(self.ligne_facture)

    @property
    def quantite(self) -> str:
        """The quantity paid, with its unit when it is the hour."""
        return self.ecrire(self.quantite_centiemes)

    @property
    def facturee_centiemes(self) -> int:
        """The quantity invoiced, in hundredths."""
        return quantite_facturee(self.ligne_facture)

    @property
    def quantite_facturee(self) -> str:
        """The quantity invoiced, written as the one paid."""
        return self.ecrire(self.facturee_centiemes)

    @property
    def ecart_centiemes(self) -> int:
        """The quantity paid less the one invoiced, in hundredths."""
        return self.quantite_centiemes - self.facturee_centiemes

    @property
    def ecart_quantite(self) -> str:
        """The same, signed and with its unit."""
        return signe(self.ecart_centiemes, self.ecrire)

    @property
    def ecart_centimes(self) -> int:
        """The amount paid less the one invoiced to the caisse, in cents."""
        return self.montant_centimes - self.ligne_facture.montant_caisse_centimes

    def ecrire(self, centiemes: int) -> str:
        """Write a quantity of its prestation."""
        return ecrire_quantite(self.ligne_facture, centiemes)


def quantite_facturee(facture: LigneFacture) -> int:
    """Return all that `facture` invoices, in hundredths of its unit."""
    return facture.ouvrables_centiemes + facture.dimanches_feries_centiemes + facture.quantite_centiemes


def ecrire_quantite(facture: LigneFacture, centiemes: int) -> str:
    """Write a quantity of the prestation of `facture`, with its unit when it is the hour."""
    if facture.prise_en_charge.prestation.unite == Unite.HEURE:
        return heures(centiemes)
    return nombre(Decimal(centiemes).scaleb(-2), 2)


def periode_facturee(facture: LigneFacture) -> str:
    """Write the échéance of an hourly prestation, the dates of any other."""
    if facture.echeance:
        return mois(facture.echeance)
    if facture.debut == facture.fin:
        return date_fr(facture.debut)
    return f"du {date_fr(facture.debut)} au {date_fr(facture.fin)}"


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
