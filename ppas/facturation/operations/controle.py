"""Judging the lines of a deposit, batch by batch, with what the caisse knows: a constant number of queries a batch."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from typing import cast

from django.db.models import Q

from ppas.caisses.models import Prestation
from ppas.facturation.etats import EtatLigne, EtatLigneRefusee
from ppas.facturation.models import Depot
from ppas.facturation.operations.contexte import (
    contexte_depot,
    deja_facturees,
    montant,
    parametres,
    vues_prises_en_charge,
)
from ppas.facturation.regles.borfact import Lecture
from ppas.facturation.regles.catalogue import Anomalie
from ppas.facturation.regles.donnees import DejaFacturee, EnteteLue, LigneLue, Parametres, PriseEnChargeVue
from ppas.facturation.regles.entete import anomalies_entete, anomalies_totaux
from ppas.facturation.regles.jugement import juger, ordre
from ppas.facturation.regles.nom_fichier import NomFichier, analyser
from ppas.partenaires.models import Convention
from ppas.socle.horloge import PARIS

CHAMPS_LIGNE = (
    "depot",
    "rang",
    "convention",
    "prise_en_charge",
    "echeance",
    "periode",
    "ordre",
    "debut",
    "fin",
    "ouvrables_centiemes",
    "dimanches_feries_centiemes",
    "quantite_centiemes",
    "montant_caisse_centimes",
    "montant_beneficiaire_centimes",
    "etat",
)
"""Columns of an accepted line, in the order of `Verdict.acceptees`."""
ACCEPTEE = EtatLigne.ACCEPTEE.value
type DejaParPersonne = dict[tuple[str, str], list[DejaFacturee]]
"""By (NIR, prestation)."""

CHAMPS_REFUS = (
    "depot",
    "convention",
    "rang",
    "etat",
    "codes",
    "nir",
    "nom",
    "prenom",
    "numero_pec",
    "prestation",
    "echeance",
    "debut",
    "fin",
    "ouvrables_centiemes",
    "dimanches_feries_centiemes",
    "quantite_centiemes",
    "prix_unitaire_centimes",
    "montant_centimes",
)
"""Columns of a refused line, in the order of `Verdict.refusees`."""


@dataclass
class Verdict:
    """What a batch gives: rows to write, faults to report, quantity (hundredths) and amounts (cents) accepted."""

    acceptees: list[tuple] = field(default_factory=list)
    refusees: list[tuple] = field(default_factory=list)
    anomalies: list[Anomalie] = field(default_factory=list)
    quantite_centiemes: int = 0
    montant_caisse_centimes: int = 0
    montant_beneficiaire_centimes: int = 0


class Controle:
    """The controls of one deposit, as of the day it was made: to wait in the queue must not cost a delay.

    `juger` remembers nothing but caches: earlier batches are read from the database.
    """

    def __init__(self, depot: Depot, entete: EnteteLue) -> None:
        self.depot = depot
        self.entete = entete
        self.convention = cast("Convention", depot.convention)  # constraint depot_a_une_convention
        self.le = depot.depose_le.astimezone(PARIS).date()
        self._depot_id = depot.pk
        self._convention_id = depot.convention_id
        self._parametres = cache(self._lire_parametres)

    def anomalies_entete(self) -> list[Anomalie]:
        """Judge the header against the file's name and what the portal knows of the sender, as it is now."""
        nom = analyser(self.depot.nom_fichier)
        contexte = contexte_depot(
            self.depot.partenaire, self.entete.caisse, self.entete.identifiant_structure, self.entete.prestation
        )
        return anomalies_entete(
            self.entete, nom if isinstance(nom, NomFichier) else None, contexte=contexte, le=self.le
        )

    def anomalies_totaux(self, lecture: Lecture) -> list[Anomalie]:
        """Judge the header's totals once all the lines are read (F10)."""
        return anomalies_totaux(self.entete, lecture.nb_lignes, lecture.quantite_totale, le=self.le)

    def juger(self, lignes: Sequence[LigneLue]) -> Verdict:
        """Judge `lignes` in their order: a line counts against those that follow it."""
        candidates = self._candidates(lignes)
        deja = self._deja_facturees([vue for vues in candidates.values() for vue in vues], lignes)
        verdict = Verdict()
        for ligne in lignes:
            self._juger_ligne(ligne, candidates.get(ligne.nir, ()), deja[ligne.nir, ligne.prestation], verdict)
        return verdict

    def _juger_ligne(
        self,
        ligne: LigneLue,
        candidates: Sequence[PriseEnChargeVue],
        anterieures: list[DejaFacturee],
        verdict: Verdict,
    ) -> None:
        reglages = self._parametres(ligne.debut)
        prise_en_charge, anomalies = juger(
            ligne, candidates, deja_facturees=anterieures, le=self.le, parametres=reglages
        )
        if anomalies or prise_en_charge is None:
            verdict.anomalies += [anomalie.a_l_enregistrement(ligne.rang) for anomalie in anomalies]
            refus = [anomalie for anomalie in anomalies if anomalie.est_refus]
            if refus or prise_en_charge is None:
                verdict.refusees.append(self._refusee(ligne, refus))
                return
        self._accepter(ligne, prise_en_charge, anterieures, reglages, verdict)

    def _accepter(
        self,
        ligne: LigneLue,
        prise_en_charge: PriseEnChargeVue,
        anterieures: list[DejaFacturee],
        reglages: Parametres,
        verdict: Verdict,
    ) -> None:
        partage = montant(ligne, prise_en_charge, reglages)
        periode = ligne.echeance or ligne.debut
        verdict.acceptees.append(
            (
                self._depot_id,
                ligne.rang,
                self._convention_id,
                prise_en_charge.id,
                ligne.echeance,
                periode,
                ordre(prise_en_charge.id, periode, anterieures) if anterieures else 1,
                ligne.debut,
                ligne.fin,
                ligne.ouvrables_centiemes,
                ligne.dimanches_feries_centiemes,
                ligne.quantite_centiemes,
                partage.caisse_centimes,
                partage.beneficiaire_centimes,
                ACCEPTEE,
            )
        )
        verdict.quantite_centiemes += ligne.total_centiemes
        verdict.montant_caisse_centimes += partage.caisse_centimes
        verdict.montant_beneficiaire_centimes += partage.beneficiaire_centimes
        anterieures.append(
            DejaFacturee(
                numero=None,
                prise_en_charge_id=prise_en_charge.id,
                echeance=ligne.echeance,
                debut=ligne.debut,
                fin=ligne.fin,
                quantite_centiemes=ligne.total_centiemes,
                montant_centimes=partage.total_centimes,
                meme_envoi=True,
                rang=ligne.rang,
            )
        )

    def _refusee(self, ligne: LigneLue, refus: Sequence[Anomalie]) -> tuple:
        """Return the row that keeps what was written, for it to be corrected on line or sent by post."""
        est_corrigeable = all(anomalie.controle.refacturable for anomalie in refus)
        return (
            self._depot_id,
            self._convention_id,
            ligne.rang,
            (EtatLigneRefusee.A_CORRIGER if est_corrigeable else EtatLigneRefusee.PAR_COURRIER).value,
            " ".join(dict.fromkeys(anomalie.code for anomalie in refus)),
            ligne.nir,
            ligne.nom,
            ligne.prenom,
            ligne.numero_pec,
            ligne.prestation,
            ligne.echeance,
            ligne.debut,
            ligne.fin,
            ligne.ouvrables_centiemes,
            ligne.dimanches_feries_centiemes,
            ligne.quantite_centiemes,
            ligne.prix_unitaire_centimes,
            ligne.montant_centimes,
        )

    def _deja_facturees(self, vues: list[PriseEnChargeVue], lignes: Sequence[LigneLue]) -> DejaParPersonne:
        """Return what counts against `lignes`, of earlier batches too; `juger` adds what it accepts."""
        debut, fin = min(ligne.debut for ligne in lignes), max(ligne.fin for ligne in lignes)
        return deja_facturees(vues, depuis=debut, jusqu_a=fin, depot=self.depot)

    def _candidates(self, lignes: Sequence[LigneLue]) -> dict[str, list[PriseEnChargeVue]]:
        nirs = {ligne.nir for ligne in lignes}
        par_nir: dict[str, list[PriseEnChargeVue]] = {}
        # The caisse is repeated for the index on (caisse, NIR).
        filtre = Q(beneficiaire__caisse=self.convention.caisse_id, beneficiaire__nir__parmi=nirs)
        for vue in vues_prises_en_charge(self.convention, filtre):
            par_nir.setdefault(vue.nir, []).append(vue)
        return par_nir

    @cached_property
    def _prestation(self) -> Prestation:
        dite_par_le_nom = self.depot.prestation
        if dite_par_le_nom and dite_par_le_nom.code == self.entete.prestation:
            return dite_par_le_nom
        return Prestation.objects.get(code=self.entete.prestation)

    def _lire_parametres(self, jour: date) -> Parametres:
        return parametres(self.convention, self._prestation, le=jour)
