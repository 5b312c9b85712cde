"""Runs the JavaScript twins of the rules: same arguments, same answers."""

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

RACINE = Path(__file__).parents[2]
HORS_LIGNE = RACINE / "ppas" / "evaluations" / "hors_ligne"
APPELER = Path(__file__).parent / "regles" / "appeler.mjs"


def appeler(module: str, appels: Sequence[tuple[str, Sequence[object]]]) -> list:
    """Call functions of `hors_ligne/regles/<module>` in one Node process; return what each gave, as JSON reads it."""
    chemins = os.pathsep.join([str(RACINE / ".venv" / "bin"), os.environ.get("PATH", "")])
    node = shutil.which("node", path=chemins)
    assert node, "node is absent: bin/preparer brings it"
    fin = subprocess.run(
        [node, APPELER, HORS_LIGNE / "regles" / module],
        input=json.dumps(appels, allow_nan=False),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert fin.returncode == 0, fin.stderr[-2000:]
    return json.loads(fin.stdout)
