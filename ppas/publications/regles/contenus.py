"""The texts that the portal comes with: a folder is a page and its children, a TOML file a page (docs/decisions/0130).

`annonces.toml`, at the root, holds the announcements of the home page. File names give the order and the slug:
`10-services/index.toml` is the page `services`, `20-faq.toml` the page `faq`.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

RACINE = Path(__file__).parents[1] / "contenu"
NOM = re.compile(r"(?:\d+-)?(?P<slug>[a-z0-9-]+)")
META = {"type", "titre", "preuves"}
ANNONCES = "annonces.toml"


class ContenuIllisible(ValueError):
    """A content file says nothing that a page can be made of; the message names it."""


@dataclass(frozen=True)
class Contenu:
    """A page as its file describes it: `type` names the model, `champs` its fields.

    `preuves` are the tests that hold it true, its steps' included; `dossier` is where the files that it names are.
    """

    slug: str
    type: str
    titre: str
    champs: dict[str, Any]
    preuves: tuple[str, ...]
    dossier: Path
    enfants: tuple["Contenu", ...] = ()

    def tous(self) -> Iterator["Contenu"]:
        """Yield the page and those below it."""
        yield self
        for enfant in self.enfants:
            yield from enfant.tous()


@dataclass(frozen=True)
class AnnonceDeContenu:
    """An announcement of the home page, shown from `debut` until `fin` (None: until somebody ends it)."""

    texte: str
    debut: datetime
    fin: datetime | None


def lire_annonces(racine: Path) -> list[AnnonceDeContenu]:
    """Return the announcements of the tree under `racine`, none when it has no `annonces.toml`."""
    fichier = racine / ANNONCES
    if not fichier.exists():
        return []
    lues = tomllib.loads(fichier.read_text(encoding="utf-8"))["annonces"]
    return [AnnonceDeContenu(lue["texte"], lue["debut"], lue.get("fin")) for lue in lues]


def lire(racine: Path = RACINE) -> Contenu:
    """Return the tree of contents under `racine`. Raise ContenuIllisible."""
    return _page(racine / "index.toml", slug="accueil", enfants=_enfants(racine))


def _enfants(dossier: Path) -> tuple[Contenu, ...]:
    return tuple(_enfant(chemin) for chemin in sorted(dossier.iterdir()) if _est_une_page(chemin))


def _est_une_page(chemin: Path) -> bool:
    if chemin.is_dir():
        return (chemin / "index.toml").exists()
    return chemin.suffix == ".toml" and chemin.name not in {"index.toml", ANNONCES}


def _enfant(chemin: Path) -> Contenu:
    if chemin.is_dir():
        return _page(chemin / "index.toml", slug=_slug(chemin.name), enfants=_enfants(chemin))
    return _page(chemin, slug=_slug(chemin.stem))


def _slug(nom: str) -> str:
    lu = NOM.fullmatch(nom)
    if lu is None:
        raise ContenuIllisible(f"{nom}: lower-case letters, digits and dashes only.")
    return lu["slug"]


def _page(fichier: Path, *, slug: str, enfants: tuple[Contenu, ...] = ()) -> Contenu:
    try:
        lu = tomllib.loads(fichier.read_text(encoding="utf-8"))
        corps = lu.get("corps", ())
        return Contenu(
            slug=slug,
            type=lu["type"],
            titre=lu["titre"],
            champs={nom: valeur for nom, valeur in lu.items() if nom not in META},
            preuves=(*lu.get("preuves", ()), *(preuve for bloc in corps for preuve in bloc.get("preuves", ()))),
            dossier=fichier.parent,
            enfants=enfants,
        )
    except (tomllib.TOMLDecodeError, KeyError) as erreur:
        raise ContenuIllisible(f"{fichier}: {erreur}") from erreur
