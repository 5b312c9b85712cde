"""The manual as its readers live it: the structure of its examples, its people, its caisse.

Each file of this folder follows one chapter, in its order, with its own words and data.
"""

import pytest

from ppas.caisses.models import Caisse
from ppas.partenaires.models import Partenaire, Rattachement
from tests.conftest import Horloge
from tests.factories import (
    MOT_DE_PASSE,
    AdresseFactory,
    AgentFactory,
    CaisseFactory,
    ConventionFactory,
    PartenaireFactory,
    RattachementFactory,
    RegimeFactory,
    TypePartenaireFactory,
)
from tests.facturation.envois import Expediteur
from tests.parcours.visiteur import Visiteur


@pytest.fixture(autouse=True)
def caisse(db: None, horloge: Horloge) -> Caisse:
    """CARSAT Nord picardie, beside the CNRACL; on the first morning of each chapter."""
    TypePartenaireFactory(evaluation=True)
    TypePartenaireFactory()
    CaisseFactory(code="90", nom="CNRACL", regime=RegimeFactory(code="CNRACL"), departements="")
    return CaisseFactory(code="06", nom="CARSAT Nord picardie", departements="02 59 60 62 80")


@pytest.fixture
def visiteur() -> Visiteur:
    """Somebody on the home page, not signed in."""
    return Visiteur()


@pytest.fixture
def ciel_bleu(caisse: Caisse) -> Partenaire:
    """« Association Ciel Bleu », registered, its convention 9059003C validated."""
    ciel_bleu = PartenaireFactory(
        nom="Association Ciel Bleu",
        siret="12345678998745",
        mail="alexandre@fr.fr",
        telephone="0302010509",
    )
    AdresseFactory(
        partenaire=ciel_bleu,
        batiment="Bat 33",
        numero_voie="107",
        indice_voie="bis",
        type_voie="esplanade",
        nom_voie="Madrid",
        hameau_ou_boite_postale="BP91338",
        code_postal="62000",
        commune="ARRAS",
    )
    evaluation = TypePartenaireFactory(evaluation=True)
    ConventionFactory(partenaire=ciel_bleu, caisse=caisse, code="9059003C", type_partenaire=evaluation)
    return ciel_bleu


@pytest.fixture
def alex(ciel_bleu: Partenaire) -> Visiteur:
    """GRIZZI Alexandre (Alex7), the administrator, signed in."""
    return _connecte(ciel_bleu, "Alex7", "GRIZZI", "Alexandre", "alexandre@fr.fr", est_administrateur=True)


@pytest.fixture
def martin(alex: Visiteur, ciel_bleu: Partenaire) -> Visiteur:
    """MARTIN Mikael (Martin37), a plain user, signed in."""
    return _connecte(ciel_bleu, "Martin37", "MARTIN", "Mikael", "martin37@fr.fr")


@pytest.fixture
def solange(martin: Visiteur, ciel_bleu: Partenaire) -> Visiteur:
    """SOLEIL Solange (Solange778), the second administrator, signed in."""
    return _connecte(ciel_bleu, "Solange778", "SOLEIL", "Solange", "solange778@fr.fr", est_administrateur=True)


@pytest.fixture
def apres_le_2_1(solange: Visiteur) -> None:
    """As chapter 2.1 ends: MARTIN Mikael administers, SOLEIL Solange no longer does."""
    Rattachement.objects.filter(utilisateur__login="Martin37").update(est_administrateur=True)
    Rattachement.objects.filter(utilisateur__login="Solange778").update(est_administrateur=False)


@pytest.fixture
def agent(caisse: Caisse) -> Visiteur:
    """The « administrateur régional » of the caisse, signed in; his second factor has its own tests."""
    return _agent_de(caisse)


@pytest.fixture
def agent_cnracl() -> Visiteur:
    """His colleague of the CNRACL."""
    return _agent_de(Caisse.objects.get(nom="CNRACL"))


@pytest.fixture
def structure(db: None, horloge: Horloge) -> Expediteur:
    """The home-help structure 21231300 of the FAQ's examples, under convention with the caisse 03."""
    return Expediteur()


@pytest.fixture
def camille(structure: Expediteur) -> Visiteur:
    """Its accountant, signed in, on « Les services »."""
    RattachementFactory(utilisateur=structure.utilisateur, partenaire=structure.convention.partenaire)
    visiteur = Visiteur()
    visiteur.reprendre_session(structure.utilisateur)
    return visiteur


@pytest.fixture
def agent_03(structure: Expediteur) -> Visiteur:
    """The « administrateur régional » of its caisse, signed in."""
    return _agent_de(structure.convention.caisse)


def _agent_de(caisse: Caisse) -> Visiteur:
    visiteur = Visiteur()
    visiteur.reprendre_session(AgentFactory(caisse=caisse, administrateur=True).utilisateur)
    return visiteur


def _connecte(
    partenaire: Partenaire, login: str, nom: str, prenom: str, mail: str, *, est_administrateur: bool = False
) -> Visiteur:
    RattachementFactory(
        partenaire=partenaire,
        est_administrateur=est_administrateur,
        utilisateur__login=login,
        utilisateur__nom=nom,
        utilisateur__prenom=prenom,
        utilisateur__mail=mail,
    )
    visiteur = Visiteur()
    visiteur.se_connecter(login, MOT_DE_PASSE)
    return visiteur
