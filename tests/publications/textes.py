"""What the content files say: their steps, links, labels and proofs, read without loading them."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

from ppas.publications.regles.contenus import Contenu, lire

RACINE = Path(__file__).parents[2]
CONTENUS_DE_LA_DEMO = RACINE / "ppas" / "demo" / "contenu"
LIEN = re.compile(r'href="([^"]+)"')
CITATION = re.compile(r"«(?:&nbsp;|\s)*(.*?)(?:&nbsp;|\s)*»")
ESPACES = re.compile(r"(?:\s|&nbsp;|\u00a0)+")


def contenus() -> list[Contenu]:
    """Return every page of the portal's own texts."""
    return list(lire().tous())


def contenus_de_la_demo() -> list[Contenu]:
    """Return every page that the demonstration adds."""
    return list(lire(CONTENUS_DE_LA_DEMO).tous())


def blocs(contenu: Contenu) -> list[dict[str, Any]]:
    """Return the blocks of a page, whichever field holds them."""
    return [*contenu.champs.get("corps", ()), *contenu.champs.get("reponse", ())]


def html(contenu: Contenu) -> str:
    """Return all that a page says, as one piece of HTML."""
    champs = [contenu.champs.get("introduction", ""), contenu.champs.get("offre_texte", "")]
    return "\n".join([*champs, *(bloc["texte"] for bloc in blocs(contenu) if "texte" in bloc)])


def liens(contenu: Contenu) -> list[str]:
    """Return the addresses of the links of a page, as they are written."""
    return LIEN.findall(html(contenu))


def citations(texte: str) -> Iterator[str]:
    """Yield what is quoted in a text: labels, and other words."""
    for cite in CITATION.findall(re.sub(r"<[^>]+>", "", texte)):
        yield en_clair(cite)


def en_clair(texte: str) -> str:
    """Return a text with plain spaces and apostrophes."""
    return ESPACES.sub(" ", unescape(texte)).replace("’", "'").strip()


@cache
def ids_des_tests() -> frozenset[str]:
    """Return the id of every test, read from the source: nothing is collected nor run."""
    return frozenset(
        f"{fichier.relative_to(RACINE).as_posix()}::{noeud.name}"
        for fichier in (RACINE / "tests").rglob("test_*.py")
        for noeud in ast.walk(ast.parse(fichier.read_text()))
        if isinstance(noeud, ast.FunctionDef) and noeud.name.startswith("test_")
    )


@cache
def sources_du_portail() -> str:
    """Return the templates, forms and offline screens of the portal as one text, for looking a label up."""
    fichiers = [
        *(RACINE / "ppas").glob("*/templates/**/*.html"),
        *(RACINE / "ppas" / "evaluations" / "hors_ligne").rglob("*.js"),
        *(fichier for fichier in (RACINE / "ppas").rglob("*.py") if "contenu" not in fichier.parts),
    ]
    textes = (re.sub(r"</?[a-zA-Z][^>]*>", "", fichier.read_text(encoding="utf-8")) for fichier in fichiers)
    return en_clair("\n".join(textes))
