"""What a thief would read in the profile folder of a browser, without its code."""

from pathlib import Path

ENTETE_MOZILLA = b"mozLz40\0"
LONG = 15
"""A length that goes on in the bytes that follow."""


def trouves(profil: Path, mots: list[str]) -> list[str]:
    """Return the words found in the files of the profile, as UTF-8 or UTF-16, and where."""
    motifs = [(mot, octets) for mot in mots for octets in (mot.encode(), mot.encode("utf-16-le"))]
    return [
        f"{mot} in {fichier.relative_to(profil)}"
        for fichier in profil.rglob("*")
        if fichier.is_file() and not fichier.is_symlink()
        for lus in [_lire(fichier)]
        for mot, octets in motifs
        if octets in lus
    ]


def _lire(fichier: Path) -> bytes:
    octets = fichier.read_bytes()
    return _decompresser(octets[len(ENTETE_MOZILLA) + 4 :]) if octets.startswith(ENTETE_MOZILLA) else octets


def _decompresser(bloc: bytes) -> bytes:
    """Return what one LZ4 block holds: literals, then a copy of bytes already read, and so on."""
    lus, rang = bytearray(), 0

    def longueur(nombre: int) -> int:
        nonlocal rang
        suite = 255 if nombre == LONG else 0
        while suite == 255:
            suite = bloc[rang]
            rang += 1
            nombre += suite
        return nombre

    while True:
        jeton = bloc[rang]
        rang += 1
        litteraux = longueur(jeton >> 4)
        lus += bloc[rang : rang + litteraux]
        rang += litteraux
        if rang >= len(bloc):
            return bytes(lus)
        debut = len(lus) - int.from_bytes(bloc[rang : rang + 2], "little")
        rang += 2
        for ici in range(debut, debut + longueur(jeton & LONG) + 4):
            lus.append(lus[ici])
