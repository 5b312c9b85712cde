"""The lookups `parmi` and `parmi_ecrits`: as `__in`, whatever the values and however many, or written in the text."""

import pytest

from ppas.caisses.models import Regime
from tests.factories.caisses import CaisseFactory

pytestmark = pytest.mark.django_db

CODES = ["simple", "a,b", 'gui"llemet', "barre\\", "{x}", "'", "é€", "NULL", " ", "", "a\nb"]


@pytest.fixture
def regimes() -> None:
    Regime.objects.all().delete()
    Regime.objects.bulk_create(Regime(code=code, nom=code) for code in CODES)


@pytest.mark.parametrize("code", CODES)
def test_chaque_valeur_est_retrouvee_seule(code: str, regimes: None) -> None:
    assert list(Regime.objects.filter(code__parmi=[code]).values_list("code", flat=True)) == [code]


@pytest.mark.parametrize("valeurs", [[], ["absente"], CODES, ["simple", "absente"], CODES * 2])
def test_parmi_dit_comme_in(valeurs: list[str], regimes: None) -> None:
    trouves = set(Regime.objects.filter(code__parmi=valeurs).values_list("code", flat=True))
    assert trouves == set(Regime.objects.filter(code__in=valeurs).values_list("code", flat=True))


def test_un_ensemble_ou_une_suite_conviennent(regimes: None) -> None:
    assert Regime.objects.filter(code__parmi={"simple"}).count() == 1
    assert Regime.objects.filter(code__parmi=(code for code in ["simple"])).count() == 1


def test_des_cles_etrangeres_et_des_nombres_conviennent() -> None:
    caisse = CaisseFactory()
    modele = type(caisse).objects
    assert modele.filter(pk__parmi=[caisse.pk, 10**15]).get() == caisse
    assert modele.filter(regime_id__parmi={caisse.regime_id: None}).get() == caisse


def test_cent_mille_valeurs_font_une_requete(django_assert_num_queries, regimes: None) -> None:
    with django_assert_num_queries(1):
        assert Regime.objects.filter(code__parmi=["simple", *map(str, range(100_000))]).count() == 1


def test_exclure_est_le_contraire(regimes: None) -> None:
    assert Regime.objects.exclude(code__parmi=CODES[1:]).get().code == "simple"


def test_des_mots_ecrits_disent_comme_in(regimes: None) -> None:
    ecrits = Regime.objects.filter(code__parmi_ecrits=["simple", "absente"])
    assert ecrits.get().code == "simple"
    assert "'simple', 'absente'" in str(ecrits.query)


@pytest.mark.parametrize("valeurs", [[], ["o'clock"], ["a b"], ["simple", "1"]])
def test_seuls_des_mots_du_code_s_ecrivent(valeurs: list[str]) -> None:
    with pytest.raises(ValueError, match="words of the code"):
        Regime.objects.filter(code__parmi_ecrits=valeurs)
