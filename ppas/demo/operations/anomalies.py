"""What went wrong lately, and what became of it: refused lines, report anomalies, letters in several states."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time, timedelta
from functools import partial
from io import BytesIO

from django.db.models import QuerySet

from ppas.caisses.models import Caisse
from ppas.demo.operations.agenda import Agenda
from ppas.demo.operations.facturation import AGENTS, TROP, envoyer_mois, lignes_du_mois, travailler
from ppas.demo.operations.inscriptions import utilisateur
from ppas.demo.regles import comptes
from ppas.demo.regles.structures import ARTOIS, VAL_DE_SAONE, Structure, mois_apres
from ppas.facturation.etats import EtatLigneRefusee
from ppas.facturation.models import Courrier, Depot, ExportFactures, LigneRefusee
from ppas.facturation.operations.courriers import (
    accepter_courrier,
    annoncer_courrier,
    enregistrer_courrier,
    recevoir_courrier,
    refuser_courrier,
)
from ppas.facturation.operations.individuelle import FactureIndividuelle, examiner
from ppas.facturation.operations.refacturer import abandonner_lignes, refacturer_lignes
from ppas.paiements.models import AnomalieReport
from ppas.paiements.operations.anomalies_report import importer_anomalies_report
from ppas.paiements.regles.anomalies_report import COLONNES
from ppas.prises_en_charge.models import PriseEnCharge
from ppas.socle.horloge import aujourd_hui
from ppas.socle.regles.table import Cellule, ecrire_csv

MATIN, SUITE, APRES_MIDI = time(9, 40), time(11, 5), time(16, 20)
FAUTIF = -4
"""The month whose complement has faults to correct by hand: those of FAUTIVES, whom it had left out."""
FAUTIVES = {18, 19, 20}
MOTIFS_REPORT = (("R12", "Droits fermés à la date de l’intervention"), ("R31", "Ressources à actualiser"))


def ecrire_les_anomalies(agenda: Agenda, dernier: date, le: date) -> None:
    """Note in `agenda` what is to be seen on the day `le`; `dernier` is the last month that is over."""

    def jour(nombre: int) -> date:
        return le - timedelta(days=nombre)

    echeance = mois_apres(dernier, FAUTIF)
    agenda.noter(jour(8), MATIN, partial(envoyer_un_complement_fautif, echeance))
    agenda.noter(jour(8), SUITE, partial(laisser_les_lignes_renvoyees, VAL_DE_SAONE))
    agenda.noter(jour(7), SUITE, partial(refacturer_la_moitie, ARTOIS))
    agenda.noter(mois_apres(dernier, -1).replace(day=14), MATIN, partial(rejeter_des_lignes, "03", 2))
    agenda.noter(jour(7), MATIN, partial(rejeter_des_lignes, "03", 1))
    agenda.noter(jour(6), MATIN, partial(annoncer_les_doubles, VAL_DE_SAONE))
    agenda.noter(jour(5), APRES_MIDI, partial(annoncer_un_rejet, VAL_DE_SAONE))
    agenda.noter(jour(3), MATIN, partial(decider, VAL_DE_SAONE))
    agenda.noter(jour(2), SUITE, partial(enregistrer_un_mois_ancien, VAL_DE_SAONE, mois_apres(dernier, -15)))


def envoyer_un_complement_fautif(echeance: date) -> None:
    """Send three persons forgotten in a month, each with a fault: too many hours, another name, a wrong key."""
    lignes = lignes_du_mois(VAL_DE_SAONE, echeance)
    trop, nom, nir = (ligne for rang, ligne in enumerate(lignes) if rang in FAUTIVES)
    fautives = [
        replace(trop, ouvrables_centiemes=trop.ouvrables_centiemes + TROP),
        replace(nom, nom="DUPOND"),
        replace(nir, nir=f"{nir.nir[:13]}{int(nir.nir[13:]) % 97 + 1:02d}"),
    ]
    envoyer_mois(VAL_DE_SAONE, echeance, fautives, par=comptes.CAMILLE, complement=2)


def laisser_les_lignes_renvoyees(structure: Structure) -> None:
    """Give up the refused lines that a complement has invoiced since."""
    anciens = [depot for depot in _depots(structure) if depot.nom_fichier.count("-") == 0]
    lignes = list(_a_corriger(structure).filter(depot__in=anciens))
    if lignes:
        abandonner_lignes(lignes, par=utilisateur(comptes.CAMILLE))


def refacturer_la_moitie(structure: Structure) -> None:
    """Correct two of the four refused lines of a file; the others stay."""
    for depot in _depots(structure):
        refusees = {ligne.codes: ligne for ligne in _a_corriger(structure).filter(depot=depot)}
        corrections: dict[int, dict[str, object]] = {}
        if trop := refusees.get("L07"):
            corrections[trop.pk] = {"ouvrables_centiemes": trop.ouvrables_centiemes - TROP}
        if periode := refusees.get("L03"):
            corrections[periode.pk] = {"debut": periode.fin, "fin": periode.debut}
        if corrections:
            refacturer_lignes(depot, corrections, par=utilisateur(comptes.SOPHIE))


def rejeter_des_lignes(code_caisse: str, nb: int) -> None:
    """Have the caisse's system reject `nb` lines of its last export."""
    caisse = Caisse.objects.get(code=code_caisse)
    export = ExportFactures.objects.filter(caisse=caisse).latest("pk")
    rangees = list(_rejets(export, nb))
    if rangees:
        octets = b"".join(ecrire_csv([colonne.nom for colonne in COLONNES], rangees))
        nom = f"anomalies-report-{export.pk}.csv"
        importer_anomalies_report(BytesIO(octets), nom, caisse=caisse, par=utilisateur(AGENTS[code_caisse]))
        travailler()


def _rejets(export: ExportFactures, nb: int) -> Iterator[list[Cellule]]:
    lignes = export.lignes.filter(convention__code=VAL_DE_SAONE.code_convention, etat="exportee").order_by("pk")
    for rang, ligne in enumerate(lignes[:nb]):
        code, libelle = MOTIFS_REPORT[rang % 2]
        yield [ligne.pk, code, libelle, aujourd_hui()]


def annoncer_les_doubles(structure: Structure) -> None:
    """Announce by post the lines already invoiced but the last one."""
    doubles = _refusees(structure).filter(etat=EtatLigneRefusee.PAR_COURRIER).order_by("pk")
    for ligne in list(doubles)[:-1]:
        annoncer_courrier(ligne, par=utilisateur(comptes.CAMILLE))


def annoncer_un_rejet(structure: Structure) -> None:
    """Announce by post one of the rejected lines."""
    rejets = AnomalieReport.objects.filter(convention__code=structure.code_convention)
    anomalie = rejets.select_related("ligne_facture__convention").order_by("pk").first()
    if anomalie:
        annoncer_courrier(
            anomalie.ligne_facture, par=utilisateur(comptes.CAMILLE), motif=f"{anomalie.code} {anomalie.libelle}"
        )


def decider(structure: Structure) -> None:
    """Receive the oldest letter and accept it; the others wait."""
    agent = utilisateur(AGENTS[structure.caisse])
    courrier = Courrier.objects.filter(convention__code=structure.code_convention).order_by("pk").first()
    if courrier is None or courrier.prise_en_charge is None:
        return
    recevoir_courrier(courrier, recu_le=aujourd_hui(), par=agent)
    facture = FactureIndividuelle.de(courrier, courrier.prise_en_charge)
    accepter_courrier(
        courrier, facture, par=agent, malgre=examiner(facture).cles, reponse="Double justifié par vos feuilles."
    )


def enregistrer_un_mois_ancien(structure: Structure, mois: date) -> None:
    """Register two letters that nobody announced, for a month beyond the delay; refuse one."""
    agent = utilisateur(AGENTS[structure.caisse])
    accordees = PriseEnCharge.objects.filter(
        convention__code=structure.code_convention, debut__lte=mois, fin__gte=mois.replace(day=28)
    )
    for rang, accordee in enumerate(accordees.order_by("pk")[:2]):
        facture = FactureIndividuelle(
            accordee, mois, mois.replace(day=28), ouvrables_centiemes=8_00, motif="Mois au-delà du délai de facturation"
        )
        courrier = enregistrer_courrier(facture, recu_le=aujourd_hui(), par=agent)
        if rang:
            refuser_courrier(courrier, reponse="Aucune feuille de présence n’est jointe.", par=agent)


def _depots(structure: Structure) -> list[Depot]:
    siens = Depot.objects.filter(convention__code=structure.code_convention, nb_lignes_refusees__gt=0)
    return list(siens.select_related("convention__caisse").order_by("pk"))


def _refusees(structure: Structure) -> QuerySet[LigneRefusee]:
    return LigneRefusee.objects.filter(convention__code=structure.code_convention).select_related("convention__caisse")


def _a_corriger(structure: Structure) -> QuerySet[LigneRefusee]:
    return _refusees(structure).filter(etat=EtatLigneRefusee.A_CORRIGER)
