"""Reference tables: régimes, caisses, prestations and their dated tariffs; agents; files imported by a caisse."""

from collections.abc import Collection
from datetime import date
from typing import Self

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q


class Regime(models.Model):
    """A pension scheme, as the registration form lists them (PUB-16, CON-13)."""

    code = models.CharField("code", max_length=10, unique=True)
    nom = models.CharField("nom", max_length=120)
    source = models.CharField("source", max_length=200)

    class Meta:
        verbose_name = "régime"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class ZoneFeries(models.TextChoices):
    """Places that have public holidays of their own, by the code that the `holidays` package gives them."""

    ALSACE_MOSELLE = "57", "Alsace-Moselle"
    GUADELOUPE = "971", "Guadeloupe"
    MARTINIQUE = "972", "Martinique"
    GUYANE = "973", "Guyane"
    LA_REUNION = "974", "La Réunion"
    MAYOTTE = "976", "Mayotte"


class Caisse(models.Model):
    """A fund. `code` begins the names of invoice files; `est_exemple`: the code is the project's own.

    Delays are months: beyond `delai_facturation_mois` a line goes by post (L04), beyond `delai_paiement_mois` payment
    may be refused (A03). An evaluation is due `delai_evaluation_jours` after its order, unless the order says
    otherwise. The postal address is where invoices go by post, `mention_courriels` a paragraph that ends the mails
    sent in the caisse's name.
    """

    regime = models.ForeignKey(Regime, models.PROTECT, related_name="caisses", verbose_name="régime")
    code = models.CharField(
        "code",
        max_length=2,
        unique=True,
        validators=[RegexValidator(r"\A[0-9A-Z]{2}\Z", "Deux chiffres ou lettres capitales.")],
    )
    nom = models.CharField("nom", max_length=120, unique=True)
    departements = models.CharField("départements", max_length=60, blank=True)
    zone_feries = models.CharField("jours fériés propres à", max_length=3, choices=ZoneFeries, blank=True)
    delai_facturation_mois = models.PositiveSmallIntegerField("délai de facturation (mois)", default=12)
    delai_paiement_mois = models.PositiveSmallIntegerField("délai de paiement (mois)", default=6)
    delai_evaluation_jours = models.PositiveSmallIntegerField("délai d’une évaluation (jours)", default=30)
    adresse_postale = models.TextField("adresse postale", max_length=400, blank=True)
    telephone = models.CharField("téléphone", max_length=10, blank=True)
    courriel = models.EmailField("adresse électronique du service", blank=True)
    mention_courriels = models.TextField("texte ajouté aux mails", max_length=600, blank=True)
    est_exemple = models.BooleanField("code propre au projet", default=False)
    source = models.CharField("source", max_length=200)

    class Meta:
        verbose_name = "caisse"
        ordering = ["regime__code", "nom"]

    def __str__(self) -> str:
        return self.nom

    def portee(self) -> dict[str, int | None]:
        """Whom the journal rows of this caisse's parameters concern."""
        return {"partenaire_ref": None, "caisse_ref": self.pk}


class TypePartenaire(models.Model):
    """A kind of partner (SRV-01); a convention has exactly one."""

    AIDE_A_DOMICILE = "aide-a-domicile"
    EVALUATION = "evaluation"
    HABITAT = "habitat"

    code = models.CharField("code", max_length=20, unique=True)
    nom = models.CharField("nom", max_length=80)
    source = models.CharField("source", max_length=200)

    class Meta:
        verbose_name = "type de partenaire"
        verbose_name_plural = "types de partenaire"
        ordering = ["nom"]

    def __str__(self) -> str:
        return self.nom


class Unite(models.TextChoices):
    """What a prestation is counted in (formats.md §1)."""

    HEURE = "heure", "heure"
    FORFAIT = "forfait", "forfait"
    MONTANT = "montant", "montant"


class Prestation(models.Model):
    """A service that may be invoiced, with the kinds of convention that open it."""

    EVALUATION = "PPP020"

    code = models.CharField(
        "code",
        max_length=6,
        unique=True,
        validators=[RegexValidator(r"\APPP[0-9]{3}\Z", "« PPP » et trois chiffres.")],
    )
    nom = models.CharField("nom", max_length=120)
    unite = models.CharField("unité", max_length=10, choices=Unite)
    types = models.ManyToManyField(TypePartenaire, related_name="prestations", verbose_name="types de partenaire")
    est_exemple = models.BooleanField("exemple propre au projet", default=False)
    source = models.CharField("source", max_length=200)

    class Meta:
        verbose_name = "prestation"
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.nom}"


class TarifQuerySet(models.QuerySet["Tarif"]):
    """Dated prices."""

    def en_vigueur(self, prestation: Prestation, *, caisse: Caisse, le: date) -> "Tarif | None":
        """Return the tariff of `prestation` that holds on `le` in `caisse`, or None: its own goes before all others."""
        return self.de_caisse(caisse).filter(prestation=prestation, debut__lte=le).par_priorite().first()

    def par_jour(
        self, prestation: Prestation, *, caisse: Caisse, jours: Collection[date]
    ) -> "dict[date, Tarif | None]":
        """Return the tariff of `prestation` that holds in `caisse` on each of these days, in one query."""
        tarifs = list(self.de_caisse(caisse).filter(prestation=prestation).par_priorite()) if jours else []
        return {jour: next((tarif for tarif in tarifs if tarif.debut <= jour), None) for jour in jours}

    def de_caisse(self, caisse: Caisse) -> Self:
        """Those that may hold in `caisse`: its own and the national ones."""
        return self.filter(Q(caisse=caisse) | Q(caisse=None))

    def par_priorite(self) -> Self:
        """In the order in which they hold: a caisse's own before the national ones, the latest first."""
        return self.order_by(F("caisse").desc(nulls_last=True), "-debut")

    def en_vigueur_partout(self, *, caisse: Caisse, le: date) -> list["Tarif"]:
        """Return the tariff that holds on `le` in `caisse` for each prestation that has one, in one query."""
        par_prestation: dict[int, Tarif] = {}
        for tarif in self.de_caisse(caisse).filter(debut__lte=le).select_related("prestation").par_priorite():
            par_prestation.setdefault(tarif.prestation_id, tarif)
        return sorted(par_prestation.values(), key=lambda tarif: tarif.prestation.code)


class Tarif(models.Model):
    """Price in cents from `debut` on, of one caisse or of all; no Sunday price means that no source gives one."""

    prestation = models.ForeignKey(Prestation, models.PROTECT, related_name="tarifs", verbose_name="prestation")
    caisse = models.ForeignKey(
        Caisse, models.PROTECT, null=True, blank=True, related_name="tarifs", verbose_name="caisse"
    )
    debut = models.DateField("applicable à partir du")
    ouvrable_centimes = models.PositiveIntegerField("jours ouvrables (centimes)")
    dimanche_ferie_centimes = models.PositiveIntegerField("dimanches et jours fériés (centimes)", null=True, blank=True)
    est_exemple = models.BooleanField("exemple propre au projet", default=False)
    source = models.CharField("source", max_length=200)

    objects = TarifQuerySet.as_manager()

    class Meta:
        verbose_name = "tarif"
        ordering = ["prestation", "-debut"]
        constraints = [
            models.UniqueConstraint(
                fields=["prestation", "debut"], name="tarif_unique_par_date", condition=Q(caisse=None)
            ),
            models.UniqueConstraint(fields=["caisse", "prestation", "debut"], name="tarif_de_caisse_unique_par_date"),
        ]

    def __str__(self) -> str:
        return f"{self.prestation.code} au {self.debut:%d/%m/%Y}"


class TrancheBareme(models.Model):
    """One row of a participation scale: up to these monthly resources (euros), the retiree pays this share.

    `participation` is in basis points (1 000 = 10 %). The last row has no upper bound.
    """

    bareme = models.CharField("barème", max_length=80)
    debut = models.DateField("applicable à partir du")
    plafond_seul = models.PositiveIntegerField("ressources mensuelles, personne seule", null=True, blank=True)
    plafond_menage = models.PositiveIntegerField("ressources mensuelles, ménage", null=True, blank=True)
    participation = models.PositiveIntegerField("participation du retraité")
    source = models.CharField("source", max_length=200)

    class Meta:
        verbose_name = "tranche de barème"
        verbose_name_plural = "tranches de barème"
        ordering = ["bareme", "-debut", "participation"]
        constraints = [
            models.UniqueConstraint(fields=["bareme", "debut", "participation"], name="tranche_bareme_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.bareme} {self.debut:%d/%m/%Y} : {self.participation / 100:.0f} %"


class UnitePlafond(models.TextChoices):
    """What a ceiling of a plan counts."""

    CENTIMES = "centimes", "centimes d’euro"
    CENTIEMES_HEURE = "centiemes_heure", "centièmes d’heure"


class PlafondPlanQuerySet(models.QuerySet["PlafondPlan"]):
    """Dated ceilings."""

    def en_vigueur(self, le: date) -> Self:
        """Those that hold on `le`."""
        return self.filter(debut__lte=le).filter(Q(fin=None) | Q(fin__gte=le))


class PlafondPlan(models.Model):
    """What a proposed plan may cost at most, by scheme of help and date (domaine.md 7).

    `code` is what the rules of the plan know it by; `periode_mois` is over how long it counts; `condition` says in
    French when it applies.
    """

    code = models.SlugField("code", max_length=40)
    dispositif = models.CharField("dispositif", max_length=20)
    libelle = models.CharField("libellé", max_length=120)
    unite = models.CharField("unité", max_length=20, choices=UnitePlafond)
    valeur = models.PositiveIntegerField("valeur")
    periode_mois = models.PositiveSmallIntegerField("période (mois)", default=12)
    debut = models.DateField("applicable à partir du")
    fin = models.DateField("jusqu’au", null=True, blank=True)
    condition = models.CharField("condition", max_length=300, blank=True)
    est_exemple = models.BooleanField("exemple propre au projet", default=False)
    source = models.CharField("source", max_length=200)

    objects = PlafondPlanQuerySet.as_manager()

    class Meta:
        verbose_name = "plafond d’un plan"
        verbose_name_plural = "plafonds des plans"
        ordering = ["dispositif", "code", "-debut"]
        constraints = [
            models.UniqueConstraint(fields=["code", "debut"], name="plafond_plan_unique_par_date"),
            models.CheckConstraint(
                condition=Q(fin=None) | Q(fin__gte=F("debut")),
                name="plafond_plan_dates_en_ordre",
                violation_error_message="La fin précède le début.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.libelle} au {self.debut:%d/%m/%Y}"


class Agent(models.Model):
    """A user who works for one caisse; « administrateur régional » when `est_administrateur` (CAI-01).

    With `est_editeur` he writes the news of his caisse, which its regional administrators publish (CAI-15).
    """

    utilisateur = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="agent")
    caisse = models.ForeignKey(Caisse, models.PROTECT, related_name="agents", verbose_name="caisse")
    est_administrateur = models.BooleanField("administrateur régional", default=False)
    est_editeur = models.BooleanField("éditeur", default=False)

    class Meta:
        verbose_name = "agent de caisse"
        verbose_name_plural = "agents de caisse"

    def __str__(self) -> str:
        return f"{self.utilisateur} ({self.caisse})"

    def portee(self) -> dict[str, int | None]:
        """Whom the journal rows of this agent's account concern."""
        return {"partenaire_ref": None, "caisse_ref": self.caisse_id}


class Flux(models.TextChoices):
    """Files that a caisse's information system sends (formats.md §3)."""

    CONVENTIONS = "conventions", "Conventions émises"
    PRISES_EN_CHARGE = "prises-en-charge", "Prises en charge"
    PAIEMENTS = "paiements", "Paiements"
    ANOMALIES_REPORT = "anomalies-report", "Anomalies de report"
    COMMANDES_EVALUATION = "commandes-evaluation", "Commandes d’évaluation"
    ANNULATIONS_COMMANDES = "annulations-commandes", "Annulations de commandes"


class Importation(models.Model):
    """A file taken whole from a caisse; the same bytes again change nothing."""

    caisse = models.ForeignKey(Caisse, models.PROTECT, related_name="importations", verbose_name="caisse")
    flux = models.CharField("flux", max_length=30, choices=Flux)
    nom_fichier = models.CharField("nom du fichier", max_length=255)
    sha256 = models.CharField("empreinte SHA-256", max_length=64)
    nb_lignes = models.PositiveIntegerField("lignes")
    importe_le = models.DateTimeField("importé le")
    importe_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="importé par"
    )

    class Meta:
        verbose_name = "importation"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["caisse", "flux", "sha256"],
                name="importation_unique",
                violation_error_message="Ce fichier a déjà été importé : rien n’a été modifié.",
            ),
            models.CheckConstraint(condition=Q(flux__in=Flux.values), name="importation_flux_connu"),
        ]
        indexes = [models.Index(fields=["caisse", "-importe_le", "-id"], name="importation_recentes")]

    def __str__(self) -> str:
        return f"{self.get_flux_display()} : {self.nom_fichier}"

    def portee(self) -> dict[str, int | None]:
        """Whom the journal rows of this import concern."""
        return {"partenaire_ref": None, "caisse_ref": self.caisse_id}
