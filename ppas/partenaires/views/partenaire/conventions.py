"""Tab « Conventions » (manual §2.4, §2.6)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from ppas.partenaires.forms.administration import ConventionForm
from ppas.partenaires.gardes import administrateur
from ppas.partenaires.models import Convention
from ppas.partenaires.operations.demandes import demander_convention
from ppas.partenaires.tris import TRI_CONVENTIONS_DU_PARTENAIRE
from ppas.partenaires.views.partenaire import dessiner, tenter


@administrateur
def modification_conventions(request: HttpRequest) -> HttpResponse:
    """List the conventions (CON-01, CON-02, CON-16) and ask for one more (CON-03).

    « Afficher les caisses » only draws the form again, filled in, for those who have no JavaScript.
    """
    nouvelle = Convention(partenaire=request.partenaire)
    if "actualiser" in request.POST:
        form = ConventionForm(initial=request.POST.dict(), instance=nouvelle)
    else:
        form = ConventionForm(request.POST if request.method == "POST" else None, instance=nouvelle)
        if tenter(form, lambda: demander_convention(nouvelle, par=request.user)):
            messages.success(
                request,
                f"La convention n° {nouvelle.code} est en attente de validation par l’administrateur régional de la "
                "caisse. Un mail vous parviendra dès sa décision.",
            )
            return redirect("partenaires:modification_conventions")
    conventions = request.partenaire.conventions.select_related("caisse__regime", "type_partenaire")
    return dessiner(
        request,
        "partenaires/modification_conventions.html",
        "partenaires:modification_conventions",
        form=form,
        page=TRI_CONVENTIONS_DU_PARTENAIRE.paginer(conventions, request),
    )
