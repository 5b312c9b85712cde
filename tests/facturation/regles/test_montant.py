from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppas.facturation.regles.montant import Partage, arrondir, montant_heures, montant_quantite, partager

CENTIEMES = st.integers(0, 744_00)
CENTIMES = st.integers(0, 1_000_00)


def test_les_heures_valent_leur_tarif() -> None:
    assert montant_heures(14_00, 1_50, tarif=24_50, tarif_dimanche_ferie=27_50) == 384_25


def test_sans_tarif_de_dimanche_le_tarif_ordinaire_s_applique() -> None:
    assert montant_heures(0, 1_50, tarif=26_80, tarif_dimanche_ferie=None) == 40_20


@pytest.mark.exigence("INV-14")
def test_le_beneficiaire_paie_sa_participation_et_la_caisse_le_reste() -> None:
    assert partager(384_25, 1000) == Partage(384_25, caisse_centimes=345_82, beneficiaire_centimes=38_43)


@pytest.mark.parametrize(("taux", "beneficiaire"), [(0, 0), (10_000, 384_25)], ids=["rien", "tout"])
def test_les_participations_extremes(taux: int, beneficiaire: int) -> None:
    partage = partager(384_25, taux)
    assert (partage.beneficiaire_centimes, partage.caisse_centimes) == (beneficiaire, 384_25 - beneficiaire)


@pytest.mark.parametrize(("numerateur", "attendu"), [(49, 0), (50, 1), (149, 1), (150, 2)])
def test_un_demi_centime_s_arrondit_au_dessus(numerateur: int, attendu: int) -> None:
    assert arrondir(numerateur, 100) == attendu


@given(CENTIEMES, CENTIEMES, CENTIMES, CENTIMES, st.integers(0, 10_000))
def test_les_parts_font_toujours_le_total(
    ouvrables: int, dimanches: int, tarif: int, tarif_dim: int, taux: int
) -> None:
    total = montant_heures(ouvrables, dimanches, tarif=tarif, tarif_dimanche_ferie=tarif_dim)
    partage = partager(total, taux)
    assert partage.total_centimes == total
    assert partage.caisse_centimes + partage.beneficiaire_centimes == total
    assert min(partage.caisse_centimes, partage.beneficiaire_centimes) >= 0


@given(st.integers(0, 10**9), CENTIMES)
def test_le_produit_est_celui_du_calcul_decimal(quantite: int, prix: int) -> None:
    exact = (Decimal(quantite) * prix / 100).quantize(Decimal(1), ROUND_HALF_UP)
    assert montant_quantite(quantite, prix) == exact
