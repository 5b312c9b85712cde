"""The journal, the queue of mails, the captchas used, how to reach the assistance: tables that every domain needs."""

from collections.abc import Iterable
from datetime import time

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models


class NatureEchange(models.TextChoices):
    """Kinds of exchange between a partner and its caisse, as « Historique des échanges » filters them."""

    FICHIER = "fichier", "Fichier de facturation"
    FORMULAIRE = "formulaire", "Facturation en ligne"
    PRISES_EN_CHARGE = "prises-en-charge", "Prises en charge"
    FACTURES = "factures", "Factures transmises"
    PAIEMENTS = "paiements", "Bordereaux de paiements"
    ANOMALIES_REPORT = "anomalies-report", "Anomalies de report"
    COURRIERS = "courriers", "Facturation par courrier"
    COMMANDES = "commandes", "Commandes d’évaluation"
    EVALUATIONS = "evaluations", "Évaluations"


class SensEchange(models.TextChoices):
    """Direction of an exchange, seen from the partner."""

    ENVOYE = "envoye", "Du partenaire vers la caisse"
    RECU = "recu", "De la caisse vers le partenaire"


class Evenement(models.Model):
    """A row of the journal. References are plain numbers: the journal outlives what it speaks of.

    `adresse` is where the request came from, empty for the portal's own acts; `en_tant_que_ref` the partner in whose
    name the national side acted. The database refuses to change or delete a row (`ppas.socle.verrous`).
    """

    le = models.DateTimeField("date")
    auteur_ref = models.BigIntegerField("auteur", null=True, blank=True)
    auteur_nom = models.CharField("nom de l’auteur", max_length=200)
    en_tant_que_ref = models.BigIntegerField("en tant que", null=True, blank=True)
    adresse = models.CharField("adresse", max_length=45, blank=True)
    action = models.CharField("action", max_length=40)
    objet_type = models.CharField("type d’objet", max_length=60)
    objet_ref = models.BigIntegerField("objet")
    partenaire_ref = models.BigIntegerField("partenaire", null=True, blank=True)
    caisse_ref = models.BigIntegerField("caisse", null=True, blank=True)
    libelle = models.CharField("libellé", max_length=400, blank=True)
    nature = models.CharField("nature d’échange", max_length=20, choices=NatureEchange, blank=True)
    sens = models.CharField("sens", max_length=10, choices=SensEchange, blank=True)
    details = models.JSONField("détails", default=dict)

    class Meta:
        verbose_name = "événement"
        indexes = [
            models.Index(fields=["partenaire_ref", "-id"], condition=~models.Q(nature=""), name="evenement_partenaire"),
            models.Index(fields=["caisse_ref", "-id"], condition=~models.Q(nature=""), name="evenement_caisse"),
            models.Index(fields=["partenaire_ref", "-id"], name="evenement_journal_partenaire"),
            models.Index(fields=["caisse_ref", "-id"], name="evenement_journal_caisse"),
            models.Index(fields=["auteur_ref", "-id"], name="evenement_auteur"),
            models.Index(fields=["objet_type", "objet_ref", "id"], name="evenement_objet"),
        ]

    def __str__(self) -> str:
        return f"{self.le:%d/%m/%Y %H:%M} {self.action} {self.objet_type} {self.objet_ref}"


class Sceau(models.Model):
    """The seal of a row of the journal, chained to the one before it: `rang` has no gap."""

    rang = models.PositiveBigIntegerField("rang", primary_key=True)
    evenement_ref = models.BigIntegerField("événement", unique=True)
    empreinte = models.CharField("empreinte", max_length=64)
    scelle_le = models.DateTimeField("scellé le")

    class Meta:
        verbose_name = "sceau"
        verbose_name_plural = "sceaux"

    def __str__(self) -> str:
        return f"{self.rang}:{self.empreinte}"


class Consultation(models.Model):
    """A page that showed beneficiaries of a caisse to somebody: who, whom, when, from where, why (`page`).

    `objet_ref` is the deposit, the export or the slip whose beneficiaries a document shows altogether. `beneficiaires`
    is the list of the others' ids between spaces (`liste`), which the database indexes by itself: see `BeneficiaireVu`.
    """

    le = models.DateTimeField("date", db_index=True)
    utilisateur_ref = models.BigIntegerField("utilisateur")
    utilisateur_nom = models.CharField("nom de l’utilisateur", max_length=200)
    en_tant_que_ref = models.BigIntegerField("en tant que", null=True, blank=True)
    adresse = models.CharField("adresse", max_length=45, blank=True)
    page = models.CharField("page", max_length=80)
    objet_ref = models.BigIntegerField("objet", null=True, blank=True)
    partenaire_ref = models.BigIntegerField("partenaire", null=True, blank=True)
    caisse_ref = models.BigIntegerField("caisse")
    beneficiaires = models.TextField("bénéficiaires", blank=True)

    class Meta:
        verbose_name = "consultation"
        indexes = [
            models.Index(fields=["caisse_ref", "-id"], name="consultation_caisse"),
            models.Index(fields=["objet_ref"], name="consultation_objet", condition=models.Q(objet_ref__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.le:%d/%m/%Y %H:%M} {self.page} {self.utilisateur_ref}"

    @staticmethod
    def liste(beneficiaires: Iterable[int]) -> str:
        """Return what `beneficiaires` holds."""
        textes = [str(beneficiaire) for beneficiaire in beneficiaires]
        return f" {' '.join(textes)} " if textes else ""


class BeneficiaireVu(models.Model):
    """The index of `Consultation.beneficiaires`: the database fills it (`index_consultations`) and empties it."""

    pk = models.CompositePrimaryKey("beneficiaire_ref", "consultation_id")
    consultation = models.ForeignKey(Consultation, models.DB_CASCADE, related_name="+")
    beneficiaire_ref = models.BigIntegerField("bénéficiaire")

    class Meta:
        verbose_name = "bénéficiaire vu"
        verbose_name_plural = "bénéficiaires vus"

    def __str__(self) -> str:
        return f"{self.beneficiaire_ref} {self.consultation_id}"


class EtatCourriel(models.TextChoices):
    """Life of a mail in the queue."""

    EN_FILE = "en_file", "en file d’attente"
    EN_COURS = "en_cours", "en cours d’envoi"
    ENVOYE = "envoye", "envoyé"
    ABANDONNE = "abandonne", "abandonné"


class Courriel(models.Model):
    """A mail to send, written in the transaction of the fact that it tells; kept as delivery log.

    While it is `EN_COURS`, `prochaine_tentative_le` is the instant after which the worker that took it is held dead.
    """

    destinataire = models.EmailField("destinataire")
    sujet = models.CharField("objet", max_length=200)
    corps = models.TextField("texte")
    est_secret = models.BooleanField("contient un secret", default=False)
    etat = models.CharField("état", max_length=10, choices=EtatCourriel, default=EtatCourriel.EN_FILE)
    cree_le = models.DateTimeField("créé le")
    envoye_le = models.DateTimeField("envoyé le", null=True, blank=True)
    nb_tentatives = models.PositiveSmallIntegerField("tentatives", default=0)
    prochaine_tentative_le = models.DateTimeField("prochaine tentative")
    erreur = models.CharField("dernière erreur", max_length=200, blank=True)

    TRANSITIONS = {"renvoyer": ({EtatCourriel.ABANDONNE}, EtatCourriel.EN_FILE)}
    """What a person does; sending itself never holds the row (docs/decisions/0042)."""

    class Meta:
        verbose_name = "courriel"
        indexes = [
            models.Index(
                fields=["prochaine_tentative_le"],
                condition=models.Q(etat__in=[EtatCourriel.EN_FILE, EtatCourriel.EN_COURS]),
                name="courriel_a_envoyer",
            ),
            models.Index(fields=["destinataire", "-id"], name="courriel_destinataire"),
        ]

    def __str__(self) -> str:
        return f"{self.sujet} ({self.get_etat_display()})"


class CaptchaConsomme(models.Model):
    """A captcha that was answered, right or wrong: it never serves again. One merely shown leaves no row."""

    numero = models.CharField("numéro", max_length=16, unique=True)
    expire_le = models.DateTimeField("expire le", db_index=True)

    class Meta:
        verbose_name = "captcha consommé"

    def __str__(self) -> str:
        return self.numero


class ParametreAssistance(models.Model):
    """How the assistance is reached and how soon it answers, from `debut` on; the national administrator adds rows.

    Every page and mail that quotes a telephone reads it here (`ppas.socle.assistance`). The defaults are the FAQ's; the
    hours and the delay, in worked hours, are the project's own (docs/decisions/0117).
    """

    NUMERO = RegexValidator(r"\A[0-9]{10}\Z", "Dix chiffres, sans espace.")

    debut = models.DateField("applicable à partir du", unique=True)
    telephone = models.CharField("téléphone", max_length=10, default="0380331130", validators=[NUMERO])
    autre_telephone = models.CharField(
        "autre téléphone", max_length=10, default="0380331131", blank=True, validators=[NUMERO]
    )
    cout = models.CharField("prix de l’appel", max_length=80, default="prix d’un appel local")
    jours = models.CharField("jours", max_length=80, default="du lundi au vendredi")
    ouverture = models.TimeField("heure d’ouverture", default=time(9))
    fermeture = models.TimeField("heure de fermeture", default=time(17))
    delai_heures = models.PositiveSmallIntegerField(
        "délai de réponse (heures ouvrées)", default=16, validators=[MinValueValidator(1), MaxValueValidator(400)]
    )
    source = models.CharField("source", max_length=200, default="FAQ du portail")

    class Meta:
        verbose_name = "paramètres de l’assistance"
        verbose_name_plural = "paramètres de l’assistance"
        ordering = ["-debut"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(fermeture__gt=models.F("ouverture")),
                name="assistance_ouvre_avant_de_fermer",
                violation_error_message="L’heure de fermeture doit suivre l’heure d’ouverture.",
            ),
        ]

    def __str__(self) -> str:
        return f"À partir du {self.debut:%d/%m/%Y}"
