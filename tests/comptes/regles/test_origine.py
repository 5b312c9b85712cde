import pytest

from ppas.comptes.regles.origine import Origine, adresse_tronquee, nom_du_navigateur

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"


@pytest.mark.parametrize(
    ("agent", "nom"),
    [
        (FIREFOX, "Firefox sur Windows"),
        (CHROME, "Chrome sur Linux"),
        (f"{CHROME} Edg/141.0", "Edge sur Linux"),
        (SAFARI, "Safari sur iPhone"),
        ("curl/8", "Navigateur inconnu"),
        ("<b>x</b>", "Navigateur inconnu"),
        ("", "Navigateur inconnu"),
    ],
)
def test_un_navigateur_se_dit_en_deux_mots(agent, nom):
    assert nom_du_navigateur(agent) == nom


@pytest.mark.parametrize(
    ("adresse", "tronquee"),
    [
        ("192.0.2.17", "192.0.2.x"),
        ("2001:db8:1:2::/64", "2001:db8:1::x"),
        ("::1", "0:0:0::x"),
        ("inconnue", "inconnue"),
    ],
)
def test_une_adresse_est_tronquee(adresse, tronquee):
    assert adresse_tronquee(adresse) == tronquee
    assert Origine(adresse).details["adresse"] == tronquee
