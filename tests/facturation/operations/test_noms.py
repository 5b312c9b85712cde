"""The names proposed are names that the portal accepts."""

import pytest

from ppas.facturation.etats import EtatDepot
from ppas.facturation.operations.noms import noms_proposes
from ppas.facturation.regles.exemples import DOCUMENT_AMD, NOM_AMD
from tests.conftest import Horloge
from tests.factories.caisses import PrestationFactory
from tests.factories.facturation import DepotFactory, FormulaireFactory
from tests.factories.partenaires import ConventionFactory
from tests.facturation.envois import STRUCTURE, Expediteur, reference, relu

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]


def proposes(expediteur: Expediteur) -> list[str]:
    return [nom.nom for noms in noms_proposes(expediteur.convention.partenaire) for nom in noms.noms]


@pytest.mark.exigence("FIL-03", "FIL-06")
def test_chaque_nom_propose_est_accepte(expediteur: Expediteur) -> None:
    PrestationFactory(habitat=True)
    ConventionFactory(
        partenaire=expediteur.convention.partenaire, type_partenaire__habitat=True, identifiant_structure=STRUCTURE
    )
    expediteur.envoyer()
    noms = proposes(expediteur)
    assert {"03_21231300_202609.xml", "03_21231300_202610-2.xml", "03_041126_014_21231300.xml"} <= set(noms)
    assert {expediteur.deposer(DOCUMENT_AMD, nom).etat for nom in noms} == {EtatDepot.RECU}


def test_le_mois_en_cours_attend_sa_fin(expediteur: Expediteur, horloge: Horloge) -> None:
    assert "03_21231300_202611.xml" not in proposes(expediteur)
    horloge.regler("2026-12-01 00:00")
    assert "03_21231300_202611.xml" in proposes(expediteur)


def test_un_fichier_refuse_laisse_son_nom(expediteur: Expediteur) -> None:
    depot = expediteur.envoyer("x")
    assert relu(depot).etat == EtatDepot.REFUSE
    assert NOM_AMD in proposes(expediteur)


def test_un_mois_valide_en_ligne_n_est_pas_propose(expediteur: Expediteur) -> None:
    FormulaireFactory(convention=expediteur.convention, valide=True)
    assert NOM_AMD not in proposes(expediteur)


@pytest.mark.parametrize("nb", [1, 3])
def test_les_requetes_ne_croissent_pas(nb: int, expediteur: Expediteur, django_assert_num_queries) -> None:
    partenaire = expediteur.convention.partenaire
    for rang in range(nb):
        convention = ConventionFactory(partenaire=partenaire, code=f"C{rang}", identifiant_structure=f"S{rang}")
        DepotFactory(convention=convention, nom_fichier=f"{reference(NOM_AMD)}-{rang + 5}.xml")
    with django_assert_num_queries(4):
        noms_proposes(partenaire)


def test_deux_conventions_qui_partagent_un_nom_le_proposent_une_fois(expediteur: Expediteur) -> None:
    autre = ConventionFactory(
        partenaire=expediteur.convention.partenaire, type_partenaire__habitat=True, identifiant_structure=STRUCTURE
    )
    expediteur.prise_en_charge.prestation.types.add(autre.type_partenaire)
    assert proposes(expediteur).count(NOM_AMD) == 1
