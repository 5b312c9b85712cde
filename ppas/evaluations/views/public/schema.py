"""What a caisse's information system needs to read an export: the schema, and the forms whose keys it holds."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ppas.evaluations.operations.exporter import SCHEMA
from ppas.evaluations.regles.description import FORMULAIRES, VERSIONS
from ppas.socle.gardes import public


@require_safe
@public
def schema(request: HttpRequest) -> HttpResponse:
    """Give the JSON schema of the exports."""
    entetes = {"Content-Disposition": f'inline; filename="{SCHEMA.name}"'}
    return HttpResponse(SCHEMA.read_bytes(), content_type="application/schema+json", headers=entetes)


@require_safe
@public
def formulaire(request: HttpRequest, version: int) -> HttpResponse:
    """Give the description of one version of the form: what each key of the answers asks."""
    if version not in VERSIONS:
        raise Http404
    return HttpResponse((FORMULAIRES / f"{version}.json").read_bytes(), content_type="application/json")
