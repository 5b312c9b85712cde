"""The law's table, in Python and in JavaScript, against vectors and a second reading of the law (domaine.md 6)."""

import json
from collections.abc import Mapping
from dataclasses import replace
from itertools import product

import pytest

from ppas.evaluations.regles.gir import AGGIR, Aggir, Gir, Groupe, Variable, calculer_gir, coder, lire_aggir
from tests.evaluations import loi_aggir
from tests.evaluations.javascript import HORS_LIGNE, RACINE, appeler

VECTEURS = json.loads((RACINE / "tests" / "evaluations" / "vecteurs_gir.json").read_text())
DONNEES = json.loads(AGGIR.read_text())
REPONSE = {"A": "STCH", "B": "TC", "C": "0"}
PROFILS = ["".join(profil) for profil in product("ABC", repeat=8)]
RANGS = [int(chiffre, 16) for chiffre in "".join(VECTEURS["rangs"])]


def variables() -> dict[str, Variable]:
    aggir = lire_aggir()
    return {variable.cle: variable for variable in (*aggir.discriminantes, *aggir.illustratives)}


def grille(profil: str) -> dict[str, str]:
    """Answer the grid so that its eight weighing variables have these modalities; the two others are A."""
    voulues = dict(zip(lire_aggir().colonnes, profil, strict=True))
    return {
        question: REPONSE[voulues.get(variable.cle, "A")]
        for variable in lire_aggir().discriminantes
        for question in variable.questions
    }


def en_json(gir: Gir) -> dict[str, object]:
    return {
        "gir": gir.gir,
        "rang": gir.rang,
        "modalites": dict(gir.modalites),
        "manquantes": list(gir.manquantes),
    }


def ecarts(aggir: Aggir) -> int:
    """Count the profiles to which an altered table gives another GIR."""
    return sum(
        aggir.gir_par_rang[aggir.rang(profil) - 1] != loi_aggir.gir(rang)
        for profil, rang in zip(PROFILS, RANGS, strict=True)
    )


def altere(aggir: Aggir, lettre: str, **champs: object) -> Aggir:
    groupes = [replace(groupe, **champs) if groupe.groupe == lettre else groupe for groupe in aggir.groupes]
    return replace(aggir, groupes=tuple(groupes))


@pytest.mark.exigence("EVA-19")
@pytest.mark.parametrize(("profil", "rang", "gir"), VECTEURS["profils"])
def test_les_profils_connus_ont_leur_gir(profil: str, rang: int, gir: int) -> None:
    obtenu = calculer_gir(grille(profil))
    assert (obtenu.rang, obtenu.gir, obtenu.manquantes) == (rang, gir, ())


def test_les_vecteurs_sont_ceux_d_une_seconde_lecture_de_la_loi() -> None:
    assert [loi_aggir.rang(profil) for profil in PROFILS] == RANGS


@pytest.mark.exigence("EVA-19")
def test_les_6561_profils_ont_le_rang_et_le_gir_de_la_loi() -> None:
    obtenus = [calculer_gir(grille(profil)) for profil in PROFILS]
    assert [(obtenu.rang, obtenu.gir) for obtenu in obtenus] == [(rang, loi_aggir.gir(rang)) for rang in RANGS]


@pytest.mark.exigence("EVA-19")
def test_le_navigateur_calcule_comme_le_serveur_sur_les_6561_profils() -> None:
    grilles = [grille(profil) for profil in PROFILS]
    obtenus = appeler("gir.js", [("calculerGir", [DONNEES, reponses]) for reponses in grilles])
    assert obtenus == [en_json(calculer_gir(reponses)) for reponses in grilles]


@pytest.mark.parametrize(("reponse", "modalite"), VECTEURS["reponses"], ids=json.dumps)
def test_quatre_adverbes_font_a_aucun_fait_c_les_autres_b(reponse: object, modalite: str | None) -> None:
    assert coder(reponse) == modalite


def test_le_navigateur_code_les_reponses_comme_le_serveur() -> None:
    appels = [("coder", [reponse]) for reponse, _ in VECTEURS["reponses"]]
    assert appeler("gir.js", appels) == [modalite for _, modalite in VECTEURS["reponses"]]


def sous_reponses(variable: str, profil: str) -> Mapping[str, object]:
    questions = variables()[variable].questions
    return {question: REPONSE[modalite] for question, modalite in zip(questions, profil, strict=True)}


@pytest.mark.parametrize(("variable", "profil", "modalite"), VECTEURS["combinaisons"])
def test_les_sous_variables_se_combinent(variable: str, profil: str, modalite: str) -> None:
    assert calculer_gir(sous_reponses(variable, profil)).modalites == {variable: modalite}


def test_le_navigateur_combine_les_sous_variables_comme_le_serveur() -> None:
    appels = [
        ("calculerGir", [DONNEES, sous_reponses(variable, profil)]) for variable, profil, _ in VECTEURS["combinaisons"]
    ]
    attendus = [{variable: modalite} for variable, _, modalite in VECTEURS["combinaisons"]]
    assert [gir["modalites"] for gir in appeler("gir.js", appels)] == attendus


def test_une_grille_incomplete_nomme_ce_qui_manque() -> None:
    reponses = grille("ABCABCAB")
    del reponses["aggir_toilette_bas"]
    reponses["aggir_communication_distance"] = "?"
    obtenu = calculer_gir(reponses)
    assert (obtenu.gir, obtenu.rang) == (None, None)
    assert obtenu.manquantes == ("aggir_toilette_bas", "aggir_communication_distance")
    assert "toilette" not in obtenu.modalites
    assert obtenu.modalites["habillage"] == "A"
    assert appeler("gir.js", [("calculerGir", [DONNEES, reponses])]) == [en_json(obtenu)]


@pytest.mark.parametrize("variable", ["deplacements_exterieur", "communication_distance"])
@pytest.mark.parametrize("reponse", REPONSE.values())
def test_deux_variables_discriminantes_ne_pesent_rien(variable: str, reponse: str) -> None:
    girs = [calculer_gir(grille(profil) | {f"aggir_{variable}": reponse}).gir for profil in PROFILS[::97]]
    assert girs == [loi_aggir.gir(rang) for rang in RANGS[::97]]


def test_les_variables_illustratives_n_entrent_pas_dans_le_gir() -> None:
    obtenu = calculer_gir(grille("AABAAAAA") | {"aggir_menage": "0", "aggir_cuisine": "S"})
    assert (obtenu.gir, obtenu.modalites["menage"], obtenu.modalites["cuisine"]) == (5, "C", "B")


def test_l_etrangete_du_groupe_h_est_gardee() -> None:
    assert calculer_gir(grille("AAAAAABA")).gir == 5
    assert calculer_gir(grille("AAAAAACA")).gir == 6


def test_trente_aggravations_d_un_pas_ameliorent_le_gir() -> None:
    girs = dict(zip(PROFILS, (loi_aggir.gir(rang) for rang in RANGS), strict=True))
    pires = {"A": "B", "B": "C"}
    ameliorees = [
        (profil, colonne)
        for profil in PROFILS
        for colonne, lettre in enumerate(profil)
        if lettre in pires and girs[profil[:colonne] + pires[lettre] + profil[colonne + 1 :]] > girs[profil]
    ]
    assert len(ameliorees) == 30


H_STRICT = {"seuils": ((4001, 11), (2000, 12))}
F_DECALE = {"poids": {"C": (200, 200, 500, 500, 500, 500, 500, 500), "B": (0, 100, 100, 100, 100, 100, 100, 0)}}
D_DECALE = {"poids": {"C": (0, 0, 0, 0, 2000, 400, 2000, 200), "B": (0, 0, 0, 0, 0, 200, 200, 200)}}


@pytest.mark.parametrize(
    ("alterations", "nb"),
    [
        pytest.param({}, 0, id="la-loi"),
        pytest.param({"H": H_STRICT}, 102, id="h-strictement-superieur"),
        pytest.param({"F": F_DECALE}, 266, id="f-decale-d-une-ligne"),
        pytest.param({"D": D_DECALE, "H": H_STRICT}, 327, id="d-decale-et-h-strict"),
    ],
)
def test_les_copies_fautives_connues_se_voient(alterations: dict[str, dict[str, object]], nb: int) -> None:
    aggir = lire_aggir()
    for lettre, champs in alterations.items():
        aggir = altere(aggir, lettre, **champs)
    assert ecarts(aggir) == nb


def test_le_rang_est_pris_au_premier_groupe_qui_l_atteint() -> None:
    premier, *autres = lire_aggir().groupes
    assert premier.rang("CCCCCCCC") == 1
    assert [groupe.rang("AAAAAAAA") for groupe in (premier, *autres)] == [None] * 8
    assert Groupe("X", {"B": (1,), "C": (2,)}, ((2, 5), (1, 6))).rang("B") == 6


def test_la_grille_est_celle_du_formulaire() -> None:
    formulaire = json.loads((HORS_LIGNE / "formulaires" / "1.json").read_text())
    section = next(section for section in formulaire["sections"] if section["cle"] == "aggir")
    assert [question["cle"] for question in section["questions"]] == [
        question for variable in variables().values() for question in variable.questions
    ]
    assert {question["sorte"] for question in section["questions"]} == {"adverbes"}
