"""Evaluations, what was transmitted of them, what the caisse sent back."""

from collections.abc import Iterable
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from ppas.caisses.models import Caisse
from ppas.evaluations.etats import MODIFIABLES, TRANSITIONS_EVALUATION, TRANSMISES, EtatEvaluation
from ppas.evaluations.models.commande import Commande
from ppas.partenaires.models import Convention, Partenaire


class ExportEvaluations(models.Model):
    """Accepted evaluations handed to the caisse's system: each is in exactly one export."""

    caisse = models.ForeignKey(Caisse, models.PROTECT, related_name="exports_evaluations", verbose_name="caisse")
    cree_le = models.DateTimeField("créé le")
    cree_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="créé par"
    )
    nb_evaluations = models.PositiveIntegerField("évaluations")

    class Meta:
        verbose_name = "export d’évaluations"
        verbose_name_plural = "exports d’évaluations"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"Export d’évaluations n° {self.pk}"

    def portee(self) -> dict[str, int | None]:
        """Whom the journal rows of this export concern."""
        return {"partenaire_ref": None, "caisse_ref": self.caisse_id}


class EvaluationQuerySet(models.QuerySet["Evaluation"]):
    """Evaluations by owner and state."""

    def de_partenaire(self, partenaire: Partenaire) -> Self:
        """Those of the partner's validated conventions."""
        return self.filter(convention__in=Convention.objects.validees().filter(partenaire=partenaire))

    def de_conventions(self, conventions: Iterable[Convention]) -> Self:
        """Those of these conventions, by their numbers: of one alone, SQLite reads an index in its order."""
        return self.filter(convention__in=[convention.pk for convention in conventions])

    def de_caisse(self, caisse: Caisse) -> Self:
        """Those that the caisse ordered."""
        return self.filter(caisse=caisse)

    def lisibles_par(self, utilisateur: models.Model, *, est_administrateur: bool) -> Self:
        """Those of a structure whose answers this person of it may read (docs/decisions/0114).

        Everybody reads what was transmitted; what was not is for who holds it, and for the administrators.
        """
        return self if est_administrateur else self.filter(Q(transmise_le__isnull=False) | Q(evaluateur=utilisateur))

    def modifiables(self) -> Self:
        """Those that an evaluator may still change."""
        return self.filter(etat__parmi_ecrits=MODIFIABLES)

    def transmises(self) -> Self:
        """Those that the caisse has received and has not sent back."""
        return self.filter(etat__in=TRANSMISES)


class Evaluation(models.Model):
    """The evaluation of one order: the answers to one version of the form, and what the portal computed of them.

    `reponses` maps the keys of the form to strings or lists, never a float. `revision` grows by one at each saving: who
    writes says on which revision he wrote. `caisse` and `convention` repeat those of the order, which never change, so
    that lists go by one index. `numero_enregistrement` is what the caisse's system quotes.
    """

    TRANSITIONS = TRANSITIONS_EVALUATION

    commande = models.OneToOneField(Commande, models.PROTECT, related_name="evaluation", verbose_name="commande")
    caisse = models.ForeignKey(Caisse, models.PROTECT, related_name="evaluations", db_index=False)
    convention = models.ForeignKey(Convention, models.PROTECT, related_name="evaluations", db_index=False)
    evaluateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="evaluations", verbose_name="évaluateur"
    )
    etat = models.CharField("état", max_length=12, choices=EtatEvaluation, default=EtatEvaluation.EN_COURS)
    version = models.PositiveSmallIntegerField("version du formulaire")
    reponses = models.JSONField("réponses", default=dict)
    revision = models.PositiveIntegerField("révision", default=1)
    gir = models.PositiveSmallIntegerField("GIR", null=True, blank=True)
    visitee_le = models.DateField("date de la visite", null=True, blank=True)
    commencee_le = models.DateTimeField("commencée le")
    modifiee_le = models.DateTimeField("modifiée le")
    transmise_le = models.DateTimeField("transmise le", null=True, blank=True)
    traitee_le = models.DateTimeField("acceptée le", null=True, blank=True)
    export = models.ForeignKey(
        ExportEvaluations, models.PROTECT, null=True, blank=True, related_name="evaluations", verbose_name="export"
    )

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        verbose_name = "évaluation"
        constraints = [
            models.CheckConstraint(condition=Q(gir=None) | Q(gir__gte=1, gir__lte=6), name="evaluation_gir_de_1_a_6"),
            models.CheckConstraint(
                condition=Q(etat__in=MODIFIABLES) | Q(etat=EtatEvaluation.ABANDONNEE) | Q(transmise_le__isnull=False),
                name="evaluation_transmise_datee",
            ),
        ]
        indexes = [
            models.Index(fields=["convention", "-id"], name="evaluation_convention"),
            models.Index(
                fields=["convention", "-modifiee_le", "-id"],
                condition=Q(etat__in=MODIFIABLES),
                name="evaluation_modifiable",
            ),
            models.Index(
                fields=["convention", "-transmise_le", "-id"],
                condition=Q(transmise_le__isnull=False),
                name="evaluation_transmise",
            ),
            models.Index(
                fields=["caisse", "-transmise_le", "-id"],
                condition=Q(transmise_le__isnull=False),
                name="evaluation_recue",
            ),
            models.Index(
                fields=["caisse", "-transmise_le", "-id"],
                condition=Q(etat=EtatEvaluation.TRANSMISE),
                name="evaluation_a_traiter",
            ),
            models.Index(
                fields=["caisse", "id"],
                condition=Q(etat=EtatEvaluation.ACCEPTEE, export=None),
                name="evaluation_a_exporter",
            ),
        ]

    def __str__(self) -> str:
        return f"Évaluation {self.numero_enregistrement}"

    @property
    def numero_enregistrement(self) -> str:
        """« E » and its number: never that of an invoice line (docs/decisions/0102)."""
        return f"E{self.pk}"

    def portee(self) -> dict[str, int | None]:
        """Whom the journal rows of this evaluation concern."""
        return {"partenaire_ref": self.convention.partenaire_id, "caisse_ref": self.caisse_id}


class Transmission(models.Model):
    """What the caisse received: the answers of that moment, frozen. A correction makes another one."""

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="transmissions")
    rang = models.PositiveSmallIntegerField("envoi")
    version = models.PositiveSmallIntegerField("version du formulaire")
    reponses = models.JSONField("réponses")
    gir = models.PositiveSmallIntegerField("GIR")
    transmise_le = models.DateTimeField("transmise le")
    transmise_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="transmise par"
    )

    class Meta:
        verbose_name = "transmission"
        ordering = ["-rang"]
        constraints = [models.UniqueConstraint(fields=["evaluation", "rang"], name="transmission_rang_unique")]

    def __str__(self) -> str:
        return f"{self.evaluation}, envoi {self.rang}"


class Renvoi(models.Model):
    """The caisse sends an evaluation back and says why."""

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="renvois")
    message = models.TextField("message", max_length=1000)
    renvoyee_le = models.DateTimeField("renvoyée le")
    renvoyee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="renvoyée par"
    )

    class Meta:
        verbose_name = "renvoi pour correction"
        verbose_name_plural = "renvois pour correction"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.evaluation} renvoyée"
