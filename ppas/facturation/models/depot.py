"""A deposited file and what is wrong with it."""

from decimal import Decimal
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from ppas.caisses.models import Caisse, Prestation
from ppas.facturation.etats import OUVERTS, PUBLIES, TRANSITIONS_DEPOT, EtatDepot
from ppas.facturation.regles.catalogue import CATALOGUE
from ppas.facturation.regles.controle import Controle, Gravite
from ppas.facturation.regles.correction import CORRIGEABLES, TAILLE_MAX
from ppas.partenaires.models import Convention, Partenaire
from ppas.socle.regles.affichage import PARIS, heures, nombre


class DepotQuerySet(models.QuerySet["Depot"]):
    """Deposits by owner and state."""

    def ouverts(self) -> Self:
        """Those that still have to be processed: a few, which an index holds."""
        return self.filter(etat__parmi_ecrits=sorted(OUVERTS))


class Depot(models.Model):
    """A file received from a partner: its bytes lie in the store under `sha256`.

    `cle_envoi` is the sender's key of this very sending: the same key gives the same receipt. While a worker
    processes it, `jeton` names that run and `battement_le` is its last sign of life: a run whose token was replaced
    can no longer write. One deposit of a convention is processed at a time. Counts, quantity (hundredths) and amounts
    (cents) are final once the deposit is published; `nb_par_code` counts its anomalies by code, so that no page has to.
    What is accepted later, from its refused lines corrected on line, is counted apart: `*_refacture*`.
    `echeance` and `prestation` are what its name says; the first is None outside home help.
    """

    TRANSITIONS = TRANSITIONS_DEPOT

    partenaire = models.ForeignKey(Partenaire, models.PROTECT, related_name="depots", verbose_name="partenaire")
    convention = models.ForeignKey(Convention, models.PROTECT, null=True, blank=True, related_name="depots")
    caisse = models.ForeignKey(Caisse, models.PROTECT, null=True, blank=True, related_name="depots")
    nom_fichier = models.CharField("nom du fichier", max_length=255)
    echeance = models.DateField("échéance", null=True, blank=True)
    prestation = models.ForeignKey(
        Prestation, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name="prestation"
    )
    cle_envoi = models.UUIDField("clé d’envoi")
    sha256 = models.CharField("empreinte SHA-256", max_length=64)
    taille = models.PositiveBigIntegerField("taille (octets)")
    depose_le = models.DateTimeField("déposé le")
    depose_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="déposé par"
    )
    etat = models.CharField("état", max_length=20, choices=EtatDepot, default=EtatDepot.RECU)
    jeton = models.UUIDField("traitement en cours", null=True, blank=True)
    battement_le = models.DateTimeField("dernier signe de vie", null=True, blank=True)
    nb_tentatives = models.PositiveSmallIntegerField("tentatives", default=0)
    traite_le = models.DateTimeField("traité le", null=True, blank=True)
    nb_lignes_lues = models.PositiveIntegerField("lignes lues", default=0)
    nb_lignes_annoncees = models.PositiveIntegerField("lignes annoncées", null=True, blank=True)
    nb_lignes_acceptees = models.PositiveIntegerField("lignes acceptées", default=0)
    nb_lignes_refusees = models.PositiveIntegerField("lignes refusées", default=0)
    quantite_centiemes = models.BigIntegerField("quantité acceptée (centièmes)", default=0)
    montant_caisse_centimes = models.BigIntegerField("montant accepté, part de la caisse (centimes)", default=0)
    montant_beneficiaire_centimes = models.BigIntegerField(
        "montant accepté, part du bénéficiaire (centimes)", default=0
    )
    nb_par_code = models.JSONField("anomalies par code", default=dict, blank=True)
    nb_lignes_refacturees = models.PositiveIntegerField("lignes refacturées", default=0)
    montant_refacture_centimes = models.BigIntegerField("montant refacturé, part de la caisse (centimes)", default=0)

    objects = DepotQuerySet.as_manager()

    class Meta:
        verbose_name = "dépôt"
        constraints = [
            models.UniqueConstraint(
                fields=["partenaire", "nom_fichier"],
                name="depot_nom_unique",
                condition=~Q(etat=EtatDepot.REFUSE),
            ),
            models.UniqueConstraint(fields=["partenaire", "cle_envoi"], name="depot_cle_unique"),
            models.CheckConstraint(
                condition=Q(etat=EtatDepot.REFUSE) | Q(convention__isnull=False), name="depot_a_une_convention"
            ),
            models.UniqueConstraint(
                fields=["convention"], name="depot_un_seul_en_traitement", condition=Q(etat=EtatDepot.EN_TRAITEMENT)
            ),
        ]
        indexes = [
            models.Index(fields=["partenaire", "-id"], name="depot_partenaire"),
            models.Index(fields=["caisse", "-id"], name="depot_caisse"),
            models.Index(fields=["convention"], condition=Q(etat__in=sorted(OUVERTS)), name="depot_ouvert"),
            models.Index(fields=["convention", "-echeance"], name="depot_echeance"),
        ]

    def __str__(self) -> str:
        return self.nom_fichier

    @property
    def est_publie(self) -> bool:
        """Whether its lines count."""
        return self.etat in PUBLIES

    @property
    def est_ouvert(self) -> bool:
        """Whether it still has to be processed."""
        return self.etat in OUVERTS

    @property
    def peut_etre_corrige(self) -> bool:
        """Whether a corrected file is worth looking for (PLU-02): only its writing may be at fault."""
        est_refuse = self.etat == EtatDepot.REFUSE
        return est_refuse and self.taille <= TAILLE_MAX and not CORRIGEABLES.isdisjoint(self.nb_par_code)

    @property
    def quantite(self) -> str:
        """The accepted quantity as people read it: hours for home help, units otherwise."""
        return heures(self.quantite_centiemes) if self.echeance else nombre(Decimal(self.quantite_centiemes) / 100, 2)

    @property
    def anomalies_par_code(self) -> list[tuple[Controle, int, Gravite]]:
        """How many anomalies each control raised, in the order of the catalogue, and what they stopped that day."""
        le = self.depose_le.astimezone(PARIS).date()
        return [
            (controle, self.nb_par_code[code], controle.gravite_au(le) or controle.gravite)
            for code, controle in CATALOGUE.items()
            if code in self.nb_par_code
        ]

    @property
    def resultat(self) -> str:
        """What became of it, in one French sentence."""
        if self.est_ouvert:
            return "Le fichier est reçu et enregistré ; il est en cours de traitement."
        if self.etat == EtatDepot.REFUSE:
            return "Le fichier est refusé en entier : aucune de ses lignes n’est enregistrée."
        if self.nb_lignes_refusees:
            return f"{_lignes(self.nb_lignes_acceptees, 'acceptée')}, {_lignes(self.nb_lignes_refusees, 'refusée')}."
        return f"Toutes les lignes sont acceptées : {_lignes(self.nb_lignes_acceptees)}."

    def portee(self) -> dict[str, int | None]:
        """Whom the journal rows of this deposit concern."""
        return {"partenaire_ref": self.partenaire_id, "caisse_ref": self.caisse_id}


def _lignes(nb: int, participe: str = "") -> str:
    s = "s" if nb > 1 else ""
    return f"{nombre(nb)} ligne{s} {participe}{s if participe else ''}".strip()


class Anomalie(models.Model):
    """One fault of a deposit, as the report shows it. `code` is of the catalogue, `rang` numbers the line in the file.

    `gravite` is that of the day on which it was judged: a control may warn first and refuse later. `ligne` and
    `colonne` place it in the file's text; `numero_facture` is the earlier record it names (L05, L06).
    """

    depot = models.ForeignKey(Depot, models.CASCADE, related_name="anomalies", db_index=False, verbose_name="dépôt")
    code = models.CharField("code", max_length=3)
    gravite = models.CharField(
        "gravité", max_length=13, choices=[(gravite.value, gravite.value) for gravite in Gravite]
    )
    rang = models.PositiveIntegerField("enregistrement", null=True, blank=True)
    ligne = models.PositiveIntegerField("ligne", null=True, blank=True)
    colonne = models.PositiveIntegerField("colonne", null=True, blank=True)
    champ = models.CharField("champ", max_length=40, blank=True)
    extrait = models.CharField("extrait", max_length=400, blank=True)
    message = models.CharField("message", max_length=1000)
    remede = models.CharField("que faire", max_length=1000)
    numero_facture = models.BigIntegerField("enregistrement antérieur", null=True, blank=True)

    refusee: models.Model | None = None
    """The `LigneRefusee` that it refused, when the page has read it."""

    class Meta:
        verbose_name = "anomalie"
        ordering = ["id"]
        indexes = [
            models.Index(fields=["depot", "id"], name="anomalie_depot"),
            models.Index(fields=["depot", "code", "id"], name="anomalie_code"),
            models.Index(fields=["depot", "rang"], name="anomalie_rang"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.depot}"

    @property
    def controle(self) -> Controle:
        """Its row of the catalogue."""
        return CATALOGUE[self.code]

    @property
    def est_deja_dit(self) -> bool:
        """Whether the message begins with the very words of the control's label."""
        return self.message.startswith(self.controle.libelle)

    @property
    def est_avertissement(self) -> bool:
        """Whether the line was accepted all the same."""
        return self.gravite == Gravite.AVERTISSEMENT
