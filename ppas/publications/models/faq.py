"""The FAQ: its parts and their questions, each with an anchor on one page (DOC-06 to DOC-08, DOC-10)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index

from ppas.publications.models.base import PagePortail, chemin
from ppas.publications.models.blocs import MISE_EN_FORME, corps


def ancre_de_la_faq(chemin_du_fragment: str) -> str:
    """Return where the part or the question whose path is `/faq/part/question/` is read: an anchor of the FAQ."""
    _, faq, *_, slug, _ = chemin_du_fragment.split("/")
    return f"/{faq}/#{slug}"


class Faq(PagePortail):
    """The page itself; parts and questions are its descendants, drafted and published apart."""

    introduction = RichTextField("introduction", features=MISE_EN_FORME, blank=True)

    max_count = 1
    parent_page_types = ["publications.PageAccueil"]
    subpage_types = ["publications.PartieFaq"]
    content_panels = [*PagePortail.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = "FAQ"
        verbose_name_plural = "FAQ"

    def parties(self) -> list["PartieFaq"]:
        """Return the parts in their order, each with its questions in `les_questions`, in two queries."""
        parties = list(PartieFaq.objects.live().child_of(self).order_by("path"))
        questions = list(QuestionFaq.objects.live().descendant_of(self).order_by("path"))
        for partie in parties:
            partie.les_questions = [question for question in questions if question.path.startswith(partie.path)]
        return parties

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the parts."""
        return super().get_context(request, *args, **kwargs) | {"parties": self.parties()}


class FragmentFaq(PagePortail):
    """A piece of the FAQ: it has an anchor there, no page of its own."""

    class Meta:
        abstract = True

    @property
    def chemin(self) -> str:
        """The path of the FAQ, and the anchor."""
        return ancre_de_la_faq(chemin(self.url_path))

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send to the anchor."""
        return redirect(self.chemin)


class PartieFaq(FragmentFaq):
    """One of the parts of the FAQ."""

    parent_page_types = ["publications.Faq"]
    subpage_types = ["publications.QuestionFaq"]

    class Meta:
        verbose_name = "partie de la FAQ"
        verbose_name_plural = "parties de la FAQ"


class QuestionFaq(FragmentFaq):
    """A question and its answer; the title is the question."""

    reponse = corps()

    parent_page_types = ["publications.PartieFaq"]
    subpage_types: list[str] = []
    content_panels = [*PagePortail.content_panels, FieldPanel("reponse")]
    search_fields = [*PagePortail.search_fields, index.SearchField("reponse")]

    class Meta:
        verbose_name = "question de la FAQ"
        verbose_name_plural = "questions de la FAQ"
