"""Computers on which an evaluator works offline, and the sealed copies that the portal keeps of what they hold."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from ppas.partenaires.models import Partenaire


class AppareilQuerySet(models.QuerySet["Appareil"]):
    """Offline computers by owner."""

    def en_service(self) -> Self:
        """Those that were not removed."""
        return self.filter(retire_le=None)

    def visibles_par(self, utilisateur: models.Model, partenaire: Partenaire) -> Self:
        """Those of this person in this structure: nobody else ever sees them."""
        return self.filter(utilisateur=utilisateur, partenaire=partenaire)


class Appareil(models.Model):
    """One browser of one computer where an evaluator generated his offline mode (EVA-06).

    `identifiant` is kept by the browser; `version` is that of the offline application it runs.
    """

    identifiant = models.UUIDField("identifiant", default=uuid.uuid4, unique=True, editable=False)
    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="appareils", verbose_name="évaluateur"
    )
    partenaire = models.ForeignKey(Partenaire, models.PROTECT, related_name="appareils", verbose_name="structure")
    nom = models.CharField("nom", max_length=60)
    navigateur = models.CharField("navigateur", max_length=120, blank=True)
    version = models.CharField("version de l’application", max_length=40, blank=True)
    cree_le = models.DateTimeField("généré le")
    synchronise_le = models.DateTimeField("dernière synchronisation", null=True, blank=True)
    retire_le = models.DateTimeField("retiré le", null=True, blank=True)

    objects = AppareilQuerySet.as_manager()

    class Meta:
        verbose_name = "ordinateur"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["utilisateur", "-id"], condition=Q(retire_le=None), name="appareil_en_service"),
        ]

    def __str__(self) -> str:
        return self.nom

    def portee(self) -> dict[str, int | None]:
        """Whom the journal rows of this computer concern."""
        return {"partenaire_ref": self.partenaire_id, "caisse_ref": None}


class CopieScellee(models.Model):
    """What a computer holds, encrypted there by a key that its user's code wraps: the portal cannot read it (PLU-15).

    One row a computer, replaced by each newer copy; `enveloppe` holds the wrapped key and how the code unwraps it, all
    in clear, `contenu` the encrypted records. It can be opened on another browser with the code.
    """

    appareil = models.OneToOneField(Appareil, models.CASCADE, related_name="copie")
    enveloppe = models.JSONField("enveloppe de la clé")
    contenu = models.BinaryField("contenu chiffré")
    sha256 = models.CharField("empreinte SHA-256", max_length=64)
    nb_evaluations = models.PositiveSmallIntegerField("évaluations")
    deposee_le = models.DateTimeField("déposée le")

    class Meta:
        verbose_name = "copie scellée"
        verbose_name_plural = "copies scellées"

    def __str__(self) -> str:
        return f"Copie scellée de {self.appareil}"

    def portee(self) -> dict[str, int | None]:
        """Whom the journal rows of this copy concern."""
        return self.appareil.portee()
