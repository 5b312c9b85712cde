"""A control may begin on a day, and warn until another day before it refuses: the day of the sending decides."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest

from ppas.facturation.regles.catalogue import CATALOGUE, Gravite, anomalie, dater
from ppas.facturation.regles.controles import INDISPENSABLES
from ppas.facturation.regles.exemples import DOCUMENT_AMD, EXEMPLES, NOM_AMD, PARAMETRES
from ppas.facturation.regles.verification import Verdict, verifier

pytestmark = pytest.mark.exigence("PLU-03")

DEBUT, REFUS = date(2026, 11, 10), date(2026, 11, 20)


@pytest.fixture(params=["L09", "F10"])
def code(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A control of a line, then one of the file, that begin on the 10th and refuse from the 20th."""
    monkeypatch.setitem(
        CATALOGUE, request.param, replace(CATALOGUE[request.param], depuis=DEBUT, refuse_a_partir_du=REFUS)
    )
    return request.param


def juger(code: str, le: date) -> Verdict:
    return replace(EXEMPLES[code][1], le=le).juger()


def test_avant_sa_date_un_controle_n_existe_pas(code: str) -> None:
    assert juger(code, date(2026, 11, 9)).anomalies == []


@pytest.mark.parametrize("le", [DEBUT, date(2026, 11, 19)])
def test_jusqu_a_la_veille_il_avertit_sans_rien_refuser(code: str, le: date) -> None:
    verdict = juger(code, le)
    assert [(faute.code, faute.gravite) for faute in verdict.anomalies] == [(code, Gravite.AVERTISSEMENT)]
    assert verdict.est_acceptable


def test_il_refuse_des_le_jour_dit(code: str) -> None:
    verdict = juger(code, REFUS)
    assert [(faute.code, faute.gravite) for faute in verdict.anomalies] == [(code, CATALOGUE[code].gravite)]
    assert not verdict.est_acceptable


def test_une_ligne_seulement_avertie_compte_pour_les_suivantes(monkeypatch: pytest.MonkeyPatch) -> None:
    """L09 faults both lines, which overlap: accepted, the first one makes a double of the second."""
    faux = EXEMPLES["L11"][1]
    texte = replace(faux, remplacer={**faux.remplacer, ">1.50<": ">200.00<", ">16.50<": ">215.00<"}).document()
    for le, attendus in ((date(2026, 11, 15), ["L09", "L11"]), (REFUS, ["L09"])):
        monkeypatch.setitem(CATALOGUE, "L09", replace(CATALOGUE["L09"], refuse_a_partir_du=REFUS))
        verdict = verifier(BytesIO(texte.encode()), NOM_AMD, le=le, parametres=PARAMETRES)
        assert [faute.code for faute in verdict.anomalies] == attendus


def test_un_controle_sans_date_est_de_toujours() -> None:
    faute = anomalie("L13", "nir", defaut="Clé")
    assert dater([faute], date(1900, 1, 1)) == [faute]
    assert CATALOGUE["L13"].vigueur == ""


def test_la_vigueur_se_lit_en_francais() -> None:
    l14 = CATALOGUE["L14"]
    assert l14.vigueur == (
        "Simple avertissement du 01/01/2027 au 30/06/2027, refus à partir du 01/07/2027 (jour de l’envoi)."
    )
    assert replace(l14, depuis=None).vigueur.startswith("Simple avertissement jusqu’au 30/06/2027, refus")
    assert replace(l14, refuse_a_partir_du=None).vigueur == "Contrôle fait à partir du 01/01/2027."


def test_ce_qui_ne_peut_pas_s_enregistrer_n_est_jamais_un_simple_avertissement() -> None:
    dates = {c.code for c in CATALOGUE.values() if c.depuis or c.refuse_a_partir_du}
    assert dates == {"L14"}
    assert set(CATALOGUE) >= INDISPENSABLES
    assert not dates & INDISPENSABLES


@pytest.mark.parametrize(
    ("le", "attendue"),
    [
        (date(2026, 12, 31), None),
        (date(2027, 1, 1), Gravite.AVERTISSEMENT),
        (date(2027, 6, 30), Gravite.AVERTISSEMENT),
        (date(2027, 7, 1), Gravite.LIGNE),
    ],
)
def test_plus_d_heures_que_la_periode_n_en_compte(le: date, attendue: Gravite | None) -> None:
    faux = EXEMPLES["L14"][1]
    trouvees = [faute for faute in replace(faux, le=le).juger().anomalies if faute.code == "L14"]
    assert [faute.gravite for faute in trouvees] == ([attendue] if attendue else [])
    if trouvees:
        assert trouvees[0].message == (
            "25,50\xa0h facturées du 04/10/2026 au 04/10/2026, alors que cette période compte 24,00\xa0h."
        )


def test_un_jour_plein_passe() -> None:
    texte = DOCUMENT_AMD.replace("2026-10-01<", "2026-10-04<").replace("2026-10-31<", "2026-10-04<")
    texte = texte.replace(">14.00<", ">22.50<").replace(">15.50<", ">24.00<")
    verdict = verifier(BytesIO(texte.encode()), NOM_AMD, le=date(2027, 1, 4), parametres=PARAMETRES)
    assert [faute.code for faute in verdict.anomalies] == []
