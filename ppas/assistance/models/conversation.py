"""Conversations between a partner and its caisse, each about one file (PLU-12)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from ppas.caisses.models import Caisse
from ppas.evaluations.models import Evaluation
from ppas.facturation.models import Depot, Formulaire
from ppas.partenaires.models import Convention, Partenaire
from ppas.socle.regles.affichage import de_mois

NATURES = ("convention", "depot", "formulaire", "evaluation")
"""What a conversation may be about: the names of the four columns, of which exactly one is filled."""


TITRES = ("convention", "depot", "formulaire__convention")
MONTREES = (
    "convention__code",
    "depot__nom_fichier",
    "formulaire__echeance",
    "formulaire__convention__code",
    "evaluation",
    "dernier_le",
    "non_lus_partenaire",
    "non_lus_caisse",
)
"""What a list reads to write the titles of conversations, then what it shows of each."""


class Cote(models.TextChoices):
    """The two sides of a conversation."""

    PARTENAIRE = "partenaire", "Partenaire"
    CAISSE = "caisse", "Caisse"

    @property
    def autre(self) -> "Cote":
        """The side in front."""
        return Cote.CAISSE if self == Cote.PARTENAIRE else Cote.PARTENAIRE


class ConversationQuerySet(models.QuerySet["Conversation"]):
    """Conversations as lists show them."""

    def a_lister(self, cote: Cote) -> Self:
        """Read with each, in the same query, its title and who is in front of the side `cote`, and nothing else.

        PostgreSQL takes longer to plan each join more than to do them all.
        """
        en_face = cote.autre.value
        return self.select_related(en_face, *TITRES).only(*MONTREES, f"{en_face}__nom")

    def non_lues(self, cote: Cote) -> Self:
        """Those where the side `cote` has something left to read."""
        return self.filter(**{f"non_lus_{cote}__gt": 0})


def _exactement_une() -> Q:
    return Q(
        *(Q(**{f"{autre}__isnull": autre != nature for autre in NATURES}) for nature in NATURES),
        _connector=Q.OR,
    )


class Conversation(models.Model):
    """What a partner and its caisse wrote to each other about a convention, a deposit, an on-line month, an evaluation.

    What is left to read is counted for each side, not for each person (docs/decisions/0120).
    """

    partenaire = models.ForeignKey(Partenaire, models.PROTECT, related_name="conversations", db_index=False)
    caisse = models.ForeignKey(Caisse, models.PROTECT, related_name="conversations", db_index=False)
    convention = models.OneToOneField(Convention, models.PROTECT, null=True, blank=True, related_name="conversation")
    depot = models.OneToOneField(Depot, models.PROTECT, null=True, blank=True, related_name="conversation")
    formulaire = models.OneToOneField(Formulaire, models.PROTECT, null=True, blank=True, related_name="conversation")
    evaluation = models.OneToOneField(Evaluation, models.PROTECT, null=True, blank=True, related_name="conversation")
    dernier_le = models.DateTimeField("dernier message le")
    non_lus_partenaire = models.PositiveIntegerField("non lus par le partenaire", default=0)
    non_lus_caisse = models.PositiveIntegerField("non lus par la caisse", default=0)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        verbose_name = "conversation"
        constraints = [models.CheckConstraint(condition=_exactement_une(), name="conversation_sur_un_dossier")]
        indexes = [
            models.Index(fields=["partenaire", "-dernier_le", "-id"], name="conversation_partenaire"),
            models.Index(fields=["caisse", "-dernier_le", "-id"], name="conversation_caisse"),
            models.Index(
                fields=["partenaire"], condition=Q(non_lus_partenaire__gt=0), name="conversation_non_lue_part"
            ),
            models.Index(fields=["caisse"], condition=Q(non_lus_caisse__gt=0), name="conversation_non_lue_caisse"),
        ]

    def __str__(self) -> str:
        return self.titre

    @property
    def nature(self) -> str:
        """The name of the column that is filled."""
        return next(nature for nature in NATURES if getattr(self, f"{nature}_id"))

    @property
    def dossier(self) -> models.Model:
        """What it is about."""
        return getattr(self, self.nature)

    @property
    def dossier_id(self) -> int:
        """The number of what it is about."""
        return getattr(self, f"{self.nature}_id")

    @property
    def titre(self) -> str:
        """What it is about, in French, naming nobody; an evaluation need not be read: its number says it."""
        return titre_de(Evaluation(pk=self.evaluation_id) if self.evaluation_id else self.dossier)

    def portee(self) -> dict[str, int | None]:
        """Whom the journal rows of this conversation concern."""
        return {"partenaire_ref": self.partenaire_id, "caisse_ref": self.caisse_id}


def titre_de(dossier: models.Model) -> str:
    """Return what `dossier` is called, naming nobody: it travels in mails."""
    match dossier:
        case Convention():
            return f"Convention n° {dossier.code}"
        case Depot():
            return f"Fichier {dossier.nom_fichier}"
        case Formulaire():
            return f"Facturation en ligne {de_mois(dossier.echeance)}, convention n° {dossier.convention.code}"
    return str(dossier)


class Message(models.Model):
    """One thing written in a conversation; `cle` is its form's own key: sent twice, it is written once."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="messages", db_index=False)
    cote = models.CharField("côté", max_length=10, choices=Cote)
    texte = models.TextField("texte", max_length=2000)
    ecrit_le = models.DateTimeField("écrit le")
    auteur = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="auteur")
    cle = models.UUIDField("clé d’envoi")

    class Meta:
        verbose_name = "message"
        constraints = [models.UniqueConstraint(fields=["conversation", "cle"], name="message_cle_unique")]
        indexes = [models.Index(fields=["conversation", "-id"], name="message_conversation")]

    def __str__(self) -> str:
        return f"{self.get_cote_display()}, {self.ecrit_le:%d/%m/%Y %H:%M}"
