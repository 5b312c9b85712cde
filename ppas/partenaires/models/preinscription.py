"""The form of pre-registration, from its sending to its decision (manual §1.1.1)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from ppas.caisses.models import Caisse, TypePartenaire
from ppas.partenaires.etats import EN_COURS, TRANSITIONS_PREINSCRIPTION, EtatPreinscription
from ppas.partenaires.models.adresse import ChampsAdresse


class PreinscriptionQuerySet(models.QuerySet["Preinscription"]):
    """Requests to register."""

    def en_cours(self) -> Self:
        """Those that the caisse has not decided, returned for correction or not."""
        return self.filter(etat__in=EN_COURS)

    def decidees(self) -> Self:
        """Those validated or invalidated."""
        return self.filter(traitee_le__isnull=False)

    def reservant_login(self, login: str) -> Self:
        """Undecided ones that chose this login, whatever its case (REG-23)."""
        return self.en_cours().filter(login__iexact=login)

    def reservant_code(self, caisse: Caisse, code: str) -> Self:
        """Undecided ones for this convention of this caisse."""
        return self.en_cours().filter(caisse=caisse, code_convention__iexact=code)

    def cherchant(self, texte: str) -> Self:
        """Those whose partner, convention code or login contains `texte`."""
        return self.filter(
            Q(nom_partenaire__icontains=texte) | Q(code_convention__icontains=texte) | Q(login__icontains=texte)
        )


class Preinscription(ChampsAdresse):
    """The form of §1.1.1 as it was sent. Until decided, it reserves its login and its convention code (REG-23)."""

    TRANSITIONS = TRANSITIONS_PREINSCRIPTION

    caisse = models.ForeignKey(Caisse, models.PROTECT, related_name="preinscriptions", verbose_name="Caisse")
    code_convention = models.CharField("Code convention", max_length=30)
    type_partenaire = models.ForeignKey(
        TypePartenaire, models.PROTECT, related_name="+", verbose_name="Type partenaire"
    )
    nom_partenaire = models.CharField("Nom partenaire", max_length=120)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    telephone = models.CharField("Téléphone", max_length=10)
    nom = models.CharField("Nom", max_length=80)
    prenom = models.CharField("Prénom", max_length=80)
    login = models.CharField("Login", max_length=30)
    mail = models.EmailField("Mail")
    telephone_administrateur = models.CharField("Téléphone", max_length=10)
    etat = models.CharField("état", max_length=12, choices=EtatPreinscription, default=EtatPreinscription.EN_ATTENTE)
    deposee_le = models.DateTimeField("déposée le")
    traitee_le = models.DateTimeField("traitée le", null=True, blank=True)
    traitee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    motif = models.CharField("motif d’invalidation", max_length=500, blank=True)
    conditions_version = models.CharField("version des conditions acceptées", max_length=20, blank=True)
    conditions_acceptees_le = models.DateTimeField("conditions acceptées le", null=True, blank=True)
    partenaire = models.OneToOneField(
        "Partenaire", models.PROTECT, null=True, blank=True, related_name="preinscription"
    )

    objects = PreinscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = "préinscription"
        ordering = ["deposee_le", "id"]
        constraints = [
            models.UniqueConstraint(
                Lower("login"),
                name="preinscription_login_reserve",
                condition=Q(etat__in=EN_COURS),
                violation_error_message="Ce login est déjà utilisé.",
            ),
            models.UniqueConstraint(
                "caisse",
                Lower("code_convention"),
                name="preinscription_convention_reservee",
                condition=Q(etat__in=EN_COURS),
                violation_error_message="Ce code convention est déjà inscrit auprès de cette caisse.",
            ),
            models.CheckConstraint(
                condition=Q(etat__in=EN_COURS) | Q(traitee_le__isnull=False),
                name="preinscription_traitee_datee",
            ),
            models.CheckConstraint(
                condition=~Q(etat=EtatPreinscription.VALIDEE) | Q(partenaire__isnull=False),
                name="preinscription_validee_a_un_partenaire",
            ),
        ]
        indexes = [
            models.Index(fields=["caisse", "etat", "deposee_le"], name="preinscription_file"),
            models.Index(
                fields=["caisse", "-traitee_le", "-id"],
                condition=Q(traitee_le__isnull=False),
                name="preinscription_decisions",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nom_partenaire} ({self.code_convention})"

    def portee(self) -> dict[str, int | None]:
        """Whom the journal rows of this request concern."""
        return {"partenaire_ref": self.partenaire_id, "caisse_ref": self.caisse_id}


class DemandeCorrection(models.Model):
    """What the caisse asks the applicant to correct, and the single-use link that reopens his form (PLU-12).

    Only the digest of the link's secret is kept.
    """

    preinscription = models.ForeignKey(Preinscription, models.CASCADE, related_name="demandes_de_correction")
    message = models.CharField("message", max_length=1000)
    demandee_le = models.DateTimeField("demandée le")
    demandee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    empreinte = models.CharField("empreinte du lien", max_length=64, unique=True)
    expire_le = models.DateTimeField("expire le")
    repondue_le = models.DateTimeField("répondue le", null=True, blank=True)
    champs_corriges = models.JSONField("champs corrigés", default=list)

    class Meta:
        verbose_name = "demande de correction"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"Correction demandée le {self.demandee_le:%d/%m/%Y}"
