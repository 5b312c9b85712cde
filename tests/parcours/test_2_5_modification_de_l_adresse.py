"""Manual, §2.5: « Modification de l’adresse du partenaire »."""

import pytest

from tests.parcours.visiteur import Visiteur

BOITE_POSTALE = "Nom du hameau ou du numéro de boite postale"


@pytest.mark.exigence("ADM-25")
def test_la_boite_postale_bp91338_devient_bp1972(alex: Visiteur) -> None:
    alex.modifier_inscription("Adresse")
    assert [alex.valeur(champ) for champ in ("Bâtiment ou résidence", "N°", "Indice", "Type de voie", "Nom voie")] == [
        "Bat 33",
        "107",
        "bis",
        "esplanade",
        "Madrid",
    ]
    assert [alex.valeur(champ) for champ in (BOITE_POSTALE, "CP", "Nom commune")] == ["BP91338", "62000", "ARRAS"]
    alex.remplir({BOITE_POSTALE: "BP1972"})
    alex.cliquer("Valider")
    assert alex.valeur(BOITE_POSTALE) == "BP1972"


@pytest.mark.exigence("ADM-25")
def test_toutes_les_donnees_se_modifient_excepte_la_raison_sociale(alex: Visiteur) -> None:
    alex.modifier_inscription("Adresse")
    assert alex.valeur("Identité destinataire") == "Association Ciel Bleu"
    assert "readonly" in alex.champ("Identité destinataire").attrib
