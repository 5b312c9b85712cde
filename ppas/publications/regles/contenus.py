"""The texts that the portal comes with: a folder is a page and its children, a TOML file a page (docs/decisions/0130).

File names give the order and the slug: `10-services/index.toml` is the page `services`, `20-faq.toml` the page `faq`.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RACINE = Path(__file__).parents[1] / "contenu"
NOM = re.compile(r"(?:\d+-)?(?P<slug>[a-z0-9-]+)")
META = {"type", "titre", "preuves"}


class ContenuIllisible(ValueError):
    """A content file says nothing that a page can be made of; the message names it."""


@dataclass(frozen=True)
class Contenu:
    """A page as its file describes it: `type` names the model, `champs` its fields.

    `preuves` are the tests that hold it true, `dossier` is where the files that it names are.
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


def lire(racine: Path = RACINE) -> Contenu:
    """Return the tree of contents under `racine`. Raise ContenuIllisible."""
    return _page(racine / "index.toml", slug="accueil", enfants=_enfants(racine))


def _enfants(dossier: Path) -> tuple[Contenu, ...]:
    return tuple(_enfant(chemin) for chemin in sorted(dossier.iterdir()) if _est_une_page(chemin))


def _est_une_page(chemin: Path) -> bool:
    if chemin.is_dir():
        return (chemin / "index.toml").exists()
    return chemin.suffix == ".toml" and chemin.name != "index.toml"


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
        return Contenu(
            slug=slug,
            type=lu["type"],
            titre=lu["titre"],
            champs={nom: valeur for nom, valeur in lu.items() if nom not in META},
            preuves=tuple(lu.get("preuves", ())),
            dossier=fichier.parent,
            enfants=enfants,
        )
    except (tomllib.TOMLDecodeError, KeyError) as erreur:
        raise ContenuIllisible(f"{fichier}: {erreur}") from erreur
