import pytest
from django.core.exceptions import ValidationError

from ppas.socle import champs


@pytest.mark.parametrize(
    ("champ", "saisi", "garde"),
    [
        (champs.Ligne(), "  Ciel \t Bleu\n", "Ciel Bleu"),
        (champs.Telephone(), "03 02 01 05 09", "0302010509"),
        (champs.Siret(), "123 456 789 98745", "12345678998745"),
        (champs.Login(), " Alex7 ", "Alex7"),
        (champs.Siret(required=False), "", ""),
    ],
)
def test_un_champ_garde_la_forme_normale(champ, saisi, garde):
    assert champ.clean(saisi) == garde


@pytest.mark.parametrize(
    ("champ", "saisi"),
    [
        (champs.Telephone(), "- - - -"),
        (champs.Telephone(), "03  02  01  05  09"),
        (champs.Siret(required=False), "..."),
        (champs.Login(), "ale\nx7"),
        (champs.Ligne(), "\N{ZERO WIDTH SPACE}"),
    ],
)
def test_des_separateurs_ne_tiennent_pas_lieu_de_saisie(champ, saisi):
    with pytest.raises(ValidationError):
        champ.clean(saisi)


@pytest.mark.parametrize(
    ("valeur", "montre"),
    [
        ("0302010509", "03 02 01 05 09"),
        ("03.02.01.05.09", "03 02 01 05 09"),
        ("03 02", "03 02"),
        ("", ""),
        (None, None),
    ],
)
def test_un_telephone_se_montre_par_paires_des_qu_il_est_correct(valeur, montre):
    assert champs.Telephone().prepare_value(valeur) == montre
