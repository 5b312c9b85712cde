"""Partners, their users and conventions, and the pre-registrations from which they are born."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from ppas.caisses.models import Caisse, TypePartenaire
from ppas.partenaires.etats import (
    TRANSITIONS_CONVENTION,
    TRANSITIONS_PREINSCRIPTION,
    EtatConvention,
    EtatPreinscription,
)


class IndiceVoie(models.TextChoices):
    """« bis/ter » list of the address (REG-19)."""

    BIS = "bis", "Bis"
    TER = "ter", "Ter"
    QUATER = "quater", "Quater"


class TypeVoie(models.TextChoices):
    """« type de voie » list of the address (REG-19)."""

    ALLEE = "allee", "Allée"
    AVENUE = "avenue", "Avenue"
    BOULEVARD = "boulevard", "Boulevard"
    CHEMIN = "chemin", "Chemin"
    COURS = "cours", "Cours"
    ESPLANADE = "esplanade", "Esplanade"
    IMPASSE = "impasse", "Impasse"
    PASSAGE = "passage", "Passage"
    PLACE = "place", "Place"
    QUAI = "quai", "Quai"
    ROUTE = "route", "Route"
    RUE = "rue", "Rue"
    SQUARE = "square", "Square"


class ChampsAdresse(models.Model):
    """Address fields, in the order of the form; « Identité destinataire » is the partner's name (REG-18)."""

    mention_complementaire = models.CharField("Mention complémentaire", max_length=80, blank=True)
    batiment = models.CharField("Bâtiment ou résidence", max_length=80, blank=True)
    numero_voie = models.CharField("N°", max_length=10, blank=True)
    indice_voie = models.CharField("Indice", max_length=10, choices=IndiceVoie, blank=True)
    type_voie = models.CharField("Type de voie", max_length=20, choices=TypeVoie, blank=True)
    nom_voie = models.CharField("Nom voie", max_length=120, blank=True)
    hameau_ou_boite_postale = models.CharField("Nom du hameau ou du numéro de boite postale", max_length=80, blank=True)
    code_postal = models.CharField("CP", max_length=5)
    commune = models.CharField("Nom commune", max_length=80)
    cedex = models.CharField("Nom Cedex", max_length=80, blank=True)
    canton = models.CharField("Canton", max_length=80, blank=True)

    class Meta:
        abstract = True

    def lignes(self) -> list[str]:
        """Return the address as it is written under the addressee's name, empty lines left out."""
        voie = (self.numero_voie, self.get_indice_voie_display(), self.get_type_voie_display(), self.nom_voie)
        return [
            ligne
            for ligne in (
                self.mention_complementaire,
                self.batiment,
                " ".join(filter(None, voie)),
                self.hameau_ou_boite_postale,
                f"{self.code_postal} {self.commune}",
                self.cedex,
                self.canton,
            )
            if ligne
        ]


class PreinscriptionQuerySet(models.QuerySet["Preinscription"]):
    """Requests to register."""

    def en_attente(self) -> Self:
        """Those that the caisse has not decided."""
        return self.filter(etat=EtatPreinscription.EN_ATTENTE)

    def reservant_login(self, login: str) -> Self:
        """Pending ones that chose this login, whatever its case (REG-23)."""
        return self.en_attente().filter(login__iexact=login)

    def reservant_code(self, caisse: Caisse, code: str) -> Self:
        """Pending ones for this convention of this caisse."""
        return self.en_attente().filter(caisse=caisse, code_convention__iexact=code)


class Preinscription(ChampsAdresse):
    """The form of §1.1.1 as it was sent. While pending, it reserves its login and its convention code (REG-23)."""

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
                condition=Q(etat=EtatPreinscription.EN_ATTENTE),
                violation_error_message="Ce login est déjà utilisé.",
            ),
            models.UniqueConstraint(
                "caisse",
                Lower("code_convention"),
                name="preinscription_convention_reservee",
                condition=Q(etat=EtatPreinscription.EN_ATTENTE),
                violation_error_message="Ce code convention est déjà inscrit auprès de cette caisse.",
            ),
            models.CheckConstraint(
                condition=Q(etat=EtatPreinscription.EN_ATTENTE) | Q(traitee_le__isnull=False),
                name="preinscription_traitee_datee",
            ),
            models.CheckConstraint(
                condition=~Q(etat=EtatPreinscription.VALIDEE) | Q(partenaire__isnull=False),
                name="preinscription_validee_a_un_partenaire",
            ),
        ]
        indexes = [models.Index(fields=["caisse", "etat", "deposee_le"], name="preinscription_file")]

    def __str__(self) -> str:
        return f"{self.nom_partenaire} ({self.code_convention})"

    def portee(self) -> dict[str, int | None]:
        """Whom the journal rows of this request concern."""
        return {"partenaire_ref": self.partenaire_id, "caisse_ref": self.caisse_id}


class Partenaire(models.Model):
    """A structure under convention with one or several caisses."""

    nom = models.CharField("Nom partenaire", max_length=120)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    mail = models.EmailField("Email")
    telephone = models.CharField("Téléphone", max_length=10)
    inscrit_le = models.DateTimeField("inscrit le")

    class Meta:
        verbose_name = "partenaire"
        ordering = ["nom"]

    def __str__(self) -> str:
        return self.nom

    def portee(self) -> dict[str, int | None]:
        """Whom the journal rows of this partner concern."""
        return {"partenaire_ref": self.pk, "caisse_ref": None}


class Adresse(ChampsAdresse):
    """The partner's address; the addressee is the partner's name (REG-18, ADM-25)."""

    partenaire = models.OneToOneField(Partenaire, models.CASCADE, related_name="adresse")

    class Meta:
        verbose_name = "adresse"

    def __str__(self) -> str:
        return f"{self.partenaire}, {self.code_postal} {self.commune}"


class Rattachement(models.Model):
    """Which partner a user works for, and whether he administers its account (ADM-14)."""

    utilisateur = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="rattachement")
    partenaire = models.ForeignKey(Partenaire, models.CASCADE, related_name="rattachements")
    est_administrateur = models.BooleanField("administrateur", default=False)

    class Meta:
        verbose_name = "rattachement"

    def __str__(self) -> str:
        return f"{self.utilisateur} ({self.partenaire})"


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

    def __str__(self) -> str:
        return self.code

    def portee(self) -> dict[str, int | None]:
        """Whom the journal rows of this convention concern."""
        return {"partenaire_ref": self.partenaire_id, "caisse_ref": self.caisse_id}
