import json
import subprocess
import sys
from pathlib import Path

import pytest

from ppas import commande
from ppas.facturation.regles.exemples import DOCUMENT_AMD, EXEMPLES, NIR, NOM_AMD

LE = ["--le", "2026-11-21"]
CLES = ["code", "gravite", "ligne", "colonne", "enregistrement", "champ", "message", "remede"]


@pytest.fixture
def fichier(tmp_path: Path) -> Path:
    chemin = tmp_path / NOM_AMD
    chemin.write_text(DOCUMENT_AMD)
    return chemin


@pytest.fixture
def fichier_faux(tmp_path: Path) -> Path:
    chemin = tmp_path / NOM_AMD
    chemin.write_text(DOCUMENT_AMD.replace(NIR, f"{NIR[:13]}00"))
    return chemin


def test_un_fichier_juste_est_annonce(fichier: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert commande.main(["verifier", str(fichier), *LE]) == 0
    sortie = capsys.readouterr().out
    assert "03_21231300_202610.xml : 1 ligne, aucune anomalie." in sortie
    assert "données de la caisse" in sortie
    assert "L01, L02, L05" in sortie


def test_les_anomalies_sont_ecrites_pour_des_personnes(fichier_faux: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert commande.main(["verifier", str(fichier_faux), *LE]) == 1
    sortie = capsys.readouterr().out
    assert "1 ligne, dont 1 refusée." in sortie
    assert "L13 NIR incorrect (enregistrement n°1, ligne 16, colonne 7, <nir>)" in sortie
    assert "La clé du NIR, 00, n’est pas celle attendue." in sortie
    assert "> <nir>245032105412300</nir>" in sortie
    assert "Que faire : Recopiez" in sortie


def test_le_json_a_les_cles_prevues(fichier_faux: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert commande.main(["verifier", str(fichier_faux), "--json", *LE]) == 1
    sortie = capsys.readouterr()
    document = json.loads(sortie.out)
    assert list(document) == ["fichier", "nb_lignes", "acceptable", "anomalies"]
    assert (document["fichier"], document["nb_lignes"], document["acceptable"]) == (NOM_AMD, 1, False)
    [anomalie] = document["anomalies"]
    assert list(anomalie) == CLES
    assert [anomalie[cle] for cle in CLES[:6]] == ["L13", "ligne", 16, 7, 1, "nir"]
    assert "données de la caisse" in sortie.err


def test_le_json_d_un_fichier_juste_est_acceptable(fichier: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert commande.main(["verifier", "--json", str(fichier), *LE]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "fichier": NOM_AMD,
        "nb_lignes": 1,
        "acceptable": True,
        "anomalies": [],
    }


def test_un_avertissement_ne_change_pas_le_code_de_retour(fichier: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert commande.main(["verifier", str(fichier), "--le", "2027-06-01"]) == 0
    assert "1 ligne, rien à refuser, 1 avertissement." in capsys.readouterr().out


@pytest.mark.exigence("PLU-03")
@pytest.mark.parametrize(
    ("le", "code_de_retour", "resume"),
    [
        ("2026-12-31", 0, "1 ligne, aucune anomalie."),
        ("2027-01-01", 0, "1 ligne, rien à refuser, 1 avertissement."),
        ("2027-07-01", 1, "1 ligne, dont 1 refusée."),
    ],
)
def test_un_controle_date_suit_le_jour_donne(
    le: str, code_de_retour: int, resume: str, fichier: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fichier.write_text(EXEMPLES["L14"][1].document())
    assert commande.main(["verifier", str(fichier), "--le", le]) == code_de_retour
    assert resume in capsys.readouterr().out


def test_une_faute_de_fichier_est_annoncee(fichier: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fichier.write_bytes(b"")
    assert commande.main(["verifier", str(fichier), *LE]) == 1
    assert "le fichier serait refusé, 1 anomalie." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "phrase"),
    [
        (["verifier", "absent.xml"], "Le fichier « absent.xml » ne peut pas être lu : il n’existe pas."),
        (["verifier", "."], "Le fichier « . » ne peut pas être lu : c’est un dossier."),
        ([], "usage : ppas verifier FICHIER"),
        (["--inconnue"], "usage : ppas verifier FICHIER"),
        (["zorglub"], "Commande inconnue : zorglub."),
    ],
    ids=str,
)
def test_un_mauvais_usage_rend_2(arguments: list[str], phrase: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert commande.main(arguments) == 2
    assert phrase in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["verifier"],
        ["verifier", "a", "b"],
        ["verifier", "a", "--jsn"],
        ["verifier", "a", "--le", "hier"],
        ["controles", "F01"],
    ],
    ids=str,
)
def test_des_options_fausses_rendent_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as sortie:
        commande.main(arguments)
    assert sortie.value.code == 2
    assert "Usage incorrect" in capsys.readouterr().err


def test_l_aide_est_en_francais(capsys: pytest.CaptureFixture[str]) -> None:
    assert commande.main(["--help"]) == 0
    assert "usage : ppas verifier FICHIER" in capsys.readouterr().out


@pytest.mark.parametrize("mots", [["verifier"], ["controles", "--json"]], ids=lambda mots: mots[0])
def test_verifier_et_controles_n_ont_besoin_ni_de_django_ni_de_reglages(mots: list[str], fichier: Path) -> None:
    arguments = [*mots, str(fichier), "--le", "2026-11-21"] if mots == ["verifier"] else mots
    programme = (
        f"import sys; sys.modules['django'] = None\nfrom ppas.commande import main\nsys.exit(main({arguments!r}))"
    )
    resultat = subprocess.run([sys.executable, "-c", programme], env={}, capture_output=True, text=True, check=False)
    assert (resultat.returncode, resultat.stderr) == (0, "")


def test_toute_autre_commande_est_confiee_a_django(capsys: pytest.CaptureFixture[str]) -> None:
    assert commande.main(["check", "--list-tags"]) == 0
    assert "models" in capsys.readouterr().out


@pytest.mark.exigence("PLU-03")
def test_les_controles_se_lisent(capsys: pytest.CaptureFixture[str]) -> None:
    assert commande.main(["controles"]) == 0
    sortie = capsys.readouterr().out
    assert "L14 Plus d’heures que la période n’en compte (refuse la ligne)" in sortie
    assert "Simple avertissement du 01/01/2027 au 30/06/2027" in sortie
    assert "Lit : dt-debut, dt-fin, qt-ouvrables, qt-dimanches-feries" in sortie


@pytest.mark.exigence("PLU-03")
def test_le_catalogue_en_json_a_les_cles_prevues(capsys: pytest.CaptureFixture[str]) -> None:
    assert commande.main(["controles", "--json"]) == 0
    l14 = next(entree for entree in json.loads(capsys.readouterr().out) if entree["code"] == "L14")
    assert (l14["famille"], l14["gravite"], l14["refacturable"]) == ("facturation", "ligne", True)
    assert (l14["depuis"], l14["refuse_a_partir_du"]) == ("2027-01-01", "2027-07-01")
    assert l14["exemple_juste"]
    assert l14["exemple_faux"]
