"""Receiving large files: on disk at once, never much beyond the limit, and the true size is known."""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import RequestFactory

from ppas.socle.televersement import VersDisque

LIMITE = 1024 * 1024


@pytest.fixture
def recevoir(settings: LazySettings):
    """Return `recevoir(octets)`: the file as a view finds it."""
    settings.DEPOT_TAILLE_MAX = LIMITE

    def faire(octets: bytes):
        frontiere = b"frontiere"
        corps = b"\r\n".join(
            [
                b"--" + frontiere,
                b'Content-Disposition: form-data; name="fichier"; filename="a.xml"',
                b"Content-Type: text/xml",
                b"",
                octets,
                b"--" + frontiere + b"--",
                b"",
            ]
        )
        requete = RequestFactory().post("/", corps, content_type=f"multipart/form-data; boundary={frontiere.decode()}")
        return requete.FILES["fichier"]

    return faire


@pytest.mark.parametrize("taille", [0, 1, LIMITE - 1, LIMITE], ids=["vide", "un octet", "sous la limite", "limite"])
def test_un_fichier_admis_est_entier_et_sur_le_disque(taille: int, recevoir, settings: LazySettings) -> None:
    with recevoir(b"x" * taille) as fichier:
        chemin = Path(fichier.temporary_file_path())
        assert chemin.parent == Path(settings.FILE_UPLOAD_TEMP_DIR)
        assert (fichier.size, fichier.read()) == (taille, b"x" * taille)
    assert not chemin.exists()


def test_au_dela_de_la_limite_on_cesse_d_ecrire_mais_la_taille_est_vraie(recevoir) -> None:
    with recevoir(b"x" * (5 * LIMITE)) as fichier:
        assert fichier.size == 5 * LIMITE
        assert LIMITE < Path(fichier.temporary_file_path()).stat().st_size <= LIMITE + VersDisque.chunk_size


def test_un_disque_qui_refuse_ne_laisse_rien(recevoir, monkeypatch: pytest.MonkeyPatch, settings: LazySettings) -> None:
    def refuser(*_: object) -> None:
        raise OSError("refused")

    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", refuser)
    with pytest.raises(OSError, match="refused"):
        recevoir(b"x")
    assert list(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir()) == []
