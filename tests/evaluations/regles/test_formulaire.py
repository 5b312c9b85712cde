"""The rules of the form, in Python and in JavaScript, on one small form and shared vectors (EVA-19)."""

import json
from dataclasses import asdict
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppas.evaluations.regles.description import charger, lire
from ppas.evaluations.regles.formulaire import avancement, est_demandee, manques, nettoyer, retenir
from tests.evaluations.javascript import HORS_LIGNE, RACINE, appeler

VECTEURS = json.loads((RACINE / "tests" / "evaluations" / "vecteurs_formulaire.json").read_text())
DESCRIPTION = lire(VECTEURS["description"])
LE = "2026-11-28"
NETTOYAGES = [pytest.param(vecteur, id=vecteur["cas"]) for vecteur in VECTEURS["nettoyage"]]
COMPLETUDES = [pytest.param(vecteur, id=vecteur["cas"]) for vecteur in VECTEURS["completude"]]


def aujourd_hui(vecteur: dict) -> str | None:
    return vecteur.get("le", LE)


def nettoyer_en_json(reponses: object, le: str | None, description=DESCRIPTION) -> dict:
    """What the JavaScript twin returns, from the Python function."""
    propres, fautes = nettoyer(description, reponses, le=date.fromisoformat(le) if le else None)
    return {"reponses": propres, "fautes": [asdict(faute) for faute in fautes]}


@pytest.mark.exigence("EVA-19")
@pytest.mark.parametrize("vecteur", NETTOYAGES)
def test_ce_qui_est_saisi_est_nettoye_ou_refuse(vecteur: dict) -> None:
    obtenu = nettoyer_en_json(vecteur["reponses"], aujourd_hui(vecteur))
    fautes = [[faute["cle"], faute["code"], faute["ligne"], faute["champ"]] for faute in obtenu["fautes"]]
    assert (obtenu["reponses"], fautes) == (vecteur["propres"], vecteur["fautes"])
    assert list(obtenu["reponses"]) == list(vecteur["propres"])
    assert all(faute["phrase"].endswith(".") for faute in obtenu["fautes"])


@pytest.mark.exigence("EVA-19")
def test_le_navigateur_nettoie_comme_le_serveur() -> None:
    vecteurs = VECTEURS["nettoyage"]
    appels = [
        ("nettoyer", [VECTEURS["description"], vecteur["reponses"], aujourd_hui(vecteur)]) for vecteur in vecteurs
    ]
    attendus = [nettoyer_en_json(vecteur["reponses"], aujourd_hui(vecteur)) for vecteur in vecteurs]
    assert appeler("formulaire.js", appels) == attendus


@pytest.mark.exigence("EVA-19")
@pytest.mark.parametrize("vecteur", COMPLETUDES)
def test_ce_qui_manque_suit_les_conditions(vecteur: dict) -> None:
    obtenus = [
        " ".join(map(str, filter(None, [manque.section, manque.cle, manque.ligne, manque.champ])))
        for manque in manques(DESCRIPTION, vecteur["reponses"])
    ]
    assert obtenus == vecteur["manques"]


@pytest.mark.parametrize("vecteur", COMPLETUDES)
def test_chaque_section_dit_ou_elle_en_est(vecteur: dict) -> None:
    assert [section.etat for section in avancement(DESCRIPTION, vecteur["reponses"])] == vecteur["etats"]


@pytest.mark.parametrize("vecteur", COMPLETUDES)
def test_seules_les_questions_posees_sont_retenues(vecteur: dict) -> None:
    retenues = retenir(DESCRIPTION, vecteur["reponses"])
    assert list(retenues) == vecteur["retenues"]
    assert retenues == {cle: vecteur["reponses"][cle] for cle in vecteur["retenues"]}


@pytest.mark.exigence("EVA-19")
@pytest.mark.parametrize(("fonction", "jumelle"), [(manques, "manques"), (avancement, "avancement")])
def test_le_navigateur_compte_comme_le_serveur(fonction, jumelle: str) -> None:
    reponses = [vecteur["reponses"] for vecteur in VECTEURS["completude"]]
    obtenus = appeler("formulaire.js", [(jumelle, [VECTEURS["description"], donnees]) for donnees in reponses])
    assert obtenus == [[asdict(element) for element in fonction(DESCRIPTION, donnees)] for donnees in reponses]


def test_le_navigateur_retient_les_memes_reponses() -> None:
    reponses = [vecteur["reponses"] for vecteur in VECTEURS["completude"]]
    appels = [("retenir", [VECTEURS["description"], donnees]) for donnees in reponses]
    appels += [("estDemandee", [VECTEURS["description"], donnees, "prenom"]) for donnees in reponses]
    attendus: list[object] = [retenir(DESCRIPTION, donnees) for donnees in reponses]
    attendus += [est_demandee(DESCRIPTION, donnees, "prenom") for donnees in reponses]
    assert appeler("formulaire.js", appels) == attendus


FEUILLES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec=None, exclude_categories=()), max_size=12)
    | st.sampled_from(["oui", "enfant", "lit", "STCH", "0", "12,5", "-3", "2026-02-30", "01/01/2026", "pap", "heure"])
)
JSON = st.recursive(
    FEUILLES,
    lambda enfants: (
        st.lists(enfants, max_size=4)
        | st.dictionaries(st.sampled_from(["prestation", "quantite", "unite", "x"]), enfants, max_size=4)
    ),
    max_leaves=10,
)
CLES = st.sampled_from([*DESCRIPTION.questions, "inconnue"])


@given(JSON | st.dictionaries(CLES, JSON, max_size=8))
def test_rien_de_ce_qui_arrive_ne_fait_tomber_les_regles(reponses: object) -> None:
    propres, fautes = nettoyer(DESCRIPTION, reponses, le=date(2026, 11, 28))
    assert nettoyer(DESCRIPTION, propres, le=date(2026, 11, 28)) == (propres, [])
    assert all(faute.phrase for faute in fautes)
    json.dumps(propres, ensure_ascii=False).encode()
    if isinstance(reponses, dict):
        for donnees in (reponses, propres):
            assert len(avancement(DESCRIPTION, donnees)) == 3
            assert set(retenir(DESCRIPTION, donnees)) <= set(donnees)


def test_le_navigateur_et_le_serveur_s_accordent_sur_n_importe_quoi() -> None:
    tirages: list[object] = []

    @given(st.dictionaries(CLES, JSON, max_size=8))
    def tirer(reponses: dict[str, object]) -> None:
        tirages.append(json.loads(json.dumps(reponses)))  # two halves of a character, side by side, make one

    tirer()
    obtenus = appeler("formulaire.js", [("nettoyer", [VECTEURS["description"], tirage, LE]) for tirage in tirages])
    assert obtenus == [nettoyer_en_json(tirage, LE) for tirage in tirages]


def test_les_questions_du_vrai_formulaire_se_nettoient_pareil_dans_le_navigateur() -> None:
    donnees = json.loads((HORS_LIGNE / "formulaires" / "1.json").read_text())
    reponses = {cle: valeur for cle in charger(1).questions for valeur in ["1"]}
    assert appeler("formulaire.js", [("nettoyer", [donnees, reponses, LE])]) == [
        nettoyer_en_json(reponses, LE, charger(1))
    ]
