"""« Les services »: which entries a person gets, from what his structure signed and his rights (manual §1.1.2)."""

from collections.abc import Collection
from dataclasses import dataclass

AIDE_A_DOMICILE = "aide-a-domicile"
EVALUATION = "evaluation"
HABITAT = "habitat"


@dataclass(frozen=True)
class Entree:
    """A line of the menu: its label and the name of its URL."""

    libelle: str
    url: str


@dataclass(frozen=True)
class Groupe:
    """A block of the menu."""

    titre: str
    entrees: tuple[Entree, ...]


BENEFICIAIRES = Entree("Liste des bénéficiaires", "facturation:beneficiaires")
SAISIE_EN_LIGNE = Entree("Facturation par saisie en ligne", "facturation:formulaires")
FICHIER = Entree("Facturation par fichier", "facturation:depots")
ANOMALIES = Entree("Anomalies de facturation et de report", "facturation:anomalies")
POURQUOI = Entree("Pourquoi pas payé ?", "paiements:pourquoi")
BORDEREAUX = Entree("Bordereaux de paiements", "paiements:bordereaux")

PAR_TYPE = {
    AIDE_A_DOMICILE: Groupe(
        "AIDE À DOMICILE", (BENEFICIAIRES, SAISIE_EN_LIGNE, FICHIER, ANOMALIES, BORDEREAUX, POURQUOI)
    ),
    EVALUATION: Groupe("ÉVALUATIONS", (
        Entree("Commande d’évaluation", "evaluations:commandes"),
        Entree("Evaluations en cours", "evaluations:en_cours"),
        Entree("Transmission des évaluations", "evaluations:transmission"),
        Entree("Evaluations transmises", "evaluations:transmises"),
        Entree("Gestion du mode déconnecté", "evaluations:mode_deconnecte"),
        Entree("Synchronisation", "evaluations:synchronisation"),
        BORDEREAUX,
    )),
    HABITAT: Groupe(
        "HABITAT ET CADRE DE VIE", (BENEFICIAIRES, SAISIE_EN_LIGNE, FICHIER, ANOMALIES, BORDEREAUX, POURQUOI)
    ),
}  # fmt: skip
HISTORIQUE = Groupe("HISTORIQUE DES ÉCHANGES", (Entree("Historique prestataire", "echanges:historique"),))
ADMINISTRATION = Groupe("ADMINISTRATION", (
    Entree("Modification inscription", "partenaires:modification"),
    Entree("Journal", "echanges:journal"),
))  # fmt: skip

MES_DEMANDES = Entree("Mes demandes à l’assistance", "assistance:mes_demandes")
MESSAGES = Groupe("MESSAGES ET ASSISTANCE", (
    Entree("Messages avec la caisse", "assistance:messages"),
    MES_DEMANDES,
))  # fmt: skip

VALIDATION = Groupe("INSCRIPTIONS", (
    Entree("À valider", "partenaires:file_attente"),
    Entree("Partenaires de la caisse", "partenaires:caisse_partenaires"),
    Entree("Agents de la caisse", "caisses:agents"),
))  # fmt: skip
CAISSE = (
    Groupe("FACTURATION ET PAIEMENTS", (
        Entree("Tableau de bord", "paiements:tableau_de_bord"),
        Entree("Rechercher une ligne", "paiements:caisse_rechercher"),
        Entree("Dépôts reçus", "facturation:caisse_depots"),
        Entree("Courriers", "facturation:caisse_courriers"),
        Entree("Exporter les factures", "paiements:exports"),
        Entree("Importer un flux", "echanges:imports"),
        Entree("Bordereaux de paiements", "paiements:caisse_bordereaux"),
        Entree("Imports et exports", "echanges:flux"),
    )),
    Groupe("ÉVALUATIONS", (
        Entree("Commandes d’évaluation", "evaluations:caisse_commandes"),
        Entree("Évaluations reçues", "evaluations:caisse_recues"),
        Entree("Exporter les évaluations", "evaluations:caisse_exports"),
    )),
    Groupe("MESSAGES ET ASSISTANCE", (
        Entree("Messages des partenaires", "assistance:caisse_messages"),
        MES_DEMANDES,
    )),
    Groupe("HISTORIQUE DES ÉCHANGES", (Entree("Historique", "echanges:caisse_historique"),)),
    Groupe("RÉGLAGES", (Entree("Paramètres de la caisse", "caisses:parametres"),)),
)  # fmt: skip
SURVEILLANCE = Groupe("TRAÇABILITÉ", (
    Entree("Journal", "echanges:caisse_journal"),
    Entree("Consultations des bénéficiaires", "echanges:consultations_chercher"),
))  # fmt: skip
ASSISTANCE = Groupe("ASSISTANCE", (
    Entree("Demandes à l’assistance", "assistance:demandes"),
    Entree("Journal", "echanges:national_journal"),
    Entree("Envois de mails", "echanges:courriels"),
))  # fmt: skip
INSCRITS = Groupe("PARTENAIRES ET CAISSES", (
    Entree("Partenaires", "partenaires:national_partenaires"),
    Entree("Conventions", "partenaires:national_conventions"),
    Entree("Agents des caisses", "caisses:national_agents"),
))  # fmt: skip
PUBLICATIONS = Groupe("PUBLICATIONS", (Entree("Publications", "wagtailadmin_home"),))
NATIONAL = Groupe("RÉFÉRENTIELS", (
    Entree("Tables de référence", "admin:index"),
    Entree("Profils de mot de passe", "comptes:profils"),
))  # fmt: skip


def menu_partenaire(*, types_valides: Collection[str], est_administrateur: bool) -> list[Groupe]:
    """Return the groups of a partner's user: one a kind of validated convention (SRV-02 to SRV-09).

    A convention that is not validated opens nothing: without any other, only the administration is left.
    """
    administration = [ADMINISTRATION] if est_administrateur else []
    metiers = [groupe for type_partenaire, groupe in PAR_TYPE.items() if type_partenaire in types_valides]
    return [*administration, *metiers, HISTORIQUE, MESSAGES] if metiers else administration


def menu_caisse(*, est_administrateur_regional: bool, est_editeur: bool) -> list[Groupe]:
    """Return the groups of a caisse's agent; only its administrateur régional validates registrations (CAI-01).

    He publishes the news of the caisse, which its editors write (CAI-15).
    """
    publications = [PUBLICATIONS] if est_editeur or est_administrateur_regional else []
    if est_administrateur_regional:
        return [VALIDATION, *CAISSE, *publications, SURVEILLANCE]
    return [*CAISSE, *publications]


def menu_national(*, est_administrateur: bool, est_assistance: bool, est_editeur: bool) -> list[Groupe]:
    """Return the groups of the national side: those who help see who is registered, the journal and the delivery log.

    Editors publish (CAI-15); one only keeps the tables (CAI-19).
    """
    return [
        *([INSCRITS, ASSISTANCE] if est_assistance else []),
        *([PUBLICATIONS] if est_editeur else []),
        *([NATIONAL] if est_administrateur else []),
    ]
