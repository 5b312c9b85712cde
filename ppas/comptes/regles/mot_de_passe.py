"""What a password must be. A profile is data: another one is another row here, never another `if`."""

import secrets
import string
from dataclasses import dataclass
from datetime import timedelta

LETTRES = string.ascii_letters
CHIFFRES = string.digits
AMBIGUS = set("0O1Il")
"""Signs that are easily taken for one another: a temporary password is copied from a mail."""
LONGUEUR_TEMPORAIRE = 12
VALIDITE_TEMPORAIRE = timedelta(days=7)
"""Decision D13 of the requirements."""


@dataclass(frozen=True)
class Profil:
    """The demands of one profile. `signes_interdits` are named one by one in the help text."""

    code: str
    longueur_min: int
    longueur_max: int
    nb_lettres_min: int
    nb_chiffres_min: int
    est_alphanumerique: bool
    signes_interdits: str

    @property
    def aide(self) -> str:
        """The demands as the form tells them."""
        phrases = [f"{self.longueur_min} à {self.longueur_max} caractères"]
        if self.est_alphanumerique:
            phrases.append("des lettres sans accent et des chiffres, sans espace ni caractère spécial")
        if self.nb_chiffres_min:
            phrases.append(f"au moins {self.nb_lettres_min} lettre et {self.nb_chiffres_min} chiffre")
        interdits = f" Signes interdits : {' '.join(self.signes_interdits)}." if self.signes_interdits else ""
        return f"{', '.join(phrases)}.{interdits} Majuscules et minuscules comptent."


PPAS = Profil(
    code="ppas",
    longueur_min=8,
    longueur_max=12,
    nb_lettres_min=1,
    nb_chiffres_min=1,
    est_alphanumerique=True,
    signes_interdits="<>/!#{};|",
)
"""Registration manual §1.1.2 and §1.1.7, and the FAQ's list of signs, both at once (decision D4)."""

PROFILS = {profil.code: profil for profil in (PPAS,)}


def defauts(mot_de_passe: str, *, profil: Profil = PPAS, login: str = "") -> list[str]:
    """Reasons to refuse this password; an empty list when it will do (LOG-13, LOG-14)."""
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
    if login and mot_de_passe.casefold() == login.casefold():
        raisons.append("Il doit être différent du nom utilisateur.")
    return raisons


def temporaire() -> str:
    """Draw a temporary password that satisfies `PPAS` and that nobody misreads: about 68 bits."""
    signes = [signe for signe in LETTRES + CHIFFRES if signe not in AMBIGUS]
    while defauts(tirage := "".join(secrets.choice(signes) for _ in range(LONGUEUR_TEMPORAIRE))):
        pass
    return tirage
