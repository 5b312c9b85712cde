"""What prevents an evaluation from leaving."""

from datetime import date
from typing import Any

import pytest

from ppas.evaluations.regles.description import charger
from ppas.evaluations.regles.plan import Plafond
from ppas.evaluations.regles.transmission import Controle, controler
from tests.evaluations.evaluees import COMPLETES

HEURES = Plafond("oscar-heures", "centiemes_heure", 8000, 12, date(2021, 7, 1), None)


def controle(*, le: date = date(2026, 11, 4), sauf: str = "", **reponses: Any) -> Controle:
    donnees = {cle: reponse for cle, reponse in (COMPLETES | reponses).items() if cle != sauf}
    return controler(charger(1), donnees, [HEURES], le=le, commandee_le=date(2026, 11, 2), limite=date(2026, 12, 2))


@pytest.mark.exigence("EVA-04")
def test_une_evaluation_complete_peut_partir() -> None:
    fait = controle()
    assert (fait.gir, fait.visitee_le, fait.empechements, fait.avertissements) == (5, date(2026, 11, 3), (), ())


def test_seules_les_reponses_aux_questions_posees_partent() -> None:
    fait = controle(visite_adresse="1 rue Neuve", conseils_redaction="Bouger")
    assert not {"visite_adresse", "conseils_redaction"} & set(fait.reponses)


EMPECHEMENTS = [
    pytest.param(
        {"sauf": "aggir_transferts"},
        "reponse-manquante",
        "Grille AGGIR : il manque une réponse, « Se lever, se coucher, s’asseoir ».",
        "aggir",
        id="reponse-manquante",
    ),
    pytest.param(
        {"consentement_information": "non"},
        "personne-non-informee",
        "La personne ne sait pas à qui l’évaluation est transmise ni pourquoi : informez-la, puis corrigez "
        "cette réponse.",
        "consentement",
        id="personne-non-informee",
    ),
    pytest.param(
        {"fragire_remplie": "peut-être"},
        "reponse-invalide",
        "« La grille FRAGIRE a-t-elle été remplie ? » : Choisissez une réponse de la liste.",
        "fragire",
        id="reponse-invalide",
    ),
    pytest.param(
        {"visite_date": "2026-11-05"},
        "reponse-invalide",
        "« Date de la visite » : Cette date est dans l’avenir : vérifiez-la.",
        "visite",
        id="visite-a-venir",
    ),
    pytest.param(
        {"plan_lignes": [COMPLETES["plan_lignes"][0] | {"quantite": "2.00", "frequence": "par_semaine"}]},
        "plan-plafond",
        "Plan : « OSCAR : heures d’accompagnement et de prévention à domicile » : 104,00\xa0h par an, pour un plafond "
        "de 80,00\xa0h. Réduisez l’aide, ou passez ce qui dépasse dans une ligne « Hors dispositif ».",
        "plan",
        id="plafond",
    ),
]


@pytest.mark.exigence("EVA-04")
@pytest.mark.parametrize(("change", "code", "phrase", "section"), EMPECHEMENTS)
def test_ce_qui_empeche_de_partir_est_dit(change: dict[str, Any], code: str, phrase: str, section: str) -> None:
    remarques = [(r.code, r.phrase, r.section) for r in controle(**change).empechements]
    assert (code, phrase, section) in remarques


def test_les_plafonds_sont_ceux_du_jour_de_la_visite() -> None:
    codes = [r.code for r in controle(visite_date="2021-06-30").empechements]
    assert codes == ["plan-sans-plafond"]


def test_sans_date_de_visite_le_plan_n_est_pas_juge() -> None:
    fait = controle(sauf="visite_date")
    assert (fait.visitee_le, [r.code for r in fait.empechements]) == (None, ["reponse-manquante"])


AVERTISSEMENTS = [
    pytest.param(
        {"consentement_accord": "refus", "consentement_motif": "Trop cher"}, "accord-refuse", id="accord-refuse"
    ),
    pytest.param({"visite_date": "2026-10-30"}, "visite-avant-commande", id="visite-avant-commande"),
    pytest.param({"le": date(2026, 12, 3)}, "hors-delai", id="hors-delai"),
]


@pytest.mark.parametrize(("change", "code"), AVERTISSEMENTS)
def test_ce_qui_merite_un_regard_n_empeche_rien(change: dict[str, Any], code: str) -> None:
    fait = controle(**change)
    assert (fait.empechements, [r.code for r in fait.avertissements]) == ((), [code])


def test_un_delai_passe_ne_se_corrige_dans_aucune_section() -> None:
    assert [remarque.section for remarque in controle(le=date(2026, 12, 3)).avertissements] == [""]
