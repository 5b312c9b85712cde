"""Runs the scenarios in JavaScript of this folder: values in JSON in, values in JSON out."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

ICI = Path(__file__).parent
RACINE = ICI.parents[2]


def executer(scenario: str, entree: object) -> Any:
    """Run one scenario to its end and return what it printed."""
    node = shutil.which("node", path=os.pathsep.join([str(RACINE / ".venv" / "bin"), os.environ.get("PATH", "")]))
    assert node, "node is absent: bin/preparer brings it"
    fin = subprocess.run(
        [node, ICI / scenario], input=json.dumps(entree), capture_output=True, text=True, timeout=900, check=False
    )
    assert fin.returncode == 0, fin.stderr[-3000:]
    return json.loads(fin.stdout)
