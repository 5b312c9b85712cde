"""What a file says, and whether it is what its name claims. Pure: bytes in, sentences out."""

import json
from io import BytesIO
from xml.sax import SAXException
from zipfile import BadZipFile, ZipFile

from lxml import etree
from pypdf import PdfReader
from pypdf.errors import PyPdfError

PAGES_MAX = 200
TEXTE_MAX = 200_000
"""Characters kept of a file for the search."""
ZIPS = {"docx", "odt", "ods", "xlsx", "zip"}
XMLS = {"xml", "xsd"}
TEXTES = {"csv", "json", "txt", *XMLS}
PDF_ILLISIBLE = (PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OSError)
"""Whatever the parser of PDF raises on a file that is broken, or made to break it."""


def extension(nom: str) -> str:
    """Return the extension of a file's name, in lower case, without its dot."""
    return nom.rpartition(".")[2].lower()


def defaut(nom: str, octets: bytes) -> str:
    """Return the sentence that says why the file is not what its name claims; empty when it is."""
    genre = extension(nom)
    if _est_lisible(genre, octets):
        return ""
    return (
        f"« {nom} » n’est pas un fichier {genre.upper()} lisible : il est abîmé, incomplet, ou d’un autre type que son "
        "nom. Rien n’a été enregistré. Ouvrez-le sur votre ordinateur, enregistrez-le à nouveau, puis recommencez."
    )


def _est_lisible(genre: str, octets: bytes) -> bool:
    if genre == "pdf":
        return _nb_pages(octets) > 0
    if genre in ZIPS:
        return _est_un_zip(octets)
    if genre in XMLS:
        return _est_du_xml(octets)
    if genre == "json":
        return _est_du_json(octets)
    return b"\0" not in octets


def _nb_pages(octets: bytes) -> int:
    if b"%PDF-" not in octets[:1024]:
        return 0
    try:
        return len(PdfReader(BytesIO(octets)).pages)
    except PDF_ILLISIBLE:
        return 0


def _est_un_zip(octets: bytes) -> bool:
    try:
        ZipFile(BytesIO(octets)).infolist()
    except (BadZipFile, ValueError, OSError):
        return False
    return True


def _est_du_xml(octets: bytes) -> bool:
    try:
        etree.fromstring(octets, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except (etree.XMLSyntaxError, SAXException, ValueError):
        return False
    return True


def _est_du_json(octets: bytes) -> bool:
    try:
        json.loads(octets)
    except (ValueError, RecursionError):
        return False
    return True


def texte(nom: str, octets: bytes) -> str:
    """Return the words of the file, TEXTE_MAX characters at most; empty when they cannot be read."""
    genre = extension(nom)
    if genre == "pdf":
        return _mots(_texte_du_pdf(octets))
    if genre in TEXTES:
        return _mots(octets[: 4 * TEXTE_MAX].decode("utf-8", errors="replace"))
    return ""


def _texte_du_pdf(octets: bytes) -> str:
    morceaux: list[str] = []
    longueur = 0
    try:
        for page in PdfReader(BytesIO(octets)).pages[:PAGES_MAX]:
            morceaux.append(page.extract_text())
            longueur += len(morceaux[-1])
            if longueur > TEXTE_MAX:
                break
    except PDF_ILLISIBLE:
        pass  # what was read before the fault is kept
    return " ".join(morceaux)


def _mots(lu: str) -> str:
    return " ".join(lu.replace("\0", " ").replace("\ufffd", " ").split())[:TEXTE_MAX]
