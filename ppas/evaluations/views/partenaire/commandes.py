"""« Commande d’évaluation »: what caisses ask a structure to evaluate, and who of it goes (EVA-01, EVA-02, EVA-20)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import F, Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ppas.comptes.models import Utilisateur
from ppas.evaluations.etats import MODIFIABLES, EtatCommande
from ppas.evaluations.forms.reservations import FiltreCommandesForm, ReservationForm, TransfertForm
from ppas.evaluations.gardes import administrateur_evaluations, evaluateur, evaluateur_en_personne
from ppas.evaluations.models import Appareil, Commande, Reservation
from ppas.evaluations.operations.composer_mission import composer_mission
from ppas.evaluations.operations.ordinateurs import commandes_tenues, ordinateurs_de
from ppas.evaluations.operations.reservations import Issue, liberer, reserver_plusieurs, transferer
from ppas.evaluations.regles.delai import Delai, delai
from ppas.evaluations.tris import TRI_COMMANDES, TRI_COMMANDES_OUVERTES
from ppas.evaluations.views import lire_la_recherche, noter_la_recherche
from ppas.evaluations.views.lecture import rendre_les_caisses
from ppas.prises_en_charge.regles.recherche import forme_de_recherche
from ppas.socle.consultations import consulter, consulter_par_caisse
from ppas.socle.documents import document_pdf, reponse_document
from ppas.socle.horloge import aujourd_hui
from ppas.socle.plafond import Compte, compter_ensemble
from ppas.socle.refus import Refus

TITRE = "Commande d’évaluation"
LISTES = {
    "a-reserver": "À réserver",
    "miennes": "Mes réservations",
    "collegues": "Réservées par des collègues",
    "toutes": "Toutes",
}
"""The lists of the page, by what the address calls them; the first is shown when it names none."""
RECHERCHE = "commandes_recherche"
"""The name looked for stays in the session: an address is kept by browsers and proxies, and never holds a name."""

COLONNES = (
    "numero",
    "nature",
    "code_postal",
    "commune",
    "date_limite",
    "etat",
    "beneficiaire__nom",
    "beneficiaire__prenom",
    "beneficiaire__nir",
    "caisse",
)
"""What the list shows."""
DETENTEUR = ("commande", "prise_le", "evaluateur__nom", "evaluateur__prenom", "appareil__nom")
"""What it shows of who holds an order."""


@dataclass(frozen=True)
class Ligne:
    """A row of the list; `delai` is None once nothing is left to do."""

    commande: Commande
    reservation: Reservation | None
    delai: Delai | None


@require_GET
@evaluateur
def commandes(request: HttpRequest) -> HttpResponse:
    """List the orders of the structure: those that wait first by their deadline, all of them from the newest."""
    liste = request.GET.get("liste", "")
    if liste not in LISTES:
        liste = "a-reserver"
    tenues = commandes_tenues(request.user)
    parts = _parts(tenues)
    filtres = FiltreCommandesForm(request.GET, conventions=request.conventions, a_un_etat=liste == "toutes")
    choisies = filtres.filtrer(_nommees(request, _listees(request, liste, parts)), le=aujourd_hui())
    tri = TRI_COMMANDES if liste == "toutes" else TRI_COMMANDES_OUVERTES
    page = tri.paginer(_a_lister(choisies, liste), request)
    rendre_les_caisses(request, page)
    consulter_par_caisse(request, ((commande.beneficiaire_id, commande.caisse_id) for commande in page))
    contexte = {
        "page": page,
        "lignes": [_ligne(commande) for commande in page],
        "liste": liste,
        "onglets": _onglets(request, parts, tenues),
        "ordinateurs": ordinateurs_de(request.user, request.partenaire, tenues),
        "filtres": filtres,
        "recherche": lire_la_recherche(request, RECHERCHE),
        "fil": _fil(),
    }
    return render(request, "evaluations/commandes.html", contexte)


@require_POST
@evaluateur
def commandes_chercher(request: HttpRequest) -> HttpResponse:
    """Keep the name looked for, or forget it when it is empty, and show the list again."""
    noter_la_recherche(request, RECHERCHE)
    return _vers_la_liste(request.POST.get("liste", ""))


@require_POST
@evaluateur_en_personne
def commandes_reserver(request: HttpRequest) -> HttpResponse:
    """Reserve the orders ticked: each has its own outcome, and is told."""
    form = ReservationForm(
        request.POST,
        commandes=_siennes(request),
        appareils=Appareil.objects.en_service().visibles_par(request.user, request.partenaire),
    )
    if not form.is_valid():
        return _rien_a_reserver(request, form)
    issues = reserver_plusieurs(
        form.cleaned_data["commandes"], evaluateur=request.user, appareil=form.cleaned_data["appareil"]
    )
    _annoncer(request, issues)
    if len(issues) == 1:
        return redirect("evaluations:commande", issues[0].commande.pk)
    return _vers_la_liste("a-reserver" if all(issue.refus for issue in issues) else "miennes")


def _rien_a_reserver(request: HttpRequest, form: ReservationForm) -> HttpResponse:
    """Answer a form that names nothing, the order of others (404), or a computer that is no longer one's own."""
    if form.has_error("commandes", "required"):
        messages.warning(request, "Rien n’a été réservé : cochez d’abord une commande au moins.")
    elif form.has_error("commandes"):
        raise Http404
    else:
        messages.error(
            request,
            "Cet ordinateur n’est pas, ou n’est plus, l’un des vôtres : rien n’a été réservé. Décochez « Emporter sur "
            "cet ordinateur », ou générez de nouveau votre mode déconnecté.",
        )
    return _vers_la_liste("a-reserver")


def _annoncer(request: HttpRequest, issues: list[Issue]) -> None:
    prises = [issue.reservation for issue in issues if issue.reservation]
    if prises:
        ou = f" sur l’ordinateur « {prises[0].appareil} »" if prises[0].appareil else ""
        quoi = f"{prises[0].commande} est réservée" if len(prises) == 1 else f"{len(prises)} commandes sont réservées"
        messages.success(request, f"{quoi} à votre nom{ou}.")
    for issue in issues:
        if issue.refus:
            messages.error(request, f"{issue.commande} : {issue.refus.message}")


@require_GET
@evaluateur_en_personne
def commande(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one order: where to go, for whom, why, who holds it and who held it."""
    demandee = _trouver(request, pk)
    consulter(request, [demandee.beneficiaire_id], caisse_ref=demandee.caisse_id)
    ligne = _ligne(demandee)
    tenue = ligne.reservation
    est_mienne = bool(tenue and tenue.evaluateur_id == request.user.pk)
    contexte = {
        "commande": demandee,
        "ligne": ligne,
        "est_mienne": est_mienne,
        "peut_rendre": bool(tenue) and (est_mienne or request.rattachement.est_administrateur),
        "peut_transferer": bool(tenue) and request.rattachement.est_administrateur,
        "est_commencee": demandee.etat_evaluation in MODIFIABLES,
        "histoire": demandee.reservations.select_related("evaluateur", "appareil").order_by("pk"),
        "fil": _fil(str(demandee)),
    }
    return render(request, "evaluations/commande.html", contexte)


@require_GET
@evaluateur_en_personne
@document_pdf
def commande_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The mission letter: all that the visit needs, on paper."""
    demandee = _trouver(request, pk)
    consulter(request, [demandee.beneficiaire_id], caisse_ref=demandee.caisse_id)
    octets = composer_mission(demandee, _ligne(demandee).reservation)
    nom = f"commande-{demandee.pk}.pdf"
    return reponse_document(octets, type_contenu="application/pdf", nom=nom, est_a_enregistrer=False)


@require_http_methods(["GET", "POST"])
@evaluateur_en_personne
def commande_liberer(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask first, then give the order back to the structure."""
    demandee = _trouver(request, pk)
    if request.method == "POST":
        try:
            liberer(demandee, par=request.user)
        except Refus as refus:
            messages.error(request, refus.message)
        else:
            messages.success(request, f"{demandee} est rendue : vos collègues peuvent de nouveau la réserver.")
        return redirect("evaluations:commande", pk)
    return _confirmer(request, demandee, "evaluations/commande_liberer.html", "Rendre la commande")


@require_http_methods(["GET", "POST"])
@administrateur_evaluations
def commande_transferer(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the colleague who takes the order over, then hand it to him."""
    demandee = _trouver(request, pk)
    form = TransfertForm(request.POST if request.method == "POST" else None, collegues=_collegues(request, demandee))
    statut = 200
    if request.method == "POST":
        statut = 422
        if form.is_valid():
            a = form.cleaned_data["evaluateur"]
            try:
                transferer(demandee, a=a, par=request.user)
            except Refus as refus:
                form.add_error(refus.champ, refus.message)
            else:
                messages.success(request, f"{demandee} est transférée à {a}, qui en est averti par mail.")
                return redirect("evaluations:commande", pk)
    return _confirmer(
        request, demandee, "evaluations/commande_transferer.html", "Transférer la commande", form=form, statut=statut
    )


def _confirmer(
    request: HttpRequest,
    demandee: Commande,
    gabarit: str,
    titre: str,
    *,
    form: TransfertForm | None = None,
    statut: int = 200,
) -> HttpResponse:
    """Draw the page that asks before an order changes hands; it names nobody but evaluators."""
    tenue = _ligne(demandee).reservation
    if tenue is None and request.method == "GET":
        messages.warning(request, f"{demandee} n’est réservée par personne : il n’y a rien à changer.")
        return redirect("evaluations:commande", demandee.pk)
    contexte = {
        "commande": demandee,
        "reservation": tenue,
        "est_commencee": demandee.etat_evaluation in MODIFIABLES,
        "form": form,
        "titre": titre,
        "fil": [
            *_fil(str(demandee))[:-1],
            (str(demandee), reverse("evaluations:commande", args=[demandee.pk])),
            (titre, None),
        ],
    }
    return render(request, gabarit, contexte, status=statut)


def _siennes(request: HttpRequest) -> QuerySet[Commande]:
    return Commande.objects.de_conventions(request.conventions)


def _trouver(request: HttpRequest, pk: int) -> Commande:
    return get_object_or_404(_detaillees(_siennes(request)), pk=pk)


def _detaillees(commandes: QuerySet[Commande]) -> QuerySet[Commande]:
    """Read with each order whom it concerns, who holds it (`tenues`, one at most) and how its evaluation stands."""
    return _tenues(commandes.select_related("beneficiaire", "caisse", "convention__partenaire"))


def _tenues(commandes: QuerySet[Commande], champs: Sequence[str] = ()) -> QuerySet[Commande]:
    tenues = Reservation.objects.en_cours().select_related("evaluateur", "appareil")
    return commandes.prefetch_related(
        Prefetch("reservations", tenues.only(*champs) if champs else tenues, to_attr="tenues")
    ).annotate(evaluation_ref=F("evaluation__pk"), etat_evaluation=F("evaluation__etat"))


def _a_lister(commandes: QuerySet[Commande], liste: str) -> QuerySet[Commande]:
    """Read of each order what one of LISTES shows; nobody holds those that are to be reserved."""
    montrees = commandes.select_related("beneficiaire").only(*COLONNES)
    return montrees if liste == "a-reserver" else _tenues(montrees, DETENTEUR)


def _ligne(commande: Commande) -> Ligne:
    reste = delai(commande.date_limite, le=aujourd_hui()) if commande.est_ouverte else None
    return Ligne(commande, next(iter(getattr(commande, "tenues", ())), None), reste)


def _listees(request: HttpRequest, liste: str, parts: Mapping[str, Q]) -> QuerySet[Commande]:
    """Return the orders of one of LISTES; those that are open are found by their own index."""
    siennes = _siennes(request)
    return siennes if liste == "toutes" else siennes.ouvertes().filter(parts[liste])


def _parts(tenues: Collection[int]) -> dict[str, Q]:
    """Return what tells apart, among the open orders, those of each list of LISTES; `tenues` are one's own."""
    miennes = Q(pk__in=tenues)
    reservees = Q(etat=EtatCommande.RESERVEE)
    return {
        "a-reserver": Q(etat=EtatCommande.A_RESERVER),
        "miennes": reservees & miennes,
        "collegues": reservees & ~miennes,
    }


def _nommees(request: HttpRequest, commandes: QuerySet[Commande]) -> QuerySet[Commande]:
    """Keep the orders for people of the name looked for."""
    for mot in forme_de_recherche(lire_la_recherche(request, RECHERCHE)).split():
        commandes = commandes.filter(beneficiaire__nom_recherche__contains=mot)
    return commandes


def _onglets(
    request: HttpRequest, parts: Mapping[str, Q], tenues: Collection[int]
) -> list[tuple[str, str, Compte | None]]:
    """Return the lists with what each holds; « Toutes » is a history, which is not counted."""

    def ranger(etat: str, pk: int) -> Iterable[str]:
        if etat == EtatCommande.A_RESERVER:
            return ("a-reserver",)
        return ("miennes",) if pk in tenues else ("collegues",)

    comptes = compter_ensemble(_siennes(request).ouvertes(), parts, ["etat", "pk"], ranger)
    return [(liste, libelle, comptes.get(liste)) for liste, libelle in LISTES.items()]


def _collegues(request: HttpRequest, demandee: Commande) -> QuerySet[Utilisateur]:
    """Return who may take the order over: the active users of the structure, but the one who holds it."""
    tenue = _ligne(demandee).reservation
    actifs = Utilisateur.objects.filter(rattachement__partenaire=request.partenaire, is_active=True)
    return actifs.exclude(pk=tenue.evaluateur_id if tenue else None).order_by("nom", "prenom")


def _vers_la_liste(liste: str) -> HttpResponse:
    return redirect(reverse("evaluations:commandes", query={"liste": liste} if liste in LISTES else None))


def _fil(page: str = "") -> list[tuple[str, str | None]]:
    debut = [("Les services", reverse("accueil:services"))]
    return [*debut, (TITRE, reverse("evaluations:commandes")), (page, None)] if page else [*debut, (TITRE, None)]
