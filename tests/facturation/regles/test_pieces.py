"""Documents joined to a line: known by their bytes, not by their name."""

import pytest

from ppas.facturation.regles.pieces import type_de


@pytest.mark.parametrize(
    ("debut", "attendu"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n\x00", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"", None),
        (b"PK\x03\x04", None),
        (b"<svg xmlns=", None),
        (b"\n%PDF-1.7", None),
        (b"GIF89a", None),
    ],
)
def test_seuls_les_pdf_et_les_images_sont_reconnus(debut: bytes, attendu: str | None) -> None:
    assert type_de(debut) == attendu
