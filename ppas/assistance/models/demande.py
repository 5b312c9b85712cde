"""Requests to the assistance, and what is written about each."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from ppas.assistance.etats import A_TRAITER, OUVERTES, TRANSITIONS_DEMANDE, EtatDemande
from ppas.partenaires.models import Partenaire
from ppas.socle.horloge import PARIS


class Motif(models.TextChoices):
    """The five radios of the manual, word for word (SUP-03)."""

    NAVIGATION = "navigation", "Problème de navigation, d’affichage"
    ACCES = "acces", "Problème d’accès à l’espace abonné ou à vos rubriques"
    SUGGESTIONS = "suggestions", "Suggestions, remarques, …"
    AIDES = "aides", "Demande d’informations sur les aides."
    AUTRES = "autres", "Autres questions"


class DemandeQuerySet(models.QuerySet["Demande"]):
    """Requests by state."""

    def ouvertes(self) -> Self:
        """Those that are not resolved: an index holds them."""
        return self.filter(etat__parmi_ecrits=OUVERTES)

    def en_retard(self, instant: datetime) -> Self:
        """Those that the assistance should have answered before `instant`."""
        return self.ouvertes().filter(etat__in=A_TRAITER, echeance_le__lt=instant)


class Demande(models.Model):
    """What somebody wrote by « Contact », signed in or not; what he typed is kept as he typed it.

    `cle` is the form's own key: sent twice, it makes one request. `partenaire` is that of the user who was signed in,
    never what the number typed claims. `echeance_le`: when the assistance should have answered.
    """

    TRANSITIONS = TRANSITIONS_DEMANDE

    cle = models.UUIDField("clé d’envoi", unique=True)
    numero_convention = models.CharField("Numéro de convention", max_length=30)
    institution = models.CharField("Institution", max_length=120, blank=True)
    departement = models.CharField("Département", max_length=60, blank=True)
    nom = models.CharField("Nom", max_length=80)
    prenom = models.CharField("Prénom", max_length=80, blank=True)
    email = models.EmailField("Email")
    telephone = models.CharField("Téléphone", max_length=10)
    motif = models.CharField("Motif", max_length=12, choices=Motif, blank=True)
    texte = models.TextField("Texte", max_length=4000, blank=True)
    etat = models.CharField("état", max_length=10, choices=EtatDemande, default=EtatDemande.NOUVELLE)
    recue_le = models.DateTimeField("reçue le")
    echeance_le = models.DateTimeField("à traiter avant le")
    resolue_le = models.DateTimeField("résolue le", null=True, blank=True)
    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="compte"
    )
    partenaire = models.ForeignKey(
        Partenaire, models.SET_NULL, null=True, blank=True, related_name="demandes", verbose_name="partenaire"
    )
    suivie_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="suivie par"
    )

    objects = DemandeQuerySet.as_manager()

    class Meta:
        verbose_name = "demande à l’assistance"
        verbose_name_plural = "demandes à l’assistance"
        constraints = [
            models.CheckConstraint(
                condition=Q(etat=EtatDemande.RESOLUE, resolue_le__isnull=False)
                | (~Q(etat=EtatDemande.RESOLUE) & Q(resolue_le=None)),
                name="demande_resolue_datee",
            ),
            models.CheckConstraint(
                condition=~Q(etat=EtatDemande.NOUVELLE) | Q(suivie_par=None), name="demande_nouvelle_a_personne"
            ),
        ]
        indexes = [
            models.Index(fields=["echeance_le", "id"], condition=Q(etat__in=OUVERTES), name="demande_ouverte"),
            models.Index(fields=["partenaire", "-id"], name="demande_partenaire"),
            models.Index(fields=["utilisateur", "-id"], name="demande_utilisateur"),
            models.Index(fields=["-resolue_le"], condition=Q(resolue_le__isnull=False), name="demande_resolue"),
        ]

    def __str__(self) -> str:
        return f"Demande {self.numero}"

    @property
    def numero(self) -> str:
        """The receipt number, `AS-2026-000123`: the year of reception and the row."""
        return f"AS-{self.recue_le.astimezone(PARIS).year}-{self.pk:06d}"

    @property
    def est_ouverte(self) -> bool:
        """Whether it is not resolved."""
        return self.etat in OUVERTES

    @property
    def expediteur(self) -> str:
        """Who wrote."""
        return f"{self.prenom} {self.nom}".strip()

    @property
    def objet(self) -> str:
        """What it is about, in a line."""
        return self.get_motif_display() or " ".join(self.texte.split())[:80]

    def est_en_retard(self, instant: datetime) -> bool:
        """Whether the assistance should have answered before `instant`."""
        return self.etat in A_TRAITER and self.echeance_le < instant

    def portee(self) -> dict[str, int | None]:
        """Whom the journal rows of this request concern."""
        return {"partenaire_ref": self.partenaire_id, "caisse_ref": None}


class NatureIntervention(models.TextChoices):
    """Who writes to whom."""

    REPONSE = "reponse", "Réponse de l’assistance"
    PRECISION = "precision", "Précision de l’expéditeur"
    NOTE = "note", "Note interne"


class Intervention(models.Model):
    """Written on a request: an answer, mailed; what its sender adds; a note that only the assistance reads."""

    demande = models.ForeignKey(Demande, models.CASCADE, related_name="interventions")
    nature = models.CharField("nature", max_length=10, choices=NatureIntervention)
    texte = models.TextField("texte", max_length=4000)
    ecrite_le = models.DateTimeField("écrite le")
    auteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="auteur"
    )
    auteur_nom = models.CharField("nom de l’auteur", max_length=200)
    cle = models.UUIDField("clé d’envoi")

    class Meta:
        verbose_name = "intervention"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["demande", "cle"], name="intervention_cle_unique")]

    def __str__(self) -> str:
        return f"{self.get_nature_display()} du {self.ecrite_le:%d/%m/%Y}"


class ModeleReponse(models.Model):
    """A text that the assistance often sends; the national administrator keeps them."""

    titre = models.CharField("titre", max_length=80, unique=True)
    texte = models.TextField("texte", max_length=4000)
    est_propose = models.BooleanField("proposé", default=True)

    class Meta:
        verbose_name = "modèle de réponse"
        verbose_name_plural = "modèles de réponse"
        ordering = ["titre"]

    def __str__(self) -> str:
        return self.titre
