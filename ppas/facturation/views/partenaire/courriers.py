"""What a partner sends by post: what is left to send, the letters and their answers (PLU-07, ANO-07, INV-11)."""

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ppas.facturation.etats import EtatCourrier, EtatLigneRefusee
from ppas.facturation.forms.courrier import FactureForm
from ppas.facturation.models import Courrier, Depot
from ppas.facturation.operations.courriers import annoncer_courrier, annoncer_courriers, retirer_courrier
from ppas.facturation.operations.reste import ecrire_le_reste
from ppas.facturation.views import lettre
from ppas.facturation.views.partenaire.anomalies import (
    TITRE,
    avec_anomalies,
    consulter_nirs,
    convention_choisie,
    lignes_nommees,
    sans_choix,
)
from ppas.partenaires.gardes import partenaire
from ppas.partenaires.models import Convention
from ppas.prises_en_charge.models import PriseEnCharge
from ppas.socle.consultations import consulter
from ppas.socle.documents import document_pdf
from ppas.socle.pagination import paginer
from ppas.socle.plafond import compter_jusqu_a
from ppas.socle.refus import Refus
from ppas.socle.tri import TRI_PAR_DATE

PAR_PAGE = 20
DEPOTS_MAX = 10
LETTRES_MAX = 50
"""Invoices that one letter holds."""


@require_GET
@partenaire
def reste(request: HttpRequest) -> HttpResponse:
    """« Ce qui reste à envoyer », of one convention: files of what may be corrected, lines that go by post."""
    contexte = convention_choisie(request)
    if convention := contexte["convention"]:
        a_traiter = convention.lignes_refusees.a_traiter()
        par_courrier = a_traiter.filter(etat=EtatLigneRefusee.PAR_COURRIER)
        page = paginer(par_courrier, request, taille=PAR_PAGE)
        consulter_nirs(request, convention, {ligne.nir for ligne in page})
        contexte |= {
            "page": page,
            "lignes": avec_anomalies(page.object_list),
            "depots": _depots_a_reprendre(convention),
            "depots_max": DEPOTS_MAX,
            "nb": compter_jusqu_a(a_traiter),
        }
    return render(request, "facturation/reste.html", contexte)


def _depots_a_reprendre(convention: Convention) -> list[Depot]:
    """Return the newest deposits that have lines to be corrected, each with its number of them."""
    a_corriger = convention.lignes_refusees.a_corriger()
    nombres = dict(
        a_corriger.order_by("-depot").values("depot").annotate(nb=Count("pk")).values_list("depot", "nb")[:DEPOTS_MAX]
    )
    depots = list(Depot.objects.filter(pk__in=nombres).order_by("-pk"))
    for depot in depots:
        depot.nb_a_corriger = nombres[depot.pk]
    return depots


@require_GET
@partenaire
def reste_fichier(request: HttpRequest, pk: int) -> HttpResponse:
    """Download the lines of a deposit still to be corrected; with `?mois`, those of all its month."""
    siens = Depot.objects.filter(partenaire=request.partenaire, convention__isnull=False)
    depot = get_object_or_404(siens.select_related("convention__caisse", "prestation"), pk=pk)
    try:
        nom, octets = ecrire_le_reste(depot, du_mois="mois" in request.GET)
    except Refus as refus:
        messages.warning(request, refus.message)
        return redirect(reverse("facturation:reste", query={"convention": depot.convention_id}))
    consulter(request, caisse_ref=depot.caisse_id, objet_ref=depot.pk)
    entetes = {"Content-Disposition": f'attachment; filename="{nom}"', "Cache-Control": "private"}
    return HttpResponse(octets, content_type="application/xml", headers=entetes)


@require_GET
@partenaire
def courriers(request: HttpRequest) -> HttpResponse:
    """List the letters of one convention, newest first, with the caisse's answer."""
    contexte = convention_choisie(request)
    if convention := contexte["convention"]:
        page = TRI_PAR_DATE.paginer(_siens(request).filter(convention=convention), request)
        vus = (courrier.prise_en_charge.beneficiaire_id for courrier in page if courrier.prise_en_charge)
        consulter(request, vus, caisse_ref=convention.caisse_id)
        contexte |= {
            "page": page,
            "annonces": [courrier for courrier in page if courrier.etat == EtatCourrier.ANNONCE],
            "nb": compter_jusqu_a(convention.lignes_refusees.a_traiter()),
        }
    return render(request, "facturation/courriers.html", contexte)


@require_POST
@partenaire
def courriers_annoncer(request: HttpRequest) -> HttpResponse:
    """Give a register number to each of the lines chosen, all or none."""
    if "lignes" not in request.POST:
        return sans_choix(request)
    lignes = lignes_nommees(request)
    convention = lignes[0].convention
    try:
        annoncer_courriers(lignes, par=request.user)
    except Refus as refus:
        messages.error(request, refus.message)
        return redirect(reverse("facturation:reste", query={"convention": convention.pk}))
    annonces = "Un courrier est annoncé" if len(lignes) == 1 else f"{len(lignes)} courriers sont annoncés"
    messages.success(request, f"{annonces} : imprimez la lettre, signez-la et envoyez-la à votre caisse.")
    return redirect(reverse("facturation:courriers", query={"convention": convention.pk}))


@require_GET
@partenaire
@document_pdf
def courrier_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Document of one letter; with `?toutes`, of all those announced and not yet received of its convention."""
    premier = get_object_or_404(_siens(request), pk=pk)
    choisis = [premier]
    if "toutes" in request.GET:
        annonces = _siens(request).filter(convention=premier.convention_id, etat=EtatCourrier.ANNONCE)
        choisis = list(annonces.order_by("pk")[:LETTRES_MAX]) or choisis
    return lettre(request, choisis)


@require_POST
@partenaire
def courrier_retirer(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a letter that the caisse has not received yet."""
    courrier = get_object_or_404(_siens(request), pk=pk)
    try:
        retirer_courrier(courrier, par=request.user)
    except Refus as refus:
        messages.error(request, refus.message)
    else:
        messages.success(request, f"{courrier} est retiré : ne l’envoyez pas.")
    return redirect(reverse("facturation:courriers", query={"convention": courrier.convention_id}))


@require_http_methods(["GET", "POST"])
@partenaire
def courrier_individuel(request: HttpRequest) -> HttpResponse:
    """Write the individual invoice of a month that the portal no longer takes (INV-11)."""
    accordees = PriseEnCharge.objects.de_partenaire(request.partenaire)
    form = FactureForm(request.POST or None, accordees=accordees)
    statut = 200
    if request.method == "POST":
        statut = 422
        if form.is_valid():
            try:
                courrier = annoncer_courrier(form.facture(), par=request.user)
            except Refus as refus:
                form.add_error(refus.champ if refus.champ in form.fields else "debut", refus.message)
            else:
                messages.success(request, f"{courrier} est annoncé : imprimez la lettre, signez-la et envoyez-la.")
                return redirect(reverse("facturation:courriers", query={"convention": courrier.convention_id}))
    fil = [
        ("Les services", reverse("accueil:services")),
        (TITRE, reverse("facturation:anomalies")),
        ("Facture individuelle", None),
    ]
    contexte = {"form": form, "delais": _delais(request), "fil": fil}
    return render(request, "facturation/courrier_individuel.html", contexte, status=statut)


def _delais(request: HttpRequest) -> str:
    """Write the months beyond which the partner's caisses want a letter: one number, unless they differ."""
    conventions = Convention.objects.filter(partenaire=request.partenaire).order_by("caisse__delai_facturation_mois")
    return " ou ".join(map(str, conventions.values_list("caisse__delai_facturation_mois", flat=True).distinct()))


def _siens(request: HttpRequest) -> QuerySet[Courrier]:
    return Courrier.objects.de_partenaire(request.partenaire).detailles()
