"""Password profiles: data (`donnees/profils.json`), versioned; the national administrator chooses one for each role."""

import json
import math
import string
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

DONNEES = Path(__file__).resolve().parent.parent / "donnees" / "profils.json"
PARIS = ZoneInfo("Europe/Paris")
NB_MOIS = 12
NB_ALPHANUMERIQUES = len(string.ascii_letters + string.digits)
NB_IMPRIMABLES = 95


@dataclass(frozen=True)
class Profil:
    """The demands of one profile; zero asks for nothing. `signes_interdits` are named one by one in the help text.

    `nb_genres_min` counts among lower case, upper case, digits, other signs; `nb_mots_suffisants` words do without.
    """

    code: str
    version: int
    nom: str
    source: str
    longueur_min: int
    longueur_max: int
    nb_lettres_min: int
    nb_chiffres_min: int
    nb_genres_min: int
    longueur_min_sans_signe: int
    nb_mots_suffisants: int
    est_alphanumerique: bool
    signes_interdits: str
    nb_derniers_interdits: int
    validite_mois: int
    nb_echecs_max: int
    validite_temporaire_heures: int
    est_second_facteur_exige: bool
    avis: str

    @property
    def edition(self) -> str:
        """The profile and its version, as kept with each password chosen under it."""
        return f"{self.code}-{self.version}"

    @property
    def bits(self) -> float:
        """Entropy of the shortest password that the profile allows, were it drawn at random."""
        return self.longueur_min * math.log2(NB_ALPHANUMERIQUES if self.est_alphanumerique else NB_IMPRIMABLES)

    @property
    def validite_temporaire(self) -> timedelta:
        """How long a temporary password may wait for its one use."""
        return timedelta(hours=self.validite_temporaire_heures)

    @property
    def aide(self) -> str:
        """The demands as the form tells them."""
        phrases = [f"{self.longueur_min} à {self.longueur_max} caractères"]
        if self.est_alphanumerique:
            phrases.append("des lettres sans accent et des chiffres, sans espace ni caractère spécial")
        if self.nb_chiffres_min:
            phrases.append(f"au moins {self.nb_lettres_min} lettre et {self.nb_chiffres_min} chiffre")
        if self.nb_genres_min:
            phrases.append(
                f"au moins {self.nb_genres_min} genres parmi minuscules, majuscules, chiffres et signes "
                f"({self.longueur_min_sans_signe} caractères au moins sans signe), ou {self.nb_mots_suffisants} mots"
            )
        interdits = f" Signes interdits : {' '.join(self.signes_interdits)}." if self.signes_interdits else ""
        anciens = (
            f" Différent des {self.nb_derniers_interdits} derniers utilisés." if self.nb_derniers_interdits else ""
        )
        return f"{', '.join(phrases)}.{interdits}{anciens} Majuscules et minuscules comptent."

    def expire_le(self, change_le: datetime) -> datetime | None:
        """Return when a password chosen at `change_le` ends (LOG-16): same day and time in Paris; None for never."""
        return plus_mois(change_le, self.validite_mois) if self.validite_mois else None


def plus_mois(instant: datetime, nb: int) -> datetime:
    """Return the same clock time in Paris `nb` months later, on the last day of a month too short: 31/08 → 28/02."""
    local = instant.astimezone(PARIS)
    annees, mois = divmod(local.month - 1 + nb, NB_MOIS)
    suivant = local.replace(year=local.year + annees, month=mois + 1, day=1)
    dernier = (suivant.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return suivant.replace(day=min(local.day, dernier.day))


PROFILS = {profil.code: profil for profil in (Profil(**ligne) for ligne in json.loads(DONNEES.read_text("utf-8")))}
PPAS = PROFILS["ppas"]
PAR_DEFAUT = {"partenaire": "ppas", "agent": "agents", "national": "agents"}
"""The profile of each role until another is chosen."""
