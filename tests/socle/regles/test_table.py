"""Reading and writing the CSV files of the caisses (formats.md §3)."""

import io
import shutil
import subprocess
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppas.socle.regles import table
from ppas.socle.regles.table import Colonne, Fautes, centiemes, ecrire_csv, forme, jour, lire_csv, texte

COLONNES = [
    Colonne("code", forme("[A-Z]{3}", "trois capitales")),
    Colonne("nom", texte(10)),
    Colonne("le", jour),
    Colonne("quantite", centiemes(100_000), est_obligatoire=False),
]
BON = "code;nom;le;quantite\nABC;Été;2026-10-01;15.5\nDEF;Hiver;2026-12-31;\n".encode()


def lire(octets: bytes) -> tuple[list[table.Ligne], Fautes]:
    """Return the lines and the faults of a file."""
    fautes = Fautes()
    return list(lire_csv(io.BytesIO(octets), COLONNES, fautes)), fautes


def raisons(octets: bytes) -> list[str]:
    """Return the faults of a file, as the command line prints them."""
    return [str(faute) for faute in lire(octets)[1].montrees]


@pytest.mark.parametrize(
    "octets",
    [
        pytest.param(BON, id="tel-quel"),
        pytest.param(b"\xef\xbb\xbf" + BON, id="avec-bom"),
        pytest.param(BON.replace(b"\n", b"\r\n"), id="fins-de-ligne-windows"),
        pytest.param(BON.rstrip(b"\n"), id="sans-fin-de-ligne"),
        pytest.param(BON.replace(b"\n", b"\n\n;;;\n"), id="lignes-vides"),
        pytest.param(BON.replace("Été".encode(), '" Été "'.encode()), id="guillemets-et-espaces"),
        pytest.param(
            "le;code;quantite;nom\n2026-10-01;ABC;15.50;Été\n2026-12-31;DEF;;Hiver\n".encode(), id="autre-ordre"
        ),
    ],
)
def test_un_fichier_juste_donne_ses_valeurs(octets: bytes) -> None:
    lignes, fautes = lire(octets)
    assert fautes.montrees == []
    assert [ligne.valeurs for ligne in lignes] == [
        {"code": "ABC", "nom": "Été", "le": date(2026, 10, 1), "quantite": 1550},
        {"code": "DEF", "nom": "Hiver", "le": date(2026, 12, 31), "quantite": None},
    ]


@pytest.mark.parametrize(
    ("octets", "attendu"),
    [
        pytest.param(b"", ["Fichier : il est vide."], id="vide"),
        pytest.param(b"\n\n;;;\n", ["Fichier : il est vide."], id="lignes-vides-seulement"),
        pytest.param(
            b"code;nom;le;quantite\n", ["Fichier : il n’y a aucune ligne après l’en-tête."], id="en-tete-seulement"
        ),
        pytest.param(
            BON.replace(b";", b","), ["Ligne 1 : les champs doivent être séparés par « ; »."], id="separateur-virgule"
        ),
        pytest.param(
            BON.decode().encode("utf-16"),
            ["Ligne 1 : le texte n’est pas en UTF-8 ; enregistrez le fichier dans cet encodage."],
            id="utf-16",
        ),
        pytest.param(
            BON.decode().encode("latin-1"),
            ["Ligne 2 : le texte n’est pas en UTF-8 ; enregistrez le fichier dans cet encodage."],
            id="latin-1",
        ),
        pytest.param(
            BON.replace(b"Hiver", b"Hi\x00er"),
            ["Ligne 3 : un caractère de commande, invisible, est interdit."],
            id="octet-nul",
        ),
        pytest.param(
            BON.replace(b"\n", b"\r"),
            ["Ligne 1 : un caractère de commande, invisible, est interdit."],
            id="fins-de-ligne-anciennes",
        ),
        pytest.param(
            BON.replace(b"Hiver", b'"Hiver'),
            ["Ligne 3 : les guillemets sont mal placés : un champ s’ouvre et se ferme sur la même ligne."],
            id="guillemet-ouvert",
        ),
        pytest.param(b"x" * 70_000, ["Ligne 1 : la ligne dépasse 65536 octets."], id="ligne-sans-fin"),
        pytest.param(
            BON.replace(b"nom;le", b"le;le"), ["Ligne 1, nom : cette colonne manque.",
            "Ligne 1, le : cette colonne est en double."], id="colonne-en-double"
        ),
        pytest.param(
            BON.replace(b"nom", b"prenom"),
            ["Ligne 1, nom : cette colonne manque.", "Ligne 1, prenom : cette colonne n’est pas de ce flux."],
            id="colonne-inconnue",
        ),
        pytest.param(BON.replace(b";\n", b"\n"), ["Ligne 3 : 3 champs lus, 4 attendus."], id="champ-manquant"),
        pytest.param(BON.replace(b"Hiver", b""), ["Ligne 3, nom : ce champ est obligatoire."], id="champ-vide"),
        pytest.param(
            BON.replace(b"Hiver", b"Hiver et neige"), ["Ligne 3, nom : 10 caractères au plus, 14 lus."], id="long"
        ),
        pytest.param(
            BON.replace(b"DEF", b"def"), ["Ligne 3, code : « def » lu ; attendu : trois capitales."], id="forme"
        ),
        pytest.param(
            BON.replace(b"2026-12-31", b"31/12/2026"),
            ["Ligne 3, le : « 31/12/2026 » lu ; attendu : une date écrite AAAA-MM-JJ."],
            id="date-francaise",
        ),
        pytest.param(BON.replace(b"12-31", b"02-30"), ["Ligne 3, le : le 2026-02-30 n’existe pas."], id="date-fausse"),
        pytest.param(
            BON.replace(b"15.5", b"15,5"),
            ["Ligne 2, quantite : « 15,5 » lu ; attendu : un nombre positif, avec un point et deux décimales au plus."],
            id="virgule-decimale",
        ),
        pytest.param(
            BON.replace(b"15.5", b"1000.01"), ["Ligne 2, quantite : « 1000.01 » lu ; au plus 1000.00."], id="trop-grand"
        ),
    ],
)  # fmt: skip
def test_un_fichier_faux_dit_la_ligne_le_champ_et_la_raison(octets: bytes, attendu: list[str]) -> None:
    assert raisons(octets) == attendu


def test_chaque_ligne_fausse_est_dite_et_les_justes_restent_lisibles() -> None:
    lignes, fautes = lire(BON.replace(b"ABC", b"abc").replace(b"2026-10-01", b"demain"))
    assert [ligne.numero for ligne in lignes] == [3]
    assert [(faute.ligne, faute.champ) for faute in fautes.montrees] == [(2, "code"), (2, "le")]


def test_toutes_les_fautes_sont_comptees_mais_un_nombre_borne_est_montre() -> None:
    _, fautes = lire(b"code;nom;le;quantite\n" + b"abc;N;2026-10-01;\n" * 250)
    assert fautes.nb == 250
    assert len(fautes.montrees) == table.FAUTES_MONTREES


def test_un_fichier_trop_long_s_arrete(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "LIGNES_MAX", 2)
    assert raisons(BON + b"GHI;N;2026-10-01;\n" * 5) == ["Ligne 4 : le fichier dépasse 2 lignes ; découpez-le."]


@given(st.binary(max_size=400))
def test_aucune_suite_d_octets_ne_fait_echouer_la_lecture(octets: bytes) -> None:
    lignes, fautes = lire(octets)
    assert fautes or lignes


@given(st.lists(st.binary(max_size=60), max_size=6))
def test_aucune_ligne_hostile_ne_fait_echouer_la_lecture(suite: list[bytes]) -> None:
    lignes, fautes = lire(b"code;nom;le;quantite\n" + b"\n".join(suite))
    assert fautes or lignes


CELLULES = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=10).filter(str.strip)


@given(st.lists(st.tuples(CELLULES, st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.integers(0, 10**5)), min_size=1))
def test_ce_qui_est_ecrit_se_relit(lignes: list[tuple[str, date, int]]) -> None:
    colonnes = [Colonne("nom", texte(11)), Colonne("le", jour), Colonne("quantite", centiemes(10**5))]
    octets = b"".join(ecrire_csv(["nom", "le", "quantite"], [(n, le, Decimal(q).scaleb(-2)) for n, le, q in lignes]))
    fautes = Fautes()
    relues = list(lire_csv(io.BytesIO(octets), colonnes, fautes))
    assert fautes.montrees == []
    assert [(ligne["nom"].removeprefix("'").strip(), ligne["le"], ligne["quantite"]) for ligne in relues] == [
        (n.strip().removeprefix("'").strip(), le, q) for n, le, q in lignes
    ]


DANGEREUX = [
    "=",
    "+",
    "-",
    "@",
    "|",
    "%",
    "\t",
    "\r",
    "＝",
    "＋",
    "－",
    "＠",
    "｜",
    "％",
    " =",
    "\N{NO-BREAK SPACE}=",
    "\n=",
]


@pytest.mark.parametrize("debut", DANGEREUX)
def test_une_cellule_de_texte_ne_devient_pas_une_formule(debut: str) -> None:
    ecrit = b"".join(ecrire_csv(["nom"], [[f"{debut}1+1"]])).decode()
    assert ecrit.splitlines()[1].startswith("'")


@pytest.mark.parametrize("texte_sur", ["DURAND", "D’ARC", "12", "1-2", "50 %", "a=b", "O'BRIEN", "«=»"])
def test_une_cellule_sans_danger_reste_telle_quelle(texte_sur: str) -> None:
    assert b"".join(ecrire_csv(["nom"], [[texte_sur]])).decode().splitlines()[1] == texte_sur


@pytest.mark.campagne
def test_un_tableur_n_y_trouve_aucune_formule(tmp_path: Path) -> None:
    """LibreOffice opens the file; the control, the same cells without their guard, does hold formulas."""
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed")
    textes = [f"{debut}1+1" for debut in DANGEREUX]
    fichiers = {
        "garde.csv": b"".join(ecrire_csv(["nom", "nombre"], [[texte, Decimal("-1.50")] for texte in textes])),
        "temoin.csv": "\n".join(["nom;nombre", *(f"{t.strip()};-1.50" for t in textes)]).encode(),
    }
    formules = {}
    for nom, octets in fichiers.items():
        (tmp_path / nom).write_bytes(octets)
        ouvrir = ["--headless", f"-env:UserInstallation=file://{tmp_path}/profil", "--infilter=CSV:59,34,76,1"]
        commande = [soffice, *ouvrir, "--convert-to", "fods", "--outdir", tmp_path, tmp_path / nom]
        subprocess.run(commande, check=True, capture_output=True, timeout=120)
        classeur = (tmp_path / nom).with_suffix(".fods").read_text()
        formules[nom] = classeur.count("table:formula=")
        assert classeur.count('office:value="-1.5"') == len(textes), "the numbers are numbers"
    assert formules["garde.csv"] == 0
    assert formules["temoin.csv"] > 0


def test_les_nombres_et_les_dates_restent_des_nombres_et_des_dates() -> None:
    cellules = [-12, Decimal("-1.50"), Decimal("1E+2"), date(2026, 10, 1), None]
    assert b"".join(ecrire_csv(list("abcde"), [cellules])) == b"a;b;c;d;e\r\n-12;-1.50;100;2026-10-01;\r\n"


def test_les_erreurs_suivent_l_ordre_des_lignes_meme_trouvees_apres_coup() -> None:
    fautes = Fautes()
    for ligne, champ in ((4, "nom"), (2, "date"), (4, "date"), (3, "nom")):
        fautes.ajouter(ligne, champ, "illisible.")
    assert [(f.ligne, f.champ) for f in fautes.montrees] == [(2, "date"), (3, "nom"), (4, "nom"), (4, "date")]
