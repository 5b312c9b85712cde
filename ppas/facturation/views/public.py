"""What anyone may read of invoicing: the layout of files, their schema, the anomalies and what to do about each."""

from datetime import datetime
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from ppas.facturation.forms.procedure import RechercheControleForm
from ppas.facturation.operations.composer_documentation import (
    EXEMPLES,
    FAMILLES,
    cahier_des_charges_pdf,
    procedure_pdf,
)
from ppas.facturation.regles import description
from ppas.facturation.regles.catalogue import CATALOGUE
from ppas.facturation.regles.controle import Famille, Gravite
from ppas.facturation.regles.fiches import Fiche, chercher
from ppas.socle.documents import reponse_document
from ppas.socle.gardes import public
from ppas.socle.horloge import aujourd_hui, debut_du_jour


@require_GET
@public
def cahier_des_charges(request: HttpRequest) -> HttpResponse:
    """Describe the invoice file (FIL-02 to FIL-08)."""
    return render(
        request,
        "facturation/cahier_des_charges.html",
        {
            "description": description.decrire(),
            "version": description.VERSION,
            "exemples": EXEMPLES.items(),
            "fil": [*_documentation(), ("Cahier des charges du fichier de facturation XML", None)],
        },
    )


@require_GET
@public
def procedure(request: HttpRequest) -> HttpResponse:
    """List every motive of anomaly and what to do about it (ANO-02), from the catalogue; filtered without a script."""
    filtres = RechercheControleForm(request.GET)
    demandes = filtres.cleaned_data if filtres.is_valid() else {}
    mots, famille = demandes.get("q", ""), demandes.get("famille", "")
    trouvees = [] if famille == Famille.REPORT else chercher(mots, Gravite(famille) if famille else None)
    contexte = {
        "filtres": filtres,
        "est_filtre": bool(mots or famille),
        "groupes": [(gravite, *FAMILLES[gravite], list(groupe)) for gravite, groupe in groupby(trouvees, key=_gravite)],
        "montre_report": famille in {"", Famille.REPORT} and not mots,
        "nb": len(trouvees),
        "nb_total": len(CATALOGUE),
        "fil": [*_documentation(), ("Procédure de traitement des anomalies", None)],
    }
    return render(request, "facturation/procedure.html", contexte)


def _gravite(fiche: Fiche) -> Gravite:
    return fiche.controle.gravite


@require_GET
@public
def cahier_des_charges_document(request: HttpRequest) -> HttpResponse:
    """Give the layout as a PDF to print (DOC-09)."""
    return _document(cahier_des_charges_pdf(_ce_matin()), "cahier-des-charges.pdf")


@require_GET
@public
def procedure_document(request: HttpRequest) -> HttpResponse:
    """Give the procedure as a PDF to print (DOC-09)."""
    return _document(procedure_pdf(_ce_matin()), "procedure-anomalies.pdf")


def _document(octets: bytes, nom: str) -> HttpResponse:
    return reponse_document(octets, type_contenu="application/pdf", nom=nom, est_a_enregistrer=False)


def _ce_matin() -> datetime:
    """Return the first instant of the day: one edition a day, made once."""
    return debut_du_jour(aujourd_hui())


@require_GET
@public
def xsd(request: HttpRequest) -> HttpResponse:
    """Give the schema, each of its elements documented with the controls that read it."""
    return HttpResponse(
        description.schema_publie(),
        content_type="application/xml",
        headers={"Content-Disposition": f'attachment; filename="{description.SCHEMA.name}"'},
    )


@require_GET
@public
def exemple(request: HttpRequest, nom: str) -> HttpResponse:
    """Give one of the two example files; any other name does not exist."""
    if nom not in EXEMPLES:
        raise Http404
    return HttpResponse(
        EXEMPLES[nom].encode(),
        content_type="application/xml",
        headers={"Content-Disposition": f'attachment; filename="{nom}"'},
    )


def _documentation() -> list[tuple[str, str | None]]:
    return [("La documentation", reverse("publications:documentation"))]
