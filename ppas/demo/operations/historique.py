"""The past of the demonstration, relative to its day: who registered, what was granted, invoiced and paid.

Months are counted from the last one that is over, which is 0: -1 is the one before. Two stay to be invoiced, 0 and -1.
What is left out on purpose lets the files of `exemples/` be sent by hand (see its README).
"""

from collections.abc import Callable
from datetime import date, time, timedelta
from functools import partial

from django.conf import settings

from ppas.demo.operations import (
    anomalies,
    assistance,
    evaluations,
    facturation,
    habitat,
    inscriptions,
    redaction,
    reglages,
    visites,
)
from ppas.demo.operations.agenda import Agenda
from ppas.demo.operations.repentir import REPENTIR, valider_puis_annuler
from ppas.demo.regles import comptes, dossiers
from ppas.demo.regles.structures import (
    ARTOIS,
    HABITAT,
    VAL_DE_SAONE,
    VAL_DE_SAONE_HABITAT,
    mois_apres,
)
from ppas.facturation.models import NaturePiece

PREMIER_MOIS = -13
MOIS_EN_LIGNE = {-13, -7, -6, -5, -4, -3, -2}
MOIS_FAUTIFS = {-11, -9}
MOIS_REFUSE = -10
SAUF = {-13: {0}, -6: {0, 1}, -2: {*range(10, 18)}, anomalies.FAUTIF: anomalies.FAUTIVES}
"""Ranks of the persons of the Val de Saône whom an on-line month left out: files of `exemples/` invoice them."""
OUBLIEES: tuple[set[int], set[int]] = ({28, 29}, {24, 25})
"""Those whom the last two months left out: a complement has invoiced them since."""
DEJA_FACTUREE = 2
ECART = 13_40
"""What the caisse's system took off one line of the last month paid, in cents: half an hour."""
NB_PERSONNES = 30
NON_SAISIES = {*range(12), *range(21, NB_PERSONNES)}
"""Ranks of those whose hours are not typed yet in the month begun on line."""
MOIS_ARTOIS = range(-7, -1)
MOIS_FAUTIF_ARTOIS = -4
EXEMPLE = {date(2026, 9, 1), date(2026, 10, 1)}
"""Months of the files of `exemples/`: never invoiced, so that they may be sent as long as the delay lets them."""
MATIN, SUITE, APRES_MIDI = time(9, 12), time(10, 17), time(15, 41)


def ecrire_le_passe(agenda: Agenda, *, le: date) -> None:
    """Note in `agenda` all that happened before `le`."""
    dernier = mois_apres(le, -1)
    _inscriptions(agenda, mois_apres(dernier, PREMIER_MOIS - 2))
    _prises_en_charge(agenda, mois_apres(dernier, PREMIER_MOIS), le)
    factures = [rang for rang in range(-2, PREMIER_MOIS - 1, -1) if mois_apres(dernier, rang) not in EXEMPLE]
    oubliees = dict(zip(factures, OUBLIEES, strict=False))
    for rang in factures:
        sauf = SAUF.get(rang, set()) | oubliees.get(rang, set())
        _mois_du_val_de_saone(agenda, rang, mois_apres(dernier, rang), sauf)
        _export_et_paiement(agenda, "03", mois_apres(dernier, rang + 1), ECART if rang == factures[0] else 0)
    for rang in MOIS_ARTOIS:
        _mois_de_l_artois(agenda, rang, mois_apres(dernier, rang))
        _export_et_paiement(agenda, "04", mois_apres(dernier, rang + 1))
    _dernieres_semaines(agenda, dernier, le)
    anomalies.ecrire_les_anomalies(agenda, dernier, le)
    redaction.ecrire_les_actualites(agenda, le)
    assistance.ecrire_les_demandes(agenda, le)
    assistance.ecrire_les_messages(agenda, le, avec_evaluations=_est_presente(dossiers.CIEL_BLEU))
    if _est_presente(dossiers.CIEL_BLEU):
        evaluations.ecrire_les_commandes(agenda, le)
        visites.ecrire_les_visites(agenda, le)
    for (rang, personnes), jours in zip(oubliees.items(), (9, 12), strict=True):
        _complement(agenda, mois_apres(dernier, rang), personnes, le - timedelta(days=jours))


def _inscriptions(agenda: Agenda, mois: date) -> None:
    agenda.noter(mois, MATIN, inscriptions.installer_les_agents)
    agenda.noter(mois, SUITE, inscriptions.importer_les_codes_emis)
    for jour, dossier in enumerate(filter(_est_presente, dossiers.INSCRITS), start=2):
        agenda.noter(mois.replace(day=jour), SUITE, partial(inscriptions.demander, dossier))
        agenda.noter(mois.replace(day=jour + 5), MATIN, partial(inscriptions.decider, dossier))
    for compte, est_administrateur, par in (
        (comptes.JULIEN, False, comptes.CAMILLE),
        (comptes.MIKAEL, False, comptes.ALEXANDRE),
        (comptes.SOLANGE, True, comptes.ALEXANDRE),
    ):
        if par is comptes.ALEXANDRE and not _est_presente(dossiers.CIEL_BLEU):
            continue
        ajouter = partial(inscriptions.ajouter_utilisateur, compte, est_administrateur=est_administrateur, par=par)
        agenda.noter(mois.replace(day=12), SUITE, ajouter)
    for dossier, *convention in (
        (dossiers.VAL, "03", VAL_DE_SAONE_HABITAT.code_convention, "habitat", VAL_DE_SAONE_HABITAT.identifiant),
        (dossiers.CIEL_BLEU, "04", "19721208", "evaluation", "62721208"),
        (dossiers.CIEL_BLEU, "03", "EVA2150", "evaluation", "21215000"),
    ):
        if not _est_presente(dossier):
            continue
        ajouter = partial(inscriptions.ajouter_convention, dossier, *convention)
        agenda.noter(mois.replace(day=13), SUITE, ajouter)


def _est_presente(dossier: dossiers.Dossier) -> bool:
    """Tell whether the structure is in this demonstration: the manual's own may be left to its reader."""
    return dossier is not dossiers.CIEL_BLEU or not settings.AVANT_LE_MANUEL


def _prises_en_charge(agenda: Agenda, premier_mois: date, le: date) -> None:
    for annee in range(premier_mois.year, le.year + 1):
        jour = max(date(annee - 1, 12, 16), mois_apres(premier_mois, -2).replace(day=20))
        for structure in (VAL_DE_SAONE, VAL_DE_SAONE_HABITAT, HABITAT, ARTOIS):
            agenda.noter(jour, MATIN, partial(facturation.accorder, structure, annee))


def _export_et_paiement(agenda: Agenda, caisse: str, mois: date, moins_centimes: int = 0) -> None:
    """Note what the caisse does during `mois` of the invoices of the month before."""
    agenda.noter(mois.replace(day=11), MATIN, partial(facturation.exporter, caisse))
    payer = partial(facturation.payer, caisse, mois.replace(day=21), moins_centimes)
    agenda.noter(mois.replace(day=18), APRES_MIDI, payer)


def _mois_de_l_artois(agenda: Agenda, rang: int, echeance: date) -> None:
    lignes = facturation.lignes_du_mois(ARTOIS, echeance)
    if rang == MOIS_FAUTIF_ARTOIS:
        lignes, _ = facturation.fauter(lignes)
    envoyer = partial(facturation.envoyer_mois, ARTOIS, echeance, lignes, par=comptes.SOPHIE)
    agenda.noter(mois_apres(echeance, 1).replace(day=5), APRES_MIDI, envoyer)


def _mois_du_val_de_saone(agenda: Agenda, rang: int, echeance: date, sauf: set[int]) -> None:
    suivant = mois_apres(echeance, 1)
    if rang in MOIS_EN_LIGNE:
        if rang == REPENTIR:
            valider_puis_annuler(agenda, VAL_DE_SAONE, echeance, par=comptes.JULIEN, sauf=sauf)
        saisir = partial(facturation.saisir_et_valider, VAL_DE_SAONE, echeance, par=comptes.JULIEN, sauf=sauf)
        agenda.noter(suivant.replace(day=6), SUITE, saisir)
        return
    lignes = facturation.lignes_du_mois(VAL_DE_SAONE, echeance)
    envoyer = partial(facturation.envoyer_mois, VAL_DE_SAONE, echeance, par=comptes.CAMILLE)
    if rang == MOIS_REFUSE:
        agenda.noter(
            suivant.replace(day=4), SUITE, partial(envoyer, lignes, remplacer=(b"<qt-totale>", b"<qt-totale>1"))
        )
    if rang in MOIS_FAUTIFS:
        lignes, justes = facturation.fauter(lignes)
        agenda.noter(suivant.replace(day=6), APRES_MIDI, partial(envoyer, justes, complement=2))
    agenda.noter(suivant.replace(day=5), SUITE, partial(envoyer, lignes))


def _complement(agenda: Agenda, echeance: date, personnes: set[int], jour: date) -> None:
    """Note the file that invoices persons forgotten in a month, and another one by mistake (L05)."""
    sauf = {*range(NB_PERSONNES)} - personnes - {DEJA_FACTUREE}
    lignes = facturation.lignes_du_mois(VAL_DE_SAONE, echeance, sauf=sauf)
    envoyer = partial(facturation.envoyer_mois, VAL_DE_SAONE, echeance, lignes, par=comptes.CAMILLE, complement=2)
    agenda.noter(jour, SUITE, envoyer)


def _dernieres_semaines(agenda: Agenda, dernier: date, le: date) -> None:
    """Note what is still on its way on the day of the demonstration."""

    def jour(nombre: int) -> date:
        return le - timedelta(days=nombre)

    agenda.noter(jour(10), MATIN, partial(facturation.exporter, "03"))
    agenda.noter(jour(2), MATIN, partial(facturation.payer, "03", le))
    agenda.noter(jour(1), MATIN, partial(facturation.exporter, "03"))
    for nombre, travaux in ((13, [(0, 184_000), (1, 96_550)]), (1, [(2, 121_000), (3, 88_000), (4, 260_000)])):
        envoyer = partial(facturation.envoyer_travaux, HABITAT, travaux, par=comptes.HABITAT)
        agenda.noter(jour(nombre), APRES_MIDI, envoyer)
    saisir = partial(facturation.saisir, VAL_DE_SAONE, mois_apres(dernier, -1), par=comptes.JULIEN, sauf=NON_SAISIES)
    agenda.noter(jour(6), APRES_MIDI, saisir)
    agenda.noter(jour(1), SUITE, partial(reglages.envoyer_une_ecriture_fautive, mois_apres(dernier, -1)))
    _travaux_en_ligne(agenda, dernier, jour)
    _demandes(agenda, jour)


def _travaux_en_ligne(agenda: Agenda, dernier: date, jour: Callable[[int], date]) -> None:
    """Note the works typed on line: a month sent, and the last one, whose second line still lacks its bill."""
    envoyer = partial(
        habitat.saisir_et_valider_des_travaux, mois_apres(dernier, -1), {0: (12, 64_000), 3: (19, 148_050)}
    )
    agenda.noter(jour(12), SUITE, envoyer)
    commence = partial(
        habitat.saisir_des_travaux, dernier, {1: (6, 95_000), 4: (14, 217_580)}, pieces={4: [NaturePiece.DEVIS]}
    )
    agenda.noter(jour(3), SUITE, commence)


def _demandes(agenda: Agenda, jour: Callable[[int], date]) -> None:
    """Note the requests that wait for their caisse, and one that it refused."""
    agenda.noter(jour(20), SUITE, partial(inscriptions.demander, dossiers.INVALIDEE))
    agenda.noter(jour(17), SUITE, partial(inscriptions.decider, dossiers.INVALIDEE))
    for nombre, dossier in zip((6, 4, 3, 1), dossiers.EN_ATTENTE, strict=True):
        agenda.noter(jour(nombre), SUITE, partial(inscriptions.demander, dossier))
    for dossier, *convention in (
        (dossiers.MIEUX_VIVRE, "03", "AMD2141", "aide-a-domicile"),
        (dossiers.CIEL_BLEU, "33", "CL19720812", "evaluation"),
    ):
        if _est_presente(dossier):
            agenda.noter(jour(5), MATIN, partial(inscriptions.ajouter_convention, dossier, *convention))
    ajouter = partial(inscriptions.ajouter_utilisateur, comptes.NOUVELLE, est_administrateur=False, par=comptes.CAMILLE)
    agenda.noter(jour(1), MATIN, ajouter)
