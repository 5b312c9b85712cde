"""Receiving a file: durable bytes, then one transaction, then only the receipt (docs/decisions/0004)."""

from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef

from ppas.caisses.models import Caisse, Prestation
from ppas.comptes.models import Utilisateur
from ppas.facturation.etats import EtatDepot
from ppas.facturation.models import Anomalie, Depot
from ppas.facturation.operations import magasin
from ppas.facturation.operations.bilan import compter
from ppas.facturation.operations.chargement import charger
from ppas.facturation.operations.contexte import contexte_depot
from ppas.facturation.operations.examen import CHAMPS_ANOMALIE, lignes_anomalies, par_code
from ppas.facturation.regles import catalogue
from ppas.facturation.regles.donnees import EnteteLue
from ppas.facturation.regles.entete import anomalies_entete, anomalies_nom
from ppas.facturation.regles.nom_fichier import EXTENSION, NomFichier, analyser
from ppas.facturation.taches import traiter_depot
from ppas.partenaires.models import Convention, Partenaire
from ppas.prises_en_charge.models import PriseEnCharge
from ppas.socle.horloge import aujourd_hui, maintenant
from ppas.socle.journal import journaliser
from ppas.socle.models import NatureEchange, SensEchange
from ppas.socle.refus import Refus

NOM_MAX = 255
ESSAIS = 3


def deposer(fichier: magasin.FichierRecu, *, partenaire: Partenaire, par: Utilisateur, cle_envoi: UUID) -> Depot:
    """Receive `fichier` and return its deposit, which is the receipt: to be processed, or refused for its name.

    `cle_envoi` is the key of this sending: the same key and bytes give the same deposit again. Bytes are stored and
    synchronised first; then one transaction writes the deposit and its job. Source: FAQ « La facturation par fichier ».

    Raises Refus("cle-deja-utilisee") when the key was used for other bytes, Refus("stockage-indisponible") when the
    disk refuses: nothing is kept then.
    """
    try:
        sha256, taille = magasin.ranger(fichier)
    except OSError as erreur:
        raise Refus(
            "stockage-indisponible",
            "Le fichier n’a pas pu être enregistré : le portail ne peut pas écrire pour le moment. Rien n’a été "
            "conservé ; recommencez dans quelques minutes.",
        ) from erreur
    depot = Depot(
        partenaire=partenaire,
        cle_envoi=cle_envoi,
        nom_fichier=nom_lisible(fichier.name or ""),
        sha256=sha256,
        taille=taille,
        depose_par=par,
    )
    for essai in range(ESSAIS):
        try:
            return _enregistrer(depot)
        except IntegrityError:
            # The same name or key was deposited at this very instant: the next try sees it.
            if essai == ESSAIS - 1:
                raise
    raise AssertionError


@transaction.atomic
def _enregistrer(depot: Depot) -> Depot:
    deja = Depot.objects.filter(partenaire=depot.partenaire, cle_envoi=depot.cle_envoi).first()
    if deja is not None:
        if deja.sha256 != depot.sha256:
            raise Refus(
                "cle-deja-utilisee",
                "Cette page a déjà servi à envoyer un autre fichier : rien n’a été enregistré. Rechargez la page, puis "
                "choisissez de nouveau votre fichier.",
            )
        return deja
    depot.pk = None
    depot.depose_le = maintenant()
    anomalies = examiner(depot)
    depot.save(force_insert=True)
    suite = f" : refusé ({', '.join(anomalie.code for anomalie in anomalies)})" if anomalies else ""
    journaliser(
        depot,
        "deposer",
        par=depot.depose_par,
        libelle=f"Fichier {depot.nom_fichier}{suite}",
        nature=NatureEchange.FICHIER,
        sens=SensEchange.ENVOYE,
    )
    if anomalies:
        charger(Anomalie, CHAMPS_ANOMALIE, lignes_anomalies(depot, anomalies))
        if depot.caisse_id:
            compter(depot.caisse_id, nb_depots_refuses=1)
    else:
        traiter_depot.enqueue(depot.pk)
    return depot


def examiner(depot: Depot) -> list[catalogue.Anomalie]:
    """Judge what can be before the file is read, its name and its size: what is wrong refuses it at once.

    Reads only: `depot` gets what its name says and its state, and is saved by the caller or never (PLU-01).
    """
    anomalies = [*_examiner_nom(depot), *_examiner_taille(depot)]
    depot.etat = EtatDepot.REFUSE if anomalies else EtatDepot.RECU
    depot.traite_le = depot.depose_le if anomalies else None
    depot.nb_par_code = par_code(anomalies)
    return anomalies


def _examiner_nom(depot: Depot) -> list[catalogue.Anomalie]:
    """Judge the name and find the convention that it speaks of."""
    nom = analyser(depot.nom_fichier)
    if isinstance(nom, catalogue.Anomalie):
        return [nom]
    depot.nom_fichier = nom.reference + EXTENSION
    depot.echeance = nom.echeance
    depot.prestation = Prestation.objects.filter(code=nom.prestation).first()
    depot.caisse = Caisse.objects.filter(code=nom.caisse, conventions__partenaire=depot.partenaire).first()
    contexte = contexte_depot(
        depot.partenaire, nom.caisse, nom.identifiant_structure, nom.prestation, nom_fichier=depot.nom_fichier
    )
    anomalies = anomalies_nom(nom, contexte) or anomalies_entete(
        _comme_entete(nom), nom, contexte=contexte, le=aujourd_hui()
    )
    refus = [anomalie for anomalie in anomalies if anomalie.est_refus]  # the processing repeats what only warns
    if not refus:
        depot.convention = _convention(depot, nom)
    return refus


def _convention(depot: Depot, nom: NomFichier) -> Convention:
    """Return the convention that the name speaks of.

    Two of them may share the identifier and open the same prestation: the one that has grants of it comes first.
    """
    candidates = Convention.objects.validees().filter(
        partenaire=depot.partenaire,
        caisse=depot.caisse,
        identifiant_structure=nom.identifiant_structure,
        type_partenaire__prestations=depot.prestation,
    )
    seule, *autres = candidates.order_by("pk")[:2]
    if not autres:
        return seule
    accordees = PriseEnCharge.objects.filter(convention=OuterRef("pk"), prestation=depot.prestation)
    return candidates.order_by(Exists(accordees).desc(), "pk")[0]


def _examiner_taille(depot: Depot) -> list[catalogue.Anomalie]:
    """F04: what is over the limit was not even written whole, so no job could say why it is not readable."""
    if depot.taille <= settings.DEPOT_TAILLE_MAX:
        return []
    return [catalogue.anomalie("F04", defaut=f"il dépasse {settings.DEPOT_TAILLE_MAX // (1024 * 1024)} Mo")]


def nom_lisible(nom: str) -> str:
    """Return `nom` as a database can keep it and a page show it."""
    imprimable = "".join(caractere if caractere.isprintable() else "\N{REPLACEMENT CHARACTER}" for caractere in nom)
    return imprimable[:NOM_MAX]


def _comme_entete(nom: NomFichier) -> EnteteLue:
    """Return the header that a file of this name must have, so that the name is judged by the rules of the header."""
    return EnteteLue(
        reference=nom.reference,
        caisse=nom.caisse,
        identifiant_structure=nom.identifiant_structure,
        prestation=nom.prestation,
        echeance=nom.echeance,
        emise_le=nom.date_emission or aujourd_hui(),
        nb_lignes=0,
        quantite_centiemes=0,
    )
