"""Saving a section while others write: section by section, and never over what one has not seen."""

from datetime import date
from typing import Any

import pytest

from ppas.evaluations.regles.description import charger
from ppas.evaluations.regles.fusion import Fusion, empreinte, fusionner

pytestmark = pytest.mark.exigence("EVA-03")
DESCRIPTION = charger(1)
SECTIONS = {section.cle: section for section in DESCRIPTION.sections}
AVANT = {"visite_medecin": "Dr Blanc", "observations_texte": "Rien."}


def enregistrer(gardees: dict[str, Any], vues: dict[str, Any], **saisies: Any) -> Fusion:
    """Save the page « visite » that showed `vues` while the portal holds `gardees`."""
    section = SECTIONS["visite"]
    vue = empreinte(section, vues)
    return fusionner(DESCRIPTION, section, gardees, saisies, vue=vue, le=date(2026, 11, 4))


def test_ce_qui_est_tape_remplace_la_section_et_elle_seule() -> None:
    fusion = enregistrer(AVANT, AVANT, visite_digicode="1234")
    assert fusion.reponses == {"visite_digicode": "1234", "observations_texte": "Rien."}
    assert fusion.est_changee


def test_une_autre_section_modifiee_entre_temps_ne_gene_pas() -> None:
    fusion = enregistrer({**AVANT, "observations_texte": "Beaucoup."}, AVANT, visite_medecin="Dr Noir")
    assert fusion.reponses == {"visite_medecin": "Dr Noir", "observations_texte": "Beaucoup."}
    assert not fusion.est_en_conflit


def test_la_meme_section_modifiee_entre_temps_est_un_conflit() -> None:
    fusion = enregistrer({**AVANT, "visite_digicode": "99"}, AVANT, visite_medecin="Dr Noir")
    assert fusion.est_en_conflit


def test_taper_la_meme_chose_que_l_autre_n_est_pas_un_conflit() -> None:
    fusion = enregistrer({"visite_medecin": "Dr Noir"}, AVANT, visite_medecin="  Dr Noir ")
    assert (fusion.est_en_conflit, fusion.est_changee, fusion.est_depassee) == (False, False, False)


def test_ne_rien_changer_sur_une_page_ancienne_n_ecrit_rien() -> None:
    actuelles = {**AVANT, "visite_medecin": "Dr Noir"}
    fusion = enregistrer(actuelles, AVANT, visite_medecin="Dr Blanc")
    assert (fusion.est_depassee, fusion.est_en_conflit, fusion.reponses) == (True, False, actuelles)


def test_une_page_qui_ne_dit_pas_ce_qu_elle_montrait_n_ecrase_rien() -> None:
    section = SECTIONS["visite"]
    fusion = fusionner(DESCRIPTION, section, AVANT, {"visite_medecin": "X"}, vue="", le=date(2026, 11, 4))
    assert fusion.est_en_conflit


def test_une_reponse_fautive_laisse_celle_qui_est_gardee() -> None:
    avant = {"visite_date": "2026-11-03"}
    fusion = enregistrer(avant, avant, visite_date="jamais", visite_medecin="Dr Noir")
    assert fusion.reponses == {"visite_date": "2026-11-03", "visite_medecin": "Dr Noir"}
    assert [faute.cle for faute in fusion.fautes] == ["visite_date"]


def test_une_ligne_fautive_du_plan_garde_ce_qui_se_lit() -> None:
    section = SECTIONS["plan"]
    saisies = {"plan_lignes": [{"prestation": "courses", "quantite": "trois"}]}
    fusion = fusionner(DESCRIPTION, section, {}, saisies, vue=empreinte(section, {}), le=date(2026, 11, 4))
    assert fusion.reponses == {"plan_lignes": [{"prestation": "courses"}]}
    assert [(faute.ligne, faute.champ) for faute in fusion.fautes] == [(1, "quantite")]


def test_l_empreinte_ne_depend_que_de_la_section() -> None:
    section = SECTIONS["visite"]
    assert empreinte(section, AVANT) == empreinte(section, {"visite_medecin": "Dr Blanc"})
    assert empreinte(section, AVANT) != empreinte(section, {})
