"""The request form for home help, that anyone may print (DOC-12)."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ppas.prises_en_charge.operations.composer_demande import demande_pdf
from ppas.socle.documents import reponse_document
from ppas.socle.gardes import public
from ppas.socle.horloge import aujourd_hui, debut_du_jour


@require_safe
@public
def imprime_demande(request: HttpRequest) -> HttpResponse:
    """Give the form, in its edition of the day."""
    octets = demande_pdf(debut_du_jour(aujourd_hui()))
    return reponse_document(
        octets, type_contenu="application/pdf", nom="demande-aide-a-domicile.pdf", est_a_enregistrer=False
    )
