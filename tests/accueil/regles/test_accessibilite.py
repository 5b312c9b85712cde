"""The grid of the 106 criteria, and the word that follows from it."""

import ast
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ppas.accueil.regles.accessibilite import (
    CONFORME,
    NON_CONFORME,
    NON_VERIFIE,
    SANS_OBJET,
    Critere,
    etat_de_conformite,
    lire_declaration,
    lire_grille,
    taux,
)

RACINE = Path(__file__).parents[3]
PAR_THEMATIQUE = {1: 9, 2: 2, 3: 3, 4: 13, 5: 8, 6: 2, 7: 5, 8: 10, 9: 4, 10: 14, 11: 13, 12: 11, 13: 12}
JOUR = date(2026, 11, 28)


def criteres(*resultats: str) -> list[Critere]:
    return [Critere("1.1", "Images", "sujet", "à la main", resultat, "comment", "") for resultat in resultats]


@pytest.mark.exigence("ACC-05")
def test_la_grille_a_les_106_criteres_du_rgaa() -> None:
    numeros = [tuple(map(int, critere.critere.split("."))) for critere in lire_grille()]
    assert numeros == [(theme, rang) for theme, nb in PAR_THEMATIQUE.items() for rang in range(1, nb + 1)]
    assert len(numeros) == 106


def test_une_thematique_n_a_qu_un_nom() -> None:
    assert len({(c.critere.partition(".")[0], c.thematique) for c in lire_grille()}) == len(PAR_THEMATIQUE)


def test_chaque_critere_dit_comment_il_est_controle() -> None:
    assert Counter(bool(c.comment and c.sujet) for c in lire_grille()) == {True: 106}
    couples = {(critere.controle, critere.resultat) for critere in lire_grille()}
    assert couples <= {
        ("automatique", CONFORME),
        ("à la main", CONFORME),
        ("à la main", NON_CONFORME),
        ("à la main", NON_VERIFIE),
        ("sans objet", SANS_OBJET),
    }


def test_un_critere_automatique_nomme_un_test_qui_existe_et_lui_seul() -> None:
    fautes = []
    for critere in lire_grille():
        chemin, _, nom = critere.preuve.partition("::")
        if critere.controle != "automatique":
            fautes += [critere.critere] if critere.preuve else []
            continue
        fichier = RACINE / chemin
        arbre = ast.parse(fichier.read_text()) if fichier.is_file() else ast.Module([], [])
        if nom not in {noeud.name for noeud in arbre.body if isinstance(noeud, ast.FunctionDef)}:
            fautes.append(f"{critere.critere}: {critere.preuve}")
    assert fautes == []


def test_la_grille_de_la_documentation_est_celle_de_la_page() -> None:
    assert (RACINE / "docs/rgaa.csv").resolve() == RACINE / "ppas/accueil/donnees/rgaa.csv"


@pytest.mark.parametrize(
    ("resultats", "attendu"),
    [
        pytest.param([CONFORME, CONFORME, SANS_OBJET], 100, id="ce-qui-est-sans-objet-ne-compte-pas"),
        pytest.param([CONFORME, NON_VERIFIE], 50, id="ce-qui-n-est-pas-verifie-compte-contre"),
        pytest.param([CONFORME, CONFORME, NON_CONFORME], 66, id="arrondi-vers-le-bas"),
        pytest.param([SANS_OBJET], 0, id="rien-ne-s-applique"),
    ],
)
def test_le_taux_est_calcule(resultats: list[str], attendu: int) -> None:
    assert taux(criteres(*resultats)) == attendu


@pytest.mark.exigence("ACC-05")
@pytest.mark.parametrize(
    ("resultats", "le", "attendu"),
    [
        ([CONFORME], JOUR, "totalement conforme"),
        ([CONFORME, NON_CONFORME], JOUR, "partiellement conforme"),
        ([CONFORME, NON_CONFORME, NON_VERIFIE], JOUR, "non conforme"),
        ([CONFORME], date(2029, 11, 29), "non conforme"),
    ],
    ids=["tout", "la-moitie", "moins-de-la-moitie", "revue-perimee"],
)
def test_le_mot_suit_du_taux_et_de_l_age_de_la_revue(resultats: list[str], le: date, attendu: str) -> None:
    assert etat_de_conformite(criteres(*resultats), valable_jusqu_au=date(2029, 11, 28), le=le) == attendu


def test_la_revue_vaut_trois_ans() -> None:
    declaration = replace(lire_declaration(), revue_le=JOUR)
    assert declaration.valable_jusqu_au == date(2029, 11, 28)
