"""FAQ, « La facturation a généré des anomalies. Comment les traiter ? », sentence by sentence, without JavaScript."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ppas.facturation.models import LigneFacture
from ppas.facturation.operations.exporter import exporter_factures
from ppas.facturation.regles.exemples import DOCUMENT_AMD
from ppas.paiements.operations.anomalies_report import importer_anomalies_report
from tests.facturation.envois import DOCUMENT_2, NOM_2, Expediteur
from tests.parcours.visiteur import Visiteur

TROP = DOCUMENT_AMD.replace("14.00", "30.00").replace("15.50", "31.50")
MENU = "Anomalies de facturation et de report"


@pytest.mark.usefixtures("accueil")
@pytest.mark.exigence("ANO-02")
def test_la_liste_de_tous_les_motifs_d_anomalies_se_trouve_dans_ppas(camille: Visiteur) -> None:
    camille.cliquer("La documentation")
    camille.cliquer("Procédure de traitement des anomalies de facturation et de report")
    assert "ligne de facture déjà envoyée ou échéance déjà facturée" in camille.texte


@pytest.mark.exigence("ANO-04", "ANO-10")
def test_une_ligne_en_anomalie_de_facturation_peut_etre_refacturee_apres_resolution(
    camille: Visiteur, structure: Expediteur
) -> None:
    structure.envoyer(TROP)
    camille.cliquer(MENU)
    camille.cliquer("Corriger et refacturer")
    assert "L07" in camille.texte
    camille.remplir({"Heures jours ouvrables": "14"})
    camille.cliquer("Refacturer")
    assert "1 ligne est refacturée." in camille.texte
    assert LigneFacture.objects.get().ouvrables_centiemes == 1400


@pytest.mark.exigence("ANO-05", "ANO-06", "ANO-07")
def test_sauf_lorsque_le_motif_est_ligne_deja_envoyee_ou_echeance_deja_facturee(
    camille: Visiteur, structure: Expediteur
) -> None:
    structure.envoyer()
    structure.envoyer(DOCUMENT_2, NOM_2)
    numero = LigneFacture.objects.get().pk
    camille.cliquer(MENU)
    assert f"échéance déjà facturée (enregistrement n°{numero})" in camille.texte
    assert not camille.peut_cliquer("Corriger et refacturer")


@pytest.mark.exigence("ANO-01", "FIL-10")
def test_des_anomalies_de_report_sont_generees_a_l_entree_dans_le_systeme_d_information(
    camille: Visiteur, structure: Expediteur
) -> None:
    structure.envoyer()
    caisse = structure.convention.caisse
    exporter_factures(caisse, par=None)
    ligne = f"{LigneFacture.objects.get().pk};R12;Droits fermés à la date de l’intervention;2026-11-04"
    fichier = SimpleUploadedFile("a.csv", f"no_enregistrement;code;libelle;date\n{ligne}\n".encode())
    importer_anomalies_report(fichier, "a.csv", caisse=caisse, par=None)
    camille.cliquer(MENU)
    camille.cliquer("Anomalies de report")
    assert "Droits fermés à la date de l’intervention" in camille.texte
    assert not camille.peut_cliquer("Corriger et refacturer")
