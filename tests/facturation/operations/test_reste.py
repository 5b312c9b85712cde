"""« Ce qui reste à envoyer »: a file of the lines still to be corrected, which is refused no more than they are."""

from datetime import date

import pytest

from ppas.facturation.etats import EtatDepot
from ppas.facturation.models import Depot
from ppas.facturation.operations.refacturer import abandonner_lignes
from ppas.facturation.operations.reste import ecrire_le_reste
from ppas.socle.refus import Refus
from tests.factories.caisses import PrestationFactory
from tests.factories.facturation import DepotFactory, LigneRefuseeFactory
from tests.facturation.envois import Expediteur, codes, document

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]


@pytest.fixture
def depot(expediteur: Expediteur) -> Depot:
    """Three lines, the first and the last of which have a wrong key."""
    expediteur.accorder(3)
    return expediteur.envoyer(document(3, faux=(1, 3)))


@pytest.mark.exigence("PLU-07", "ANO-03")
def test_le_fichier_ne_porte_que_les_lignes_a_corriger_telles_quelles(depot: Depot, expediteur: Expediteur) -> None:
    nom, octets = ecrire_le_reste(depot)
    assert nom == "03_21231300_202610-2.xml"
    renvoye = expediteur.envoyer(octets, nom)
    assert (renvoye.etat, renvoye.nb_lignes_lues) == (EtatDepot.TRAITE_AVEC_ANOMALIES, 2)
    assert codes(renvoye) == codes(depot) == ["L13", "L13"]


@pytest.mark.exigence("PLU-07", "FIL-06")
def test_le_nom_est_le_premier_qui_n_a_pas_servi(depot: Depot, expediteur: Expediteur) -> None:
    DepotFactory(convention=expediteur.convention, nom_fichier="03_21231300_202610-2.xml")
    DepotFactory(convention=expediteur.convention, nom_fichier="03_21231300_202610-3.xml", refuse=True)
    assert ecrire_le_reste(depot)[0] == "03_21231300_202610-3.xml"


@pytest.mark.exigence("PLU-07")
def test_tout_le_mois_rassemble_les_depots(depot: Depot, expediteur: Expediteur) -> None:
    nom, octets = ecrire_le_reste(depot)
    expediteur.envoyer(octets, nom)
    _, ensemble = ecrire_le_reste(depot, du_mois=True)
    assert ensemble.count(b"<ligne ") == 4


def test_rien_a_corriger_ne_donne_pas_de_fichier(depot: Depot, expediteur: Expediteur) -> None:
    abandonner_lignes(list(depot.lignes_refusees.all()), par=expediteur.utilisateur)
    with pytest.raises(Refus) as refus:
        ecrire_le_reste(depot)
    assert refus.value.code == "rien-a-envoyer"


def test_une_autre_prestation_porte_le_nom_du_jour_une_fois(expediteur: Expediteur) -> None:
    depot = DepotFactory(
        convention=expediteur.convention,
        prestation=PrestationFactory(habitat=True),
        nom_fichier="03_021126_014_21231300.xml",
    )
    champs = {"prestation": "PPP014", "echeance": None, "debut": date(2026, 11, 2), "fin": date(2026, 11, 2)}
    LigneRefuseeFactory(
        depot=depot,
        ouvrables_centiemes=0,
        quantite_centiemes=100,
        prix_unitaire_centimes=125_40,
        montant_centimes=120_00,
        numero_pec="",
        **champs,
    )
    nom, octets = ecrire_le_reste(depot)
    assert nom == "03_041126_014_21231300.xml"
    assert b"<mt>120.00</mt>" in octets
    assert b"<no-pec>" not in octets
    DepotFactory(convention=expediteur.convention, nom_fichier=nom)
    with pytest.raises(Refus) as refus:
        ecrire_le_reste(depot)
    assert refus.value.code == "nom-pris"
