"""Rewriting values in the bytes of an invoice file: same value, the writing that the layout asks (docs/decisions/0079).

Every admitted encoding agrees with ASCII on what is touched here. What stands in a comment, a CDATA section or a
processing instruction is left alone, and so are the blanks around a value: the text keeps its lines.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ppas.facturation.regles.prologue import BOM_UTF8

IGNORE = rb"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)"
"""What looks like markup and is none. Left open, it swallows the rest: the time to read stays that of the text."""

_BLANCS = rb"[ \t\r\n]*"
_ELEMENT = re.compile(
    IGNORE + rb"|(?P<ouvre><(?P<nom>dt-emission|dt-debut|dt-fin|qt-totale|qt-ouvrables|qt-dimanches-feries|qt|"
    rb"mt-unitaire|mt|cd-prestation)>"
    + _BLANCS
    + rb")(?P<valeur>[^<& \t\r\n]+)(?P<ferme>"
    + _BLANCS
    + rb"</(?P=nom)>)",
    re.DOTALL,
)
_DATE = re.compile(rb"([0-9]{2})/([0-9]{2})/((?:19|20)[0-9]{2})")
_DECIMALES = re.compile(rb"(-?[0-9]{1,10}),([0-9]{1,2})")
_PRESTATION = re.compile(rb"[Pp]{3}[0-9]{3}")
_ECHEANCE = re.compile(IGNORE + rb"|<echeance>" + _BLANCS + rb"([0-9]{6})" + _BLANCS + rb"</echeance>", re.DOTALL)
_LIGNE = re.compile(IGNORE + rb"|<ligne(?=[ \t\r\n/>])[^<>]*>", re.DOTALL)
_NUMERO = re.compile(rb"""([ \t\r\n])no[ \t\r\n]*=[ \t\r\n]*(?:"[^"]*"|'[^']*')""")
_REFERENCE = re.compile(IGNORE + rb"|<rf-borfact>([^<]*)</rf-borfact>", re.DOTALL)
_DECLARATION = re.compile(
    rb"""(<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(?:"1\.0"|'1\.0'))"""
    rb"""([ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(?:"([^"]*)"|'([^']*)'))?"""
)
_COMMUNS = bytes(range(0xC0, 0x100))
"""Bytes that are the same letter in ISO-8859-1, ISO-8859-15 and Windows-1252."""
_ASCII = bytes(range(0x80))


@dataclass(frozen=True, slots=True)
class Reecriture:
    """One place rewritten: its line in the text (from 1), what stood there, what stands there now."""

    ligne: int
    avant: bytes
    apres: bytes


def reecrire_valeurs(contenu: bytes) -> tuple[bytes, list[Reecriture]]:
    """Return `contenu` with its dates, decimals and code of prestation written as asked, and what was rewritten."""
    dates_sures = _sont_des_jours_francais(contenu)
    suite = _Suite(contenu)

    def remplacer(trouve: re.Match[bytes]) -> bytes:
        nom, valeur = trouve["nom"], trouve["valeur"]
        ecrite = _ecriture(nom, valeur, dates_sures=dates_sures) if nom else None
        if ecrite is None or ecrite == valeur:
            return trouve[0]
        suite.noter(trouve.start("valeur"), b"<%b>%b</%b>" % (nom, valeur, nom), b"<%b>%b</%b>" % (nom, ecrite, nom))
        return trouve["ouvre"] + ecrite + trouve["ferme"]

    return _ELEMENT.sub(remplacer, contenu), suite.reecritures


def numeroter(contenu: bytes) -> tuple[bytes, list[Reecriture]]:
    """Return `contenu` with its records numbered 1, 2, 3…, and what was rewritten."""
    suite = _Suite(contenu)
    rang = 0

    def remplacer(trouve: re.Match[bytes]) -> bytes:
        nonlocal rang
        balise = trouve[0]
        if not balise.startswith(b"<ligne"):
            return balise
        rang += 1
        numero = b'no="%d"' % rang
        numerotee = _NUMERO.sub(rb"\1" + numero, balise, count=1)
        if numerotee == balise and not _NUMERO.search(balise):
            numerotee = balise.replace(b"<ligne", b"<ligne " + numero, 1)
        if numerotee != balise:
            suite.noter(trouve.start(), balise, numerotee)
        return numerotee

    return _LIGNE.sub(remplacer, contenu), suite.reecritures


def oter_les_blancs_du_debut(contenu: bytes) -> tuple[bytes, Reecriture] | None:
    """Return `contenu` whose declaration opens it, as XML asks; None when nothing stands before it."""
    debut = len(BOM_UTF8) if contenu.startswith(BOM_UTF8) else 0
    suite = contenu[debut:].lstrip(b" \t\r\n")
    if not suite.startswith(b"<?xml") or len(suite) == len(contenu) - debut:
        return None
    return contenu[:debut] + suite, Reecriture(1, b"espaces ou lignes vides avant <?xml", b"<?xml")


def declarer_l_encodage(contenu: bytes) -> tuple[bytes, Reecriture] | None:
    """Return `contenu` that declares the one admitted encoding that its bytes can have; None when it already may.

    A byte order mark says UTF-8. Bytes that are not UTF-8, and that the three other encodings read alike, are declared
    as ISO-8859-1; any other byte leaves several readings.
    """
    debut = len(BOM_UTF8) if contenu.startswith(BOM_UTF8) else 0
    declaration = _DECLARATION.match(contenu, debut)
    ecrit = ((declaration[3] or declaration[4] or b"utf-8") if declaration else b"utf-8").lower()
    if debut:
        encodage = b"UTF-8" if ecrit != b"utf-8" and _est_utf8(contenu) else None
    else:
        hauts = contenu.translate(None, _ASCII)
        est_autre = ecrit == b"utf-8" and hauts and not _est_utf8(contenu) and not hauts.translate(None, _COMMUNS)
        encodage = b"ISO-8859-1" if est_autre else None
    if encodage is None or (declaration is None and contenu.startswith(b"<?xml", debut)):
        return None
    attribut = b' encoding="%b"' % encodage
    if declaration is None:
        apres = b'<?xml version="1.0"%b?>' % attribut
        return apres + b"\n" + contenu, Reecriture(1, "pas de déclaration d’encodage".encode(), apres)
    corrige = contenu[: declaration.end(1)] + attribut + contenu[declaration.end() :]
    return corrige, Reecriture(1, declaration[0], declaration[1] + attribut)


def ecrire_reference(contenu: bytes, reference: str) -> tuple[bytes, Reecriture] | None:
    """Return `contenu` whose first `<rf-borfact>` holds `reference`; None when it has none that can be replaced."""
    for trouve in _REFERENCE.finditer(contenu):
        if trouve[1] is not None:
            apres = b"<rf-borfact>%b</rf-borfact>" % reference.encode("ascii")
            [reecriture] = _Suite(contenu).noter(trouve.start(), trouve[0], apres)
            return contenu[: trouve.start()] + apres + contenu[trouve.end() :], reecriture
    return None


class _Suite:
    """What is rewritten, in the order of the text: lines are counted once."""

    def __init__(self, contenu: bytes) -> None:
        self.reecritures: list[Reecriture] = []
        self._contenu = contenu
        self._position = 0
        self._ligne = 1

    def noter(self, position: int, avant: bytes, apres: bytes) -> list[Reecriture]:
        """Add what stands at `position`, beyond those noted before."""
        self._ligne += self._contenu.count(b"\n", self._position, position)
        self._position = position
        self.reecritures.append(Reecriture(self._ligne, avant, apres))
        return self.reecritures


def _ecriture(nom: bytes, valeur: bytes, *, dates_sures: bool) -> bytes | None:
    """Return `valeur` as the layout writes it; None when it is not one of the known other writings."""
    if nom.startswith(b"dt-"):
        jour = _DATE.fullmatch(valeur) if dates_sures else None
        return b"-".join(reversed(jour.groups())) if jour else None
    if nom == b"cd-prestation":
        return valeur.upper() if _PRESTATION.fullmatch(valeur) else None
    nombre = _DECIMALES.fullmatch(valeur)
    return b"%b.%b" % nombre.groups() if nombre else None


def _sont_des_jours_francais(contenu: bytes) -> bool:
    """Tell whether the dates with slashes can only be read day first.

    Each must be a day of the calendar and, in a file that has an échéance, each day of intervention must be in it: a
    file that writes the month first betrays itself by one or the other.
    """
    echeance = next((trouve[1].decode() for trouve in _ECHEANCE.finditer(contenu) if trouve[1]), None)
    return all(
        _est_un_jour(*jour, echeance=None if nom == b"dt-emission" else echeance) for nom, *jour in _dates(contenu)
    )


def _dates(contenu: bytes) -> Iterator[tuple[bytes, int, int, int]]:
    for trouve in _ELEMENT.finditer(contenu):
        jour = _DATE.fullmatch(trouve["valeur"]) if trouve["nom"] and trouve["nom"].startswith(b"dt-") else None
        if jour:
            yield trouve["nom"], int(jour[1]), int(jour[2]), int(jour[3])


def _est_un_jour(jour: int, mois: int, annee: int, *, echeance: str | None) -> bool:
    try:
        lue = date(annee, mois, jour)
    except ValueError:
        return False
    return echeance is None or f"{lue:%Y%m}" == echeance


def _est_utf8(contenu: bytes) -> bool:
    try:
        contenu.decode()
    except UnicodeDecodeError:
        return False
    return True
