"""What the rules say of an invoice that came by post: warnings to the agent, who decides (CAI-14)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.db.models import Q

from ppas.facturation.models import Courrier
from ppas.facturation.operations.contexte import deja_facturees, parametres, vues_prises_en_charge
from ppas.facturation.regles.catalogue import Anomalie
from ppas.facturation.regles.donnees import DejaFacturee, LigneSaisie
from ppas.facturation.regles.jugement import juger
from ppas.facturation.regles.ligne import montant_total
from ppas.facturation.regles.montant import Partage, arrondir, partager
from ppas.prises_en_charge.models import PriseEnCharge
from ppas.socle.horloge import aujourd_hui
from ppas.socle.refus import Refus


@dataclass(frozen=True)
class FactureIndividuelle:
    """One invoice by post: hundredths of the unit, cents.

    `montant_centimes` None: the caisse's tariff gives it. `motif`: why it goes by post.
    """

    prise_en_charge: PriseEnCharge
    debut: date
    fin: date
    ouvrables_centiemes: int = 0
    dimanches_feries_centiemes: int = 0
    quantite_centiemes: int = 0
    montant_centimes: int | None = None
    motif: str = ""

    @classmethod
    def de(cls, courrier: Courrier, prise_en_charge: PriseEnCharge) -> Self:
        """Return what the letter says, on the grant `prise_en_charge`."""
        return cls(
            prise_en_charge=prise_en_charge,
            debut=courrier.debut,
            fin=courrier.fin,
            ouvrables_centiemes=courrier.ouvrables_centiemes,
            dimanches_feries_centiemes=courrier.dimanches_feries_centiemes,
            quantite_centiemes=courrier.quantite_centiemes,
            montant_centimes=None if courrier.echeance else courrier.montant_centimes,
            motif=courrier.motif,
        )

    @property
    def echeance(self) -> date | None:
        """The month of an invoice in hours; None for any other."""
        return self.debut.replace(day=1) if self.prise_en_charge.prestation.unite == "heure" else None

    @property
    def total_centiemes(self) -> int:
        """All that it invoices, in hundredths of its unit."""
        return self.ouvrables_centiemes + self.dimanches_feries_centiemes + self.quantite_centiemes

    def exiger_possible(self) -> None:
        """Refuse what no invoice line can be, whoever decides.

        Raises Refus: "periode-impossible" (champ `fin`), "quantite-nulle" (champ of the quantity).
        """
        if self.fin < self.debut:
            raise Refus("periode-impossible", "La période finit avant de commencer.", champ="fin")
        if self.echeance and (self.fin.year, self.fin.month) != (self.debut.year, self.debut.month):
            raise Refus(
                "periode-impossible",
                "Une facture d’aide à domicile porte sur un seul mois : faites-en une par mois.",
                champ="fin",
            )
        if self.total_centiemes <= 0:
            champ = "ouvrables_centiemes" if self.echeance else "quantite_centiemes"
            raise Refus("quantite-nulle", "Indiquez la quantité facturée.", champ=champ)


@dataclass(frozen=True)
class Examen:
    """What is said of a letter: who pays what (None without tariff nor amount), and the warnings of the rules."""

    partage: Partage | None
    anomalies: list[Anomalie]
    deja: Sequence[DejaFacturee] = ()

    @property
    def cles(self) -> list[str]:
        """Return what stands for each warning: a double is another one as soon as one more line overlaps."""
        numeros = "-".join(str(autre.numero) for autre in self.deja)
        return [
            f"{anomalie.code}:{numeros}" if anomalie.numero_facture else anomalie.code for anomalie in self.anomalies
        ]


def examiner(facture: FactureIndividuelle) -> Examen:
    """Judge an invoice that came by post as both doors would today; the agent may go beyond (CAI-14)."""
    pec = facture.prise_en_charge
    convention = pec.convention
    saisie = _saisie(facture)
    candidates = vues_prises_en_charge(convention, Q(beneficiaire=pec.beneficiaire_id))
    deja = deja_facturees(candidates, depuis=facture.debut, jusqu_a=facture.fin)
    reglages = parametres(convention, pec.prestation, le=facture.debut)
    siennes = deja[saisie.nir, saisie.prestation]
    _, anomalies = juger(
        saisie,
        candidates,
        deja_facturees=siennes,
        le=aujourd_hui(),
        parametres=reglages,
    )
    total = facture.montant_centimes
    if total is None:
        total = montant_total(saisie, reglages)
    communes = [autre for autre in siennes if autre.debut <= facture.fin and facture.debut <= autre.fin]
    return Examen(None if total is None else partager(total, pec.participation), anomalies, communes)


def _saisie(facture: FactureIndividuelle) -> LigneSaisie:
    pec, beneficiaire = facture.prise_en_charge, facture.prise_en_charge.beneficiaire
    montant = facture.montant_centimes or 0
    return LigneSaisie(
        nir=beneficiaire.nir,
        nom=beneficiaire.nom,
        prenom=beneficiaire.prenom,
        debut=facture.debut,
        fin=facture.fin,
        prestation=pec.prestation.code,
        echeance=facture.echeance,
        numero_pec=pec.numero,
        ouvrables_centiemes=facture.ouvrables_centiemes,
        dimanches_feries_centiemes=facture.dimanches_feries_centiemes,
        quantite_centiemes=facture.quantite_centiemes,
        prix_unitaire_centimes=arrondir(montant * 100, facture.quantite_centiemes) if facture.quantite_centiemes else 0,
        montant_centimes=montant,
    )
