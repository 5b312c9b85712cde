"""Taking in the caisse's payments: the `paiements` file (formats.md §3), whole or not at all (PAY-04, EVA-08)."""

import hashlib
from collections.abc import Collection, Iterator
from itertools import batched
from typing import BinaryIO

from django.db import transaction

from ppas.caisses.models import Caisse, Flux, Importation
from ppas.caisses.operations.importations import deja_importe, inscrire_importation
from ppas.comptes.models import Utilisateur
from ppas.evaluations.etats import TRANSITIONS_EVALUATION, EtatEvaluation
from ppas.evaluations.models import Evaluation
from ppas.facturation.etats import TRANSITIONS_LIGNE, EtatLigne
from ppas.facturation.models import LigneFacture
from ppas.facturation.operations.bilan import compter
from ppas.paiements.attendus import tarif_de_l_evaluation
from ppas.paiements.models import Bordereau, LignePaiement
from ppas.paiements.regles.fichier import (
    COLONNES,
    BordereauLu,
    FactureVue,
    LigneLue,
    confronter,
    est_une_evaluation,
    numeros,
    regrouper,
)
from ppas.partenaires.models import Convention
from ppas.socle.horloge import aujourd_hui
from ppas.socle.journal import journaliser
from ppas.socle.models import NatureEchange, SensEchange
from ppas.socle.refus import FichierRefuse, Refus
from ppas.socle.regles.affichage import date_heure_fr
from ppas.socle.regles.table import Fautes, lire_csv

LOT = 1000
PAS_EXPORTEE = "Acceptée, pas encore exportée"
"""Said of an evaluation that the caisse's system cannot know yet."""


def importer_paiements(fichier: BinaryIO, nom: str, *, caisse: Caisse, par: Utilisateur | None) -> Importation:
    """Create the slips of `fichier`, mark its invoice lines and evaluations as paid; the same bytes change nothing.

    The file is read before the transaction, which then only holds the caisse's lock for what needs it: two imports
    at once never pay anything twice.

    Raises FichierRefuse with each fault of the file, Refus("lignes-modifiees") when a line or an evaluation left its
    state in between.
    """
    sha256 = hashlib.file_digest(fichier, "sha256").hexdigest()  # type: ignore[arg-type]
    fichier.seek(0)
    fautes = Fautes()
    bordereaux = regrouper(lire_csv(fichier, COLONNES, fautes), fautes, le=aujourd_hui())
    with transaction.atomic():
        deja = deja_importe(caisse, Flux.PAIEMENTS, sha256)
        if deja:
            return deja
        conventions = {
            convention.code.casefold(): convention for convention in Convention.objects.validees().filter(caisse=caisse)
        }
        _refuser_les_fautes(bordereaux, fautes, conventions=conventions, caisse=caisse)
        importation = inscrire_importation(
            caisse,
            Flux.PAIEMENTS,
            sha256,
            nom=nom,
            nb_lignes=sum(len(bordereau.lignes) for bordereau in bordereaux),
            par=par,
        )
        _enregistrer(importation, bordereaux, conventions, par=par)
    return importation


def _refuser_les_fautes(
    bordereaux: list[BordereauLu], fautes: Fautes, *, conventions: dict[str, Convention], caisse: Caisse
) -> None:
    """Confront the slips that could be read with what the caisse has; raise FichierRefuse at any fault."""
    enregistrements = [ligne.enregistrement for bordereau in bordereaux for ligne in bordereau.lignes]
    confronter(
        bordereaux,
        fautes,
        codes_convention=conventions,
        deja_recus=set(_deja_recus(bordereaux, caisse)),
        factures={
            **dict(_factures(numeros(enregistrements, evaluations=False), caisse)),
            **dict(_evaluations(numeros(enregistrements, evaluations=True), caisse)),
        },
    )
    if fautes:
        raise FichierRefuse(fautes)


def _deja_recus(bordereaux: list[BordereauLu], caisse: Caisse) -> Iterator[tuple[str, str]]:
    """Yield the keys of the slips of `caisse` that bear the same numbers as these."""
    recus = Bordereau.objects.de_caisse(caisse).values_list("convention__code", "numero")
    for lot in batched({bordereau.numero for bordereau in bordereaux}, LOT):
        for code, numero in recus.filter(numero__in=lot).order_by():
            yield code.casefold(), numero


def _factures(voulues: Collection[int], caisse: Caisse) -> Iterator[tuple[str, FactureVue]]:
    """Yield the invoice lines of `caisse` that bear these numbers, as the rules see them, by record number."""
    departs, _ = TRANSITIONS_LIGNE["payer"]
    lignes = (
        LigneFacture.objects.publiees()
        .filter(convention__caisse=caisse)
        .values_list("pk", "convention__code", "etat", "paiement__bordereau__numero")
    )
    for lot in batched(voulues, LOT):
        for numero, code, etat, bordereau in lignes.filter(pk__in=lot).order_by():
            yield str(numero), FactureVue(code, etat in departs, EtatLigne(etat).label, bordereau)


def _evaluations(voulues: Collection[int], caisse: Caisse) -> Iterator[tuple[str, FactureVue]]:
    """Yield the evaluations of `caisse` that bear these numbers: an accepted one is paid once it was exported."""
    departs, _ = TRANSITIONS_EVALUATION["payer"]
    siennes = Evaluation.objects.de_caisse(caisse).values_list(
        "pk", "convention__code", "etat", "export", "paiement__bordereau__numero"
    )
    for lot in batched(voulues, LOT):
        for numero, code, etat, export, bordereau in siennes.filter(pk__in=lot).order_by():
            est_payable = etat in departs and export is not None
            libelle = PAS_EXPORTEE if etat in departs else EtatEvaluation(etat).label
            yield f"E{numero}", FactureVue(code, est_payable, libelle, bordereau)


def _enregistrer(
    importation: Importation, lus: list[BordereauLu], conventions: dict[str, Convention], *, par: Utilisateur | None
) -> None:
    bordereaux = Bordereau.objects.bulk_create(
        [
            Bordereau(
                convention=conventions[lu.code_convention.casefold()],
                numero=lu.numero,
                date_paiement=lu.date_paiement,
                montant_centimes=lu.montant_centimes,
                importation=importation,
            )
            for lu in lus
        ],
        batch_size=LOT,
    )
    lignes = [(bordereau, ligne) for bordereau, lu in zip(bordereaux, lus, strict=True) for ligne in lu.lignes]
    evaluations = numeros((ligne.enregistrement for _, ligne in lignes), evaluations=True)
    tarifs = dict(_tarifs(evaluations))
    for lot in batched(lignes, LOT):
        LignePaiement.objects.bulk_create([_paiement(bordereau, ligne, tarifs) for bordereau, ligne in lot])
    _payer(importation, nb_evaluations=len(evaluations))
    for bordereau in bordereaux:
        _annoncer(bordereau, par=par)
    compter(
        importation.caisse_id,
        nb_lignes_payees=importation.nb_lignes - len(evaluations),
        nb_evaluations_payees=len(evaluations),
        montant_paye_centimes=sum(bordereau.montant_centimes for bordereau in bordereaux),
    )


def _tarifs(evaluations: Collection[int]) -> Iterator[tuple[int, int | None]]:
    """Yield, for each evaluation, what the caisse's tariff said on the day of its visit, in cents; None without one."""
    tarif = tarif_de_l_evaluation("caisse", "visitee_le")
    for lot in batched(evaluations, LOT):
        yield from Evaluation.objects.filter(pk__in=lot).annotate(tarif=tarif).order_by().values_list("pk", "tarif")


def _paiement(bordereau: Bordereau, ligne: LigneLue, tarifs: dict[int, int | None]) -> LignePaiement:
    paiement = LignePaiement(
        bordereau=bordereau,
        quantite_centiemes=ligne.quantite_centiemes,
        montant_centimes=ligne.montant_centimes,
    )
    numero = int(ligne.enregistrement.removeprefix("E"))
    if est_une_evaluation(ligne.enregistrement):
        paiement.evaluation_id, paiement.attendu_centimes = numero, tarifs[numero]
    else:
        paiement.ligne_facture_id = numero
    return paiement


def _payer(importation: Importation, *, nb_evaluations: int) -> None:
    """Move what `importation` pays to its paid state, all or none."""
    payees = LignePaiement.objects.filter(bordereau__importation=importation)
    attendues, payee = TRANSITIONS_LIGNE["payer"]
    nb = LigneFacture.objects.filter(pk__in=payees.values("ligne_facture"), etat__in=attendues).update(etat=payee)
    if nb_evaluations:
        acceptees, arrivee = TRANSITIONS_EVALUATION["payer"]
        evaluations = Evaluation.objects.filter(pk__in=payees.values("evaluation"), etat__in=acceptees)
        nb += evaluations.exclude(export=None).update(etat=arrivee)
    if nb != importation.nb_lignes:
        raise Refus(
            "lignes-modifiees",
            "Des lignes de facture ou des évaluations de ce fichier ont changé d’état pendant l’import : rien n’a été "
            "importé. Recommencez.",
        )


def _annoncer(bordereau: Bordereau, *, par: Utilisateur | None) -> None:
    journaliser(
        bordereau,
        "importer",
        par=par,
        libelle=f"{bordereau} disponible le {date_heure_fr(bordereau.visible_le)}",
        nature=NatureEchange.PAIEMENTS,
        sens=SensEchange.RECU,
    )
