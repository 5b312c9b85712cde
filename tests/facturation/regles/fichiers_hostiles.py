"""Files made to harm a reader of XML: name, bytes. Each must be refused by an F04 or an F05, and nothing else."""

import gzip
import zipfile
from collections.abc import Iterator
from io import BytesIO

from ppas.facturation.regles.exemples import DOCUMENT_AMD
from tests.facturation.regles.documents import document

CORPS = DOCUMENT_AMD.partition("?>\n")[2]
MILLIARD = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def _declare(encodage: str) -> str:
    return f'<?xml version="1.0" encoding="{encodage}"?>\n{CORPS}'


def _avec_doctype(interne: str, nom: str = "DURAND") -> bytes:
    texte = DOCUMENT_AMD.replace("?>\n", f"?>\n<!DOCTYPE borfact {interne}>\n").replace("DURAND", nom)
    return texte.encode()


def _zip(nom: str, contenu: bytes) -> bytes:
    memoire = BytesIO()
    with zipfile.ZipFile(memoire, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(nom, contenu)
    return memoire.getvalue()


def doctypes() -> Iterator[tuple[str, bytes]]:
    """Files with a document type."""
    yield "doctype nu", _avec_doctype("")
    yield "doctype externe", _avec_doctype('SYSTEM "http://127.0.0.1:1/borfact.dtd"')
    yield "doctype public", _avec_doctype('PUBLIC "-//X//Y" "file:///etc/passwd"')
    yield "entité interne", _avec_doctype('[<!ENTITY e "DURAND">]', "&e;")
    yield "entité externe vers un fichier", _avec_doctype('[<!ENTITY e SYSTEM "file:///etc/passwd">]', "&e;")
    yield "entité externe vers le réseau", _avec_doctype('[<!ENTITY e SYSTEM "http://127.0.0.1:1/">]', "&e;")
    yield "entité paramètre", _avec_doctype('[<!ENTITY % p SYSTEM "http://127.0.0.1:1/"> %p;]')
    yield "milliard de rires", _avec_doctype(f'[<!ENTITY l0 "lol">{MILLIARD}]', "&l9;")
    yield "explosion quadratique", _avec_doctype(f'[<!ENTITY q "{"q" * 50_000}">]', "&q;" * 5_000)
    yield "entité récursive", _avec_doctype('[<!ENTITY a "&b;"><!ENTITY b "&a;">]', "&a;")
    yield "attribut par défaut", _avec_doctype('[<!ATTLIST ligne no CDATA "1">]')
    yield "doctype après un commentaire", DOCUMENT_AMD.replace("?>\n", "?>\n<!-- x --><!DOCTYPE borfact>\n").encode()
    yield "doctype en minuscules", DOCUMENT_AMD.replace("?>\n", "?>\n<!doctype borfact>\n").encode()
    yield "doctype sans déclaration XML", f"<!DOCTYPE borfact>{CORPS}".encode()


def encodages() -> Iterator[tuple[str, bytes]]:
    """Encodings that are not taken, or lied about."""
    for codec in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"):
        yield f"{codec} réel", _declare("UTF-16").encode(codec)
    for declare in ("UTF-7", "UTF-16", "UTF-32", "IBM037", "US-ASCII", "Shift_JIS", "x-inconnu", "ISO-8859-2"):
        yield f"{declare} déclaré", _declare(declare).encode()
    yield "UTF-7 réel", _declare("UTF-7").encode("utf-7")
    yield "UTF-7 caché", _declare("UTF-7").replace("DURAND", "+AEQ-").encode()
    yield "EBCDIC", _declare("IBM037").encode("cp037")
    yield "latin-1 déclaré UTF-8", document(("DURAND", "DÉSIRÉ")).encode("latin-1")
    yield "BOM UTF-8 et latin-1 déclaré", b"\xef\xbb\xbf" + _declare("ISO-8859-1").encode()
    yield "octet sans caractère en windows-1252", _declare("windows-1252").encode().replace(b"DURAND", b"D\x81")
    yield "UTF-8 trop long", DOCUMENT_AMD.encode().replace(b"DURAND", b"\xc0\xbcscript")
    yield "demi-codet", DOCUMENT_AMD.encode().replace(b"DURAND", b"\xed\xa0\x80")
    yield "déclaration tordue", DOCUMENT_AMD.replace('encoding="UTF-8"', "encoding=UTF-8").encode()
    yield "XML 1.1", DOCUMENT_AMD.replace('version="1.0" enc', 'version="1.1" enc').encode()


def non_xml() -> Iterator[tuple[str, bytes]]:
    """Files that are not XML at all, or not whole."""
    yield "vide", b""
    yield "blancs seuls", b" \r\n\t" * 100
    yield "BOM seul", b"\xef\xbb\xbf"
    yield "binaire", bytes(range(256)) * 64
    yield "zip", _zip("03_21231300_202610.xml", DOCUMENT_AMD.encode())
    yield "bombe zip", _zip("bombe.xml", b"0" * 10_000_000)
    yield "gzip", gzip.compress(DOCUMENT_AMD.encode())
    yield "PDF", b"%PDF-1.7\n" + b"x" * 100
    yield "texte", b"Bonjour, voici ma facture."
    yield "CSV", b"no_pec;nir;nom\n1;2;3\n"
    yield "JSON", b'{"borfact": {}}'
    yield "HTML", b"<!DOCTYPE html><html><body></body></html>"
    yield "NUL au milieu", document(("DURAND", "DU\0RAND")).encode()
    yield "NUL à la fin", DOCUMENT_AMD.encode() + b"\0" * 10
    yield "caractère de contrôle", document(("DURAND", "DU\x01RAND")).encode()
    yield "référence à NUL", document(("DURAND", "&#0;")).encode()
    yield "coupé au milieu", DOCUMENT_AMD.encode()[: len(DOCUMENT_AMD) // 2]
    yield "coupé dans une balise", DOCUMENT_AMD.encode()[:-4]
    yield "deux documents", (CORPS * 2).encode()
    yield "texte à la suite", (DOCUMENT_AMD + "fin").encode()
    yield "esperluette nue", document(("DURAND", "DURAND & FILS")).encode()
    yield "entité inconnue", document(("DURAND", "&eacute;")).encode()
    yield "attribut répété", document(('no="1"', 'no="1" no="1"')).encode()
    yield "préfixe non déclaré", document(("<nom>", "<x:nom>"), ("</nom>", "</x:nom>")).encode()
    yield "déclaration XML précédée d’un blanc", (" " + DOCUMENT_AMD).encode()


def demesures() -> Iterator[tuple[str, bytes]]:
    """Well-formed files that try to exhaust their reader."""
    yield "profondeur", document(("DURAND", "<a>" * 5_000 + "</a>" * 5_000)).encode()
    yield "200 000 attributs", document(('no="1"', 'no="1"' + "".join(f' a{n}=""' for n in range(200_000)))).encode()
    espaces = "".join(f' xmlns:n{n}="urn:{n}"' for n in range(20_000))
    yield "20 000 espaces de noms", document(("<nom>", f"<nom{espaces}><n1:x/>")).encode()
    yield "texte de 11 Mo", document(("DURAND", "A" * 11_000_000)).encode()
    yield "commentaire de 11 Mo", document(("<nom>", f"<!--{'a' * 11_000_000}--><nom>")).encode()
    yield "commentaire de 2 Mo en tête", document(("?>\n", f"?>\n<!--{'a' * 2_000_000}-->")).encode()
    yield "en-tête de 2 Mo", document(("<cd-caisse>", "<x/>" * 500_000 + "<cd-caisse>")).encode()
    yield "100 000 éléments inconnus", document(("<ligne ", "<x/>" * 100_000 + "<ligne ")).encode()
    yield "100 000 lignes vides", document(("<lignes>", "<lignes>" + "<ligne/>" * 100_000)).encode()
    yield "100 000 éléments après les lignes", document(("</lignes>", "</lignes>" + "<x/>" * 100_000)).encode()
    yield "200 000 champs inconnus", document(("<nom>", "<x/>" * 200_000 + "<nom>")).encode()
    yield "100 000 champs répétés", document(("<nom>", "<nom/>" * 100_000 + "<nom>")).encode()
    yield "nom d’élément de 1 Mo", document(("<nom>", f"<{'n' * 1_000_000}/><nom>")).encode()
    yield "nombre de 100 000 chiffres", document((">14.00<", f">{'9' * 100_000}<")).encode()
    yield "numéro de 100 000 chiffres", document(('no="1"', f'no="{"9" * 100_000}"')).encode()


def structures() -> Iterator[tuple[str, bytes]]:
    """Well-formed files that are not ours."""
    yield "autre racine", document(("<borfact ", "<facture "), ("</borfact>", "</facture>")).encode()
    yield (
        "racine préfixée",
        document(("<borfact ", '<b:borfact xmlns:b="urn:b" '), ("</borfact>", "</b:borfact>")).encode(),
    )
    yield "espace de noms par défaut", document(("<borfact ", '<borfact xmlns="urn:b" ')).encode()
    yield "espace de noms sur une ligne", document(("<ligne ", '<ligne xmlns="urn:b" ')).encode()
    yield "racine vide", b"<borfact/>"
    yield "racine seule", b'<borfact version="1.0"/>'
    yield "lignes seules", b'<borfact version="1.0"><lignes/></borfact>'
    yield "lignes imbriquées", document(("<lignes>", "<lignes><lignes>"), ("</lignes>", "</lignes></lignes>")).encode()
    yield "lignes dans l’en-tête", document(("<entete>", "<entete><lignes/>")).encode()
    yield "deux fois lignes", document(("</lignes>", "</lignes><lignes/>")).encode()
    yield "deux en-têtes", document(("<lignes>", "<entete/><lignes>")).encode()
    yield "ligne dans ligne", document(("<no-pec>", '<ligne no="2"/><no-pec>')).encode()
    yield (
        "type XSI",
        document(("<nom>", '<nom xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="x">')).encode(),
    )
    yield (
        "inclusion XInclude",
        document(
            ("<nom>", '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd"/><nom>')
        ).encode(),
    )
    yield "CDATA entre les lignes", document(("</ligne>", "</ligne><![CDATA[x]]>")).encode()


FICHIERS = [*doctypes(), *encodages(), *non_xml(), *demesures(), *structures()]
