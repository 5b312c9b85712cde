"""Typing a month on line, page by page, alone or with colleagues; each answer shows what was not kept."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from ppas.caisses.models import TypePartenaire
from ppas.facturation.forms.formulaire import PageForm, page_de
from ppas.facturation.models import Formulaire, LigneFormulaire
from ppas.facturation.operations import formulaire as operations
from ppas.facturation.operations.jugement import LigneJugee, juger
from ppas.facturation.operations.saisie import Conflit, barrer_ligne, enregistrer_formulaire
from ppas.facturation.regles.calendrier import fin_du_mois
from ppas.facturation.views.partenaire.formulaires import adresse, fil_d_ariane, le_formulaire
from ppas.partenaires.gardes import partenaire
from ppas.socle.consultations import consulter
from ppas.socle.horloge import aujourd_hui, maintenant
from ppas.socle.refus import Refus

ANOMALIES_AFFICHEES = 100
PAR_LE_SCRIPT = ("X-Saisie", "automatique")
"""Header of the saves that saisie.js sends by itself: it gets the typed page alone, never a redirection."""


@require_http_methods(["GET", "POST"])
@partenaire
def formulaire(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a page of a form; a POST keeps what is typed on it, then stays, goes to another page, or validates."""
    objet = _le_brouillon(request, pk)
    if request.method == "POST":
        return _recevoir(request, objet)
    if objet.est_valide:
        return redirect("facturation:formulaire_recapitulatif", pk)
    return _dessiner(request, PageForm(objet, request.GET.get("page")))


@require_POST
@partenaire
def formulaire_barrer(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is typed on the page, and strike the line `barrer`, or bring back the line `retablir` (INV-03)."""
    objet = _le_brouillon(request, pk)
    est_barree = "barrer" in request.POST
    ligne = _la_ligne(objet, request.POST.get("barrer" if est_barree else "retablir", ""))
    if ligne is None:
        raise Http404
    saisie = PageForm(objet, request.GET.get("page"), request.POST)
    try:
        conflits = _enregistrer(request, saisie)
        suite = saisie.apres_enregistrement(conflits)
        if not (est_barree and suite.est_a_reprendre(ligne.pk)):
            vue = saisie.attendue(ligne.pk)
            barrer_ligne(objet, ligne.pk, est_barree=est_barree, par=request.user, vue=vue)
            suite = saisie.apres_enregistrement(conflits)
    except Refus as refus:
        return _refuser(request, saisie, refus)
    if suite.est_a_reprendre():
        return _dessiner(request, suite, statut=409)
    if not est_barree:
        messages.success(request, "Ligne rétablie.")
    barree = f"&barree={ligne.pk}" if est_barree else ""
    return redirect(f"{adresse(objet, suite.page.number)}{barree}#bascule-{ligne.pk}")  # its button takes the focus


def _le_brouillon(request: HttpRequest, pk: int) -> Formulaire:
    """Return the form; who saved it last is most often who reads it, and then costs no join."""
    objet = le_formulaire(request, pk)
    lecteur = request.user
    if lecteur.is_authenticated and objet.enregistre_par_id == lecteur.pk:
        objet.enregistre_par = lecteur
    return objet


def _la_ligne(objet: Formulaire, texte: str) -> LigneFormulaire | None:
    """Return the line of the form whose number is written in `texte`."""
    est_un_nombre = texte.isascii() and texte.isdigit() and len(texte) <= len(str(2**62))
    return objet.lignes.filter(pk=int(texte)).first() if est_un_nombre else None


def _recevoir(request: HttpRequest, objet: Formulaire) -> HttpResponse:
    saisie = PageForm(objet, request.GET.get("page"), request.POST)
    try:
        suite = saisie.apres_enregistrement(_enregistrer(request, saisie))
        if suite.est_a_reprendre() or _est_automatique(request):
            return _dessiner(request, suite, statut=409 if suite.choix else 422 if suite.erreurs else 200)
        if "valider" in request.POST and not suite.page.has_next():
            operations.valider_formulaire(objet, par=request.user)
            return redirect("facturation:formulaire_recapitulatif", objet.pk)
    except Refus as refus:
        return _refuser(request, saisie, refus)
    messages.success(request, "Votre saisie est enregistrée.")
    if ligne := _la_ligne(objet, request.POST.get("pieces", "")):
        return redirect("facturation:formulaire_pieces", objet.pk, ligne.pk)
    return redirect(adresse(objet, suite.page.paginator.get_page(request.POST.get("vers", suite.page.number)).number))


def _est_automatique(request: HttpRequest) -> bool:
    nom, valeur = PAR_LE_SCRIPT
    return request.headers.get(nom) == valeur


def _enregistrer(request: HttpRequest, saisie: PageForm) -> list[Conflit]:
    """Keep what can be of the page."""
    return enregistrer_formulaire(
        saisie.formulaire, saisie.saisies, vues=saisie.vues, retablies=saisie.retablies, par=request.user
    )


def _refuser(request: HttpRequest, saisie: PageForm, refus: Refus) -> HttpResponse:
    """Say why nothing was sent; a form already validated shows what of the page it does not hold, to be noted down."""
    objet = saisie.formulaire
    if refus.code == "formulaire-valide":
        if saisie.perdus or _est_automatique(request):
            return _montrer_perdus(request, saisie)
        if "valider" not in request.POST:  # a double click expects the summary, without a word
            messages.warning(request, refus.message)
        return redirect("facturation:formulaire_recapitulatif", objet.pk)
    return _dessiner(request, PageForm(objet, str(saisie.page.number)), statut=409, refus=refus)


def _montrer_perdus(request: HttpRequest, saisie: PageForm) -> HttpResponse:
    objet = saisie.formulaire
    perdus = saisie.perdus
    consulter(
        request,
        (ligne.prise_en_charge.beneficiaire_id for ligne, *_ in perdus),
        caisse_ref=objet.convention.caisse_id,
    )
    contexte = {"formulaire": objet, "perdus": perdus, "fil": fil_d_ariane(objet)}
    nom = "formulaire_perdus" if _est_automatique(request) else "formulaire_non_enregistre"
    return render(request, f"facturation/{nom}.html", contexte, status=409)


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
    validable_le = fin_du_mois(objet.echeance)
    contexte = {
        "formulaire": objet,
        "est_habitat": objet.convention.type_partenaire.code == TypePartenaire.HABITAT,
        "saisie": saisie,
        "page": saisie.page,
        "lignes": list(zip(saisie, jugees, strict=True)),
        "sous_total": _sous_total(jugees),
        "bilan": saisie.bilan,
        "barree": _ligne_barree(request, saisie),
        "nb_a_ajouter": operations.a_presenter(objet.convention, objet.echeance).count(),
        "refus": refus,
        "anomalies": [
            (f"{adresse(objet, page_de(ligne))}#ligne-{ligne.pk}", ligne, anomalie)
            for ligne, anomalie in anomalies[:ANOMALIES_AFFICHEES]
        ],
        "nb_autres": max(len(anomalies) - ANOMALIES_AFFICHEES, 0),
        "validable_le": validable_le if aujourd_hui() < validable_le else None,
        "enregistre_a": maintenant(),
        "fil": fil_d_ariane(objet),
    }
    gabarit = "facturation/formulaire_saisie.html" if _est_automatique(request) else "facturation/formulaire.html"
    return render(request, gabarit, contexte, status=statut)


def _ligne_barree(request: HttpRequest, saisie: PageForm) -> LigneFormulaire | None:
    """Return the line that was just struck, if it still is: its message holds a button that undoes it."""
    numero = request.GET.get("barree", "")
    return next((ligne for ligne in saisie.lignes if ligne.est_barree and str(ligne.pk) == numero), None)


def _sous_total(jugees: list[LigneJugee]) -> dict[str, int]:
    comptees = [jugee for jugee in jugees if not jugee.ligne.est_barree and jugee.ligne.est_saisie]
    partages = [jugee.partage for jugee in comptees if jugee.partage]
    return {
        "ouvrables": sum(jugee.saisie.ouvrables_centiemes for jugee in comptees),
        "dimanches": sum(jugee.saisie.dimanches_feries_centiemes for jugee in comptees),
        "caisse": sum(partage.caisse_centimes for partage in partages),
        "beneficiaire": sum(partage.beneficiaire_centimes for partage in partages),
    }
