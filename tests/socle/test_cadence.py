from concurrent.futures import ThreadPoolExecutor

import pytest

from ppas.socle.cadence import adresse_de, prendre, respecter
from ppas.socle.refus import Refus


def test_les_jetons_se_prennent_jusqu_a_la_limite():
    assert [prendre("essai", "a", limite=3, secondes=60) for _ in range(5)] == [1, 2, 3, 0, 0]


def test_chacun_a_ses_jetons():
    prendre("essai", "a", limite=1, secondes=60)
    assert prendre("essai", "b", limite=1, secondes=60) == 1
    assert prendre("autre", "a", limite=1, secondes=60) == 1


def test_un_jeton_revient_apres_son_delai(horloge):
    prendre("essai", "a", limite=1, secondes=60)
    horloge.avancer(seconds=61)
    assert prendre("essai", "a", limite=1, secondes=60) == 1


def test_des_demandes_paralleles_ne_depassent_pas_la_limite():
    with ThreadPoolExecutor(8) as fils:
        rangs = list(fils.map(lambda _: prendre("essai", "a", limite=5, secondes=60), range(40)))
    assert sorted(rang for rang in rangs if rang) == [1, 2, 3, 4, 5]


def test_au_dela_de_la_limite_le_refus_porte_le_message():
    respecter("essai", "a", limite=1, secondes=60, message="Attendez.")
    with pytest.raises(Refus) as refus:
        respecter("essai", "a", limite=1, secondes=60, message="Attendez.")
    assert (refus.value.code, refus.value.message) == ("trop-de-demandes", "Attendez.")


@pytest.mark.parametrize(
    ("proxys", "relayee", "attendue"),
    [
        pytest.param(0, "203.0.113.9", "192.0.2.1", id="sans-mandataire-l-entete-ne-compte-pas"),
        pytest.param(1, "203.0.113.9", "203.0.113.9", id="un-mandataire"),
        pytest.param(1, "1.1.1.1, 203.0.113.9", "203.0.113.9", id="ce-que-le-visiteur-invente-ne-compte-pas"),
        pytest.param(1, "", "192.0.2.1", id="entete-absent"),
        pytest.param(1, "n'importe quoi", "inconnue", id="entete-illisible"),
        pytest.param(1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", id="ipv6-par-reseau"),
    ],
)
def test_l_adresse_du_visiteur(rf, settings, proxys, relayee, attendue):
    settings.PROXYS = proxys
    assert adresse_de(rf.get("/", REMOTE_ADDR="192.0.2.1", headers={"X-Forwarded-For": relayee})) == attendue
