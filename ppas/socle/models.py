"""The journal, the queue of mails, the captchas used: tables that domains write through `journal` and `operations`."""

from django.db import models


class NatureEchange(models.TextChoices):
    """Kinds of exchange between a partner and its caisse, as « Historique des échanges » filters them."""

    FICHIER = "fichier", "Fichier de facturation"
    FORMULAIRE = "formulaire", "Facturation en ligne"
    PRISES_EN_CHARGE = "prises-en-charge", "Prises en charge"
    FACTURES = "factures", "Factures transmises"
    PAIEMENTS = "paiements", "Bordereaux de paiements"


class SensEchange(models.TextChoices):
    """Direction of an exchange, seen from the partner."""

    ENVOYE = "envoye", "Du partenaire vers la caisse"
    RECU = "recu", "De la caisse vers le partenaire"


class Evenement(models.Model):
    """A row of the journal. References are plain numbers: the journal outlives what it speaks of."""

    le = models.DateTimeField("date")
    auteur_ref = models.BigIntegerField("auteur", null=True, blank=True)
    auteur_nom = models.CharField("nom de l’auteur", max_length=120)
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
            models.Index(fields=["objet_type", "objet_ref", "id"], name="evenement_objet"),
        ]

    def __str__(self) -> str:
        return f"{self.le:%d/%m/%Y %H:%M} {self.action} {self.objet_type} {self.objet_ref}"


class EtatCourriel(models.TextChoices):
    """Life of a mail in the queue."""

    EN_FILE = "en_file", "en file d’attente"
    ENVOYE = "envoye", "envoyé"
    ABANDONNE = "abandonne", "abandonné"


class Courriel(models.Model):
    """A mail to send, written in the transaction of the fact that it tells; kept as delivery log."""

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

    class Meta:
        verbose_name = "courriel"
        indexes = [
            models.Index(
                fields=["prochaine_tentative_le"],
                condition=models.Q(etat=EtatCourriel.EN_FILE),
                name="courriel_a_envoyer",
            ),
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
