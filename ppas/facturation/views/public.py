"""What anyone may read of invoicing: the layout of files, their schema, the anomalies and what to do about each."""

from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from ppas.facturation.forms.procedure import RechercheControleForm
from ppas.facturation.regles import description
from ppas.facturation.regles.catalogue import CATALOGUE
from ppas.facturation.regles.controle import Famille, Gravite
from ppas.facturation.regles.exemples import DOCUMENT_AMD, DOCUMENT_AUTRE, NOM_AMD, NOM_AUTRE
from ppas.facturation.regles.fiches import Fiche, chercher
from ppas.socle.gardes import public

EXEMPLES = {NOM_AMD: DOCUMENT_AMD, NOM_AUTRE: DOCUMENT_AUTRE}
FAMILLES = {
    Gravite.FICHIER: ("Le fichier est refusé en entier", "Rien n’en est conservé ; son nom peut être réutilisé."),
    Gravite.LIGNE: ("La ligne est refusée", "Les autres lignes du fichier sont acceptées."),
    Gravite.AVERTISSEMENT: ("La ligne est acceptée avec un avertissement", "Aucune action n’est obligatoire."),
}


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
