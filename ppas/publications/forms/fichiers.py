"""Files and pictures: refused with a sentence when they are broken, or not what their name says."""

from typing import Any

from django import forms
from django.core.files import File
from PIL import Image as Pillow
from PIL import UnidentifiedImageError
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from ppas.publications.regles.fichiers import defaut


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


class ImageForm(SansEtiquettes, BaseImageForm):
    """A picture to put on line; its pixels are read, or the pages that show it would fail."""

    def clean_file(self) -> File:
        """Refuse a picture cut short; its size in pixels was judged before."""
        fichier = self.cleaned_data["file"]
        if "file" in self.changed_data and fichier:
            try:
                with Pillow.open(fichier) as image:
                    image.load()
            except (OSError, SyntaxError, ValueError, UnidentifiedImageError, Pillow.DecompressionBombError) as erreur:
                raise forms.ValidationError(
                    "Cette image est abîmée ou incomplète : rien n’a été enregistré. Enregistrez-la à nouveau sur "
                    "votre ordinateur, puis recommencez.",
                    code="illisible",
                ) from erreur
            finally:
                fichier.seek(0)
        return fichier
