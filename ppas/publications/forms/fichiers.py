"""Files and pictures: refused with a sentence when they are broken, or not what their name says."""

import struct
import zlib
from typing import Any

from django import forms
from django.core.files import File
from PIL import Image as Pillow
from PIL import ImageSequence
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from ppas.publications.regles.fichiers import defaut

IMAGE_ABIMEE = (
    "Cette image est abîmée, incomplète, ou n’est pas une image : rien n’a été enregistré. Enregistrez-la à nouveau "
    "sur votre ordinateur, puis recommencez."
)
IMAGE_ILLISIBLE = (
    OSError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError, EOFError, MemoryError,
    struct.error, zlib.error, Pillow.DecompressionBombError,
)  # fmt: skip
"""Whatever the readers of pictures raise on a file that is broken, or made to break them."""


class SansEtiquettes(forms.ModelForm):
    """Without Wagtail's tags, which would show each caisse's words to the others."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("tags", None)


class FichierForm(SansEtiquettes, BaseDocumentForm):
    """A file to put on line."""

    def clean_file(self) -> File:
        """Refuse a file that is not what its name says."""
        fichier = self.cleaned_data["file"]
        if "file" in self.changed_data and fichier:
            octets = fichier.read()
            fichier.seek(0)
            if phrase := defaut(fichier.name, octets):
                raise forms.ValidationError(phrase, code="illisible")
        return fichier


class ChampImage(WagtailImageField):
    """A picture whose pixels can all be read, or the pages that show it would fail."""

    default_error_messages = {"invalid_image": IMAGE_ABIMEE}

    def to_python(self, data: Any) -> Any:
        """Refuse, with the sentence, whatever Pillow stumbles on: Wagtail only foresees a file that is no picture."""
        try:
            fichier = super().to_python(data)
            if fichier:
                _lire_les_pixels(fichier)
        except IMAGE_ILLISIBLE as erreur:
            raise forms.ValidationError(IMAGE_ABIMEE, code="invalid_image") from erreur
        return fichier


def _lire_les_pixels(fichier: File) -> None:
    """Read each frame of the picture; their number and size were judged before."""
    fichier.seek(0)
    with Pillow.open(fichier) as image:
        for vue in ImageSequence.Iterator(image):
            vue.load()
    fichier.seek(0)


class ImageForm(SansEtiquettes, BaseImageForm):
    """A picture to put on line."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if champ := self.fields.get("file"):
            self.fields["file"] = ChampImage(label=champ.label, required=champ.required, widget=champ.widget)
