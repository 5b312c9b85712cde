"""Conventions of a partner with its caisses, and those that caisses have issued."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from ppas.caisses.models import Caisse, Importation, TypePartenaire
from ppas.partenaires.etats import TRANSITIONS_CONVENTION, EtatConvention
from ppas.partenaires.models.partenaire import Partenaire


class ConventionQuerySet(models.QuerySet["Convention"]):
    """Conventions by state."""

    def validees(self) -> Self:
        """Those that open services (CON-07, SRV-09)."""
        return self.filter(etat=EtatConvention.VALIDEE)

    def en_attente(self) -> Self:
        """Those that the caisse has not decided."""
        return self.filter(etat=EtatConvention.EN_ATTENTE)

    def portant_code(self, caisse: Caisse, code: str) -> Self:
        """Those of this code with this caisse, invalidated ones excepted: their code is free again (REG-35)."""
        return self.filter(caisse=caisse, code__iexact=code).exclude(etat=EtatConvention.INVALIDEE)

    def decidees(self) -> Self:
        """Those validated or invalidated."""
        return self.filter(traitee_le__isnull=False)

    def cherchant(self, texte: str) -> Self:
        """Those whose partner, code or identifier contains `texte`."""
        return self.filter(
            Q(partenaire__nom__icontains=texte) | Q(code__icontains=texte) | Q(identifiant_structure__icontains=texte)
        )


class Convention(models.Model):
    """An agreement of a partner with a caisse, for one kind of service.

    `identifiant_structure` is what the caisse gives the structure when it validates: it names invoice files. One
    partner may hold several conventions with one caisse, of several types; they may share the identifier.
    """

    TRANSITIONS = TRANSITIONS_CONVENTION

    partenaire = models.ForeignKey(Partenaire, models.PROTECT, related_name="conventions", verbose_name="partenaire")
    caisse = models.ForeignKey(Caisse, models.PROTECT, related_name="conventions", verbose_name="caisse")
    code = models.CharField("code convention", max_length=30)
    type_partenaire = models.ForeignKey(TypePartenaire, models.PROTECT, related_name="+", verbose_name="type")
    etat = models.CharField("état", max_length=12, choices=EtatConvention, default=EtatConvention.EN_ATTENTE)
    identifiant_structure = models.CharField("identifiant de la structure", max_length=12, blank=True)
    demandee_le = models.DateTimeField("demandée le")
    traitee_le = models.DateTimeField("traitée le", null=True, blank=True)
    traitee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    motif = models.CharField("motif d’invalidation", max_length=500, blank=True)

    objects = ConventionQuerySet.as_manager()

    class Meta:
        verbose_name = "convention"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                "caisse",
                Lower("code"),
                name="convention_code_unique",
                condition=~Q(etat=EtatConvention.INVALIDEE),
                violation_error_message="Ce code convention est déjà inscrit auprès de cette caisse.",
            ),
            models.UniqueConstraint(
                fields=["caisse", "identifiant_structure", "type_partenaire"],
                name="convention_structure_unique",
                condition=Q(etat=EtatConvention.VALIDEE),
                violation_error_message="Cet identifiant de structure sert déjà à une autre convention de ce type.",
            ),
            models.CheckConstraint(
                condition=~Q(etat=EtatConvention.VALIDEE) | ~Q(identifiant_structure=""),
                name="convention_validee_a_un_identifiant",
                violation_error_message="Indiquez l’identifiant que la caisse donne à la structure.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["caisse", "-traitee_le", "-id"],
                condition=Q(traitee_le__isnull=False),
                name="convention_decisions",
            ),
            models.Index(fields=["caisse", "etat", "demandee_le"], name="convention_file"),
        ]

    def __str__(self) -> str:
        return self.code

    def portee(self) -> dict[str, int | None]:
        """Whom the journal rows of this convention concern."""
        return {"partenaire_ref": self.partenaire_id, "caisse_ref": self.caisse_id}


class ConventionEmise(models.Model):
    """A convention code that the caisse has issued, as its own system lists it (CAI-07, flux `conventions`)."""

    caisse = models.ForeignKey(Caisse, models.PROTECT, related_name="conventions_emises", verbose_name="caisse")
    code = models.CharField("code convention", max_length=30)
    type_partenaire = models.ForeignKey(TypePartenaire, models.PROTECT, related_name="+", verbose_name="type")
    siret = models.CharField("SIRET", max_length=14, blank=True)
    nom = models.CharField("nom", max_length=120)
    identifiant_structure = models.CharField("identifiant de la structure", max_length=12, blank=True)
    debut = models.DateField("valable du")
    fin = models.DateField("au", null=True, blank=True)
    importation = models.ForeignKey(Importation, models.PROTECT, related_name="+", verbose_name="importation")

    class Meta:
        verbose_name = "convention émise"
        verbose_name_plural = "conventions émises"
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint("caisse", Lower("code"), name="convention_emise_code_unique"),
        ]
        indexes = [models.Index(fields=["caisse", "siret"], name="convention_emise_siret")]

    def __str__(self) -> str:
        return self.code
