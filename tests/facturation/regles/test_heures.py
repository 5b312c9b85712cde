"""Hours as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppas.facturation.regles.heures import Illisible, lire_heures


@pytest.mark.exigence("INV-04", "PLU-09")
@pytest.mark.parametrize(
    ("texte", "centiemes"),
    [
        ("0", 0),
        ("14", 1400),
        ("14,5", 1450),
        ("14.50", 1450),
        ("14h", 1400),
        ("14h30", 1450),
        ("14 h 30", 1450),
        ("14\N{NARROW NO-BREAK SPACE}h\N{NO-BREAK SPACE}30", 1450),
        ("1:15", 125),
        ("14H30", 1450),
        ("744", 74400),
        ("744:00", 74400),
    ],
)
def test_des_heures_ecrites_comme_les_gens_les_ecrivent_se_lisent(texte: str, centiemes: int) -> None:
    assert lire_heures(texte) == centiemes


@pytest.mark.parametrize(
    ("texte", "raison"),
    [
        ("14,505", "deux décimales au plus"),
        ("-1", "deux décimales au plus"),
        ("quatorze", "deux décimales au plus"),
        ("14,5,0", "deux décimales au plus"),
        ("١٤", "deux décimales au plus"),
        ("14h60", "Une heure a 60 minutes"),
        ("14h20", "ne tombe pas juste en centièmes d’heure"),
        ("744,01", "744 heures au plus"),
        ("744h15", "744 heures au plus"),
    ],
)
def test_ce_qui_ne_se_lit_pas_dit_quoi_ecrire(texte: str, raison: str) -> None:
    with pytest.raises(Illisible, match=raison):
        lire_heures(texte)


@given(st.text(max_size=12))
def test_n_importe_quel_texte_se_lit_ou_se_refuse(texte: str) -> None:
    try:
        assert 0 <= lire_heures(texte) <= 74400
    except Illisible as erreur:
        assert str(erreur).endswith(".")  # noqa: PT017 -- both outcomes are right
