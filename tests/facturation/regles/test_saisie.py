"""What is typed on the on-line month: read, written, compared with what somebody else wrote meanwhile."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppas.facturation.regles.saisie import (
    Changement,
    Illisible,
    dire,
    ecrire,
    est_en_conflit,
    lire_euros,
    lire_heures,
    lire_quantite,
)

INSECABLE = "\N{NO-BREAK SPACE}"


@pytest.mark.exigence("INV-04")
@pytest.mark.parametrize(
    ("texte", "centiemes"),
    [
        ("14,5", 1450),
        ("14.50", 1450),
        ("14h30", 1450),
        ("14 h 30", 1450),
        ("14 H 30", 1450),
        (f"14{INSECABLE}h{INSECABLE}30", 1450),
        ("14:30", 1450),
        ("1:15", 125),
        ("0h45", 75),
        ("14 h", 1400),
        ("14,50 h", 1450),
        ("0", 0),
        ("744", 744_00),
    ],
)
def test_les_heures_s_ecrivent_comme_on_les_dit(texte: str, centiemes: int) -> None:
    assert lire_heures(texte) == centiemes


@pytest.mark.exigence("INV-04")
@pytest.mark.parametrize(
    "texte",
    ["", "h30", "14h3", "14h60", "14h20", "744,01", "744h15", "1,555", "１４", "-1", "1e3", "14h30h", "1:15:00"],
)
def test_des_heures_qui_ne_se_lisent_pas_disent_quoi_ecrire(texte: str) -> None:
    with pytest.raises(Illisible, match=r"[.]$"):
        lire_heures(texte)


def test_des_minutes_qui_ne_tombent_pas_juste_ne_sont_pas_arrondies() -> None:
    with pytest.raises(Illisible, match="14,33"):
        lire_heures("14 h 20")


@pytest.mark.exigence("INV-04")
@given(st.integers(0, 744_00))
def test_les_heures_ecrites_se_relisent(centiemes: int) -> None:
    assert lire_heures(ecrire(centiemes)) == centiemes
    assert lire_heures(ecrire(centiemes).replace(",", ".")) == centiemes


@given(st.integers(0, 743), st.integers(0, 59))
def test_les_heures_et_minutes_se_lisent_exactement_ou_pas_du_tout(heures: int, minutes: int) -> None:
    for texte in (f"{heures}h{minutes:02d}", f"{heures} h {minutes:02d}", f"{heures}:{minutes:02d}"):
        if minutes % 3:
            with pytest.raises(Illisible):
                lire_heures(texte)
        else:
            assert lire_heures(texte) * 60 == (heures * 60 + minutes) * 100


@given(st.text(max_size=12))
def test_aucun_texte_ne_fait_echouer_la_lecture(texte: str) -> None:
    for lire in (lire_heures, lire_quantite, lire_euros):
        with suppress(Illisible):
            assert lire(texte) >= 0


@given(st.integers(0, 999_999_999_99))
def test_les_montants_ecrits_se_relisent(centimes: int) -> None:
    assert lire_euros(ecrire(centimes)) == centimes
    assert lire_euros(dire("montant_centimes", centimes)) == centimes


@given(st.integers(0, 9_999_99))
def test_les_quantites_ecrites_se_relisent(centiemes: int) -> None:
    assert lire_quantite(ecrire(centiemes)) == centiemes


@pytest.mark.parametrize("texte", ["1h30", "1 h", "10000", "1,234"])
def test_une_quantite_n_est_pas_une_duree(texte: str) -> None:
    with pytest.raises(Illisible):
        lire_quantite(texte)


@pytest.mark.parametrize(
    ("champ", "valeur", "dit"),
    [
        ("ouvrables_centiemes", 1450, f"14,50{INSECABLE}h"),
        ("montant_centimes", 125040, f"1{INSECABLE}250,40{INSECABLE}€"),
        ("quantite_centiemes", 200, "2,00"),
        ("intervention_du", date(2026, 10, 14), "14/10/2026"),
        ("ouvrables_centiemes", None, "rien"),
    ],
)
def test_une_valeur_se_dit_avec_son_unite(champ: str, valeur: int | date | None, dit: str) -> None:
    assert dire(champ, valeur) == dit


VALEURS = st.one_of(st.none(), st.integers(0, 3))


@given(vu=VALEURS, tape=VALEURS, enregistre=VALEURS, est_barree=st.booleans())
def test_on_n_efface_jamais_ce_qu_on_n_a_pas_vu(
    *, vu: int | None, tape: int | None, enregistre: int | None, est_barree: bool
) -> None:
    efface = tape != enregistre and (enregistre != vu or est_barree)
    assert est_en_conflit(Changement(vu, tape), enregistre, est_barree=est_barree) == efface
