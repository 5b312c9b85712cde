"""Links in the HTML that editors write, as it is kept: to a page, to a file, to an address."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

BALISE = re.compile(r"<a\s[^>]*>", re.IGNORECASE)
ATTRIBUT = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
AILLEURS = re.compile(r"(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)


@dataclass(frozen=True)
class Lien:
    """A link: `genre` is `page` or `document` with the id of its target in `cible`, else `adresse`."""

    genre: str
    cible: str

    @property
    def est_externe(self) -> bool:
        """Whether it leaves the portal."""
        return self.genre == "adresse" and bool(AILLEURS.match(self.cible))

    @property
    def chemin(self) -> str:
        """The path to which it leads on the portal, without query nor anchor."""
        return self.cible.partition("#")[0].partition("?")[0]


def liens(html: str) -> Iterator[Lien]:
    """Yield the links of `html`, in their order."""
    for balise in BALISE.findall(html):
        attributs = {nom.lower(): unescape(a or b) for nom, a, b in ATTRIBUT.findall(balise)}
        if attributs.get("linktype") in {"page", "document"}:
            yield Lien(attributs["linktype"], attributs.get("id", ""))
        elif "href" in attributs:
            yield Lien("adresse", attributs["href"])
