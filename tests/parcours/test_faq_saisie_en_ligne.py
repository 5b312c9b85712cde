"""FAQ, « La facturation par saisie en ligne », question by question, without JavaScript."""

import pytest
from django.conf import LazySettings

from tests.conftest import Horloge
from tests.facturation.envois import Expediteur
from tests.parcours.visiteur import Visiteur

OUVRABLES = "Heures jours ouvrables, DURAND Jeanne"


@pytest.fixture(autouse=True)
def octobre(camille: Visiteur) -> None:
    """The month of October, opened."""
    camille.cliquer("Facturation par saisie en ligne")
    camille.cliquer("Ouvrir octobre 2026")


@pytest.mark.exigence("INV-02", "INV-04")
def test_puis_je_interrompre_la_saisie_de_mon_formulaire(camille: Visiteur, structure: Expediteur) -> None:
    camille.remplir({OUVRABLES: "14,5"})
    camille.cliquer("Enregistrer")
    camille.cliquer("Déconnexion")
    camille.reprendre_session(structure.utilisateur)
    camille.cliquer("Facturation par saisie en ligne")
    camille.cliquer("Continuer octobre 2026")
    assert camille.valeur(OUVRABLES) == "14,50"


@pytest.mark.exigence("INV-03")
def test_doit_on_saisir_un_beneficiaire_n_ayant_pas_beneficie_d_heures(
    camille: Visiteur, structure: Expediteur, horloge: Horloge
) -> None:
    camille.cliquer("- Barrer DURAND Jeanne")
    assert "Elle ne sera ni facturée, ni présentée le mois prochain." in camille.texte
    horloge.avancer(days=12)
    camille.reprendre_session(structure.utilisateur)
    camille.cliquer("Facturation par saisie en ligne")
    camille.cliquer("Ouvrir novembre 2026")
    assert "Aucun bénéficiaire à facturer pour ce mois" in camille.texte


@pytest.mark.exigence("INV-05")
def test_comment_corriger_mon_formulaire(camille: Visiteur) -> None:
    camille.remplir({OUVRABLES: "14,5"})
    camille.cliquer("Enregistrer")
    camille.remplir({OUVRABLES: "12"})
    camille.cliquer("Enregistrer")
    assert camille.valeur(OUVRABLES) == "12,00"


@pytest.mark.exigence("INV-06", "INV-07", "INV-08")
def test_comment_envoyer_mon_formulaire(camille: Visiteur, structure: Expediteur, settings: LazySettings) -> None:
    settings.FORMULAIRE_LIGNES_PAR_PAGE = 1
    structure.accorder(1)
    camille.ouvrir(camille.adresse)
    camille.cliquer("Mettre la liste à jour")
    assert not camille.peut_cliquer("Valider")
    camille.cliquer("Enregistrer et page suivante")
    camille.remplir({OUVRABLES: "10"})
    camille.cliquer("Valider")
    assert "il sera traité dans le prochain paiement" in camille.texte
    assert camille.telecharger("Récapitulatif (pdf)").content.startswith(b"%PDF")


@pytest.mark.exigence("INV-10", "INV-11")
def test_je_n_ai_pas_toutes_les_prises_en_charge_en_cours_dans_mon_formulaire(
    camille: Visiteur, structure: Expediteur
) -> None:
    assert "Il n’est pas possible de les ajouter" in camille.texte
    structure.accorder(1)
    camille.ouvrir(camille.adresse)
    camille.cliquer("Mettre la liste à jour")
    assert camille.nb_champs("Heures jours ouvrables") == 2


@pytest.mark.exigence("INV-09")
def test_j_ai_valide_mon_formulaire_avant_la_fin_de_ma_saisie(
    camille: Visiteur, structure: Expediteur, horloge: Horloge
) -> None:
    camille.remplir({OUVRABLES: "14,5"})
    camille.cliquer("Valider")
    camille.cliquer("Annuler la validation du formulaire")
    assert camille.valeur(OUVRABLES) == "14,50"
    camille.cliquer("Valider")
    recapitulatif = camille.adresse
    horloge.avancer(days=1)
    camille.reprendre_session(structure.utilisateur)
    camille.ouvrir(recapitulatif)
    assert not camille.peut_cliquer("Annuler la validation du formulaire")
