"""Annexe 2-2 of the CASF read a second time, as plainly as possible: what the rules' table is compared with.

One line a group and modality: coherence, orientation, toilette, habillage, alimentation, elimination, transferts,
deplacements a l'interieur. Nothing here is shared with `ppas/evaluations`.
"""

TABLE = {
    "A": ("2000 1200 40 40 60 100 800 200", "0 0 16 16 20 16 120 32"),
    "B": ("1500 1200 40 40 60 100 800 -80", "320 120 16 16 0 16 120 -40"),
    "C": ("0 0 40 40 60 160 1000 400", "0 0 16 16 20 20 200 40"),
    "D": ("0 0 0 0 2000 400 2000 200", "0 0 0 0 200 200 200 0"),
    "E": ("400 400 400 400 400 800 800 200", "0 0 100 100 100 100 100 0"),
    "F": ("200 200 500 500 500 500 500 200", "100 100 100 100 100 100 100 0"),
    "G": ("150 150 300 300 500 500 400 200", "0 0 200 200 200 200 200 100"),
    "H": ("0 0 3000 3000 3000 3000 1000 1000", "0 0 2000 2000 2000 2000 2000 1000"),
}


def somme(groupe: str, profil: str) -> int:
    """Add what the eight modalities weigh in one group."""
    total = 0
    for lettre, a_c, a_b in zip(profil, *(ligne.split() for ligne in TABLE[groupe]), strict=True):
        total += {"A": 0, "B": int(a_b), "C": int(a_c)}[lettre]
    return total


def rang(profil: str) -> int:  # noqa: C901, PLR0911 - one branch a threshold, as the law writes them
    """Return the rank of eight modalities."""
    if somme("A", profil) >= 4380:
        return 1
    if somme("A", profil) >= 4140:
        return 2
    if somme("A", profil) >= 3390:
        return 3
    if somme("B", profil) >= 2016:
        return 4
    if somme("C", profil) >= 1700:
        return 5
    if somme("C", profil) >= 1432:
        return 6
    if somme("D", profil) >= 2400:
        return 7
    if somme("E", profil) >= 1200:
        return 8
    if somme("F", profil) >= 800:
        return 9
    if somme("G", profil) >= 650:
        return 10
    if somme("H", profil) >= 4000:
        return 11
    if somme("H", profil) >= 2000:
        return 12
    return 13


def gir(rang: int) -> int:
    """Return the group of a rank."""
    return int(" 1222222334456"[rang])
