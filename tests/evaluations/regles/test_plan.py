"""The ceilings of a proposed plan (domaine.md 7), in Python and in JavaScript."""

import csv
import json
from dataclasses import asdict
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppas.evaluations.regles.description import charger
from ppas.evaluations.regles.plan import Bilan, Plafond, controler_plan
from tests.evaluations.javascript import HORS_LIGNE, RACINE, appeler

LE = date(2026, 11, 28)
COMPLEMENT = "oscar-bien-dans-son-corps"
REFERENCES = RACINE / "ppas" / "caisses" / "donnees" / "plafonds.csv"


def plafonds_des_caisses() -> list[Plafond]:
    with REFERENCES.open(encoding="utf-8", newline="") as fichier:
        return [
            Plafond(
                code=rangee["code"],
                unite=rangee["unite"],
                valeur=int(rangee["valeur"]),
                periode_mois=int(rangee["periode_mois"]),
                debut=date.fromisoformat(rangee["debut"]),
                fin=date.fromisoformat(rangee["fin"]) if rangee["fin"] else None,
            )
            for rangee in csv.DictReader(fichier, delimiter=";")
        ]


PLAFONDS = plafonds_des_caisses()
FORMULAIRE = json.loads((HORS_LIGNE / "formulaires" / "1.json").read_text())


def ligne(dispositif: str, quantite: str, **champs: str) -> dict[str, str]:
    prestations = {"oscar-prevention": "telealarme", "oscar-coordination": "coordination", "pap": "aide_menagere"}
    usuelle = {
        "prestation": prestations.get(dispositif, "preparation_repas"),
        "dispositif": dispositif,
        "quantite": quantite,
        "unite": "heure",
        "frequence": "une_fois",
    }
    return usuelle | champs


def euros(dispositif: str, cout: str, quantite: str = "1.00", **champs: str) -> dict[str, str]:
    return ligne(dispositif, quantite, unite="forfait", cout_unitaire=cout, **champs)


def reponses(*lignes: dict[str, str], issue: str = "aides") -> dict[str, object]:
    return {"plan_issue": issue, "plan_lignes": list(lignes)}


def controler(*lignes: dict[str, str], le: date = LE) -> Bilan:
    return controler_plan(charger(1), reponses(*lignes), PLAFONDS, le=le)


def codes(bilan: Bilan) -> list[tuple[str, str, int | None]]:
    return [(alerte.code, alerte.dispositif, alerte.ligne) for alerte in bilan.alertes]


def totaux(bilan: Bilan) -> dict[str, int]:
    return {total.dispositif: total.total for total in bilan.totaux}


@pytest.mark.exigence("EVA-19")
@pytest.mark.parametrize(
    ("au_plafond", "au_dela"),
    [
        pytest.param(euros("oscar-prevention", "500.00"), euros("oscar-prevention", "500.01"), id="prevention"),
        pytest.param(ligne("oscar-heures", "80.00"), ligne("oscar-heures", "80.01"), id="heures"),
        pytest.param(euros("oscar-coordination", "200.00"), euros("oscar-coordination", "200.01"), id="coordination"),
        pytest.param(euros("ardh", "1800.00"), euros("ardh", "1800.01"), id="ardh"),
        pytest.param(euros("asir", "1800.00"), euros("asir", "1800.01"), id="asir"),
    ],
)
def test_le_plafond_peut_etre_atteint_et_non_depasse(au_plafond: dict[str, str], au_dela: dict[str, str]) -> None:
    assert codes(controler(au_plafond)) == []
    assert codes(controler(au_dela)) == [("plafond", au_dela["dispositif"], None)]


def test_les_lignes_d_un_dispositif_s_ajoutent() -> None:
    bilan = controler(euros("oscar-prevention", "300.00"), euros("oscar-prevention", "250.00"))
    assert totaux(bilan) == {"oscar-prevention": 550_00}
    assert [alerte.phrase.partition(". ")[0] for alerte in bilan.alertes] == [
        "« OSCAR : forfait prévention » : 550,00\u00a0€ par an, pour un plafond de 500,00\u00a0€"
    ]


def test_ce_qui_depasse_peut_etre_hors_dispositif() -> None:
    bilan = controler(euros("oscar-prevention", "500.00"), euros("hors-dispositif", "5000.00"))
    assert codes(bilan) == []
    assert totaux(bilan) == {"oscar-prevention": 500_00, "hors-dispositif": 5000_00}
    assert [total.plafond for total in bilan.totaux] == [500_00, None]


@pytest.mark.parametrize(
    ("frequence", "par_an", "sur_trois_mois"),
    [
        ("une_fois", 10_00, 10_00),
        ("par_semaine", 520_00, 130_00),
        ("par_mois", 120_00, 30_00),
        ("par_an", 10_00, 10_00),
    ],
)
def test_la_frequence_se_compte_sur_la_periode_du_plafond(frequence: str, par_an: int, sur_trois_mois: int) -> None:
    bilan = controler(
        euros("oscar-prevention", "10.00", frequence=frequence), euros("ardh", "10.00", frequence=frequence)
    )
    assert totaux(bilan) == {"oscar-prevention": par_an, "ardh": sur_trois_mois}


def test_un_demi_centime_s_arrondit_au_dessus() -> None:
    assert totaux(controler(euros("asir", "0.01", "0.50"), euros("asir", "0.01", "0.49"))) == {"asir": 1}


def test_un_plan_immense_reste_exact() -> None:
    lignes = [euros("hors-dispositif", "99999.99", "9999.99", frequence="par_semaine")] * 30
    exact = 9_999_999 * 999_999 * 52
    assert totaux(controler(*lignes)) == {"hors-dispositif": 30 * ((2 * exact + 100) // 200)}
    obtenu = appeler("plan.js", [("controlerPlan", [FORMULAIRE, reponses(*lignes), [], LE.isoformat()])])
    assert obtenu[0]["totaux"][0]["total"] == totaux(controler(*lignes))["hors-dispositif"]


@pytest.mark.exigence("EVA-19")
def test_le_complement_d_heures_ne_s_ouvre_qu_au_plafond_des_heures() -> None:
    assert codes(controler(ligne("oscar-heures", "80.00"), ligne(COMPLEMENT, "11.00"))) == []
    bilan = controler(ligne("oscar-heures", "79.99"), ligne(COMPLEMENT, "1.00"))
    assert codes(bilan) == [("condition", COMPLEMENT, None)]
    assert bilan.alertes[0].phrase.endswith("(80,00\u00a0h) ; celui-ci en propose 79,99\u00a0h.")


def test_le_complement_d_heures_ne_se_demande_pas_seul() -> None:
    assert codes(controler(ligne(COMPLEMENT, "1.00"))) == [("condition", COMPLEMENT, None)]


def test_le_complement_d_heures_a_son_plafond() -> None:
    bilan = controler(ligne("oscar-heures", "80.00"), ligne(COMPLEMENT, "11.01"))
    assert codes(bilan) == [("plafond", COMPLEMENT, None)]


@pytest.mark.parametrize(
    ("le", "attendus"),
    [
        pytest.param(date(2024, 10, 16), [("sans-plafond", COMPLEMENT, None)], id="la-veille"),
        pytest.param(date(2024, 10, 17), [], id="le-premier-jour"),
    ],
)
def test_le_complement_d_heures_existe_depuis_le_17_octobre_2024(le: date, attendus: list) -> None:
    assert codes(controler(ligne("oscar-heures", "80.00"), ligne(COMPLEMENT, "5.00"), le=le)) == attendus


def test_le_complement_d_heures_n_a_que_deux_usages() -> None:
    heures = ligne("oscar-heures", "80.00")
    usages = [
        ligne(COMPLEMENT, "1.00", prestation=prestation)
        for prestation in ["deplacement_pedestre", "preparation_repas", "accompagnement_toilette"]
    ]
    assert codes(controler(heures, *usages)) == [("prestation", COMPLEMENT, 4)]


@pytest.mark.parametrize(
    ("le", "montant", "attendus"),
    [
        pytest.param(date(2023, 12, 31), "3000.00", [], id="son-dernier-jour"),
        pytest.param(date(2023, 12, 31), "3000.01", [("plafond", "pap", None)], id="au-dela"),
        pytest.param(date(2024, 1, 1), "10.00", [("sans-plafond", "pap", None)], id="remplace-par-oscar"),
    ],
)
def test_le_pap_a_son_plafond_et_sa_fin(le: date, montant: str, attendus: list) -> None:
    assert codes(controler(euros("pap", montant), le=le)) == attendus


def test_de_deux_plafonds_en_vigueur_le_plus_recent_l_emporte() -> None:
    recent = Plafond("ardh", "centimes", 2000_00, 3, date(2026, 1, 1), None)
    for plafonds in ([recent, *PLAFONDS], [*PLAFONDS, recent]):
        bilan = controler_plan(charger(1), reponses(euros("ardh", "1900.00")), plafonds, le=LE)
        assert (codes(bilan), bilan.totaux[0].plafond) == ([], 2000_00)


def test_des_heures_se_comptent_en_heures_et_des_euros_ont_un_cout() -> None:
    repas = ligne("oscar-heures", "2.00", unite="repas")
    bilan = controler(repas, ligne("oscar-prevention", "1.00"))
    assert codes(bilan) == [("cout", "oscar-prevention", 2), ("unite", "oscar-heures", 1)]
    assert totaux(bilan) == {"oscar-prevention": 0, "oscar-heures": 0}


def test_une_prestation_doit_entrer_dans_son_dispositif() -> None:
    bilan = controler(euros("oscar-prevention", "10.00", prestation="garde_nuit"))
    assert codes(bilan) == [("prestation", "oscar-prevention", 1)]
    assert bilan.alertes[0].phrase == "« Garde de nuit » n’entre pas dans « OSCAR : forfait prévention »."


def test_une_ligne_incomplete_attend() -> None:
    incomplete = euros("oscar-prevention", "9000.00")
    del incomplete["frequence"]
    assert controler(incomplete) == Bilan((), ())


@pytest.mark.parametrize("donnees", [{}, reponses(euros("ardh", "9000.00"), issue="conseils"), {"plan_issue": "aides"}])
def test_un_plan_qui_n_est_pas_demande_est_vide(donnees: dict[str, object]) -> None:
    assert controler_plan(charger(1), donnees, PLAFONDS, le=LE) == Bilan((), ())


def test_chaque_dispositif_a_son_plafond_ou_n_en_a_pas() -> None:
    (plan,) = [question for question in charger().questions.values() if question.sorte == "plan"]
    assert {dispositif.cle for dispositif in plan.dispositifs} == {plafond.code for plafond in PLAFONDS} | {
        "hors-dispositif"
    }


(PLAN,) = [question for question in charger(1).questions.values() if question.sorte == "plan"]
NOMBRES = st.integers(0, 999_999).map(lambda valeur: f"{valeur // 100}.{valeur % 100:02}")
LIGNES = st.fixed_dictionaries(
    {
        "prestation": st.sampled_from([cle for cle, _ in PLAN.prestations]),
        "dispositif": st.sampled_from([dispositif.cle for dispositif in PLAN.dispositifs]),
        "quantite": NOMBRES | st.sampled_from(["80.00", "11.00", "1.00"]),
        "unite": st.sampled_from(["heure", "heure", "forfait"]),
    },
    optional={
        "cout_unitaire": NOMBRES,
        "frequence": st.sampled_from([cle for cle, _ in PLAN.frequences]),
    },
)
JOURS = st.dates(date(2006, 1, 1), date(2027, 1, 1)) | st.sampled_from([date(2023, 12, 31), date(2024, 10, 17)])


JUSTES = [euros("oscar-prevention", "500.00"), ligne("oscar-heures", "80.00"), euros("ardh", "1800.00")]
SITUATIONS = [
    *((lignes, LE) for lignes in ([], JUSTES, [*JUSTES, *JUSTES])),
    *(([ligne("oscar-heures", heures), ligne(COMPLEMENT, "11.00")], LE) for heures in ("79.99", "80.00", "80.01")),
    *(([ligne("oscar-heures", "80.00"), ligne(COMPLEMENT, plus)], LE) for plus in ("11.00", "11.01")),
    *(([*JUSTES, ligne(COMPLEMENT, "1.00")], date(2024, 10, jour)) for jour in (16, 17)),
    *(([euros("pap", "3000.00")], le) for le in (date(2023, 12, 31), date(2024, 1, 1))),
    *(([euros("asir", "0.01", demi, frequence="par_semaine")], LE) for demi in ("0.50", "0.49", "3.85")),
]


@pytest.mark.exigence("EVA-19")
def test_le_navigateur_controle_comme_le_serveur() -> None:
    tirages = [(reponses(*lignes), le) for lignes, le in SITUATIONS]

    @given(st.lists(LIGNES, max_size=6), JOURS)
    def tirer(lignes: list[dict[str, str]], le: date) -> None:
        tirages.append((reponses(*lignes), le))

    tirer()
    plafonds = [
        {**asdict(plafond), "debut": str(plafond.debut), "fin": plafond.fin and str(plafond.fin)}
        for plafond in PLAFONDS
    ]
    obtenus = appeler(
        "plan.js", [("controlerPlan", [FORMULAIRE, donnees, plafonds, str(le)]) for donnees, le in tirages]
    )
    attendus = [asdict(controler_plan(charger(1), donnees, PLAFONDS, le=le)) for donnees, le in tirages]
    assert obtenus == json.loads(json.dumps(attendus))
