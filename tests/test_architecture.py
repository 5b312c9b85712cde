"""The order of imports (contracts of pyproject.toml) and what no linter knows about the layers."""

import ast
import subprocess
import sys
from pathlib import Path

RACINE = Path(__file__).parent.parent
MODULES = sorted(chemin for chemin in (RACINE / "ppas").rglob("*.py") if "migrations" not in chemin.parts)
LISENT_L_HEURE = {
    RACINE / "ppas" / "socle" / "horloge.py",
    RACINE / "ppas" / "commande.py",  # `ppas verifier` runs where Django is absent
}
HORLOGES = {"date.today", "datetime.now", "datetime.today", "datetime.utcnow", "timezone.now", "timezone.localdate"}
SOUS_DOMAINES_INTERDITS = {"services", "utils", "helpers", "common", "misc", "tools"}


def noms(chemins: list[Path]) -> list[str]:
    """Return the paths as readable test ids."""
    return [chemin.relative_to(RACINE).as_posix() for chemin in chemins]


def test_un_import_ne_remonte_jamais_la_liste_des_domaines() -> None:
    # In a process of its own: the linter silences every logger of the one that it runs in.
    linter = Path(sys.executable).with_name("lint-imports")
    jugement = subprocess.run([linter, "--no-logo"], cwd=RACINE, capture_output=True, text=True, check=False)
    assert jugement.returncode == 0, jugement.stdout


def test_seule_l_horloge_du_socle_lit_l_heure() -> None:
    lectures = [
        f"{chemin.relative_to(RACINE)}:{noeud.lineno} {ast.unparse(noeud.func)}"
        for chemin in MODULES
        if chemin not in LISENT_L_HEURE
        for noeud in ast.walk(ast.parse(chemin.read_text()))
        if isinstance(noeud, ast.Call) and ast.unparse(noeud.func) in HORLOGES
    ]
    assert lectures == []


def test_aucun_module_fourre_tout() -> None:
    assert [nom for nom in noms(MODULES) if SOUS_DOMAINES_INTERDITS & set(Path(nom).with_suffix("").parts)] == []


def test_les_vues_sont_rangees_par_public() -> None:
    autorises = {"__init__", "public", "connecte", "partenaire", "caisse", "national", "erreurs"}
    vues = [chemin for chemin in MODULES if "views" in chemin.parts]
    assert [nom for nom in noms(vues) if not autorises & set(Path(nom).with_suffix("").parts)] == []
