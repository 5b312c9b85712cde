"""`ppas importer <flux> FICHIER --caisse 03` (CAI-10)."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from ppas.caisses.models import Importation

pytestmark = pytest.mark.django_db


@pytest.fixture
def chemin(tmp_path: Path, prises_en_charge: bytes) -> Path:
    chemin = tmp_path / "pec.csv"
    chemin.write_bytes(prises_en_charge)
    return chemin


@pytest.mark.exigence("CAI-10")
def test_un_fichier_juste_est_importe(chemin: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("importer", "prises-en-charge", str(chemin), "--caisse", "03")
    assert capsys.readouterr().out == "Prises en charge : pec.csv : 2 lignes importées.\n"
    assert Importation.objects.get().importe_par is None


def test_le_meme_fichier_deux_fois_ne_change_rien_et_reussit(chemin: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        call_command("importer", "prises-en-charge", str(chemin), "--caisse", "03")
    assert "rien n’a été modifié" in capsys.readouterr().out
    assert Importation.objects.count() == 1


@pytest.mark.exigence("CAI-10")
def test_un_fichier_faux_nomme_la_ligne_et_sort_en_1(chemin: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chemin.write_bytes(chemin.read_bytes().replace(b"15.50", b"15,50", 1))
    with pytest.raises(CommandError, match="Le fichier comporte 1 erreur : rien") as sortie:
        call_command("importer", "prises-en-charge", str(chemin), "--caisse", "03")
    assert sortie.value.returncode == 1
    assert capsys.readouterr().err == (
        "Ligne 2, quantite_mensuelle : « 15,50 » lu ; attendu : un nombre positif, avec un point et deux décimales au "
        "plus.\n"
    )
    assert not Importation.objects.exists()


def test_au_dela_de_cent_fautes_le_reste_est_compte(chemin: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entete, ligne = chemin.read_text().splitlines(keepends=True)[:2]
    chemin.write_text(entete + "".join(ligne.replace("2026000001", f"é{n}") for n in range(103)))
    with pytest.raises(CommandError):
        call_command("importer", "prises-en-charge", str(chemin), "--caisse", "03")
    erreurs = capsys.readouterr().err.splitlines()
    assert len(erreurs) == 101
    assert erreurs[-1] == "… et 3 de plus."


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param([], "Indiquez un flux : conventions, prises-en-charge, paiements.", id="rien"),
        pytest.param(["inconnu", "pec.csv", "--caisse", "03"], "Indiquez un flux", id="flux-inconnu"),
        pytest.param(["prises-en-charge", "pec.csv"], "Indiquez une caisse par son code", id="sans-caisse"),
        pytest.param(["prises-en-charge", "pec.csv", "--caisse", "99"], "Indiquez une caisse", id="caisse-inconnue"),
        pytest.param(["prises-en-charge", "absent.csv", "--caisse", "03"], "« absent.csv » ne peut pas", id="absent"),
        pytest.param(["prises-en-charge", "--caisse", "03"], "ne peut pas être lu", id="sans-fichier"),
    ],
)
def test_une_commande_fausse_sort_en_2(chemin: Path, arguments: list[str], message: str) -> None:
    with pytest.raises(CommandError, match=message) as sortie:
        call_command("importer", *arguments)
    assert sortie.value.returncode == 2
