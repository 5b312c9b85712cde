"""What the HTML of any page must be, rule by rule: each takes a page and returns its defects, in words."""

from collections import Counter
from collections.abc import Callable, Iterator

from lxml.html import HtmlElement

type Regle = Callable[[HtmlElement], Iterator[str]]

CHAMPS = "//input[not(@type='hidden' or @type='submit' or @type='button')] | //select | //textarea"
TITRES = "//h1 | //h2 | //h3 | //h4 | //h5 | //h6"
FIN_DE_TITRE = " - Partenaires Action Sociale"
LIES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "headers", "list")


def texte(element: HtmlElement) -> str:
    """Return the words of `element`, those of its pictures included."""
    images = " ".join(element.xpath(".//img/@alt"))
    return " ".join(f"{element.text_content()} {images}".split())


def nomme(element: HtmlElement) -> str:
    """Return a few words that let one find `element` in its page."""
    attributs = " ".join(f'{nom}="{element.get(nom)}"' for nom in ("id", "name", "class") if element.get(nom))
    return f"<{element.tag} {attributs}> {texte(element)[:40]}".strip()


def langue_du_document(page: HtmlElement) -> Iterator[str]:
    """A French page says so (RGAA 8.3, 8.4)."""
    if page.get("lang") != "fr":
        yield f"lang is {page.get('lang')!r}"


def titre_du_document(page: HtmlElement) -> Iterator[str]:
    """A title that ends with the portal's name (RGAA 8.5)."""
    titre = page.findtext(".//title") or ""
    if not titre.endswith(FIN_DE_TITRE) or not titre.removesuffix(FIN_DE_TITRE).strip():
        yield f"title is {titre!r}"


def titres(page: HtmlElement) -> Iterator[str]:
    """One first-level heading, no empty one, no level skipped on the way down (RGAA 9.1)."""
    precedent = 0
    for titre in page.xpath(TITRES):
        niveau = int(titre.tag[1])
        if not texte(titre):
            yield f"empty {titre.tag}"
        if niveau > precedent + 1:
            yield f"{titre.tag} after h{precedent}: {texte(titre)}"
        precedent = niveau
    if (nb := len(page.xpath("//h1"))) != 1:
        yield f"{nb} h1"


def reperes(page: HtmlElement) -> Iterator[str]:
    """Header, navigation, content and footer, once each; several navigations have names (RGAA 9.2, 12.6)."""
    for repere in ("header", "main", "footer"):
        if (nb := len(page.xpath(f"//body/{repere}"))) != 1:
            yield f"{nb} {repere}"
    noms = [nav.get("aria-label") or nav.get("aria-labelledby") for nav in page.xpath("//nav")]
    if not noms or None in noms or len(set(noms)) != len(noms):
        yield f"navigations are named {noms}"


def evitement(page: HtmlElement) -> Iterator[str]:
    """The first link leads to the content, which takes the focus (RGAA 12.7)."""
    premier = page.xpath("//body//a")[:1]
    cible = premier[0].get("href", "") if premier else ""
    if not cible.startswith("#") or not page.xpath(f"//main[@id='{cible[1:]}'][@tabindex='-1']"):
        yield f"the first link goes to {cible!r}"


def identifiants(page: HtmlElement) -> Iterator[str]:
    """An identifier names one element, and what an attribute names exists (RGAA 8.2)."""
    presents = Counter(page.xpath("//@id"))
    yield from (f"id {nom!r} {nb} times" for nom, nb in presents.items() if nb > 1)
    for attribut in LIES:
        for element in page.xpath(f"//*[@{attribut}]"):
            absents = [nom for nom in element.get(attribut).split() if nom not in presents]
            if absents:
                yield f"{attribut} names {absents}: {nomme(element)}"


def etiquettes(page: HtmlElement) -> Iterator[str]:
    """Each field has a name (RGAA 11.1)."""
    etiquetes = set(page.xpath("//label/@for"))
    for champ in page.xpath(CHAMPS):
        par_attribut = any((champ.get(nom) or "").strip() for nom in ("aria-label", "aria-labelledby", "title"))
        if not (par_attribut or champ.get("id") in etiquetes or champ.xpath("ancestor::label")):
            yield nomme(champ)


def groupes(page: HtmlElement) -> Iterator[str]:
    """Radio buttons of one question are in a group that has a legend (RGAA 11.5, 11.6)."""
    for nom in sorted(set(page.xpath("//input[@type='radio']/@name"))):
        boutons = page.xpath(f"//input[@type='radio'][@name='{nom}']")
        legendes = {
            tuple(texte(legende) for legende in bouton.xpath("ancestor::fieldset[1]/legend")) for bouton in boutons
        }
        groupes_aria = [
            bouton.xpath("ancestor::*[@role='radiogroup'][@aria-label or @aria-labelledby]") for bouton in boutons
        ]
        if not all(groupes_aria) and (len(legendes) != 1 or not all(next(iter(legendes)) or [""])):
            yield f"radio buttons {nom!r}: legends {sorted(legendes)}"


def noms_accessibles(page: HtmlElement) -> Iterator[str]:
    """Each link and each button says something (RGAA 6.2, 11.9)."""
    for element in page.xpath("//a[@href] | //button | //summary"):
        if not (texte(element) or element.get("aria-label") or element.get("title")):
            yield nomme(element)


def images(page: HtmlElement) -> Iterator[str]:
    """Each picture has an alternative, or is hidden from who does not see it (RGAA 1.1, 1.2)."""
    yield from (nomme(image) for image in page.xpath("//img[not(@alt)]"))
    for dessin in page.xpath("//svg[not(ancestor::svg) and not(ancestor-or-self::*[@aria-hidden='true'])]"):
        if not dessin.xpath("ancestor-or-self::*[@role='img'][@aria-label or @aria-labelledby]"):
            yield nomme(dessin)


def tableaux(page: HtmlElement) -> Iterator[str]:
    """Each table has a caption, and headers that say what they head (RGAA 5.4, 5.6, 5.7)."""
    for table in page.xpath("//table"):
        legende = table.find("caption")
        if legende is None or not texte(legende):
            yield f"no caption: {nomme(table)}"
        if not table.xpath(".//th"):
            yield f"no header: {nomme(table)}"
        yield from (f"th without scope: {nomme(th)}" for th in table.xpath(".//th[not(@scope) and not(@id)]"))


def listes(page: HtmlElement) -> Iterator[str]:
    """Lists hold items and nothing else (RGAA 9.3)."""
    for liste in page.xpath("//ul | //ol"):
        if autres := {enfant.tag for enfant in liste.iterchildren("*")} - {"li", "script", "template"}:
            yield f"{sorted(autres)} in {nomme(liste)}"
    yield from (f"li alone: {nomme(li)}" for li in page.xpath("//li[not(parent::ul or parent::ol or parent::menu)]"))
    yield from (f"dt or dd alone: {nomme(dt)}" for dt in page.xpath("(//dt | //dd)[not(ancestor::dl)]"))


def ordre_de_tabulation(page: HtmlElement) -> Iterator[str]:
    """The keyboard follows the page (RGAA 12.8); no key acts alone (12.10)."""
    yield from (f"tabindex {e.get('tabindex')}: {nomme(e)}" for e in page.xpath("//*[@tabindex > 0]"))
    yield from (f"accesskey: {nomme(e)}" for e in page.xpath("//*[@accesskey]"))


def cadres(page: HtmlElement) -> Iterator[str]:
    """Each frame has a title (RGAA 2.1)."""
    yield from (
        nomme(cadre) for cadre in page.xpath("(//iframe | //object | //embed)[not(@title) and not(@aria-label)]")
    )


def presentation(page: HtmlElement) -> Iterator[str]:
    """Looks belong to the style sheets (RGAA 8.9, 10.1)."""
    yield from (
        nomme(e) for e in page.xpath("//font | //center | //big | //marquee | //blink | //*[@bgcolor] | //*[@align]")
    )


def fenetres(page: HtmlElement) -> Iterator[str]:
    """No page reloads or leaves by itself; a link that opens a window says so (RGAA 13.1, 13.2)."""
    yield from (f"refresh: {meta.get('content')}" for meta in page.xpath("//meta[@http-equiv='refresh']"))
    for lien in page.xpath("//a[@target='_blank']"):
        if "nouvel onglet" not in f"{texte(lien)} {lien.get('title', '')}":
            yield nomme(lien)


def agrandissement(page: HtmlElement) -> Iterator[str]:
    """Nobody is kept from zooming (RGAA 10.4)."""
    for contenu in page.xpath("//meta[@name='viewport']/@content"):
        if "user-scalable" in contenu or "maximum-scale" in contenu:
            yield contenu


REGLES: tuple[Regle, ...] = (
    langue_du_document,
    titre_du_document,
    titres,
    reperes,
    evitement,
    identifiants,
    etiquettes,
    groupes,
    noms_accessibles,
    images,
    tableaux,
    listes,
    ordre_de_tabulation,
    cadres,
    presentation,
    fenetres,
    agrandissement,
)
