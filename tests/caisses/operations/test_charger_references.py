"""The reference tables (CAI-19, PUB-16, D3)."""

import csv
from datetime import date

import pytest
from django.core.management import call_command

from ppas.caisses.models import Caisse, Prestation, Regime, Tarif, TrancheBareme, TypePartenaire, Unite
from ppas.caisses.operations.charger_references import DONNEES, charger_references

pytestmark = pytest.mark.django_db
FICHIERS = sorted(DONNEES.glob("*.csv"))


@pytest.mark.exigence("PUB-16", "CAI-19")
def test_les_regimes_et_les_caisses_du_portail_sont_charges() -> None:
    charger_references()
    assert set(Regime.objects.values_list("code", flat=True)) == {"CNAV", "MSA", "SSI", "CNRACL", "DGAFP", "CAVIMAC"}
    assert Caisse.objects.filter(regime__code="CNAV").count() == 21
    assert Caisse.objects.get(code="03").nom == "CARSAT Bourgogne-Franche-Comté"
    assert [c.code for c in Caisse.objects.filter(est_exemple=False)] == ["03"]
    assert {t.code for t in TypePartenaire.objects.all()} == {"aide-a-domicile", "evaluation", "habitat"}


@pytest.mark.exigence("CAI-19")
def test_aucun_departement_n_est_servi_par_deux_caisses() -> None:
    charger_references()
    servis = [d for c in Caisse.objects.all() for d in c.departements.split()]
    assert len(servis) == len(set(servis)) == 101


@pytest.mark.exigence("CAI-19")
def test_la_prestation_d_aide_a_domicile_se_compte_en_heures() -> None:
    charger_references()
    prestation = Prestation.objects.get(code="PPP001")
    assert prestation.unite == Unite.HEURE
    assert [t.code for t in prestation.types.all()] == ["aide-a-domicile"]
    assert not prestation.est_exemple
    assert not Prestation.objects.exclude(code="PPP001").filter(est_exemple=False).exists()


@pytest.mark.parametrize(
    ("le", "attendu"),
    [
        pytest.param(date(2001, 6, 30), None, id="avant-le-premier"),
        pytest.param(date(2001, 7, 1), (1223, 1485), id="premier-jour"),
        pytest.param(date(2021, 10, 1), (2450, 2750), id="octobre-2021"),
        pytest.param(date(2024, 12, 31), (2630, None), id="dimanche-inconnu"),
        pytest.param(date(2026, 11, 4), (2680, 2980), id="en-cours"),
    ],
)
def test_le_tarif_est_celui_de_la_date(le: date, attendu: tuple[int, int | None] | None) -> None:
    charger_references()
    tarif = Tarif.objects.en_vigueur(Prestation.objects.get(code="PPP001"), caisse=Caisse.objects.get(code="03"), le=le)
    assert (tarif and (tarif.ouvrable_centimes, tarif.dimanche_ferie_centimes)) == attendu


def test_un_bareme_a_des_tranches_croissantes() -> None:
    charger_references()
    tranches = list(TrancheBareme.objects.filter(bareme="Cnav, aide à domicile").order_by("plafond_seul"))
    assert [t.participation for t in tranches] == [1000, 1400, 2100, 2700, 3600, 5100, 6500]


@pytest.mark.exigence("CAI-19")
def test_recharger_n_ajoute_rien_et_garde_les_corrections_de_l_administrateur() -> None:
    charger_references()
    Caisse.objects.filter(code="12").update(code="75", delai_facturation_mois=6)
    Prestation.objects.get(code="PPP030").types.set([TypePartenaire.objects.get(code="habitat")])
    assert set(charger_references().values()) == {0}
    assert Caisse.objects.get(nom="Cnav Île-de-France").code == "75"
    assert Prestation.objects.get(code="PPP030").types.count() == 1


def test_la_commande_dit_ce_qui_est_ajoute(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("charger_references")
    assert "caisses : 26 ajouts" in capsys.readouterr().out


@pytest.mark.parametrize("fichier", FICHIERS, ids=lambda fichier: fichier.stem)
def test_chaque_ligne_de_donnees_dit_sa_source(fichier) -> None:
    with fichier.open(encoding="utf-8", newline="") as lignes:
        assert all(ligne["source"] for ligne in csv.DictReader(lignes, delimiter=";"))
