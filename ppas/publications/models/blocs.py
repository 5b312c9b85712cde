"""What an editor may put in the body of a page; nothing that runs a script or reaches another site by itself."""

from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageBlock

MISE_EN_FORME = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link", "hr"]
"""What the text editor offers; whatever else is pasted is dropped when the page is saved."""
LARGEUR_IMAGE = "width-900"
"""Size at which pages show a picture, in Wagtail's words; the block's template says the same."""
EN_LIGNE = ["bold", "italic", "link"]
CAPTURES = Path(__file__).parents[1] / "static" / "publications" / "captures"
"""Pictures of the portal's own screens, which the browser tests take (docs/decisions/0131)."""


def captures() -> list[tuple[str, str]]:
    """Return the pictures of the portal's screens that a step of a guide may show, by name."""
    return [(image.stem, image.stem) for image in sorted(CAPTURES.glob("*.png"))]


@cache
def dimensions(capture: str) -> tuple[int, int] | None:
    """Return the width and height of a picture in pixels, None when it is no longer there."""
    chemin = CAPTURES / f"{Path(capture).name}.png"
    if not chemin.exists():
        return None
    with Image.open(chemin) as image:
        return image.size


class EncadreBlock(blocks.StructBlock):
    """A paragraph set apart: what one must not miss."""

    titre = blocks.CharBlock(label="Titre", max_length=80)
    texte = blocks.RichTextBlock(label="Texte", features=EN_LIGNE)

    class Meta:
        icon = "info-circle"
        label = "Encadré"
        template = "publications/blocs/encadre.html"


class EtapeBlock(blocks.StructBlock):
    """A step of a guide: what to do, and the screen where one does it."""

    titre = blocks.CharBlock(label="Titre", max_length=120)
    texte = blocks.RichTextBlock(label="Texte", features=MISE_EN_FORME)
    capture = blocks.ChoiceBlock(label="Écran du portail", choices=captures, required=False)
    legende = blocks.CharBlock(
        label="Ce que l’écran montre", max_length=250, required=False, help_text="Lu à la place de l’image."
    )

    class Meta:
        icon = "list-ol"
        label = "Étape"
        template = "publications/blocs/etape.html"

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add the size of the picture: the page keeps its room, and a link to a step does not slide when it comes."""
        contexte = super().get_context(value, parent_context=parent_context)
        return {**contexte, "dimensions": dimensions(value["capture"]) if value.get("capture") else None}


class TableauBlock(TypedTableBlock):
    """A table of texts, with its title."""

    class Meta:
        icon = "table"
        label = "Tableau"
        template = "publications/blocs/tableau.html"


def tableau() -> TableauBlock:
    """Return the block of a table whose cells are plain texts."""
    return TableauBlock([("texte", blocks.CharBlock(label="Texte", required=False))])


def corps(**options: object) -> StreamField:
    """Return the body of a page."""
    return StreamField(
        [
            ("texte", blocks.RichTextBlock(label="Texte", features=MISE_EN_FORME, icon="pilcrow")),
            ("encadre", EncadreBlock()),
            ("etape", EtapeBlock()),
            ("image", ImageBlock(label="Image", template="publications/blocs/image.html")),
            ("tableau", tableau()),
            (
                "documents",
                blocks.ListBlock(
                    DocumentChooserBlock(),
                    label="Documents",
                    icon="doc-full",
                    template="publications/blocs/documents.html",
                ),
            ),
        ],
        verbose_name="corps",
        blank=True,
        **options,
    )
