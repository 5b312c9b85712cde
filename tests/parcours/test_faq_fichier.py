"""FAQ, « La facturation par fichier », question by question, without JavaScript."""

import pytest

from ppas.facturation.models import Depot
from ppas.facturation.operations.traiter import traiter
from ppas.facturation.regles.exemples import DOCUMENT_AMD, NOM_AMD
from tests.parcours.visiteur import Visiteur

FICHIERS = "Fichiers de facturation"


@pytest.mark.exigence("FIL-01", "FIL-02")
def test_quel_fichier_dois_je_envoyer(camille: Visiteur) -> None:
    camille.cliquer("Facturation par fichier")
    camille.cliquer("cahier des charges du fichier de facturation")
    assert camille.titre == "Cahier des charges du fichier de facturation XML"
    assert camille.telecharger("03_21231300_202610.xml").content == DOCUMENT_AMD.encode()


@pytest.mark.exigence("FIL-03", "FIL-04", "FIL-07")
def test_comment_nommer_mon_fichier(camille: Visiteur) -> None:
    camille.cliquer("Facturation par fichier")
    assert "code caisse_identifiant structure_échéance(AAAAMM).xml" in camille.texte
    assert "code caisse_date(JJMMAA)_code prestation sans PPP_identifiant structure.xml" in camille.texte
    assert camille.ligne(NOM_AMD)["Ce qu’il contient"] == "Échéance octobre 2026, pas encore facturée"


@pytest.mark.exigence("FIL-06", "FIL-07", "FIL-09")
def test_le_nom_doit_etre_different_de_ceux_des_envois_precedents(camille: Visiteur) -> None:
    camille.cliquer("Facturation par fichier")
    envoyer(camille, DOCUMENT_AMD)
    assert "Toutes les lignes du fichier sont acceptées." in camille.texte
    camille.cliquer("Facturation par fichier")
    envoyer(camille, DOCUMENT_AMD)
    assert "a déjà été utilisé pour l’envoi du 04/11/2026" in camille.texte


@pytest.mark.exigence("FIL-08")
def test_comment_modifier_le_nom_de_mon_fichier(camille: Visiteur) -> None:
    camille.cliquer("Facturation par fichier")
    assert (
        "clic droit sur le fichier, sélectionner « renommer » dans la liste qui est proposée, puis nommer sous la forme"
        " voulue" in camille.texte
    )


def envoyer(camille: Visiteur, document: str, nom: str = NOM_AMD) -> None:
    """Send a file, let the worker judge it, read its report."""
    camille.joindre(FICHIERS, nom, document)
    camille.cliquer("Envoyer")
    traiter(Depot.objects.latest("pk").pk)
    camille.ouvrir(camille.adresse)
