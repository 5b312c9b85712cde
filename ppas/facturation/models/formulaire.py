"""The on-line month."""

from collections.abc import Sequence
from datetime import date
from functools import reduce
from operator import or_
from typing import Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Count, Expression, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from ppas.facturation.etats import TRANSITIONS_FORMULAIRE, EtatFormulaire
from ppas.partenaires.models import Convention, Partenaire
from ppas.prises_en_charge.models import PriseEnCharge
from ppas.socle.horloge import PARIS


class FormulaireQuerySet(models.QuerySet["Formulaire"]):
    """On-line months by owner."""

    def de_partenaire(self, partenaire: Partenaire) -> Self:
        """Those of the partner's conventions, whatever became of the convention."""
        return self.filter(convention__partenaire=partenaire)

    def brouillons(self) -> Self:
        """Those that were opened and not sent yet."""
        return self.filter(etat=EtatFormulaire.BROUILLON)

    def avec_totaux(self) -> Self:
        """Add what is typed on lines that are not struck and what was invoiced.

        `heures_centiemes` in hundredths, `nb_saisies` lines, `montant_caisse_centimes` once validated.
        """
        presentees = LigneFormulaire.objects.filter(formulaire=OuterRef("pk"), est_barree=False)
        saisies = presentees.saisies()
        factures = apps.get_model("facturation", "LigneFacture").objects.filter(formulaire=OuterRef("pk"))
        return self.annotate(
            heures_centiemes=_somme(presentees, HEURES),
            nb_saisies=_somme(saisies, Value(1)),
            montant_caisse_centimes=_somme(factures.non_annulees(), F("montant_caisse_centimes")),
        )


HEURES = Coalesce("ouvrables_centiemes", 0) + Coalesce("dimanches_feries_centiemes", 0)


def _somme(lignes: models.QuerySet, valeur: Expression | F) -> Coalesce:
    """Return the sum of `valeur` over `lignes` as a subquery, 0 for none."""
    sommes = lignes.order_by().values("formulaire").annotate(somme=Sum(valeur)).values("somme")
    return Coalesce(Subquery(sommes, output_field=models.BigIntegerField()), 0)


class Formulaire(models.Model):
    """The month of a convention typed on line: one for each échéance (its first day), and never two (INV-13)."""

    TRANSITIONS = TRANSITIONS_FORMULAIRE

    convention = models.ForeignKey(Convention, models.PROTECT, related_name="formulaires", verbose_name="convention")
    echeance = models.DateField("échéance")
    etat = models.CharField("état", max_length=10, choices=EtatFormulaire, default=EtatFormulaire.BROUILLON)
    cree_le = models.DateTimeField("créé le")
    enregistre_le = models.DateTimeField("enregistré le", null=True, blank=True)
    enregistre_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    valide_le = models.DateTimeField("validé le", null=True, blank=True)
    valide_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = FormulaireQuerySet.as_manager()

    class Meta:
        verbose_name = "formulaire"
        ordering = ["-echeance", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["convention", "echeance"], name="formulaire_unique_par_echeance"),
            models.CheckConstraint(condition=Q(echeance__day=1), name="formulaire_echeance_premier_du_mois"),
            models.CheckConstraint(
                condition=Q(etat=EtatFormulaire.BROUILLON) | Q(valide_le__isnull=False), name="formulaire_valide_date"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.convention} {self.echeance:%m/%Y}"

    @property
    def est_valide(self) -> bool:
        """Whether it was sent, and is no longer to be edited."""
        return self.etat == EtatFormulaire.VALIDE

    def est_du_jour(self, jour: date) -> bool:
        """Whether it was validated on `jour`, in Paris: the one day when that can be cancelled (INV-09)."""
        return self.valide_le is not None and self.valide_le.astimezone(PARIS).date() == jour

    def portee(self) -> dict[str, int | None]:
        """Whom the journal rows of this form concern."""
        return {"partenaire_ref": self.convention.partenaire_id, "caisse_ref": self.convention.caisse_id}


QUANTITES = ("ouvrables_centiemes", "dimanches_feries_centiemes", "quantite_centiemes", "montant_centimes")
SAISIE = reduce(or_, (Q(**{f"{nom}__gt": 0}) for nom in QUANTITES))


class LigneFormulaireQuerySet(models.QuerySet["LigneFormulaire"]):
    """Lines as the page sums them up."""

    def saisies(self) -> Self:
        """Those with hours, a quantity or an amount."""
        return self.filter(SAISIE)

    def bilan(self) -> dict[str, int]:
        """Count the lines, those struck and those with hours, and sum the hours (hundredths) of those not struck."""
        groupes = (
            self.order_by()
            .values_list("est_barree")
            .annotate(
                nb=Count("pk"),
                nb_saisies=Count("pk", filter=SAISIE),
                ouvrables=Sum("ouvrables_centiemes"),
                dimanches=Sum("dimanches_feries_centiemes"),
            )
        )
        par_etat = {est_barree: nombres for est_barree, *nombres in groupes}
        nb_barrees = par_etat.get(True, [0])[0]
        nb, nb_saisies, ouvrables, dimanches = par_etat.get(False, (0, 0, 0, 0))
        return {
            "nb_lignes": nb + nb_barrees,
            "nb_barrees": nb_barrees,
            "nb_saisies": nb_saisies,
            "ouvrables_centiemes": ouvrables or 0,
            "dimanches_feries_centiemes": dimanches or 0,
        }


def bilan_de(lignes: Sequence["LigneFormulaire"]) -> dict[str, int]:
    """Return what `bilan` counts, of a form whose lines are all read."""
    presentees = [ligne for ligne in lignes if not ligne.est_barree]
    return {
        "nb_lignes": len(lignes),
        "nb_barrees": len(lignes) - len(presentees),
        "nb_saisies": sum(ligne.a_une_quantite for ligne in presentees),
        "ouvrables_centiemes": sum(ligne.ouvrables_centiemes or 0 for ligne in presentees),
        "dimanches_feries_centiemes": sum(ligne.dimanches_feries_centiemes or 0 for ligne in presentees),
    }


class LigneFormulaire(models.Model):
    """What is typed for one beneficiary, in hundredths of the unit and cents. `est_barree`: the « - » sign (INV-03).

    Hours have the month for period; a package or works have their own dates, and works their amount. `modifiee_par` is
    who last wrote or struck it: two people may share a form, and each is told of the other (docs/decisions/0065).
    """

    formulaire = models.ForeignKey(Formulaire, models.CASCADE, related_name="lignes")
    prise_en_charge = models.ForeignKey(PriseEnCharge, models.PROTECT, related_name="+")
    rang = models.PositiveIntegerField("rang")
    ouvrables_centiemes = models.PositiveIntegerField("heures jours ouvrables", null=True, blank=True)
    dimanches_feries_centiemes = models.PositiveIntegerField("heures dimanches et jours fériés", null=True, blank=True)
    quantite_centiemes = models.PositiveIntegerField("quantité", null=True, blank=True)
    montant_centimes = models.PositiveBigIntegerField("montant", null=True, blank=True)
    intervention_du = models.DateField("intervention du", null=True, blank=True)
    intervention_au = models.DateField("au", null=True, blank=True)
    est_barree = models.BooleanField("barrée", default=False)
    modifiee_le = models.DateTimeField("modifiée le", null=True, blank=True)
    modifiee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="modifiée par"
    )

    objects = LigneFormulaireQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne de formulaire"
        verbose_name_plural = "lignes de formulaire"
        ordering = ["rang"]
        constraints = [
            models.UniqueConstraint(fields=["formulaire", "prise_en_charge"], name="ligne_formulaire_unique"),
            models.UniqueConstraint(fields=["formulaire", "rang"], name="ligne_formulaire_rang_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.formulaire} n° {self.rang}"

    @property
    def total_centiemes(self) -> int:
        """All the hours typed on it, in hundredths."""
        return (self.ouvrables_centiemes or 0) + (self.dimanches_feries_centiemes or 0)

    @property
    def a_une_quantite(self) -> bool:
        """What SAISIE asks: hours, a quantity or an amount."""
        return any((getattr(self, nom) or 0) > 0 for nom in QUANTITES)

    @property
    def est_saisie(self) -> bool:
        """Whether something is typed on it: hours, or any part of an intervention."""
        intervention = (self.quantite_centiemes, self.montant_centimes, self.intervention_du, self.intervention_au)
        return bool(self.total_centiemes) or any(intervention)


class NaturePiece(models.TextChoices):
    """What must be joined to works: the quote that was agreed, the bill that was paid."""

    DEVIS = "devis", "Devis"
    FACTURE = "facture", "Facture"


class PieceJointe(models.Model):
    """A document joined to a line of a form: its bytes lie in the store under `sha256`."""

    ligne = models.ForeignKey(LigneFormulaire, models.CASCADE, related_name="pieces")
    nature = models.CharField("nature", max_length=10, choices=NaturePiece)
    nom_fichier = models.CharField("nom du fichier", max_length=255)
    type_contenu = models.CharField("type de contenu", max_length=40)
    sha256 = models.CharField("empreinte SHA-256", max_length=64, db_index=True)
    taille = models.PositiveBigIntegerField("taille (octets)")
    ajoutee_le = models.DateTimeField("ajoutée le")
    ajoutee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "pièce jointe"
        verbose_name_plural = "pièces jointes"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["ligne", "nature"], name="piece_jointe_unique_par_nature")]

    def __str__(self) -> str:
        return f"{self.get_nature_display()} : {self.nom_fichier}"
