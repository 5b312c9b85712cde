from datetime import date

import pytest

from ppas.caisses.regles.tarif import est_retirable, motif_de_refus

LE = date(2026, 11, 4)


@pytest.mark.parametrize(
    ("debut", "tarif_d_alors", "est_refuse"),
    [
        (date(2026, 11, 5), date(2025, 1, 1), False),
        (LE, date(2025, 1, 1), True),
        (date(2026, 1, 1), date(2025, 1, 1), True),
        (date(2026, 1, 1), None, False),
    ],
)
def test_un_tarif_commence_a_venir_ou_la_ou_rien_ne_s_applique(
    debut: date, tarif_d_alors: date | None, *, est_refuse: bool
) -> None:
    assert bool(motif_de_refus(debut, le=LE, tarif_d_alors=tarif_d_alors)) == est_refuse


def test_le_refus_dit_depuis_quand_l_autre_s_applique() -> None:
    motif = motif_de_refus(date(2026, 11, 1), le=LE, tarif_d_alors=date(2025, 1, 1))
    assert motif == (
        "Un tarif s’applique déjà au 01/11/2026, depuis le 01/01/2025 : un nouveau tarif ne peut commencer qu’après le "
        "04/11/2026."
    )


def test_un_tarif_ne_se_retire_que_la_veille_au_plus_tard() -> None:
    assert est_retirable(date(2026, 11, 5), le=LE)
    assert not est_retirable(LE, le=LE)
