"""Where a fault lies in the text of the file: line, column, excerpt (PLU-02).

A second reading, made only for a file that has faults: libxml2 gives no column for an element, and beyond line 65,535
not even its line. It walks the tags of the bytes, which is safe in every encoding that `prologue` lets through.
"""

import re
from dataclasses import replace
from typing import BinaryIO

from ppas.facturation.regles.catalogue import Anomalie
from ppas.socle.regles.affichage import en_clair

BLOC = 1 << 18
ENREGISTREMENT_MAX = 1 << 20
LONGUEUR_EXTRAIT = 160
LONGUEUR_JETON = 16

_JETON = re.compile(rb"<ligne(?=[ \t\r\n/>])|<!--|<!\[CDATA\[|<\?")
_FIN_DE = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}
_FIN_DE_LIGNE = b"</ligne"
_SUITE_UTF8 = bytes(range(0x80, 0xC0))


class Reperage:
    """One forward reading of `source`, a file open in bytes: its memory does not grow with the file.

    Faults without a record number belong to the header and come first; then record numbers never decrease.
    """

    def __init__(self, source: BinaryIO, encodage: str) -> None:
        source.seek(0)
        self._source = source
        self._encodage = encodage
        self._tampon = b""
        self._lignes_avant = 0
        self._caracteres_avant = 0
        self._rang = 0
        self._debut = 0
        self._suite = 0

    def situer(self, faute: Anomalie) -> Anomalie:
        """Return `faute` with the place of its field, or of its record; unchanged where it cannot be told."""
        if not faute.champ or not self._aller_a(faute.rang or 0):
            return faute
        fin = self._fin_de_l_enregistrement()
        balise = re.compile(b"<" + re.escape(faute.champ.encode(self._encodage, "replace")) + rb"(?=[ \t\r\n/>])")
        trouve = balise.search(self._tampon, self._debut, fin)
        if trouve is None and not self._rang:
            return faute
        position = trouve.start() if trouve else self._debut
        return replace(
            faute,
            ligne=self._lignes_avant + self._tampon.count(b"\n", 0, position) + 1,
            colonne=self._colonne(position),
            extrait=self._extrait(position),
        )

    def _aller_a(self, rang: int) -> bool:
        if not rang and not self._rang:
            return bool(self._tampon) or self._remplir(0)
        while self._rang < rang:
            if not self._trouver_enregistrement():
                return False
        return self._rang == rang

    def _trouver_enregistrement(self) -> bool:
        """Move to the next `<ligne`, over comments, CDATA sections and processing instructions."""
        while True:
            jeton = _JETON.search(self._tampon, self._suite)
            if jeton is None:
                if not self._remplir(max(self._suite, len(self._tampon) - LONGUEUR_JETON)):
                    return False
                self._suite = 0
                continue
            self._debut, self._suite = jeton.span()
            if jeton[0] not in _FIN_DE:
                self._rang += 1
                return True
            self._sauter(_FIN_DE[jeton[0]])

    def _sauter(self, fin: bytes) -> None:
        while (position := self._tampon.find(fin, self._suite)) < 0:
            if not self._remplir(max(self._suite, len(self._tampon) - len(fin))):
                self._suite = len(self._tampon)
                return
            self._suite = 0
        self._suite = position + len(fin)

    def _fin_de_l_enregistrement(self) -> int:
        """Return where the current record, or the header, ends in the buffer, read on if need be."""
        marque = _FIN_DE_LIGNE if self._rang else b"<lignes"
        while (fin := self._tampon.find(marque, self._debut)) < 0:
            if len(self._tampon) - self._debut > ENREGISTREMENT_MAX or not self._remplir(self._debut):
                return len(self._tampon)
        return fin

    def _remplir(self, garder: int) -> bool:
        """Read on, forgetting the buffer before `garder`; False at the end of the file."""
        bloc = self._source.read(BLOC)
        if not bloc:
            return False
        oublie = self._tampon[:garder]
        dernier_retour = oublie.rfind(b"\n")
        if dernier_retour >= 0:
            self._lignes_avant += oublie.count(b"\n")
            self._caracteres_avant = 0
        self._caracteres_avant += self._longueur(oublie[dernier_retour + 1 :])
        self._tampon = self._tampon[garder:] + bloc
        self._debut -= min(garder, self._debut)
        self._suite -= min(garder, self._suite)
        return True

    def _colonne(self, position: int) -> int:
        debut_de_ligne = self._tampon.rfind(b"\n", 0, position) + 1
        avant = self._longueur(self._tampon[debut_de_ligne:position])
        return avant + 1 + (0 if debut_de_ligne else self._caracteres_avant)

    def _extrait(self, position: int) -> str:
        morceau = self._tampon[position : position + 4 * LONGUEUR_EXTRAIT].split(b"\n", 1)[0]
        return en_clair(morceau.decode(self._encodage, "replace").strip())[:LONGUEUR_EXTRAIT]

    def _longueur(self, texte: bytes) -> int:
        """Count characters: in UTF-8, the bytes that continue a character do not count."""
        return len(texte.translate(None, _SUITE_UTF8)) if self._encodage == "utf-8" else len(texte)
