"""The HTML of formatted texts, made harmless when it is shown, however it came to us (docs/decisions/0141)."""

from functools import lru_cache
from typing import Any

from bs4.element import NavigableString, PreformattedString, Script, Stylesheet, Tag, TemplateString
from django.utils.safestring import SafeString
from wagtail.whitelist import Whitelister, allow_without_attributes, attribute_rule, check_url

SANS_ATTRIBUT = (
    "[document]",
    "p",
    "br",
    "hr",
    "h2",
    "h3",
    "h4",
    "b",
    "strong",
    "i",
    "em",
    "ul",
    "ol",
    "li",
    "sub",
    "sup",
)
JAMAIS_LUS = (PreformattedString, Script, Stylesheet, TemplateString)
"""Comments, declarations, CDATA, and what was inside scripts and styles."""


class Filtre(Whitelister):
    """Keeps the elements that the text editor makes, and the addresses of links; drops scripts with what they hold."""

    element_rules = dict.fromkeys(SANS_ATTRIBUT, allow_without_attributes) | {"a": attribute_rule({"href": check_url})}

    def clean_string_node(self, doc: Any, node: NavigableString) -> None:
        """Drop what a browser would not read as text."""
        if isinstance(node, JAMAIS_LUS):
            node.extract()

    def clean_tag_node(self, doc: Any, tag: Tag) -> None:
        """Drop whole what only a script or a frame could need."""
        if tag.name in {"script", "style", "iframe", "object", "svg", "math", "template"}:
            tag.decompose()
        else:
            super().clean_tag_node(doc, tag)


@lru_cache(maxsize=1000)
def html_sur(html: str) -> SafeString:
    """Return `html` with nothing that runs, frames or styles; the latest are kept in memory."""
    return SafeString(Filtre().clean(html))
