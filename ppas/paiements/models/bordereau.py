"""Payment slips, and when a partner may read them."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.db import models

from ppas.caisses.models import Caisse, Importation
from ppas.paiements.regles.publication import derniere_date_publiee, visible_a_partir_de
from ppas.partenaires.models import Convention, Partenaire

if TYPE_CHECKING:
    from ppas.paiements.models.ligne import LignePaiementQuerySet


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

    def lignes_detaillees(self, *, avec_evaluations: bool = True) -> "LignePaiementQuerySet":
        """Return its lines with all that a page or a document says of them, in one query; of evaluations, no answer.

        Most slips pay no evaluation, and are read without joining any (`avec_evaluations`).
        """
        prise_en_charge = "ligne_facture__prise_en_charge"
        factures = self.lignes.select_related(f"{prise_en_charge}__beneficiaire", f"{prise_en_charge}__prestation")
        if not avec_evaluations:
            return factures
        return factures.select_related("evaluation__commande__beneficiaire").defer(
            "evaluation__reponses", "evaluation__commande__consignes"
        )

    def portee(self) -> dict[str, int | None]:
        """Whom the journal rows of this slip concern."""
        return {"partenaire_ref": self.convention.partenaire_id, "caisse_ref": self.convention.caisse_id}
