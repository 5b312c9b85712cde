"""A proof of work: what a browser computes for whoever cannot read the picture of the captcha (PLU-14)."""

from hashlib import sha256

EPREUVES = 16
"""Small puzzles rather than a big one: the time to solve them all varies little from one visitor to the next."""
BITS = 15
"""Zero bits that begin the digest of each answer: about 500 000 digests in all, one to three seconds in a browser."""


def est_prouve(numero: str, reponses: str) -> bool:
    """Say whether `reponses`, numbers separated by commas, solve every puzzle of the challenge `numero`."""
    nombres = reponses.split(",")
    return len(nombres) == EPREUVES and all(
        nombre.isascii() and nombre.isdecimal() and est_solution(numero, rang, nombre)
        for rang, nombre in enumerate(nombres)
    )


def est_solution(numero: str, rang: int, nombre: str) -> bool:
    """Say whether SHA-256 of « numero:rang:nombre » begins with BITS zero bits."""
    empreinte = sha256(f"{numero}:{rang}:{nombre}".encode()).digest()
    return int.from_bytes(empreinte[:4]) >> (32 - BITS) == 0
