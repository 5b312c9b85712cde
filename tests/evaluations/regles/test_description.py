"""The descriptions of the form that the portal carries: readable, consistent, sourced (decision 0100)."""

import hashlib

import pytest

from ppas.evaluations.regles.description import DERNIERE_VERSION, FORMULAIRES, VERSIONS, charger

SORTES = {"texte", "texte_long", "date", "nombre", "euros", "choix", "oui_non", "cases", "adverbes", "plan"}
# sha256 of each version: once evaluations were written with it, a version may not change (decision 0100).
EMPREINTES = {1: "35754f918657ffdb4cb4a4b26097b22f1a8f74960e21555612ed13d4fb255a21"}


@pytest.mark.exigence("EVA-19")
def test_le_formulaire_a_toutes_ses_sections() -> None:
    sections = [section.cle for section in charger().sections]
    assert sections == [
        "visite",
        "aides",
        "entourage",
        "habitat",
        "aggir",
        "fragire",
        "besoins",
        "plan",
        "conseils",
        "observations",
        "consentement",
    ]


@pytest.mark.parametrize("version", VERSIONS)
def test_chaque_version_s_ouvre(version: int) -> None:
    assert charger(version).version == version


@pytest.mark.parametrize("version", [0, DERNIERE_VERSION + 1])
def test_une_version_inconnue_est_dite(version: int) -> None:
    with pytest.raises(LookupError, match=str(version)):
        charger(version)


@pytest.mark.parametrize("version", VERSIONS)
def test_chaque_cle_ne_sert_qu_une_fois(version: int) -> None:
    description = charger(version)
    assert len(description.questions) == sum(len(section.questions) for section in description.sections)


@pytest.mark.parametrize("version", VERSIONS)
def test_chaque_question_est_d_une_sorte_connue_et_bornee(version: int) -> None:
    for question in charger(version).questions.values():
        assert question.sorte in SORTES
        assert (question.longueur > 0) == question.sorte.startswith("texte"), question.cle
        assert bool(question.choix) == (question.sorte in {"choix", "cases"}), question.cle
        assert len(dict(question.choix)) == len(question.choix), question.cle
        assert bool(question.max_lignes) == (question.sorte == "plan"), question.cle


@pytest.mark.parametrize("version", VERSIONS)
def test_chaque_question_dit_d_ou_elle_vient(version: int) -> None:
    for question in charger(version).questions.values():
        assert question.source, question.cle
        assert question.est_exemple == ("xemple du projet" in question.source), question.cle


@pytest.mark.parametrize("version", VERSIONS)
def test_une_condition_porte_sur_une_question_deja_posee_et_ses_reponses(version: int) -> None:
    posees: dict[str, set[str]] = {}
    for question in charger(version).questions.values():
        if question.si:
            assert question.si.parmi
            assert question.si.parmi <= posees[question.si.cle], question.cle
        reponses = {"oui", "non"} if question.sorte == "oui_non" else set(dict(question.choix))
        posees[question.cle] = reponses


@pytest.mark.parametrize("version", VERSIONS)
def test_les_dispositifs_du_plan_ne_nomment_que_ce_qui_existe(version: int) -> None:
    (plan,) = [question for question in charger(version).questions.values() if question.sorte == "plan"]
    prestations = set(dict(plan.prestations))
    dispositifs = {dispositif.cle for dispositif in plan.dispositifs}
    assert len(prestations) == len(plan.prestations)
    for dispositif in plan.dispositifs:
        assert dispositif.prestations is None or dispositif.prestations <= prestations
        assert dispositif.apres in {"", *dispositifs}


@pytest.mark.parametrize("version", VERSIONS)
def test_une_version_qui_a_servi_ne_change_plus(version: int) -> None:
    octets = (FORMULAIRES / f"{version}.json").read_bytes()
    assert hashlib.sha256(octets).hexdigest() == EMPREINTES[version]
