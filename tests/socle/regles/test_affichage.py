"""How values are written for people."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from ppas.socle.regles import affichage


@pytest.mark.parametrize(
    ("ecrire", "valeur", "attendu"),
    [
        pytest.param(affichage.euros, 123456, "1 234,56 €", id="euros"),
        pytest.param(affichage.euros, 5, "0,05 €", id="centimes"),
        pytest.param(affichage.euros, -100_000_000, "-1 000 000,00 €", id="montant-negatif"),
        pytest.param(affichage.heures, 1450, "14,50 h", id="heures"),
        pytest.param(affichage.heures, 0, "0,00 h", id="aucune-heure"),
        pytest.param(affichage.nombre, 1234567, "1 234 567", id="entier"),
        pytest.param(affichage.date_fr, date(2026, 11, 4), "04/11/2026", id="jour"),
        pytest.param(affichage.mois, "202610", "octobre 2026", id="echeance"),
        pytest.param(affichage.mois, date(2026, 8, 1), "août 2026", id="mois-d-une-date"),
        pytest.param(affichage.telephone, "0302010509", "03 02 01 05 09", id="telephone"),
        pytest.param(affichage.telephone, "", "", id="telephone-absent"),
        pytest.param(affichage.siret, "12345678998745", "123 456 789 98745", id="siret"),
        pytest.param(affichage.nir, "254052123104568", "2 54 05 21 231 045 68", id="nir"),
        pytest.param(affichage.nir, "2540521231045", "2 54 05 21 231 045", id="nir-sans-cle"),
        pytest.param(affichage.nir_masque, "2540521231045", "2 54 •• •• ••• •••", id="nir-masque"),
    ],
)
def test_une_valeur_s_ecrit_a_la_francaise(ecrire: Callable[[Any], str], valeur: object, attendu: str) -> None:
    assert ecrire(valeur) == attendu.replace(" ", affichage.INSECABLE)


def test_un_instant_s_ecrit_a_l_heure_de_paris() -> None:
    reveillon = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert affichage.date_fr(reveillon) == "01/01/2027"
    assert affichage.date_heure_fr(reveillon) == "01/01/2027\xa0à\xa000:30"


def test_une_ponctuation_haute_ne_commence_pas_une_ligne() -> None:
    lu = affichage.insecables("Le nom « a.txt » est faux : 10:30 ; voir la « Liste » !")
    assert lu.replace(affichage.INSECABLE, "_") == "Le nom «_a.txt_» est faux_: 10:30_; voir la «_Liste_»_!"


def test_un_montant_ne_passe_pas_par_un_flottant() -> None:
    assert affichage.nombre(Decimal("9007199254740993.01"), 2).replace(affichage.INSECABLE, "") == "9007199254740993,01"


@pytest.mark.parametrize(
    ("recu", "montre"),
    [
        ("D’ARC\tJeanne\N{NO-BREAK SPACE}!", "D’ARC Jeanne\N{NO-BREAK SPACE}!"),
        ("a\x1b[2J\x9b\u202eb\u2028\0", "a�[2J��b��"),
    ],
    ids=["ordinaire", "commandes"],
)
def test_un_texte_recu_se_montre_au_lieu_de_se_faire_obeir(recu: str, montre: str) -> None:
    assert affichage.en_clair(recu) == montre


@pytest.mark.parametrize(
    ("echeance", "ecrit"),
    [("202604", "d’avril 2026"), ("202606", "de juin 2026"), (date(2026, 10, 1), "d’octobre 2026")],
)
def test_un_mois_apres_de(echeance: date | str, ecrit: str) -> None:
    assert affichage.de_mois(echeance).replace(affichage.INSECABLE, " ") == ecrit
