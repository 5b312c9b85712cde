"""Orders of evaluations, and who holds each (EVA-01, EVA-02, EVA-20)."""

from collections.abc import Iterable
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ppas.caisses.models import Caisse, Importation
from ppas.evaluations.etats import COMMANDES_OUVERTES, TRANSITIONS_COMMANDE, EtatCommande, FinReservation
from ppas.evaluations.models.appareil import Appareil
from ppas.partenaires.models import Convention, Partenaire
from ppas.prises_en_charge.models import Beneficiaire


class NatureCommande(models.TextChoices):
    """Why the caisse asks (formats.md §3)."""

    PREMIERE = "premiere", "Première demande"
    REEXAMEN = "reexamen", "Réexamen"


class CommandeQuerySet(models.QuerySet["Commande"]):
    """Orders by owner and state."""

    def de_partenaire(self, partenaire: Partenaire) -> Self:
        """Those placed to the partner's validated conventions: nothing of another structure."""
        return self.filter(convention__in=Convention.objects.validees().filter(partenaire=partenaire))

    def de_conventions(self, conventions: Iterable[Convention]) -> Self:
        """Those placed to these conventions, by their numbers: of one alone, SQLite reads an index in its order."""
        return self.filter(convention__in=[convention.pk for convention in conventions])

    def de_caisse(self, caisse: Caisse) -> Self:
        """Those that the caisse placed."""
        return self.filter(caisse=caisse)

    def ouvertes(self) -> Self:
        """Those that are still to be done.

        The bound on the deadline keeps them all: by it SQLite finds them in their own index, not in the whole history.
        """
        return self.filter(etat__parmi_ecrits=COMMANDES_OUVERTES, date_limite__gte=date.min)

    def en_retard(self, le: date) -> Self:
        """Those that are still to be done after their deadline, on the day `le`."""
        return self.ouvertes().filter(date_limite__lt=le)


class Commande(models.Model):
    """A caisse asks a structure to evaluate the needs of a person at home, before `date_limite`.

    The address and the telephone are those of the order: where to go this time.
    """

    TRANSITIONS = TRANSITIONS_COMMANDE

    caisse = models.ForeignKey(Caisse, models.PROTECT, related_name="commandes", verbose_name="caisse")
    numero = models.CharField("n° de commande", max_length=20)
    convention = models.ForeignKey(Convention, models.PROTECT, related_name="commandes", verbose_name="convention")
    beneficiaire = models.ForeignKey(
        Beneficiaire, models.PROTECT, related_name="commandes", verbose_name="bénéficiaire"
    )
    adresse = models.CharField("adresse", max_length=160)
    code_postal = models.CharField("code postal", max_length=5)
    commune = models.CharField("commune", max_length=80)
    telephone = models.CharField("téléphone", max_length=10, blank=True)
    nature = models.CharField("nature", max_length=10, choices=NatureCommande)
    motif = models.CharField("motif", max_length=200, blank=True)
    consignes = models.TextField("consignes", max_length=1000, blank=True)
    date_commande = models.DateField("commandée le")
    date_limite = models.DateField("à rendre avant le")
    etat = models.CharField("état", max_length=10, choices=EtatCommande, default=EtatCommande.A_RESERVER)
    annulee_le = models.DateField("annulée le", null=True, blank=True)
    motif_annulation = models.CharField("motif de l’annulation", max_length=200, blank=True)
    importation = models.ForeignKey(
        Importation, models.PROTECT, null=True, blank=True, related_name="commandes", verbose_name="importation"
    )

    objects = CommandeQuerySet.as_manager()

    class Meta:
        verbose_name = "commande d’évaluation"
        verbose_name_plural = "commandes d’évaluation"
        constraints = [
            models.UniqueConstraint(
                fields=["caisse", "numero"],
                name="commande_numero_unique",
                violation_error_message="Ce numéro est déjà celui d’une autre commande de votre caisse.",
            ),
            models.CheckConstraint(
                condition=Q(date_limite__gte=F("date_commande")),
                name="commande_dates_en_ordre",
                violation_error_message="La date limite précède la date de la commande.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["convention", "date_limite", "id"],
                condition=Q(etat__in=COMMANDES_OUVERTES),
                name="commande_ouverte_convention",
            ),
            models.Index(fields=["convention", "-id"], name="commande_convention"),
            models.Index(fields=["caisse", "-id"], name="commande_caisse"),
            models.Index(
                fields=["caisse", "date_limite", "id"],
                condition=Q(etat__in=COMMANDES_OUVERTES),
                name="commande_ouverte_caisse",
            ),
        ]

    def __str__(self) -> str:
        return f"Commande n° {self.numero}"

    @property
    def est_ouverte(self) -> bool:
        """Whether it is still to be done."""
        return self.etat in COMMANDES_OUVERTES

    def portee(self) -> dict[str, int | None]:
        """Whom the journal rows of this order concern."""
        return {"partenaire_ref": self.convention.partenaire_id, "caisse_ref": self.caisse_id}


class ReservationQuerySet(models.QuerySet["Reservation"]):
    """Reservations that hold."""

    def en_cours(self) -> Self:
        """Those that did not end."""
        return self.filter(finie_le=None)


class Reservation(models.Model):
    """An order held by one evaluator, on one computer when it is to be done offline: one at a time (EVA-02, C3)."""

    commande = models.ForeignKey(Commande, models.PROTECT, related_name="reservations", verbose_name="commande")
    evaluateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reservations", verbose_name="évaluateur"
    )
    appareil = models.ForeignKey(
        Appareil, models.PROTECT, null=True, blank=True, related_name="reservations", verbose_name="ordinateur"
    )
    prise_le = models.DateTimeField("réservée le")
    finie_le = models.DateTimeField("finie le", null=True, blank=True)
    fin = models.CharField("fin", max_length=10, choices=FinReservation, blank=True)

    objects = ReservationQuerySet.as_manager()

    class Meta:
        verbose_name = "réservation"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["commande"],
                condition=Q(finie_le=None),
                name="reservation_exclusive",
                violation_error_message="Cette commande est déjà réservée.",
            ),
            models.CheckConstraint(
                condition=Q(finie_le=None, fin="") | (Q(finie_le__isnull=False) & ~Q(fin="")),
                name="reservation_fin_dite",
            ),
        ]
        indexes = [
            models.Index(fields=["evaluateur", "-id"], condition=Q(finie_le=None), name="reservation_en_cours"),
            models.Index(fields=["commande", "-id"], name="reservation_commande"),
        ]

    def __str__(self) -> str:
        return f"{self.commande} par {self.evaluateur}"
