"""Answers as people read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppas.evaluations.regles.description import charger
from ppas.evaluations.regles.lecture import differences, ecrire_total, lire_reponses, profil
from ppas.evaluations.regles.plan import Total

FORMULAIRE = charger(1)
LIGNE = {
    "prestation": "logement_linge",
    "dispositif": "oscar-heures",
    "quantite": "2.50",
    "unite": "heure",
    "frequence": "par_semaine",
    "cout_unitaire": "1234.56",
    "commentaire": "Le mardi",
}


def textes(**reponses: object) -> dict[str, str]:
    return {r.cle: r.texte for section in lire_reponses(FORMULAIRE, reponses) for r in section.reponses}


LUES = [
    pytest.param("visite_date", "2026-11-03", "03/11/2026", id="date"),
    pytest.param("visite_date", "hier", "hier", id="date-illisible"),
    pytest.param("visite_demande", "renouvellement", "Renouvellement (réexamen)", id="choix"),
    pytest.param("visite_demande", "disparu", "disparu", id="choix-inconnu"),
    pytest.param("visite_coordonnees_changees", "oui", "Oui", id="oui-non"),
    pytest.param("visite_presents", ["conjoint", "voisin"], "Conjoint ; Voisin ou ami", id="cases"),
    pytest.param("aides_menagere", "4.50", "4,50\xa0h par mois", id="nombre"),
    pytest.param("aides_menagere", "12.00", "12\xa0h par mois", id="nombre-entier"),
    pytest.param("aides_menagere", "beaucoup", "beaucoup\xa0h par mois", id="nombre-illisible"),
    pytest.param(
        "aggir_transferts",
        "STCH",
        "Fait seul spontanément, totalement, correctement et habituellement (A)",
        id="quatre-adverbes",
    ),
    pytest.param(
        "aggir_transferts",
        "SC",
        "Fait seul spontanément et correctement, mais pas totalement ni habituellement (B)",
        id="deux-adverbes",
    ),
    pytest.param("aggir_transferts", "0", "Ne fait pas seul (C)", id="aucun-adverbe"),
    pytest.param("aggir_transferts", "HZ", "HZ", id="adverbes-illisibles"),
    pytest.param("besoins_analyse", "Un.\nDeux.", "Un.\nDeux.", id="texte-long"),
    pytest.param("besoins_analyse", {"a": 1}, "{'a': 1}", id="autre-forme"),
]


@pytest.mark.exigence("EVA-05")
@pytest.mark.parametrize(("cle", "reponse", "texte"), LUES)
def test_chaque_sorte_de_reponse_se_lit_en_francais(cle: str, reponse: object, texte: str) -> None:
    assert textes(**{cle: reponse}) == {cle: texte}


def test_une_question_qui_n_est_pas_posee_ne_se_lit_pas() -> None:
    assert textes(visite_coordonnees_changees="non", visite_adresse="1 rue Neuve") == {
        "visite_coordonnees_changees": "Non"
    }


def test_ce_qui_n_est_pas_repondu_ne_laisse_ni_rubrique_ni_titre() -> None:
    (section,) = lire_reponses(
        FORMULAIRE, {"visite_date": "2026-11-03", "aides_services": [], "observations_texte": ""}
    )
    assert (section.titre, [groupe.titre for groupe in section.groupes]) == ("Identité et visite", ["Visite"])


def test_une_cle_inconnue_ne_se_lit_pas() -> None:
    assert lire_reponses(FORMULAIRE, {"inconnue": "x"}) == ()


@pytest.mark.exigence("EVA-05")
def test_le_plan_se_lit_en_tableau() -> None:
    (section,) = lire_reponses(FORMULAIRE, {"plan_issue": "aides", "plan_lignes": [LIGNE, "x"]})
    plan = next(reponse for reponse in section.reponses if reponse.cle == "plan_lignes")
    assert plan.texte == ""
    assert plan.rangees[0] == [
        ("Aide", "Entretien du logement et du linge"),
        ("Dispositif", "OSCAR : heures d’accompagnement et de prévention à domicile"),
        ("Quantité", "2,50\xa0heures"),
        ("Fréquence", "par semaine"),
        ("Coût unitaire", "1\xa0234,56\xa0€"),
        ("Précisions", "Le mardi"),
    ]
    assert [cellule for _, cellule in plan.rangees[1]] == ["x", "", "", "", "", ""]


@pytest.mark.parametrize(
    ("quantite", "lue"), [("1.00", "1\xa0heure"), ("0.50", "0,50\xa0heure"), ("2.00", "2\xa0heures")]
)
def test_l_unite_d_une_aide_s_accorde(quantite: str, lue: str) -> None:
    lecture = lire_reponses(FORMULAIRE, {"plan_issue": "aides", "plan_lignes": [LIGNE | {"quantite": quantite}]})
    assert lecture[0].groupes[0].reponses[1].lignes[0][2] == lue


@pytest.mark.parametrize(
    ("total", "lu"),
    [
        pytest.param(
            Total("a", "A", "centimes", 12345, 50000, 12), ("A", "123,45\xa0€ par an", "500,00\xa0€"), id="euros"
        ),
        pytest.param(
            Total("h", "H", "centiemes_heure", 250, 8000, 12), ("H", "2,50\xa0h par an", "80,00\xa0h"), id="heures"
        ),
        pytest.param(Total("a", "A", "centimes", 100, None, 3), ("A", "1,00\xa0€ sur 3 mois", ""), id="sans-plafond"),
    ],
)
def test_un_total_du_plan_se_lit_avec_son_plafond(total: Total, lu: tuple[str, str, str]) -> None:
    assert ecrire_total(total) == lu


def test_le_profil_ne_montre_que_les_variables_codees() -> None:
    reponses = {
        "aggir_toilette_haut": "0",
        "aggir_toilette_bas": "STCH",
        "aggir_transferts": "STCH",
        "aggir_gestion": "",
    }
    assert profil(reponses) == (("Toilette", "B"), ("Transferts", "A"))


def test_les_differences_disent_ce_qui_a_change_ajoute_ou_retire() -> None:
    avant = lire_reponses(FORMULAIRE, {"visite_date": "2026-11-03", "visite_medecin": "Dr A", "visite_digicode": "12"})
    apres = lire_reponses(
        FORMULAIRE, {"visite_date": "2026-11-03", "visite_medecin": "Dr B", "besoins_attentes": "Lire"}
    )
    lues = [
        (d.section, d.libelle, d.avant and d.avant.texte, d.apres and d.apres.texte) for d in differences(avant, apres)
    ]
    assert lues == [
        ("Identité et visite", "Médecin traitant", "Dr A", "Dr B"),
        ("Besoins", "Ce que la personne demande, avec ses mots", None, "Lire"),
        ("Identité et visite", "Digicode", "12", None),
    ]


def test_deux_plans_differents_se_distinguent() -> None:
    def lire(**ligne: str):
        return lire_reponses(FORMULAIRE, {"plan_issue": "aides", "plan_lignes": [LIGNE | ligne]})

    assert differences(lire(), lire()) == ()
    assert [d.libelle for d in differences(lire(), lire(quantite="3.00"))] == ["Aides proposées"]


VALEURS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=6)
    | st.sampled_from(["oui", "aides", "2026-01-01", "1e9"]),
    lambda enfants: st.lists(enfants, max_size=3) | st.dictionaries(st.text(max_size=4), enfants, max_size=3),
    max_leaves=8,
)


@given(reponses=st.dictionaries(st.sampled_from([*FORMULAIRE.questions, "inconnue"]), VALEURS, max_size=12))
def test_lire_n_echoue_jamais(reponses: dict[str, object]) -> None:
    lecture = lire_reponses(FORMULAIRE, reponses)
    assert all(isinstance(r.texte, str) for section in lecture for r in section.reponses)
    profil(reponses)
