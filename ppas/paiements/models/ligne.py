"""What a slip pays: invoice lines and evaluations, beside what was invoiced or expected."""

from datetime import date
from decimal import Decimal
from typing import Self, cast

from django.db import models
from django.db.models import Count, F, Q, Sum, Value
from django.db.models.functions import Coalesce

from ppas.caisses.models import Unite
from ppas.evaluations.models import Evaluation
from ppas.facturation.models import LigneFacture
from ppas.paiements.models.bordereau import Bordereau
from ppas.prises_en_charge.models import Beneficiaire
from ppas.socle.regles.affichage import date_fr, heures, mois, nombre, signe

UNE_EVALUATION = 100
"""What is paid of an evaluation: one, in hundredths."""
FACTUREE_CENTIEMES = (
    F("ligne_facture__ouvrables_centiemes")
    + F("ligne_facture__dimanches_feries_centiemes")
    + F("ligne_facture__quantite_centiemes")
)
ATTENDU_CENTIMES = Coalesce("ligne_facture__montant_caisse_centimes", "attendu_centimes")
"""What was to be paid: null for an evaluation that has no tariff."""
CONFORME = Q(montant_centimes=F("montant_attendu"), quantite_centiemes=F("quantite_attendue"))
"""What makes a payment that of its object: the same quantity, and the amount expected to the cent."""


class LignePaiementQuerySet(models.QuerySet["LignePaiement"]):
    """Payments beside what was invoiced, or expected of an evaluation."""

    def comparees(self) -> Self:
        """Add what each is compared with; the amount of an evaluation without a tariff, with itself."""
        return self.annotate(
            montant_attendu=Coalesce(ATTENDU_CENTIMES, "montant_centimes"),
            quantite_attendue=Coalesce(FACTUREE_CENTIEMES, Value(UNE_EVALUATION)),
        )

    def avec_ecart(self) -> Self:
        """Those that differ from what was expected, in quantity or in amount."""
        return self.comparees().exclude(CONFORME)

    def bilan(self) -> dict[str, int]:
        """Count the lines, those that differ, invoices, evaluations and those without a tariff; sum amounts, in cents.

        `ecart_centimes` is what was paid less what was expected, where something was.
        """
        return self.comparees().aggregate(
            nb_lignes=Count("pk"),
            nb_ecarts=Count("pk", filter=~CONFORME),
            nb_factures=Count("ligne_facture"),
            nb_evaluations=Count("evaluation"),
            nb_sans_tarif=Count("evaluation", filter=Q(attendu_centimes=None)),
            facture_centimes=Coalesce(Sum(ATTENDU_CENTIMES), 0),
            paye_centimes=Coalesce(Sum("montant_centimes"), 0),
            ecart_centimes=Coalesce(Sum(F("montant_centimes") - F("montant_attendu")), 0),
        )


class LignePaiement(models.Model):
    """What was paid for one invoice line or one evaluation: one payment each, for ever.

    `attendu_centimes` keeps the caisse's tariff of the evaluation on the day of its visit, as it stood when the payment
    came: a slip never changes (docs/decisions/0115). It is None without a tariff, and for an invoice line, which says
    itself what it asks for.
    """

    bordereau = models.ForeignKey(Bordereau, models.PROTECT, related_name="lignes", db_index=False)
    ligne_facture = models.OneToOneField(
        LigneFacture, models.PROTECT, null=True, blank=True, related_name="paiement", verbose_name="ligne de facture"
    )
    evaluation = models.OneToOneField(
        Evaluation, models.PROTECT, null=True, blank=True, related_name="paiement", verbose_name="évaluation"
    )
    quantite_centiemes = models.PositiveIntegerField("quantité (centièmes)")
    montant_centimes = models.BigIntegerField("montant (centimes)")
    attendu_centimes = models.BigIntegerField("tarif de l’évaluation (centimes)", null=True, blank=True)

    objects = LignePaiementQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne de paiement"
        verbose_name_plural = "lignes de paiement"
        ordering = ["id"]
        indexes = [models.Index(fields=["bordereau", "id"], name="ligne_paiement_bordereau")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ligne_facture__isnull=False, evaluation__isnull=True, attendu_centimes__isnull=True)
                | Q(ligne_facture__isnull=True, evaluation__isnull=False),
                name="ligne_paiement_un_seul_objet",
            )
        ]

    def __str__(self) -> str:
        return f"{self.bordereau} : {self.objet}"

    @property
    def objet(self) -> LigneFacture | Evaluation:
        """What is paid."""
        return cast("LigneFacture | Evaluation", self.ligne_facture or self.evaluation)

    @property
    def enregistrement(self) -> str:
        """The number that the caisse's system quotes: that of the invoice line, or « E » and the evaluation's."""
        return ecrire_enregistrement(self.ligne_facture_id, self.evaluation_id)

    @property
    def beneficiaire(self) -> Beneficiaire:
        """Who was helped, or whose needs were evaluated."""
        objet = self.objet
        return objet.commande.beneficiaire if isinstance(objet, Evaluation) else objet.prise_en_charge.beneficiaire

    @property
    def periode(self) -> str:
        """The échéance of an hourly prestation, the dates of any other, the visit of an evaluation."""
        objet = self.objet
        if isinstance(objet, Evaluation):
            return ecrire_visite_payee(objet.visitee_le)
        return periode_facturee(objet)

    @property
    def visite(self) -> str:
        """When the visit of an evaluation was."""
        return visite(self.evaluation.visitee_le) if self.evaluation else ""

    @property
    def quantite(self) -> str:
        """The quantity paid, with its unit when it is the hour."""
        return self.ecrire(self.quantite_centiemes)

    @property
    def facturee_centiemes(self) -> int:
        """The quantity invoiced, in hundredths; one for an evaluation."""
        return quantite_facturee(self.ligne_facture) if self.ligne_facture else UNE_EVALUATION

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
    def facture_centimes(self) -> int | None:
        """The amount invoiced to the caisse, or its tariff of an evaluation; None without one. In cents."""
        return self.ligne_facture.montant_caisse_centimes if self.ligne_facture else self.attendu_centimes

    @property
    def ecart_centimes(self) -> int | None:
        """The amount paid less the one expected, in cents; None when none was."""
        return None if self.facture_centimes is None else self.montant_centimes - self.facture_centimes

    def ecrire(self, centiemes: int) -> str:
        """Write a quantity of its prestation."""
        unite = self.ligne_facture.prise_en_charge.prestation.unite if self.ligne_facture else None
        return ecrire_quantite(centiemes, unite)


def ecrire_enregistrement(ligne_facture: int | None, evaluation: int | None) -> str:
    """Write the record number of the invoice line, or « E » and that of the evaluation."""
    return f"E{evaluation}" if evaluation else str(ligne_facture)


def visite(visitee_le: date | None) -> str:
    """Say when the visit of an evaluation was; one accepted without its date says it."""
    return f"visite du {date_fr(visitee_le)}" if visitee_le else "visite non datée"


def quantite_facturee(facture: LigneFacture) -> int:
    """Return all that `facture` invoices, in hundredths of its unit."""
    return facture.ouvrables_centiemes + facture.dimanches_feries_centiemes + facture.quantite_centiemes


def ecrire_quantite(centiemes: int, unite: str | None) -> str:
    """Write a quantity given in hundredths, with its unit when it is the hour; None: evaluations."""
    return heures(centiemes) if unite == Unite.HEURE else nombre(Decimal(centiemes).scaleb(-2), 2)


def periode_facturee(facture: LigneFacture) -> str:
    """Write the échéance of an hourly prestation, the dates of any other."""
    return ecrire_periode(facture.echeance, facture.debut, facture.fin)


def ecrire_periode(echeance: date | None, debut: date, fin: date) -> str:
    """Write the échéance when there is one, the dates otherwise."""
    if echeance:
        return mois(echeance)
    return date_fr(debut) if debut == fin else f"du {date_fr(debut)} au {date_fr(fin)}"


def ecrire_visite_payee(visitee_le: date | None) -> str:
    """Write what stands for the period of a paid evaluation."""
    return f"Évaluation, {visite(visitee_le)}"
