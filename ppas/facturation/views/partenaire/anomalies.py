"""« Anomalies de facturation », for a partner: what is left to correct or to send by post (ANO-01, ANO-09)."""

from collections.abc import Collection, Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from ppas.facturation.forms.anomalies import FiltreRefusForm
from ppas.facturation.models import Anomalie, LigneRefusee
from ppas.facturation.operations.refacturer import abandonner_lignes
from ppas.partenaires.gardes import partenaire
from ppas.partenaires.models import Convention
from ppas.prises_en_charge.models import Beneficiaire
from ppas.socle.consultations import consulter
from ppas.socle.pagination import paginer
from ppas.socle.plafond import compter_jusqu_a
from ppas.socle.refus import Refus

TITRE = "Anomalies de facturation et de report"
PAR_PAGE = 12
LIGNES_MAX = 100
"""Lines that one request may name."""


@require_GET
@partenaire
def anomalies(request: HttpRequest) -> HttpResponse:
    """List the lines of one convention still to be dealt with, with what is wrong in each; filter them."""
    form = FiltreRefusForm(request.GET)
    contexte = {"form": form, "est_filtre": any(request.GET.get(nom) for nom in ("mois", "code", "depot"))}
    contexte |= convention_choisie(request)
    if convention := contexte["convention"]:
        a_traiter = convention.lignes_refusees.a_traiter()
        page = paginer(form.filtrer(a_traiter).select_related("depot"), request, taille=PAR_PAGE)
        consulter_nirs(request, convention, {ligne.nir for ligne in page})
        contexte |= {"page": page, "lignes": avec_anomalies(page.object_list), "nb": compter_jusqu_a(a_traiter)}
    return render(request, "facturation/anomalies.html", contexte)


def convention_choisie(request: HttpRequest) -> dict[str, object]:
    """Return the partner's conventions, the one that the address names, else the first, and the breadcrumb."""
    conventions = list(Convention.objects.validees().filter(partenaire=request.partenaire).select_related("caisse"))
    demandee = request.GET.get("convention", "")
    convention = next((c for c in conventions if demandee in {"", str(c.pk)}), None)
    if convention is None and demandee:
        raise Http404
    fil = [("Les services", reverse("accueil:services")), (TITRE, None)]
    return {"conventions": conventions, "convention": convention, "fil": fil}


def consulter_nirs(request: HttpRequest, convention: Convention, nirs: Collection[str]) -> None:
    """Say that the page shows these persons: a refused line names them by their NIR only."""
    vus = Beneficiaire.objects.filter(caisse=convention.caisse_id, nir__in=nirs).values_list("pk", flat=True)
    consulter(request, vus if nirs else (), caisse_ref=convention.caisse_id)


def avec_anomalies(lignes: Sequence[LigneRefusee]) -> list[tuple[LigneRefusee, list[Anomalie]]]:
    """Return each line with what was wrong in it on the day of its sending, warnings left out, in one query."""
    par_ligne: dict[tuple[int, int | None], list[Anomalie]] = {}
    codes = {code for ligne in lignes for code in ligne.codes.split()}
    trouvees = Anomalie.objects.filter(
        depot__in={ligne.depot_id for ligne in lignes}, code__in=codes, rang__in={ligne.rang for ligne in lignes}
    )
    for anomalie in trouvees if lignes else ():
        par_ligne.setdefault((anomalie.depot_id, anomalie.rang), []).append(anomalie)
    return [(ligne, par_ligne.get((ligne.depot_id, ligne.rang), [])) for ligne in lignes]


def lignes_nommees(request: HttpRequest) -> list[LigneRefusee]:
    """Return the partner's published refused lines that the form names, in their order; 404 when it names none."""
    numeros = {int(texte) for texte in request.POST.getlist("lignes") if texte.isascii() and texte.isdigit()}
    possibles = sorted(numero for numero in numeros if numero < 2**63)[:LIGNES_MAX]
    siennes = LigneRefusee.objects.publiees().filter(convention__partenaire=request.partenaire, pk__in=possibles)
    lignes = list(siennes.select_related("depot", "convention__caisse").order_by("pk"))
    if not lignes or len({ligne.convention_id for ligne in lignes}) > 1:
        raise Http404
    return lignes


def sans_choix(request: HttpRequest) -> HttpResponse:
    """Come back to the lines, when the button was pressed before any was ticked."""
    messages.warning(request, "Rien n’a changé : cochez d’abord une ligne au moins.")
    convention = request.POST.get("convention", "")
    return redirect(reverse("facturation:reste", query={"convention": convention} if convention else None))


@require_POST
@partenaire
def refus_abandonner(request: HttpRequest) -> HttpResponse:
    """« Sans suite »: ask first, since nothing brings these lines back; then do it."""
    if "lignes" not in request.POST:
        return sans_choix(request)
    lignes = lignes_nommees(request)
    convention = lignes[0].convention
    if "confirme" not in request.POST:
        consulter_nirs(request, convention, {ligne.nir for ligne in lignes})
        fil = [
            ("Les services", reverse("accueil:services")),
            (TITRE, reverse("facturation:anomalies")),
            ("Laisser sans suite", None),
        ]
        return render(request, "facturation/refus_abandonner.html", {"lignes": lignes, "fil": fil})
    try:
        abandonner_lignes(lignes, par=request.user)
    except Refus as refus:
        messages.error(request, refus.message)
    else:
        fait = "Une ligne est laissée" if len(lignes) == 1 else f"{len(lignes)} lignes sont laissées"
        messages.success(request, f"{fait} sans suite.")
    return redirect(reverse("facturation:anomalies", query={"convention": convention.pk}))
