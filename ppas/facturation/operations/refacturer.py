"""Sending again, once corrected, the lines that the portal refused on the day of their sending (ANO-04, ANO-10)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from django.db import IntegrityError, transaction
from django.db.models import F

from ppas.comptes.models import Utilisateur
from ppas.facturation.etats import EtatLigneRefusee
from ppas.facturation.models import Depot, LigneFacture, LigneRefusee
from ppas.facturation.operations.bilan import compter
from ppas.facturation.operations.contexte import verrouiller_convention
from ppas.facturation.operations.rejugement import Correction, LigneRejugee, rejuger
from ppas.facturation.regles.donnees import PriseEnChargeVue
from ppas.facturation.regles.montant import Partage
from ppas.partenaires.etats import EtatConvention
from ppas.partenaires.models import Convention
from ppas.socle.etats import changer_etat, verrouiller
from ppas.socle.journal import journaliser
from ppas.socle.models import NatureEchange, SensEchange
from ppas.socle.refus import Refus

EXCLUS = (
    "Cette ligne ne peut pas être re-facturée via le portail. Seules les lignes de facturation qui ont généré des "
    "anomalies de facturation le jour de l'envoi peuvent être re-facturées via le portail après résolution de "
    "l'anomalie (sauf lorsque le motif d'anomalie est \"ligne de facture déjà envoyée ou échéance déjà facturée\"). "
    "Rien n’a été envoyé ; rechargez la page."
)


@dataclass
class Refacturation:
    """What became of the lines: taken now, taken before (the same click again), still refused with their reasons."""

    prises: list[LigneFacture] = field(default_factory=list)
    deja_prises: list[LigneRefusee] = field(default_factory=list)
    refusees: list[LigneRejugee] = field(default_factory=list)


def refacturer_lignes(depot: Depot, corrections: Mapping[int, Correction], *, par: Utilisateur) -> Refacturation:
    """Invoice the refused lines of `depot` that `corrections` names by id, with the fields that it changes.

    Those that now pass become invoice lines of the deposit, under their own record number: for the check of doubles
    they are of the same sending. The others stay to be corrected. Done again, it takes nothing twice. An id that is no
    refused line of this deposit is ignored.

    Raises Refus: "depot-en-cours", "convention-non-validee", "non-refacturable" when the motive of a line excludes it
    or when it was sent by post or given up (ANO-05), "tarif-absent", "deja-facturee".
    """
    try:
        return _refacturer(depot, corrections, par=par)
    except IntegrityError as erreur:  # the second wall: no lock of ours was held by whoever invoiced the period
        raise Refus(
            "deja-facturee",
            "Une période de ces lignes vient d’être facturée par ailleurs. Rien n’a été envoyé ; rechargez la page.",
        ) from erreur


@transaction.atomic
def _refacturer(depot: Depot, corrections: Mapping[int, Correction], *, par: Utilisateur) -> Refacturation:
    convention = verrouiller_convention(cast("Convention", depot.convention))  # only such a deposit has refused lines
    if convention.etat != EtatConvention.VALIDEE:
        raise Refus(
            "convention-non-validee",
            f"La convention {convention} n’est pas validée : elle ne permet pas de facturer. Rien n’a été envoyé ; "
            "adressez-vous à votre caisse.",
        )
    siennes = depot.lignes_refusees.publiees().filter(pk__in=corrections).order_by("rang")
    lignes = list(siennes.select_related("convention").select_for_update(of=("self",), no_key=True))
    bilan = Refacturation(deja_prises=[ligne for ligne in lignes if ligne.etat == EtatLigneRefusee.REFACTUREE])
    a_juger = [ligne for ligne in lignes if ligne.etat != EtatLigneRefusee.REFACTUREE]
    if any(ligne.etat != EtatLigneRefusee.A_CORRIGER for ligne in a_juger):
        raise Refus("non-refacturable", EXCLUS)
    prises = []
    for rejugee in rejuger(depot, a_juger, corrections):
        if rejugee.est_acceptable:
            prises.append(rejugee)
        else:
            bilan.refusees.append(rejugee)
    if prises:
        bilan.prises = _facturer(depot, prises, par=par)
    return bilan


def _facturer(depot: Depot, prises: Sequence[LigneRejugee], *, par: Utilisateur) -> list[LigneFacture]:
    factures = [_facture(depot, rejugee, rejugee.partage) for rejugee in prises if rejugee.partage]
    if len(factures) < len(prises):
        raise Refus(
            "tarif-absent",
            "Le tarif applicable à l’une de ces lignes n’est pas connu du portail : rien n’a été envoyé. "
            "Signalez-le à votre caisse.",
        )
    LigneFacture.objects.bulk_create(factures, batch_size=500)
    for rejugee, facture in zip(prises, factures, strict=True):
        changer_etat(
            rejugee.refus,
            "refacturer",
            par=par,
            facture=facture,
            libelle=f"Enregistrement {rejugee.refus.rang} de {depot.nom_fichier} refacturé",
        )
    montant = sum(facture.montant_caisse_centimes for facture in factures)
    verrouiller(depot)
    Depot.objects.filter(pk=depot.pk).update(
        nb_lignes_refacturees=F("nb_lignes_refacturees") + len(factures),
        montant_refacture_centimes=F("montant_refacture_centimes") + montant,
    )
    lignes = "1 ligne refacturée" if len(factures) == 1 else f"{len(factures)} lignes refacturées"
    journaliser(
        depot,
        "refacturer",
        par=par,
        libelle=f"Fichier {depot.nom_fichier} : {lignes}",
        nature=NatureEchange.FICHIER,
        sens=SensEchange.ENVOYE,
        details={"nb_lignes": len(factures)},
    )
    compter(cast("int", depot.caisse_id), nb_lignes_acceptees=len(factures), montant_accepte_centimes=montant)
    return factures


def _facture(depot: Depot, rejugee: LigneRejugee, partage: Partage) -> LigneFacture:
    saisie = rejugee.saisie
    return LigneFacture(
        depot=depot,
        rang=saisie.rang,
        convention=cast("Convention", depot.convention),
        prise_en_charge_id=cast("PriseEnChargeVue", rejugee.prise_en_charge).id,  # a line that passes has one
        echeance=saisie.echeance,
        periode=saisie.echeance or saisie.debut,
        ordre=rejugee.ordre,
        debut=saisie.debut,
        fin=saisie.fin,
        ouvrables_centiemes=saisie.ouvrables_centiemes,
        dimanches_feries_centiemes=saisie.dimanches_feries_centiemes,
        quantite_centiemes=saisie.quantite_centiemes,
        montant_caisse_centimes=partage.caisse_centimes,
        montant_beneficiaire_centimes=partage.beneficiaire_centimes,
    )


@transaction.atomic
def abandonner_lignes(lignes: Sequence[LigneRefusee], *, par: Utilisateur) -> None:
    """« Sans suite »: these lines of one convention go neither on line nor by post; nothing brings them back.

    All or none; done again, it changes nothing. Raises Refus("transition-interdite") when one was sent meanwhile.
    """
    verrouiller(lignes[0].convention)
    for refus in lignes:
        if verrouiller(refus).etat != EtatLigneRefusee.SANS_SUITE:
            libelle = f"Enregistrement {refus.rang} de {refus.depot.nom_fichier} sans suite"
            changer_etat(refus, "abandonner", par=par, libelle=libelle)
