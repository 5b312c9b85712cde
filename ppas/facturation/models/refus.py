"""Lines that the portal refused: what was written in them, and what became of them since."""

from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Q

from ppas.facturation.etats import A_TRAITER, TRANSITIONS_LIGNE_REFUSEE, EtatLigneRefusee
from ppas.facturation.models.depot import Depot
from ppas.facturation.models.ligne import LigneFacture
from ppas.partenaires.models import Convention
from ppas.socle.regles.affichage import date_fr, heures, mois, nombre


class LigneRefuseeQuerySet(models.QuerySet["LigneRefusee"]):
    """Refused lines as the portal counts them."""

    def publiees(self) -> Self:
        """Without those of deposits still being processed, which nobody sees yet."""
        return self.exclude(depot__in=Depot.objects.ouverts())

    def a_traiter(self) -> Self:
        """Those that may still be paid, on line or by post (PLU-07)."""
        return self.publiees().filter(etat__parmi_ecrits=A_TRAITER)

    def a_corriger(self) -> Self:
        """Those of `a_traiter` that may be corrected and sent again on line; the others go by post."""
        return self.a_traiter().filter(etat=EtatLigneRefusee.A_CORRIGER)


class LigneRefusee(models.Model):
    """A line of a deposit that was refused, as it was written: hundredths of the unit, cents.

    `codes` are those of its refusals, separated by spaces. A line whose every refusal may be corrected on line starts
    « à corriger » (ANO-04); any other can only go by post (ANO-05, ANO-07). `facture` is the accepted line that it
    became. Like accepted lines, it counts once its deposit is published.
    """

    TRANSITIONS = TRANSITIONS_LIGNE_REFUSEE

    depot = models.ForeignKey(Depot, models.CASCADE, related_name="lignes_refusees", db_index=False)
    convention = models.ForeignKey(
        Convention, models.PROTECT, related_name="lignes_refusees", db_index=False, db_constraint=False
    )
    rang = models.PositiveIntegerField("enregistrement dans l’envoi")
    etat = models.CharField("état", max_length=12, choices=EtatLigneRefusee)
    codes = models.CharField("codes", max_length=80)
    nir = models.CharField("NIR", max_length=15)
    nom = models.CharField("nom", max_length=80)
    prenom = models.CharField("prénom", max_length=80)
    numero_pec = models.CharField("n° de prise en charge", max_length=20, blank=True)
    prestation = models.CharField("prestation", max_length=6)
    echeance = models.DateField("échéance", null=True, blank=True)
    debut = models.DateField("du")
    fin = models.DateField("au")
    ouvrables_centiemes = models.IntegerField("jours ouvrables (centièmes)", default=0)
    dimanches_feries_centiemes = models.IntegerField("dimanches et jours fériés (centièmes)", default=0)
    quantite_centiemes = models.IntegerField("quantité (centièmes)", default=0)
    prix_unitaire_centimes = models.BigIntegerField("prix unitaire (centimes)", default=0)
    montant_centimes = models.BigIntegerField("montant (centimes)", default=0)
    facture = models.OneToOneField(
        LigneFacture, models.PROTECT, null=True, blank=True, related_name="refus_corrige", verbose_name="refacturée par"
    )

    objects = LigneRefuseeQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne refusée"
        verbose_name_plural = "lignes refusées"
        constraints = [
            models.UniqueConstraint(fields=["depot", "rang"], name="ligne_refusee_unique"),
            models.CheckConstraint(
                condition=Q(etat=EtatLigneRefusee.REFACTUREE, facture__isnull=False)
                | (~Q(etat=EtatLigneRefusee.REFACTUREE) & Q(facture__isnull=True)),
                name="ligne_refusee_refacturee",
            ),
        ]
        indexes = [
            models.Index(
                fields=["convention", "-id"],
                name="ligne_refusee_a_traiter",
                condition=Q(etat__in=A_TRAITER),
            ),
            models.Index(
                fields=["convention", "-depot"],
                name="ligne_refusee_par_depot",
                condition=Q(etat__in=A_TRAITER),
            ),
            models.Index(fields=["convention", "nir"], name="ligne_refusee_nir"),
        ]

    def __str__(self) -> str:
        return f"{self.depot} n° {self.rang}"

    @property
    def est_a_traiter(self) -> bool:
        """Whether it may still be paid, on line or by post."""
        return self.etat in A_TRAITER

    @property
    def est_par_courrier(self) -> bool:
        """Whether only a letter may have it paid (ANO-05, ANO-07)."""
        return self.etat == EtatLigneRefusee.PAR_COURRIER

    @property
    def periode(self) -> str:
        """The month of home help, the dates of anything else."""
        if self.echeance:
            return mois(self.echeance)
        return f"du {date_fr(self.debut)} au {date_fr(self.fin)}"

    @property
    def quantite(self) -> str:
        """All that it was to invoice, with its unit when it is the hour."""
        if self.echeance:
            return heures(self.ouvrables_centiemes + self.dimanches_feries_centiemes)
        return nombre(Decimal(self.quantite_centiemes).scaleb(-2), 2)

    def portee(self) -> dict[str, int | None]:
        """Whom the journal rows of this line concern."""
        return {"partenaire_ref": self.convention.partenaire_id, "caisse_ref": self.convention.caisse_id}
