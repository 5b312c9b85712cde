from hashlib import sha256
from pathlib import Path

import pytest

import ppas.partenaires
from ppas.partenaires.regles.conditions import EMPREINTES, VERSION

TEXTE = Path(ppas.partenaires.__file__).parent / "templates" / "partenaires" / "_conditions.html"


@pytest.mark.exigence("REG-05")
def test_le_texte_des_conditions_est_celui_de_sa_version() -> None:
    assert EMPREINTES[VERSION] == sha256(TEXTE.read_bytes()).hexdigest(), "the text changed: give it a new version"
