"""Beneficiaries and what a caisse grants them: the base of every invoice line."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from ppas.caisses.models import Caisse, Importation, Prestation
from ppas.partenaires.models import Convention, Partenaire
from ppas.prises_en_charge.regles.recherche import forme_de_recherche


class Beneficiaire(models.Model):
    """A retired person as one caisse knows him: two caisses never share a row, so that neither sees the other's."""

    caisse = models.ForeignKey(Caisse, models.PROTECT, related_name="+", verbose_name="caisse")
    nir = models.CharField("NIR", max_length=15)
    nom = models.CharField("nom", max_length=80)
    prenom = models.CharField("prénom", max_length=80)
    nom_recherche = models.CharField("nom sans accents", max_length=170)
    date_naissance = models.DateField("date de naissance")
    commune = models.CharField("commune", max_length=80)

    class Meta:
        verbose_name = "bénéficiaire"
        constraints = [models.UniqueConstraint(fields=["caisse", "nir"], name="beneficiaire_nir_unique")]

    def __str__(self) -> str:
        return f"{self.nom} {self.prenom}"


class PriseEnChargeQuerySet(models.QuerySet["PriseEnCharge"]):
    """Grants by owner and date."""

    def de_partenaire(self, partenaire: Partenaire) -> Self:
        """Those of the partner's validated conventions."""
        return self.filter(convention__in=Convention.objects.validees().filter(partenaire=partenaire))

    def en_cours(self, debut: date, fin: date) -> Self:
        """Those that cover at least one day from `debut` to `fin`."""
        return self.filter(debut__lte=fin, fin__gte=debut)

    def nommees(self, recherche: str) -> Self:
        """Those of whoever bears every word of `recherche`, among the grants of one convention.

        The name is read grant by grant: joined, PostgreSQL may read all the people of all caisses to keep a few.
        """
        siens = Beneficiaire.objects.filter(pk=OuterRef("beneficiaire")).values("nom_recherche")
        nommees = self.alias(nom_du_beneficiaire=Subquery(siens))
        for mot in forme_de_recherche(recherche).split():
            nommees = nommees.filter(nom_du_beneficiaire__contains=mot)
        return nommees


class PriseEnCharge(models.Model):
    """A grant: so many hours a month, or a ceiling in cents, of one prestation by one structure.

    `quantite_mensuelle_centiemes` is in hundredths of the unit, `participation` (the retiree's share) in basis points.
    """

    caisse = models.ForeignKey(Caisse, models.PROTECT, related_name="prises_en_charge", verbose_name="caisse")
    numero = models.CharField("n° de prise en charge", max_length=20)
    convention = models.ForeignKey(Convention, models.PROTECT, related_name="prises_en_charge")
    beneficiaire = models.ForeignKey(Beneficiaire, models.PROTECT, related_name="prises_en_charge")
    prestation = models.ForeignKey(Prestation, models.PROTECT, related_name="+", verbose_name="prestation")
    debut = models.DateField("début")
    fin = models.DateField("fin")
    notifiee_le = models.DateField("notifiée le")
    quantite_mensuelle_centiemes = models.PositiveIntegerField("quantité mensuelle (centièmes)", null=True, blank=True)
    plafond_centimes = models.PositiveBigIntegerField("plafond total (centimes)", null=True, blank=True)
    participation = models.PositiveIntegerField("participation du retraité (points de base)")

    objects = PriseEnChargeQuerySet.as_manager()

    class Meta:
        verbose_name = "prise en charge"
        verbose_name_plural = "prises en charge"
        constraints = [
            models.UniqueConstraint(fields=["caisse", "numero"], name="prise_en_charge_numero_unique"),
            models.CheckConstraint(condition=Q(fin__gte=F("debut")), name="prise_en_charge_dates_en_ordre"),
            models.CheckConstraint(condition=Q(participation__lte=10_000), name="prise_en_charge_participation"),
        ]
        indexes = [models.Index(fields=["convention", "debut", "fin"], name="prise_en_charge_convention")]

    def __str__(self) -> str:
        return self.numero

    def portee(self) -> dict[str, int | None]:
        """Whom the journal rows of this grant concern."""
        return {"partenaire_ref": self.convention.partenaire_id, "caisse_ref": self.caisse_id}


class VersionPriseEnCharge(models.Model):
    """What a grant was before an import replaced it (formats.md §3: kept in the history)."""

    prise_en_charge = models.ForeignKey(PriseEnCharge, models.CASCADE, related_name="versions")
    remplacee_par = models.ForeignKey(Importation, models.PROTECT, related_name="+", verbose_name="remplacée par")
    valeurs = models.JSONField("valeurs")

    class Meta:
        verbose_name = "version de prise en charge"
        verbose_name_plural = "versions de prise en charge"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.prise_en_charge} avant {self.remplacee_par}"
