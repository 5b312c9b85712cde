"""What a password must be, for a given profile."""

import secrets
import string
from collections.abc import Iterable
from pathlib import Path

from ppas.comptes.regles.profils import PPAS, Profil

LETTRES = string.ascii_letters
CHIFFRES = string.digits
AMBIGUS = set("0O1Il")
"""Signs that are easily taken for one another: a temporary password is copied from a mail."""
LONGUEUR_TEMPORAIRE = 12
LONGUEUR_MOT_PERSONNEL = 4
"""A name shorter than that is part of too many words to be refused wherever it stands."""
MOTS_DU_PORTAIL = ("ppas", "carsat")
COURANTS = frozenset(
    (Path(__file__).resolve().parent.parent / "donnees" / "mots_de_passe_courants.txt").read_text("utf-8").split()
)
"""Common passwords that fit the rule of the sources: the project's own short list, not a leaked one."""


def defauts(mot_de_passe: str, *, profil: Profil = PPAS, mots_personnels: Iterable[str] = ()) -> list[str]:
    """Reasons to refuse this password; an empty list when it will do (LOG-13, LOG-14).

    `mots_personnels` are the user's login, names, SIRET…: none may stand in it.
    """
    raisons = [*_defauts_de_forme(mot_de_passe, profil), *_defauts_de_genre(mot_de_passe, profil)]
    replie = mot_de_passe.casefold()
    if any(mot in replie for mot in MOTS_DU_PORTAIL):
        raisons.append("Il ne doit contenir ni « ppas » ni « carsat ».")
    personnels = {mot.casefold() for mot in mots_personnels if len(mot) >= LONGUEUR_MOT_PERSONNEL}
    if any(mot in replie for mot in personnels):
        raisons.append("Il ne doit contenir ni votre nom utilisateur, ni vos nom et prénom, ni un numéro SIRET.")
    if replie in COURANTS:
        raisons.append("Il est trop courant : il serait essayé parmi les premiers.")
    return raisons


def _defauts_de_forme(mot_de_passe: str, profil: Profil) -> list[str]:
    raisons = []
    nb = len(mot_de_passe)
    if not profil.longueur_min <= nb <= profil.longueur_max:
        raisons.append(
            f"Il doit comporter entre {profil.longueur_min} et {profil.longueur_max} caractères : {nb} saisis."
        )
    if sum(signe in CHIFFRES for signe in mot_de_passe) < profil.nb_chiffres_min:
        raisons.append("Il doit comporter au moins un chiffre.")
    if sum(signe.isalpha() for signe in mot_de_passe) < profil.nb_lettres_min:
        raisons.append("Il doit comporter au moins une lettre.")
    if any(signe in profil.signes_interdits for signe in mot_de_passe):
        raisons.append(f"Il ne doit comporter aucun de ces signes : {' '.join(profil.signes_interdits)}")
    permis = LETTRES + CHIFFRES + profil.signes_interdits
    if profil.est_alphanumerique and any(signe not in permis for signe in mot_de_passe):
        raisons.append("Il ne doit comporter ni accent, ni espace, ni caractère spécial.")
    return raisons


def _defauts_de_genre(mot_de_passe: str, profil: Profil) -> list[str]:
    nb_mots = len(mot_de_passe.split())
    if profil.nb_mots_suffisants and nb_mots >= profil.nb_mots_suffisants:
        return []
    a_un_signe = any(not signe.isalnum() for signe in mot_de_passe)
    genres = [
        any(signe.islower() for signe in mot_de_passe),
        any(signe.isupper() for signe in mot_de_passe),
        any(signe.isdigit() for signe in mot_de_passe),
        a_un_signe,
    ]
    raisons = []
    if sum(genres) < profil.nb_genres_min:
        raisons.append(
            f"Il doit mêler au moins {profil.nb_genres_min} genres parmi minuscules, majuscules, chiffres et signes."
        )
    if profil.longueur_min <= len(mot_de_passe) < profil.longueur_min_sans_signe and not a_un_signe:
        raisons.append(f"Sans signe, il doit comporter au moins {profil.longueur_min_sans_signe} caractères.")
    return raisons


def temporaire() -> str:
    """Draw a temporary password that satisfies `PPAS` and that nobody misreads: about 68 bits."""
    signes = [signe for signe in LETTRES + CHIFFRES if signe not in AMBIGUS]
    while defauts(tirage := "".join(secrets.choice(signes) for _ in range(LONGUEUR_TEMPORAIRE))):
        pass
    return tirage
