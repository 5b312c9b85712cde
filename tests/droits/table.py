"""The written rights: roles.csv says which pages each role opens, matrice.csv what each page answers to whom it opens.

In roles.csv, `objets` is the structure whose objects the role puts in addresses, `lit` those whose words it may read;
a cell says `oui`, `non` (404), or where the role is sent first.
In matrice.csv, `pour` names a column of roles.csv and `adresse` fills the address: `pk=depot` is an object of the
structure, `slug:habitat` a text. `sauf` holds exceptions: `role GET answer`, where `role` may hold `*`.
PUT and DELETE have no column: the portal answers 405 to everybody.
"""

import csv
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

DOSSIER = Path(__file__).parent
ETAPES = {
    "connexion": "302 comptes:connexion",
    "mot de passe": "302 comptes:changer_mot_de_passe",
    "second facteur": "302 comptes:activer_second_facteur",
}
METHODES = ("GET", "POST", "PUT", "DELETE")


@dataclass(frozen=True)
class Role:
    """A row of roles.csv."""

    nom: str
    objets: str
    lit: frozenset[str]
    droits: dict[str, str]

    def peut_lire(self, structure: str) -> bool:
        """Whether the words of `structure` may be in an answer to this role."""
        return "tout" in self.lit or structure in self.lit


@dataclass(frozen=True)
class Page:
    """A row of matrice.csv."""

    url: str
    pour: str
    objets: dict[str, str]
    textes: dict[str, str]
    get: str
    post: str
    exceptions: list[tuple[str, str, str]]

    @property
    def acceptees(self) -> list[str]:
        """The methods that this page answers."""
        return [methode for methode, reponse in (("GET", self.get), ("POST", self.post)) if reponse != "405"]

    def attendu(self, role: Role, methode: str) -> str:
        """Return what this page answers to `role`."""
        if methode in {"PUT", "DELETE"}:
            return "405"
        for motif, sa_methode, reponse in self.exceptions:
            if fnmatch(role.nom, motif) and sa_methode == methode:
                return reponse
        droit = role.droits[self.pour]
        reponse = self.get if methode == "GET" else self.post
        if droit in ETAPES:
            return ETAPES[droit]
        if role.nom.startswith("en_tant_que") and methode == "POST":
            return "403"
        if reponse != "405" and (droit == "non" or (self.objets and not role.peut_lire(role.objets))):
            return "404"
        return reponse


def lire_roles() -> dict[str, Role]:
    """Return roles.csv by role."""
    roles = {}
    for ligne in _lire("roles.csv"):
        nom, objets, lit = (ligne.pop(cle) for cle in ("role", "objets", "lit"))
        roles[nom] = Role(nom, objets, frozenset(lit.split()), ligne)
    return roles


def lire_pages() -> dict[str, Page]:
    """Return matrice.csv by name of URL."""
    return {ligne["url"]: _page(ligne) for ligne in _lire("matrice.csv")}


def _page(ligne: dict[str, str]) -> Page:
    morceaux = ligne["adresse"].split()
    exceptions = [exception.strip().split(" ", 2) for exception in ligne["sauf"].split(",") if exception.strip()]
    return Page(
        ligne["url"],
        ligne["pour"],
        dict(morceau.split("=") for morceau in morceaux if "=" in morceau),
        dict(morceau.split(":", 1) for morceau in morceaux if "=" not in morceau),
        ligne["GET"],
        ligne["POST"],
        [(motif, methode, reponse) for motif, methode, reponse in exceptions],
    )


def _lire(nom: str) -> list[dict[str, str]]:
    with (DOSSIER / nom).open(encoding="utf-8", newline="") as fichier:
        return list(csv.DictReader(fichier, delimiter=";"))


ROLES = lire_roles()
PAGES = lire_pages()
