"""Documents by category, with their versions, and the guides read on line (DOC-01 to DOC-05, DOC-09 to DOC-12)."""

from collections.abc import Iterable, Sequence
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as DocumentDeWagtail
from wagtail.models import Orderable, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from ppas.caisses.models import TypePartenaire
from ppas.publications.models.base import PagePortail
from ppas.publications.models.blocs import corps
from ppas.publications.regles.fichiers import texte
from ppas.socle.horloge import aujourd_hui


class Fichier(AbstractDocument):
    """A file put on line by an editor; `texte` is what it says, for the search."""

    texte = models.TextField("texte du fichier", blank=True, editable=False)

    admin_form_fields = DocumentDeWagtail.admin_form_fields
    search_fields = [*AbstractDocument.search_fields, index.SearchField("texte")]

    class Meta(AbstractDocument.Meta):
        verbose_name = "fichier"

    def clean(self) -> None:
        """Judge the extension of a file, when there is one: the form has said what is wrong with a refused one."""
        if self.file:
            super().clean()

    def _set_document_file_metadata(self) -> None:
        """Read the text too, whenever Wagtail measures a file that has come: a broken one has none."""
        super()._set_document_file_metadata()
        with self.open_file() as fichier:
            self.texte = texte(self.filename, fichier.read())


class FicheQuerySet(PageQuerySet):
    """Documents as the lists show them."""

    def publiees(self) -> Self:
        """Those published, in their order, each with its versions and whom it concerns: three queries in all."""
        versions = VersionDocument.objects.select_related("fichier")
        return self.live().order_by("path").prefetch_related(models.Prefetch("versions", versions), "concerne")

    def pour(self, type_partenaire: str) -> Self:
        """Those that concern the kind of partner of this code, or everybody; all of them when it is empty."""
        if not type_partenaire:
            return self
        return self.filter(Q(concerne__code=type_partenaire) | Q(concerne=None))


class Documentation(PagePortail):
    """« La documentation »: its categories and what each holds."""

    introduction = models.TextField("introduction", max_length=500, blank=True)

    max_count = 1
    parent_page_types = ["publications.PageAccueil"]
    subpage_types = ["publications.Categorie"]
    content_panels = [*PagePortail.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = "documentation"
        verbose_name_plural = "documentations"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the categories with what they hold, for everybody or for one kind of partner."""
        return super().get_context(request, *args, **kwargs) | contexte_de_documentation(request)


class Categorie(PagePortail):
    """A category of documents: guides et outils, cahiers des charges, textes de référence, barèmes, imprimés."""

    introduction = models.TextField("introduction", max_length=500, blank=True)

    parent_page_types = ["publications.Documentation"]
    subpage_types = ["publications.FicheDocument"]
    content_panels = [*PagePortail.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = "catégorie de documents"
        verbose_name_plural = "catégories de documents"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the documents, for everybody or for one kind of partner, and the other categories."""
        contexte = super().get_context(request, *args, **kwargs) | contexte_de_documentation(request)
        la_sienne = next((c for c in contexte["categories"] if c.pk == self.pk), None)
        return contexte | {"fiches": la_sienne.les_fiches if la_sienne else []}


class FicheDocument(PagePortail):
    """A document, as one finds it: a text on line, files by version, or a page that the portal makes by itself.

    `page_du_portail` names the URL of such a page: the document is then that page, which cannot drift from the
    software.
    """

    chapo = models.CharField("résumé", max_length=300)
    concerne = ParentalManyToManyField(TypePartenaire, blank=True, related_name="+", verbose_name="concerne")
    page_du_portail = models.CharField("page du portail", max_length=60, blank=True, editable=False)
    corps = corps()

    objects = PageManager.from_queryset(FicheQuerySet)()
    parent_page_types = ["publications.Categorie"]
    subpage_types: list[str] = []
    content_panels = [
        *PagePortail.content_panels,
        FieldPanel("chapo"),
        FieldPanel("concerne"),
        FieldPanel("corps"),
        InlinePanel("versions", label="Version", heading="Fichiers, le plus récent d’abord"),
    ]
    search_fields = [*PagePortail.search_fields, index.SearchField("chapo"), index.SearchField("corps")]

    class Meta:
        verbose_name = "document"

    @property
    def lien(self) -> str:
        """Where the document is read: on its own page, or on the one that the portal makes."""
        return reverse(self.page_du_portail) if self.page_du_portail else self.chemin

    @property
    def derniere_version(self) -> "VersionDocument | None":
        """The version that its editor put first."""
        return next(iter(self.versions.all()), None)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the versions, with their files, the steps of a guide, whom it concerns and the categories."""
        contexte = super().get_context(request, *args, **kwargs)
        versions = list(self.versions.select_related("fichier"))
        return contexte | {
            "etapes": [bloc.value["titre"] for bloc in self.corps if bloc.block_type == "etape"],
            "derniere": versions[0] if versions else None,
            "anciennes": versions[1:],
            "concernes": list(self.concerne.all()),
            "categories": compter(Categorie.objects.live().order_by("path")),
        }

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page, or send to the one that the portal makes."""
        return redirect(self.lien) if self.page_du_portail else super().serve(request, *args, **kwargs)


class VersionDocument(Orderable):
    """A version of a document: its file and its date."""

    fiche = ParentalKey(FicheDocument, on_delete=models.CASCADE, related_name="versions")
    libelle = models.CharField("version", max_length=60)
    date = models.DateField("date", default=aujourd_hui)
    fichier = models.ForeignKey(Fichier, models.PROTECT, related_name="+", verbose_name="fichier")

    panels = [FieldPanel("libelle"), FieldPanel("date"), FieldPanel("fichier")]

    class Meta(Orderable.Meta):
        verbose_name = "version d’un document"
        verbose_name_plural = "versions d’un document"

    def __str__(self) -> str:
        return self.libelle


def compter(categories: Iterable[Categorie], fiches: Sequence[FicheDocument] | None = None) -> list[Categorie]:
    """Return `categories`, each with its documents among `fiches` in `les_fiches` and their number in `nombre`.

    Without `fiches` documents are counted only, in one query.
    """
    comptees = list(categories)
    chemins = [fiche.path for fiche in fiches] if fiches is not None else None
    if chemins is None:
        chemins = list(FicheDocument.objects.live().values_list("path", flat=True))
    for categorie in comptees:
        categorie.nombre = sum(chemin.startswith(categorie.path) for chemin in chemins)
        categorie.les_fiches = [fiche for fiche in fiches or () if fiche.path.startswith(categorie.path)]
    return comptees


def contexte_de_documentation(request: HttpRequest) -> dict[str, Any]:
    """Return the categories with their documents, the kinds of partner, and the kind that `?pour=` asks for."""
    types = list(TypePartenaire.objects.all())
    pour = next((un_type for un_type in types if un_type.code == request.GET.get("pour")), None)
    fiches = list(FicheDocument.objects.publiees().pour(pour.code if pour else ""))
    return {"categories": compter(Categorie.objects.live().order_by("path"), fiches), "types": types, "pour": pour}
