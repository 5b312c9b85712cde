"""« Facturation par saisie en ligne », for a partner: open a month, type it, validate it, take it back the same day."""

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Count, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ppas.facturation.forms.formulaire import OuvertureForm, PageForm
from ppas.facturation.models import Formulaire
from ppas.facturation.operations import formulaire as operations
from ppas.facturation.operations.jugement import LigneJugee, juger
from ppas.facturation.regles.calendrier import fin_du_mois
from ppas.facturation.regles.echeance import echeances_ouvertes
from ppas.partenaires.gardes import partenaire
from ppas.partenaires.models import Convention
from ppas.socle.consultations import consulter
from ppas.socle.horloge import aujourd_hui
from ppas.socle.pagination import paginer
from ppas.socle.refus import Refus
from ppas.socle.regles.affichage import mois

TITRE = "Facturation par saisie en ligne"
MOIS_PAR_PAGE = 24
ANOMALIES_AFFICHEES = 100


@require_GET
@partenaire
def formulaires(request: HttpRequest) -> HttpResponse:
    """List the months of one convention: to open, in progress, validated (INV-11, INV-12)."""
    conventions = list(operations.conventions_du_formulaire(request.partenaire).select_related("caisse"))
    demandee = request.GET.get("convention", "")
    convention = next((c for c in conventions if demandee in {"", str(c.pk)}), None)
    if convention is None:
        raise Http404
    contexte = {
        "conventions": conventions,
        "convention": convention,
        "page": _page_des_mois(convention, request.GET.get("page")),
        "fil": _fil(),
    }
    return render(request, "facturation/formulaires.html", contexte)


def _page_des_mois(convention: Convention, numero: str | None) -> Page:
    """Return the months that may be opened and those that were, newest first, each with its form or None."""
    ouvertes = echeances_ouvertes(le=aujourd_hui(), delai_mois=convention.caisse.delai_facturation_mois)
    anciennes = convention.formulaires.values_list("echeance", flat=True)
    page = Paginator(sorted({*ouvertes, *anciennes}, reverse=True), MOIS_PAR_PAGE).get_page(numero)
    par_mois = {objet.echeance: objet for objet in convention.formulaires.filter(echeance__in=list(page)).avec_heures()}
    page.object_list = [(echeance, par_mois.get(echeance)) for echeance in page]
    return page


@require_POST
@partenaire
def formulaire_ouvrir(request: HttpRequest) -> HttpResponse:
    """Open a month, or bring its draft up to date, then show it."""
    form = OuvertureForm(request.POST, conventions=operations.conventions_du_formulaire(request.partenaire))
    if not form.is_valid():
        raise Http404
    convention = form.cleaned_data["convention"]
    try:
        objet = operations.ouvrir_formulaire(convention, form.cleaned_data["echeance"], par=request.user)
    except Refus as refus:
        messages.error(request, refus.message)
        return redirect(f"{reverse('facturation:formulaires')}?convention={convention.pk}")
    return redirect("facturation:formulaire", objet.pk)


@require_http_methods(["GET", "POST"])
@partenaire
def formulaire(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a page of a form; a POST keeps what is typed on it, then stays, goes to another page, or validates."""
    objet = _le_formulaire(request, pk)
    if request.method == "POST":
        return _recevoir(request, objet)
    if objet.est_valide:
        return redirect("facturation:formulaire_recapitulatif", pk)
    return _dessiner(request, PageForm(objet, request.GET.get("page")))


@require_POST
@partenaire
def formulaire_barrer(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is typed on the page, and strike the line `barrer`, or bring back the line `retablir` (INV-03)."""
    objet = _le_formulaire(request, pk)
    est_barree = "barrer" in request.POST
    texte = request.POST.get("barrer" if est_barree else "retablir", "")
    if not (texte.isascii() and texte.isdigit() and objet.lignes.filter(pk=int(texte[:18])).exists()):
        raise Http404
    ligne_id = int(texte[:18])
    try:
        saisie = _enregistrer(request, objet)
        operations.barrer_ligne(objet, ligne_id, est_barree=est_barree, par=request.user)
    except Refus as refus:
        return _refuser(request, objet, refus)
    if est_barree:
        messages.success(request, "Ligne barrée : elle ne sera ni facturée, ni présentée le mois prochain.")
    else:
        messages.success(request, "Ligne rétablie.")
    if saisie.erreurs:
        return _dessiner(request, saisie.apres_enregistrement(), statut=422)
    return redirect(f"{_adresse(objet, saisie.page.number)}#ligne-{ligne_id}")


@require_POST
@partenaire
def formulaire_annuler(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel the validation, the same day only (INV-09)."""
    objet = _le_formulaire(request, pk)
    try:
        operations.annuler_validation(objet, par=request.user)
    except Refus as refus:
        messages.error(request, refus.message)
        return redirect("facturation:formulaire_recapitulatif", pk)
    messages.success(request, "La validation est annulée : rien ne sera transmis. Votre saisie est conservée.")
    return redirect("facturation:formulaire", pk)


@require_GET
@partenaire
def formulaire_recapitulatif(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was validated; the form itself is no longer displayed (INV-07, INV-08)."""
    objet = _le_formulaire(request, pk)
    if not objet.est_valide:
        return redirect("facturation:formulaire", pk)
    factures = objet.factures.non_annulees()
    total = factures.aggregate(
        nb=Count("pk"),
        ouvrables=Sum("ouvrables_centiemes"),
        dimanches=Sum("dimanches_feries_centiemes"),
        caisse=Sum("montant_caisse_centimes"),
        beneficiaire=Sum("montant_beneficiaire_centimes"),
        transmises=Count("export"),
    )
    page = paginer(factures.select_related("prise_en_charge__beneficiaire"), request, cle=["rang"])
    consulter(request, (f.prise_en_charge.beneficiaire_id for f in page), caisse_ref=objet.convention.caisse_id)
    contexte = {
        "formulaire": objet,
        "page": page,
        "total": total,
        "est_annulable": objet.est_du_jour(aujourd_hui()) and not total["transmises"],
        "fil": _fil(objet),
    }
    return render(request, "facturation/formulaire_recapitulatif.html", contexte)


def _le_formulaire(request: HttpRequest, pk: int) -> Formulaire:
    visibles = Formulaire.objects.de_partenaire(request.partenaire)
    return get_object_or_404(visibles.select_related("convention__caisse", "enregistre_par", "valide_par"), pk=pk)


def _recevoir(request: HttpRequest, objet: Formulaire) -> HttpResponse:
    try:
        saisie = _enregistrer(request, objet)
        if saisie.erreurs:
            return _dessiner(request, saisie.apres_enregistrement(), statut=422)
        if "valider" in request.POST and not saisie.page.has_next():
            operations.valider_formulaire(objet, par=request.user)
            return redirect("facturation:formulaire_recapitulatif", objet.pk)
    except Refus as refus:
        return _refuser(request, objet, refus)
    messages.success(request, "Votre saisie est enregistrée.")
    return redirect(
        _adresse(objet, saisie.page.paginator.get_page(request.POST.get("vers", saisie.page.number)).number)
    )


def _enregistrer(request: HttpRequest, objet: Formulaire) -> PageForm:
    """Keep what can be read of the page; return the page, whose `erreurs` tell what cannot."""
    saisie = PageForm(objet, request.GET.get("page"), request.POST)
    operations.enregistrer_formulaire(objet, saisie.lisibles, par=request.user)
    return saisie


def _refuser(request: HttpRequest, objet: Formulaire, refus: Refus) -> HttpResponse:
    """Say why nothing was sent, on the page; a form already validated shows its summary, as a double click expects."""
    if refus.code == "formulaire-valide":
        if "valider" not in request.POST:
            messages.warning(request, refus.message)
        return redirect("facturation:formulaire_recapitulatif", objet.pk)
    return _dessiner(request, PageForm(objet, request.GET.get("page")), statut=409, refus=refus)


def _dessiner(request: HttpRequest, saisie: PageForm, *, statut: int = 200, refus: Refus | None = None) -> HttpResponse:
    objet = saisie.formulaire
    jugees = juger(objet, saisie.lignes)
    for form, jugee in zip(saisie, jugees, strict=True):
        form.signaler(jugee.anomalies)
    anomalies = refus.anomalies if isinstance(refus, operations.SaisieEnAnomalie) else []
    lignes = [*saisie.lignes, *(ligne for ligne, _ in anomalies[:ANOMALIES_AFFICHEES])]
    consulter(
        request, (ligne.prise_en_charge.beneficiaire_id for ligne in lignes), caisse_ref=objet.convention.caisse_id
    )
    contexte = {
        "formulaire": objet,
        "saisie": saisie,
        "page": saisie.page,
        "lignes": list(zip(saisie, jugees, strict=True)),
        "sous_total": _sous_total(jugees),
        "bilan": objet.lignes.bilan(),
        "nb_a_ajouter": operations.a_presenter(objet.convention, objet.echeance).count(),
        "refus": refus,
        "anomalies": [
            (f"{_adresse(objet, saisie.page_de(ligne))}#ligne-{ligne.pk}", ligne, anomalie)
            for ligne, anomalie in anomalies[:ANOMALIES_AFFICHEES]
        ],
        "nb_autres": max(len(anomalies) - ANOMALIES_AFFICHEES, 0),
        "validable_le": fin_du_mois(objet.echeance) if aujourd_hui() < fin_du_mois(objet.echeance) else None,
        "fil": _fil(objet),
    }
    return render(request, "facturation/formulaire.html", contexte, status=statut)


def _sous_total(jugees: list[LigneJugee]) -> dict[str, int]:
    comptees = [jugee for jugee in jugees if not jugee.ligne.est_barree]
    partages = [jugee.partage for jugee in comptees if jugee.partage]
    return {
        "ouvrables": sum(jugee.saisie.ouvrables_centiemes for jugee in comptees),
        "dimanches": sum(jugee.saisie.dimanches_feries_centiemes for jugee in comptees),
        "caisse": sum(partage.caisse_centimes for partage in partages),
        "beneficiaire": sum(partage.beneficiaire_centimes for partage in partages),
    }


def _adresse(objet: Formulaire, numero: int) -> str:
    return f"{reverse('facturation:formulaire', args=[objet.pk])}?page={numero}"


def _fil(objet: Formulaire | None = None) -> list[tuple[str, str | None]]:
    services = ("Les services", reverse("accueil:services"))
    if objet is None:
        return [services, (TITRE, None)]
    liste = f"{reverse('facturation:formulaires')}?convention={objet.convention_id}"
    return [services, (TITRE, liste), (mois(objet.echeance).capitalize(), None)]
