"""Accepted invoice lines and their export to the caisse."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from ppas.caisses.models import Caisse
from ppas.facturation.etats import COMPTES, ENGAGEANTS, TRANSITIONS_LIGNE, EtatLigne
from ppas.facturation.models.depot import Depot
from ppas.facturation.models.formulaire import Formulaire
from ppas.partenaires.models import Convention
from ppas.prises_en_charge.models import PriseEnCharge


class ExportFactures(models.Model):
    """A file of lines handed to the caisse's system: each line is in exactly one export."""

    caisse = models.ForeignKey(Caisse, models.PROTECT, related_name="exports_factures", verbose_name="caisse")
    cree_le = models.DateTimeField("créé le")
    cree_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="créé par"
    )
    nb_lignes = models.PositiveIntegerField("lignes")
    montant_caisse_centimes = models.BigIntegerField("montant, part de la caisse (centimes)")

    class Meta:
        verbose_name = "export de factures"
        verbose_name_plural = "exports de factures"
        ordering = ["-id"]
        indexes = [models.Index(fields=["caisse", "-cree_le", "-id"], name="export_recents")]

    def __str__(self) -> str:
        return f"Export n° {self.pk}"

    def portee(self) -> dict[str, int | None]:
        """Whom the journal rows of this export concern."""
        return {"partenaire_ref": None, "caisse_ref": self.caisse_id}


class LigneFactureQuerySet(models.QuerySet["LigneFacture"]):
    """Lines as the portal counts them."""

    def publiees(self) -> Self:
        """Without the lines of deposits still being processed, which nobody sees yet.

        Those deposits are few: named rather than joined, all the others are not read.
        """
        return self.exclude(depot__in=Depot.objects.ouverts())

    def engageantes(self) -> Self:
        """Those that hold their period: all but the cancelled ones. Found by grant, they are found by an index."""
        return self.filter(etat__parmi_ecrits=ENGAGEANTS)

    def comptees(self) -> Self:
        """Those that use up what is granted: neither cancelled nor rejected."""
        return self.engageantes().filter(etat__in=COMPTES)

    def non_annulees(self) -> Self:
        """Those that a form still stands for, whatever the caisse made of them."""
        return self.exclude(etat=EtatLigne.ANNULEE)


class LigneFacture(models.Model):
    """An accepted line: of a file, of an on-line form, or of a letter that the caisse accepted.

    Its primary key is « l'enregistrement n° » that every later exchange quotes (HIS-04). Quantities are in hundredths
    of the unit, amounts in cents. `periode` is the échéance of an hourly prestation, the first day of the period
    otherwise; `ordre` numbers the lines of one exchange for that grant and period. Two exchanges both begin at 1: the
    unique constraint is the second wall against paying a period twice. A letter, whose double a person has judged
    due, comes after them all.

    Millions of lines are written: the indexes are only those listed below, and the database does not check again
    `prise_en_charge`, which was read to judge the line and is never deleted, `convention`, which repeats that of the
    grant, nor `depot`, whose row is locked while its lines are written (docs/decisions/0063).
    """

    TRANSITIONS = TRANSITIONS_LIGNE

    depot = models.ForeignKey(
        Depot, models.PROTECT, null=True, blank=True, related_name="lignes", db_index=False, db_constraint=False
    )
    formulaire = models.ForeignKey(
        Formulaire, models.PROTECT, null=True, blank=True, related_name="factures", db_index=False
    )
    courrier = models.ForeignKey(
        "facturation.Courrier", models.PROTECT, null=True, blank=True, related_name="factures", db_index=False
    )
    rang = models.PositiveIntegerField("enregistrement dans l’envoi")
    convention = models.ForeignKey(
        Convention, models.PROTECT, related_name="lignes_facture", db_index=False, db_constraint=False
    )
    prise_en_charge = models.ForeignKey(
        PriseEnCharge, models.PROTECT, related_name="lignes_facture", db_index=False, db_constraint=False
    )
    echeance = models.DateField("échéance", null=True, blank=True)
    periode = models.DateField("période")
    ordre = models.PositiveSmallIntegerField("ordre dans la période", default=1)
    debut = models.DateField("du")
    fin = models.DateField("au")
    ouvrables_centiemes = models.PositiveIntegerField("jours ouvrables (centièmes)", default=0)
    dimanches_feries_centiemes = models.PositiveIntegerField("dimanches et jours fériés (centièmes)", default=0)
    quantite_centiemes = models.PositiveIntegerField("quantité (centièmes)", default=0)
    montant_caisse_centimes = models.BigIntegerField("part de la caisse (centimes)")
    montant_beneficiaire_centimes = models.BigIntegerField("part du bénéficiaire (centimes)")
    etat = models.CharField("état", max_length=10, choices=EtatLigne, default=EtatLigne.ACCEPTEE)
    export = models.ForeignKey(
        ExportFactures, models.PROTECT, null=True, blank=True, related_name="lignes", db_index=False
    )

    objects = LigneFactureQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne de facture"
        verbose_name_plural = "lignes de facture"
        constraints = [
            models.UniqueConstraint(
                fields=["prise_en_charge", "periode", "ordre"],
                name="ligne_facture_periode_unique",
                condition=Q(etat__in=ENGAGEANTS),
            ),
            models.UniqueConstraint(
                fields=["courrier"], name="ligne_facture_courrier_unique", condition=Q(courrier__isnull=False)
            ),
            models.CheckConstraint(
                condition=Q(depot__isnull=False, formulaire__isnull=True, courrier__isnull=True)
                | Q(depot__isnull=True, formulaire__isnull=False, courrier__isnull=True)
                | Q(depot__isnull=True, formulaire__isnull=True, courrier__isnull=False),
                name="ligne_facture_une_origine",
            ),
            models.CheckConstraint(
                condition=Q(etat__in=[EtatLigne.ACCEPTEE, EtatLigne.ANNULEE]) | Q(export__isnull=False),
                name="ligne_facture_exportee_avant_suite",
            ),
        ]
        indexes = [
            models.Index(fields=["depot", "rang"], name="ligne_facture_depot", condition=Q(depot__isnull=False)),
            models.Index(fields=["convention", "-id"], name="ligne_facture_convention"),
            models.Index(fields=["convention"], name="ligne_facture_a_exporter", condition=Q(etat=EtatLigne.ACCEPTEE)),
            models.Index(
                fields=["formulaire", "rang"],
                name="ligne_facture_formulaire",
                condition=Q(formulaire__isnull=False),
            ),
            models.Index(fields=["export", "id"], name="ligne_facture_export", condition=Q(export__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"Enregistrement n° {self.pk}"
