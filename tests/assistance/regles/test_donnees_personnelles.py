"""A NIR in a text (SUP-07): found however it is written, and nothing else taken for one."""

import pytest

from ppas.assistance.regles.donnees_personnelles import contient_un_nir
from tests.factories.prises_en_charge import nir_de_femme

pytestmark = pytest.mark.exigence("SUP-07")
NIR = nir_de_femme(42)


@pytest.mark.parametrize(
    "ecrit",
    [
        NIR,
        NIR[:13],
        " ".join(NIR),
        f"{NIR[0]} {NIR[1:3]} {NIR[3:5]} {NIR[5:7]} {NIR[7:10]} {NIR[10:13]} {NIR[13:]}",
        f"{NIR[0]}.{NIR[1:3]}.{NIR[3:5]}.{NIR[5:7]}.{NIR[7:10]}.{NIR[10:13]}",
        f"n°{NIR},",
        f"{NIR[:7]}\n{NIR[7:]}",
    ],
)
def test_un_nir_se_voit_quelle_que_soit_son_ecriture(ecrit: str) -> None:
    assert contient_un_nir(f"Bonjour, mon dossier {ecrit} est en retard.")


@pytest.mark.parametrize(
    "texte",
    ["03 80 33 11 30", "78467169500103", "AS-2026-000123", "FR76 3000 6000 0112 3456 7890 189", "le 12/11/2026", ""],
)
def test_un_autre_nombre_n_est_pas_pris_pour_un_nir(texte: str) -> None:
    assert not contient_un_nir(texte)
