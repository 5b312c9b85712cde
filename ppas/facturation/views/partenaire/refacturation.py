"""« Corriger et refacturer »: the refused lines of a deposit as a form, judged again as often as wanted (ANO-10)."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ppas.facturation.forms.anomalies import RefacturationForm
from ppas.facturation.models import Depot, LigneRefusee
from ppas.facturation.operations.refacturer import Refacturation, refacturer_lignes
from ppas.facturation.operations.rejugement import rejuger
from ppas.facturation.views.partenaire.anomalies import TITRE
from ppas.partenaires.gardes import partenaire
from ppas.socle.consultations import consulter
from ppas.socle.pagination import PageCurseur, paginer
from ppas.socle.refus import Refus

PAR_PAGE = 4


@require_http_methods(["GET", "POST"])
@partenaire
def refacturer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a page of the refused lines of a deposit; a POST judges what is typed, and invoices it when asked to."""
    visibles = Depot.objects.filter(partenaire=request.partenaire, convention__isnull=False)
    depot = get_object_or_404(visibles.select_related("convention__caisse"), pk=pk)
    if request.method == "POST":
        return _recevoir(request, depot)
    lignes = depot.lignes_refusees.a_traiter()
    seule = request.GET.get("ligne", "")
    if seule.isascii() and seule.isdigit():
        lignes = lignes.filter(pk=int(seule[:18]))
    page = paginer(lignes, request, cle=["rang"], taille=PAR_PAGE)
    return _dessiner(request, depot, RefacturationForm(page.object_list), page=page)


def _recevoir(request: HttpRequest, depot: Depot) -> HttpResponse:
    numeros = [int(texte[:18]) for texte in request.POST.getlist("lignes") if texte.isascii() and texte.isdigit()]
    lignes = list(depot.lignes_refusees.publiees().filter(pk__in=numeros[:PAR_PAGE]).order_by("rang"))
    if not lignes:
        return redirect("facturation:refacturer", depot.pk)
    saisie = RefacturationForm(lignes, request.POST)
    if not saisie.est_lisible:
        return _dessiner(request, depot, saisie, statut=422)
    if "refacturer" not in request.POST:
        return _dessiner(request, depot, saisie, est_controle=True)
    try:
        bilan = refacturer_lignes(depot, saisie.corrections, par=request.user)
    except Refus as refus:
        return _dessiner(request, depot, saisie, statut=409, refus=refus)
    _annoncer(request, bilan)
    if bilan.refusees:
        restantes = [rejugee.refus for rejugee in bilan.refusees]
        return _dessiner(request, depot, RefacturationForm(restantes, request.POST), statut=422, est_controle=True)
    return redirect("facturation:depot", depot.pk)


def _annoncer(request: HttpRequest, bilan: Refacturation) -> None:
    """Say how many lines were taken, and how many stay."""
    nb, reste = len(bilan.prises), len(bilan.refusees)
    if nb:
        messages.success(request, "1 ligne est refacturée." if nb == 1 else f"{nb} lignes sont refacturées.")
    elif bilan.deja_prises and not reste:
        messages.info(request, "Ces lignes étaient déjà refacturées : rien n’a été envoyé une seconde fois.")
    if reste:
        encore = "1 ligne reste" if reste == 1 else f"{reste} lignes restent"
        messages.warning(request, f"{encore} à corriger : les raisons sont indiquées plus bas.")


def _dessiner(
    request: HttpRequest,
    depot: Depot,
    saisie: RefacturationForm,
    *,
    page: PageCurseur[LigneRefusee] | None = None,
    statut: int = 200,
    refus: Refus | None = None,
    est_controle: bool = False,
) -> HttpResponse:
    rejugees = rejuger(depot, _a_juger(saisie.lignes), saisie.corrections)
    saisie.signaler(rejugees)
    if rejugees:
        consulter(request, caisse_ref=depot.caisse_id, objet_ref=depot.pk)
    contexte = {
        "depot": depot,
        "page": page,
        "saisie": saisie,
        "lignes": [(rejugee, saisie.formulaires.get(rejugee.refus.pk)) for rejugee in rejugees],
        "nb_acceptables": sum(rejugee.est_acceptable for rejugee in rejugees),
        "refus": refus,
        "est_partenaire": True,
        "est_controle": est_controle,
        "fil": [
            ("Les services", reverse("accueil:services")),
            (TITRE, reverse("facturation:anomalies", query={"convention": depot.convention_id})),
            (depot.nom_fichier, reverse("facturation:depot", args=[depot.pk])),
            ("Corriger et refacturer", None),
        ],
    }
    return render(request, "facturation/refacturation.html", contexte, status=statut)


def _a_juger(lignes: Sequence[LigneRefusee]) -> list[LigneRefusee]:
    """Return the lines still to be dealt with: those already invoiced are no longer shown."""
    return [refus for refus in lignes if refus.est_a_traiter]
