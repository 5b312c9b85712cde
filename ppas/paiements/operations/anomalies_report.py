"""Taking in the lines that the caisse's system rejected: the `anomalies-report` file, whole or not at all (CAI-13)."""

import hashlib
from collections.abc import Collection
from itertools import batched
from typing import BinaryIO

from django.db import transaction
from django.db.models import Count

from ppas.caisses.models import Caisse, Flux, Importation
from ppas.caisses.operations.importations import deja_importe, inscrire_importation
from ppas.comptes.models import Utilisateur
from ppas.facturation.etats import TRANSITIONS_LIGNE, EtatLigne
from ppas.facturation.models import LigneFacture
from ppas.facturation.operations.bilan import compter
from ppas.paiements import courriels
from ppas.paiements.models import AnomalieReport
from ppas.paiements.regles.anomalies_report import COLONNES, LigneVue, RejetLu, confronter
from ppas.partenaires.models import Convention, Rattachement
from ppas.socle.horloge import aujourd_hui
from ppas.socle.journal import journaliser
from ppas.socle.models import NatureEchange, SensEchange
from ppas.socle.operations.courriels import mettre_en_file
from ppas.socle.refus import FichierRefuse, Refus
from ppas.socle.regles.table import Fautes, lire_csv

LOT = 1000


def importer_anomalies_report(fichier: BinaryIO, nom: str, *, caisse: Caisse, par: Utilisateur | None) -> Importation:
    """Reject the lines that `fichier` names and keep why; the same bytes again change nothing (FIL-10, D12).

    A rejected line still holds its period: only a letter may have it paid (ANO-04, ANO-07). Each partner is told by one
    mail to each of its users. The lock of the caisse is that of the payments: a line is paid or rejected, never both.

    Raises FichierRefuse with each fault of the file, Refus("lignes-modifiees") when an invoice line left its state in
    between.
    """
    sha256 = hashlib.file_digest(fichier, "sha256").hexdigest()  # type: ignore[arg-type]
    fichier.seek(0)
    fautes = Fautes()
    rejets = [RejetLu.de(ligne) for ligne in lire_csv(fichier, COLONNES, fautes)]
    with transaction.atomic():
        deja = deja_importe(caisse, Flux.ANOMALIES_REPORT, sha256)
        if deja:
            return deja
        numeros = {rejet.enregistrement for rejet in rejets}
        conventions, vues = _lignes(numeros, caisse)
        confronter(rejets, fautes, lignes=vues, le=aujourd_hui())
        if fautes:
            raise FichierRefuse(fautes)
        importation = inscrire_importation(
            caisse, Flux.ANOMALIES_REPORT, sha256, nom=nom, nb_lignes=len(rejets), par=par
        )
        _enregistrer(importation, rejets, conventions)
        _rejeter(numeros)
        _annoncer(importation, par=par)
        compter(caisse.pk, nb_anomalies_report=len(numeros))
    return importation


def _lignes(numeros: Collection[int], caisse: Caisse) -> tuple[dict[int, int], dict[int, LigneVue]]:
    """Return the convention of each of these lines of `caisse`, and the lines as the rules see them, by number."""
    departs, _ = TRANSITIONS_LIGNE["rejeter"]
    conventions, vues = {}, {}
    siennes = LigneFacture.objects.publiees().filter(convention__caisse=caisse).order_by()
    for lot in batched(sorted(numeros), LOT):
        for numero, convention, etat in siennes.filter(pk__in=lot).values_list("pk", "convention_id", "etat"):
            conventions[numero] = convention
            vues[numero] = LigneVue(etat in departs, str(EtatLigne(etat).label))
    return conventions, vues


def _enregistrer(importation: Importation, rejets: list[RejetLu], conventions: dict[int, int]) -> None:
    anomalies = (
        AnomalieReport(
            ligne_facture_id=rejet.enregistrement,
            convention_id=conventions[rejet.enregistrement],
            code=rejet.code,
            libelle=rejet.libelle,
            date=rejet.date,
            importation=importation,
        )
        for rejet in rejets
    )
    for lot in batched(anomalies, LOT):
        AnomalieReport.objects.bulk_create(lot)


def _rejeter(numeros: Collection[int]) -> None:
    """Move these lines to their rejected state, all or none."""
    departs, arrivee = TRANSITIONS_LIGNE["rejeter"]
    nb = sum(
        LigneFacture.objects.filter(pk__in=lot, etat__in=departs).update(etat=arrivee)
        for lot in batched(sorted(numeros), LOT)
    )
    if nb != len(numeros):
        raise Refus(
            "lignes-modifiees",
            "Des lignes de facture de ce fichier ont changé d’état pendant l’import : rien n’a été importé. "
            "Recommencez.",
        )


def _annoncer(importation: Importation, *, par: Utilisateur | None) -> None:
    """Write the journal of each convention concerned; tell each partner once, whatever its conventions."""
    siennes = importation.anomalies_report.order_by("convention").values("convention")
    nb_lignes = dict(siennes.annotate(nb=Count("ligne_facture", distinct=True)).values_list("convention", "nb"))
    par_partenaire: dict[int, int] = {}
    for convention in Convention.objects.filter(pk__in=nb_lignes).order_by("pk"):
        nb = nb_lignes[convention.pk]
        par_partenaire[convention.partenaire_id] = par_partenaire.get(convention.partenaire_id, 0) + nb
        journaliser(
            convention,
            "rejeter",
            par=par,
            libelle=f"{'1 ligne de facture rejetée' if nb == 1 else f'{nb} lignes de facture rejetées'} par la caisse",
            nature=NatureEchange.ANOMALIES_REPORT,
            sens=SensEchange.RECU,
            details={"nb_lignes": nb, "importation": importation.pk},
        )
    utilisateurs = Rattachement.objects.filter(partenaire__in=par_partenaire, utilisateur__is_active=True)
    for partenaire, mail in sorted(set(utilisateurs.values_list("partenaire", "utilisateur__mail"))):
        message = courriels.lignes_rejetees(mail, caisse=importation.caisse, nb_lignes=par_partenaire[partenaire])
        mettre_en_file(message)
