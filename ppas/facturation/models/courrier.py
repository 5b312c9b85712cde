"""What is invoiced by post, and the register that the caisse keeps of it (ANO-07, CAI-14)."""

import re
from decimal import Decimal
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ppas.caisses.models import Caisse
from ppas.facturation.etats import COURRIERS_A_TRAITER, TRANSITIONS_COURRIER, EtatCourrier
from ppas.facturation.models.ligne import LigneFacture
from ppas.facturation.models.refus import LigneRefusee
from ppas.partenaires.models import Convention, Partenaire
from ppas.prises_en_charge.models import PriseEnCharge
from ppas.socle.regles.affichage import date_fr, heures, mois, nombre

NUMERO = re.compile("[Cc]?0*([0-9]{1,12})", re.ASCII)


class CourrierQuerySet(models.QuerySet["Courrier"]):
    """Letters by owner."""

    def de_partenaire(self, partenaire: Partenaire) -> Self:
        """Those of the partner's conventions."""
        return self.filter(convention__partenaire=partenaire)

    def de_caisse(self, caisse: Caisse) -> Self:
        """Those addressed to the caisse."""
        return self.filter(caisse=caisse)

    def a_traiter(self) -> Self:
        """Those that the caisse waits for or has not decided."""
        return self.filter(etat__parmi_ecrits=COURRIERS_A_TRAITER)

    def detailles(self) -> Self:
        """With all that a list says of them, in one query."""
        return self.select_related("convention__partenaire", "prise_en_charge__beneficiaire", "refus")

    def du_numero(self, numero: str) -> Self:
        """The one that bears the register number `numero`, as a person types it; none when it cannot be one."""
        lu = NUMERO.fullmatch(numero.strip())
        return self.filter(pk=int(lu[1])) if lu else self.none()


class Courrier(models.Model):
    """One invoice sent by post to a caisse, under the register number that its letter bears.

    It comes from a line that the portal refused (`refus`), from one that the caisse's system rejected (`rejet`), or
    from nothing the portal knows: the caisse registers what it receives. Quantities are in hundredths of the unit,
    amounts in cents. Once accepted, `LigneFacture.courrier` makes it known to the check of doubles.
    """

    TRANSITIONS = TRANSITIONS_COURRIER

    caisse = models.ForeignKey(Caisse, models.PROTECT, related_name="courriers", db_index=False)
    convention = models.ForeignKey(Convention, models.PROTECT, related_name="courriers", db_index=False)
    prise_en_charge = models.ForeignKey(PriseEnCharge, models.PROTECT, null=True, blank=True, related_name="courriers")
    refus = models.ForeignKey(LigneRefusee, models.PROTECT, null=True, blank=True, related_name="courriers")
    rejet = models.ForeignKey(LigneFacture, models.PROTECT, null=True, blank=True, related_name="courriers")
    motif = models.CharField("motif", max_length=300)
    echeance = models.DateField("échéance", null=True, blank=True)
    debut = models.DateField("du")
    fin = models.DateField("au")
    ouvrables_centiemes = models.PositiveIntegerField("jours ouvrables (centièmes)", default=0)
    dimanches_feries_centiemes = models.PositiveIntegerField("dimanches et jours fériés (centièmes)", default=0)
    quantite_centiemes = models.PositiveIntegerField("quantité (centièmes)", default=0)
    montant_centimes = models.BigIntegerField("montant (centimes)", default=0)
    etat = models.CharField("état", max_length=10, choices=EtatCourrier, default=EtatCourrier.ANNONCE)
    annonce_le = models.DateTimeField("annoncé le")
    annonce_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recu_le = models.DateField("reçu le", null=True, blank=True)
    decide_le = models.DateTimeField("décidé le", null=True, blank=True)
    decide_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reponse = models.CharField("réponse de la caisse", max_length=500, blank=True)

    objects = CourrierQuerySet.as_manager()

    class Meta:
        verbose_name = "courrier"
        constraints = [
            models.CheckConstraint(condition=Q(fin__gte=F("debut")), name="courrier_dates_en_ordre"),
            models.CheckConstraint(
                condition=Q(etat__in=[EtatCourrier.ANNONCE, EtatCourrier.RECU, EtatCourrier.RETIRE])
                | Q(decide_le__isnull=False),
                name="courrier_decide_date",
            ),
            models.UniqueConstraint(
                fields=["refus"],
                name="courrier_refus_unique",
                condition=~Q(etat__in=[EtatCourrier.REFUSE, EtatCourrier.RETIRE]),
            ),
            models.UniqueConstraint(
                fields=["rejet"],
                name="courrier_rejet_unique",
                condition=~Q(etat__in=[EtatCourrier.REFUSE, EtatCourrier.RETIRE]),
            ),
        ]
        indexes = [
            models.Index(fields=["caisse", "-id"], name="courrier_caisse"),
            models.Index(fields=["convention", "-id"], name="courrier_convention"),
            models.Index(fields=["caisse"], condition=Q(etat__in=COURRIERS_A_TRAITER), name="courrier_a_traiter"),
        ]

    def __str__(self) -> str:
        return f"Courrier n° {self.numero}"

    @property
    def numero(self) -> str:
        """Its number in the register, as the letter bears it."""
        return f"C{self.pk:07d}"

    @property
    def est_ouvert(self) -> bool:
        """Whether the caisse has still to decide."""
        return self.etat in {EtatCourrier.ANNONCE, EtatCourrier.RECU}

    @property
    def beneficiaire(self) -> str:
        """Who was helped: as the caisse knows him, else as the refused line was written."""
        if self.prise_en_charge:
            return str(self.prise_en_charge.beneficiaire)
        return f"{self.refus.nom} {self.refus.prenom}" if self.refus else ""

    @property
    def nir(self) -> str:
        """The NIR of `beneficiaire`, from the same source."""
        if self.prise_en_charge:
            return self.prise_en_charge.beneficiaire.nir
        return self.refus.nir if self.refus else ""

    @property
    def periode(self) -> str:
        """The month of home help, the dates of anything else."""
        if self.echeance:
            return mois(self.echeance)
        return f"du {date_fr(self.debut)} au {date_fr(self.fin)}"

    @property
    def total_centiemes(self) -> int:
        """All that it invoices, in hundredths of its unit; 0 when it is to be written by hand on the letter."""
        return self.ouvrables_centiemes + self.dimanches_feries_centiemes + self.quantite_centiemes

    @property
    def quantite(self) -> str:
        """What it invoices, with its unit when it is the hour."""
        if self.echeance:
            return heures(self.total_centiemes)
        return nombre(Decimal(self.quantite_centiemes).scaleb(-2), 2)

    def portee(self) -> dict[str, int | None]:
        """Whom the journal rows of this letter concern."""
        return {"partenaire_ref": self.convention.partenaire_id, "caisse_ref": self.caisse_id}
