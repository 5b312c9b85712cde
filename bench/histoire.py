"""Five years of use for the pages' benchmarks: the worlds of `tests/droits`, grown to any number of invoice lines.

Sixty months of one caisse. Ten times more lines come from ten times more partners, as in the load model: twenty
conventions that invoice for 300,000 lines, with their beneficiaries, grants, files, exports, payments, journal and
mails, fifteen times more partners beside, and the evaluations of `bench.evaluations`. Values are drawn from a seed:
the same size gives the same rows.
"""

import random
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import batched

from django.db import connection, transaction

from bench.commun import creer_les_tables, entretenir
from bench.evaluations import evaluer
from ppas.caisses.models import Flux, Importation
from ppas.caisses.operations.charger_references import charger_references
from ppas.facturation.etats import EtatDepot, EtatLigne
from ppas.facturation.models import (
    Anomalie,
    Depot,
    ExportFactures,
    Formulaire,
    LigneFacture,
    LigneFormulaire,
    LigneRefusee,
)
from ppas.facturation.operations.chargement import charger
from ppas.facturation.operations.controle import CHAMPS_LIGNE, CHAMPS_REFUS
from ppas.facturation.operations.traiter import CHAMPS_ANOMALIE
from ppas.facturation.regles.calendrier import fin_du_mois, mois_avant
from ppas.paiements.models import AnomalieReport, Bordereau, LignePaiement
from ppas.partenaires.models import Convention, Partenaire
from ppas.prises_en_charge.models import Beneficiaire, PriseEnCharge
from ppas.socle.models import Consultation, Courriel, EtatCourriel, Evenement, NatureEchange, SensEchange
from tests.droits.monde import Monde, Structure, monde
from tests.factories import ConventionFactory

NB_CONVENTIONS = 20
LIGNES_PAR_DEPOT = 250
DERNIER_MOIS = date(2026, 8, 1)
MOIS = [mois_avant(DERNIER_MOIS, n) for n in range(59, -1, -1)]
UNITE = NB_CONVENTIONS * LIGNES_PAR_DEPOT * len(MOIS)
"""Lines of the smallest world: 300,000."""
ANOMALIES_PAR_DEPOT = 5
CONSULTATIONS_PAR_DEPOT = 5


def vivre(facteur: int) -> Monde:
    """Make the tables and a world of `facteur` times 300,000 lines; its structure « amd » has 15,000 of them."""
    creer_les_tables()
    charger_references()
    tirage = random.Random(facteur)
    with transaction.atomic():
        lieu = monde()
        amd = lieu.structures["amd"]
        autres = ConventionFactory.create_batch(facteur * NB_CONVENTIONS - 1, caisse=amd.convention.caisse)
        conventions = [amd.convention, *autres]
        _peupler(amd.convention, 300 * facteur)
    with transaction.atomic(), _sans_verifier_les_liens():
        accordees = {c: _accorder(c, tirage) for c in conventions}
        groupes = list(batched(conventions, NB_CONVENTIONS, strict=True))
        for echeance in MOIS:
            for envoi, groupe in enumerate(groupes):
                _un_envoi(amd, {c: accordees[c] for c in groupe}, echeance, envoi, tirage)
        _formulaires(amd, accordees[amd.convention])
        evaluer(lieu, MOIS, facteur, tirage)
    _montrer(amd)
    entretenir()
    return lieu


@contextmanager
def _sans_verifier_les_liens() -> Iterator[None]:
    """Write faster on PostgreSQL: the links between these rows are right by construction."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as curseur:
        curseur.execute("SET session_replication_role = replica")
        yield
        curseur.execute("SET session_replication_role = DEFAULT")


def _peupler(modele: Convention, nb: int) -> None:
    """Add partners that send nothing, each with its convention."""
    instant = modele.demandee_le
    partenaires = Partenaire.objects.bulk_create(
        Partenaire(nom=f"Structure {n:05d}", mail="a@b.fr", telephone="0380000000", inscrit_le=instant)
        for n in range(nb)
    )
    Convention.objects.bulk_create(
        Convention(
            partenaire=partenaire,
            caisse=modele.caisse,
            code=f"S{n:05d}",
            type_partenaire=modele.type_partenaire,
            etat=modele.etat,
            identifiant_structure=f"9{n:07d}",
            demandee_le=instant,
            traitee_le=instant,
        )
        for n, partenaire in enumerate(partenaires)
    )


def _accorder(convention: Convention, tirage: random.Random) -> dict[int, list[int]]:
    """Return, for each year, the grants of LIGNES_PAR_DEPOT new beneficiaries."""
    nb = LIGNES_PAR_DEPOT
    annees = sorted({echeance.year for echeance in MOIS})
    noms = [f"{tirage.choice('BCDFGLMPRSTV')}{tirage.choice(('AN', 'ER', 'OU', 'IL'))}{n:05d}" for n in range(nb)]
    beneficiaires = Beneficiaire.objects.bulk_create(
        Beneficiaire(
            caisse=convention.caisse,
            nir=f"2{convention.pk:05d}{n:09d}",
            nom=nom,
            prenom="Jeanne",
            nom_recherche=f"{nom.lower()} jeanne",
            date_naissance=date(1945, 3, 12),
            commune="DIJON",
        )
        for n, nom in enumerate(noms)
    )
    prestation = convention.type_partenaire.prestations.get(code="PPP001")
    grants = PriseEnCharge.objects.bulk_create(
        PriseEnCharge(
            caisse=convention.caisse,
            numero=f"{annee}{beneficiaire.pk:09d}",
            convention=convention,
            beneficiaire=beneficiaire,
            prestation=prestation,
            debut=date(annee, 1, 1),
            fin=date(annee, 12, 31),
            notifiee_le=date(annee - 1, 12, 1),
            quantite_mensuelle_centiemes=3000,
            participation=1000,
        )
        for annee in annees
        for beneficiaire in beneficiaires
    )
    return {annee: [g.pk for g in lot] for annee, lot in zip(annees, batched(grants, nb), strict=True)}


def _un_envoi(
    amd: Structure,
    accordees: dict[Convention, dict[int, list[int]]],
    echeance: date,
    envoi: int,
    tirage: random.Random,
) -> None:
    """One file of each of these conventions for the month, exported, paid, and what the portal remembers of it."""
    est_paye = echeance < DERNIER_MOIS
    instant = datetime(echeance.year, echeance.month, 28, 9, tzinfo=UTC) + timedelta(minutes=envoi)
    nb = len(accordees) * LIGNES_PAR_DEPOT
    export = importation = None
    if est_paye:
        caisse = amd.convention.caisse
        export = ExportFactures.objects.create(
            caisse=caisse, cree_le=instant, nb_lignes=nb, montant_caisse_centimes=nb * 30000
        )
        importation = Importation.objects.create(
            caisse=caisse,
            flux=Flux.PAIEMENTS,
            nom_fichier=f"paiements-{echeance:%Y%m}-{envoi}.csv",
            sha256=f"{echeance:%Y%m}{envoi:058d}",
            nb_lignes=nb,
            importe_le=instant,
        )
    depots = Depot.objects.bulk_create(_depot(c, amd, echeance, envoi, instant) for c in accordees)
    lignes = [
        ligne
        for d, siennes in zip(depots, accordees.values(), strict=True)
        for ligne in _lignes(d, siennes, export, tirage)
    ]
    charger(LigneFacture, (*CHAMPS_LIGNE, "export"), lignes)
    dernier = LigneFacture.objects.order_by("-pk").values_list("pk", flat=True)[0]
    if importation:
        _payer(depots, importation, range(dernier - len(lignes) + 1, dernier + 1), lignes)
    _se_souvenir(depots, amd, instant)


def _depot(convention: Convention, amd: Structure, echeance: date, envoi: int, instant: datetime) -> Depot:
    return Depot(
        partenaire=convention.partenaire,
        convention=convention,
        caisse=convention.caisse,
        nom_fichier=f"03_{convention.identifiant_structure}_{echeance:%Y%m}-{envoi + 1}.xml",
        echeance=echeance,
        cle_envoi=uuid.UUID(int=convention.pk * 10**9 + echeance.toordinal() * 100 + envoi),
        sha256=f"{convention.pk:08d}{echeance.toordinal():08d}{envoi:048d}",
        taille=71_000,
        depose_le=instant,
        depose_par=amd.utilisateur,
        etat=EtatDepot.TRAITE_AVEC_ANOMALIES,
        traite_le=instant,
        nb_lignes_lues=LIGNES_PAR_DEPOT + ANOMALIES_PAR_DEPOT,
        nb_lignes_acceptees=LIGNES_PAR_DEPOT,
        nb_lignes_refusees=ANOMALIES_PAR_DEPOT,
        nb_par_code={"L07": ANOMALIES_PAR_DEPOT},
    )


def _lignes(
    depot: Depot, accordees: dict[int, list[int]], export: ExportFactures | None, tirage: random.Random
) -> Iterator[tuple]:
    echeance = depot.echeance or DERNIER_MOIS
    fin = fin_du_mois(echeance)
    etat, export_id = (EtatLigne.PAYEE.value, export.pk) if export else (EtatLigne.ACCEPTEE.value, None)
    for rang, accordee in enumerate(accordees[echeance.year], start=1):
        heures = tirage.randrange(400, 3000, 50)
        total = heures * 268 // 10
        prefixe = (depot.pk, rang, depot.convention_id, accordee, echeance, echeance, 1, echeance, fin)
        yield (*prefixe, heures, 0, 0, total - total // 10, total // 10, etat, export_id)


def _payer(depots: list[Depot], importation: Importation, numeros: range, lignes: list[tuple]) -> None:
    bordereaux = Bordereau.objects.bulk_create(
        Bordereau(
            convention_id=d.convention_id,
            numero=f"B{d.pk:09d}",
            date_paiement=importation.importe_le.date(),
            montant_centimes=LIGNES_PAR_DEPOT * 30000,
            importation=importation,
        )
        for d in depots
    )
    par_depot = {depot.pk: bordereau.pk for depot, bordereau in zip(depots, bordereaux, strict=True)}
    charger(
        LignePaiement,
        ("bordereau", "ligne_facture", "quantite_centiemes", "montant_centimes"),
        ((par_depot[ligne[0]], numero, ligne[9], ligne[12]) for numero, ligne in zip(numeros, lignes, strict=True)),
    )
    AnomalieReport.objects.bulk_create(
        AnomalieReport(
            ligne_facture_id=numeros[n * LIGNES_PAR_DEPOT],
            convention_id=depot.convention_id,
            code="R12",
            libelle="Droits fermés à la date de l’intervention",
            date=importation.importe_le.date(),
            importation=importation,
        )
        for n, depot in enumerate(depots)
    )


def _se_souvenir(depots: list[Depot], amd: Structure, instant: datetime) -> None:
    """Refused lines and their anomalies, journal, consultations, mails."""
    rangs = range(LIGNES_PAR_DEPOT + 1, LIGNES_PAR_DEPOT + ANOMALIES_PAR_DEPOT + 1)
    refus = ("DURAND", "Jeanne", "2026004512", "PPP001")
    charger(
        Anomalie,
        CHAMPS_ANOMALIE,
        (
            (d.pk, "L07", "ligne", rang, rang * 10, 4, "qt-ouvrables", "<qt/>", "Trop d’heures.", "Corrigez.", None)
            for d in depots
            for rang in rangs
        ),
    )
    charger(
        LigneRefusee,
        CHAMPS_REFUS,
        (
            (d.pk, d.convention_id, rang, "a_corriger", "L07", f"2{d.pk:06d}{rang:08d}", *refus, *mois)
            for d in depots
            for mois in [(d.echeance, d.echeance, fin_du_mois(d.echeance or DERNIER_MOIS), 4000, 0, 0, 0, 0)]
            for rang in rangs
        ),
    )
    Evenement.objects.bulk_create(
        Evenement(
            le=instant,
            auteur_ref=amd.utilisateur.pk,
            auteur_nom="Banc",
            action=action,
            objet_type="facturation.depot",
            objet_ref=d.pk,
            partenaire_ref=d.partenaire_id,
            caisse_ref=d.caisse_id,
            libelle=f"Fichier {d.nom_fichier}",
            nature=nature,
            sens=SensEchange.ENVOYE,
        )
        for d in depots
        for action, nature in (
            ("deposer", NatureEchange.FICHIER),
            ("rendre_compte", NatureEchange.FICHIER),
            ("importer", NatureEchange.PAIEMENTS),
        )
    )
    Consultation.objects.bulk_create(
        Consultation(
            le=instant,
            utilisateur_ref=amd.utilisateur.pk,
            utilisateur_nom="Banc",
            page="facturation:depot",
            partenaire_ref=d.partenaire_id,
            caisse_ref=d.caisse_id,
            beneficiaires=Consultation.liste(range(d.pk * 100 + n * 20, d.pk * 100 + n * 20 + 20)),
        )
        for d in depots
        for n in range(CONSULTATIONS_PAR_DEPOT)
    )
    Courriel.objects.bulk_create(
        Courriel(
            destinataire="a@b.fr",
            sujet=f"Rapport du fichier {d.nom_fichier}",
            corps="Votre fichier est traité.",
            etat=EtatCourriel.ENVOYE,
            cree_le=instant,
            envoye_le=instant,
            prochaine_tentative_le=instant,
        )
        for d in depots
    )


def _formulaires(amd: Structure, accordees: dict[int, list[int]]) -> None:
    """One validated form a month, of 25 lines: a convention has no more of them when its files grow."""
    formulaires = Formulaire.objects.bulk_create(
        Formulaire(
            convention=amd.convention,
            echeance=echeance,
            etat="valide",
            cree_le=amd.convention.demandee_le,
            valide_le=amd.convention.demandee_le,
            valide_par=amd.utilisateur,
        )
        for echeance in MOIS
    )
    LigneFormulaire.objects.bulk_create(
        LigneFormulaire(formulaire=formulaire, prise_en_charge_id=accordee, rang=rang, ouvrables_centiemes=1400)
        for formulaire in formulaires
        for rang, accordee in enumerate(accordees[formulaire.echeance.year][:25], start=1)
    )


def _montrer(amd: Structure) -> None:
    """Put in the addresses objects of the size that one really opens."""
    depot = Depot.objects.filter(convention=amd.convention, echeance=MOIS[-2]).order_by("pk")[0]
    ligne = LigneFacture.objects.filter(depot=depot).select_related("prise_en_charge__beneficiaire")[0]
    amd.objets |= {
        "depot": depot,
        "ligne": ligne,
        "beneficiaire": ligne.prise_en_charge.beneficiaire,
        "bordereau": Bordereau.objects.filter(lignes__ligne_facture=ligne)[0],
    }
