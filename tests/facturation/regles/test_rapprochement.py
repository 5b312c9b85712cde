from dataclasses import replace
from datetime import date

import pytest

from ppas.facturation.regles.donnees import LigneSaisie, PriseEnChargeVue
from ppas.facturation.regles.exemples import NIR, PRISE_EN_CHARGE_AMD, PRISE_EN_CHARGE_AUTRE
from ppas.facturation.regles.rapprochement import rapprocher

PEC = PRISE_EN_CHARGE_AMD
LIGNE = LigneSaisie(
    NIR, "DURAND", "Jeanne", date(2026, 10, 1), date(2026, 10, 31), "PPP001", date(2026, 10, 1), numero_pec="2026004512"
)
SANS_NUMERO = replace(LIGNE, numero_pec="")
PREMIER_SEMESTRE = replace(PEC, id=3, numero="A1", fin=date(2026, 6, 30))
SECOND_SEMESTRE = replace(PEC, id=4, numero="A2", debut=date(2026, 7, 1))

ABSENT = "Ce bénéficiaire ne figure pas dans la liste des bénéficiaires de votre structure"
NE_COUVRE_PAS = "ne couvre pas la période du 01/10/2026 au 31/10/2026"


@pytest.mark.parametrize(
    ("ligne", "candidates", "attendue"),
    [
        (LIGNE, [PREMIER_SEMESTRE, PEC], PEC),
        (SANS_NUMERO, [PEC], PEC),
        (SANS_NUMERO, [PREMIER_SEMESTRE, SECOND_SEMESTRE], SECOND_SEMESTRE),
        (SANS_NUMERO, [PRISE_EN_CHARGE_AUTRE, PEC], PEC),
    ],
    ids=["par son numéro", "la seule", "la seule qui couvre la période", "la seule de la prestation"],
)
def test_la_prise_en_charge_est_trouvee(
    ligne: LigneSaisie, candidates: list[PriseEnChargeVue], attendue: PriseEnChargeVue
) -> None:
    assert rapprocher(ligne, candidates) == (attendue, None)


@pytest.mark.parametrize(
    ("ligne", "candidates", "code", "message"),
    [
        (
            LIGNE,
            [],
            "L01",
            f"{ABSENT} pour l’échéance octobre 2026.",
        ),
        (
            SANS_NUMERO,
            [PREMIER_SEMESTRE],
            "L01",
            f"{ABSENT} pour l’échéance octobre 2026.",
        ),
        (
            replace(LIGNE, numero_pec="ZZ"),
            [PEC],
            "L02",
            "Le bénéficiaire n’a pas de prise en charge n° ZZ dans votre structure.",
        ),
        (
            replace(LIGNE, numero_pec="A1"),
            [PREMIER_SEMESTRE],
            "L02",
            f"La prise en charge n° A1, du 01/01/2026 au 30/06/2026, {NE_COUVRE_PAS}.",
        ),
        (
            SANS_NUMERO,
            [replace(PEC, debut=date(2026, 10, 15))],
            "L02",
            f"La prise en charge n° 2026004512, du 15/10/2026 au 31/12/2026, {NE_COUVRE_PAS}.",
        ),
        (
            SANS_NUMERO,
            [PEC, SECOND_SEMESTRE],
            "L02",
            "Plusieurs prises en charge conviennent : 2026004512, A2 ; indiquez laquelle dans <no-pec>.",
        ),
        (
            replace(LIGNE, numero_pec="2026009001"),
            [PRISE_EN_CHARGE_AUTRE],
            "L02",
            "La prise en charge n° 2026009001 porte sur PPP014, non sur PPP001.",
        ),
    ],
    ids=["inconnu", "plus en cours", "numéro inconnu", "période finie", "période partielle", "plusieurs", "prestation"],
)
def test_ce_qui_ne_convient_pas_est_explique(
    ligne: LigneSaisie, candidates: list[PriseEnChargeVue], code: str, message: str
) -> None:
    _, faute = rapprocher(ligne, candidates)
    assert faute is not None
    assert (faute.code, faute.message.replace("\u00a0", " ")) == (code, message)


def test_la_plus_proche_est_rendue_pour_juger_le_reste() -> None:
    assert rapprocher(replace(LIGNE, numero_pec="A1"), [PREMIER_SEMESTRE])[0] == PREMIER_SEMESTRE


def test_un_nir_faux_n_est_pas_dit_absent_de_la_liste() -> None:
    assert rapprocher(replace(LIGNE, nir=f"{NIR[:13]}00"), []) == (None, None)
