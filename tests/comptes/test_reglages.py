"""LOG-28: what the production settings assure of confidentiality."""

import runpy
from pathlib import Path

import pytest

REGLAGES = Path(__file__).parent.parent.parent / "config" / "settings.py"


@pytest.fixture
def production(monkeypatch, tmp_path):
    for nom, valeur in {
        "PPAS_CLE_SECRETE": "x" * 60,
        "PPAS_HOTES": "portail.exemple",
        "PPAS_DONNEES": str(tmp_path),
    }.items():
        monkeypatch.setenv(nom, valeur)
    return runpy.run_path(str(REGLAGES))


@pytest.mark.exigence("LOG-28")
@pytest.mark.parametrize(
    ("reglage", "valeur"),
    [
        ("SECURE_SSL_REDIRECT", True),
        ("SECURE_HSTS_SECONDS", 31_536_000),
        ("SESSION_COOKIE_SECURE", True),
        ("CSRF_COOKIE_SECURE", True),
        ("CSRF_COOKIE_HTTPONLY", True),
        ("SESSION_INACTIVITE", 1800),
        ("SESSION_DUREE_MAX", 43200),
        ("CONNEXIONS_RESTANTES", 5),
        ("VERROU", "navigateur"),
        ("LIEN_UNIQUE", False),
    ],
)
def test_la_production_assure_la_confidentialite(production, reglage, valeur):
    assert production[reglage] == valeur


@pytest.mark.exigence("LOG-28")
def test_les_mots_de_passe_sont_gardes_par_argon2id(production):
    assert production["PASSWORD_HASHERS"][0].endswith(".Argon2PasswordHasher")
