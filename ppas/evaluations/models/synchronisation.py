"""What an offline computer sent: one row for each identifier made on it, with what became of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from ppas.evaluations.etats import ChoixConflit, ResultatEnvoi
from ppas.evaluations.models.appareil import Appareil
from ppas.evaluations.models.commande import Commande


class EnvoiEvaluation(models.Model):
    """One evaluation received from a computer, whatever its fate: nothing that reached the portal is lost.

    `identifiant` is made on the computer: the same one with the same `sha256` gets the same receipt, with another one
    it is refused. `base` is the revision of the portal on which it was written, 0 when there was none; `revision` is
    the one that it made when it was taken. `choix` says which version was kept in a conflict.
    """

    identifiant = models.UUIDField("identifiant", unique=True)
    appareil = models.ForeignKey(Appareil, models.PROTECT, related_name="envois", verbose_name="ordinateur")
    commande = models.ForeignKey(
        Commande, models.PROTECT, null=True, blank=True, related_name="envois", verbose_name="commande"
    )
    envoye_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="envoyé par"
    )
    sha256 = models.CharField("empreinte SHA-256", max_length=64)
    version = models.PositiveSmallIntegerField("version du formulaire")
    base = models.PositiveIntegerField("révision de départ")
    reponses = models.JSONField("réponses")
    est_terminee = models.BooleanField("terminée sur l’ordinateur", default=False)
    saisie_le = models.DateTimeField("dernière saisie, à l’heure de l’ordinateur", null=True, blank=True)
    recu_le = models.DateTimeField("reçu le")
    revision = models.PositiveIntegerField("révision obtenue", null=True, blank=True)
    resultat = models.CharField("résultat", max_length=12, choices=ResultatEnvoi)
    code = models.CharField("code du motif", max_length=40, blank=True)
    motif = models.CharField("motif", max_length=400, blank=True)
    choix = models.CharField("choix", max_length=8, choices=ChoixConflit, blank=True)
    choisi_le = models.DateTimeField("choisi le", null=True, blank=True)
    choisi_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="choisi par"
    )

    class Meta:
        verbose_name = "envoi d’évaluation"
        verbose_name_plural = "envois d’évaluation"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(choix="", choisi_le=None) | (~Q(choix="") & Q(choisi_le__isnull=False)),
                name="envoi_evaluation_choix_date",
            ),
        ]
        indexes = [
            models.Index(
                fields=["envoye_par", "-id"],
                condition=Q(resultat__in=[ResultatEnvoi.CONFLIT, ResultatEnvoi.MISE_DE_COTE], choix=""),
                name="envoi_evaluation_a_traiter",
            ),
            models.Index(fields=["commande", "-id"], name="envoi_evaluation_commande"),
        ]

    def __str__(self) -> str:
        return f"Envoi {self.identifiant}"

    def portee(self) -> dict[str, int | None]:
        """Whom the journal rows of this sending concern."""
        return {
            "partenaire_ref": self.appareil.partenaire_id,
            "caisse_ref": self.commande.caisse_id if self.commande else None,
        }
