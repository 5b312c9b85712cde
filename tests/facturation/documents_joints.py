"""Documents to join to works, for the tests."""

from django.core.files.uploadedfile import SimpleUploadedFile

from ppas.comptes.models import Utilisateur
from ppas.facturation.models import LigneFormulaire, NaturePiece
from ppas.facturation.operations.pieces import joindre_piece

PDF = b"%PDF-1.7\n%devis\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64
JPEG = b"\xff\xd8\xff\xe0" + b"0" * 64


def fichier(octets: bytes = PDF, nom: str = "devis.pdf") -> SimpleUploadedFile:
    """Return `octets` as a browser sends them."""
    return SimpleUploadedFile(nom, octets)


def joindre_tout(ligne: LigneFormulaire, par: Utilisateur) -> None:
    """Join both documents to `ligne`."""
    for nature in NaturePiece:
        joindre_piece(ligne, nature, fichier(PDF + nature.encode(), f"{nature}.pdf"), par=par)
