"""« Commandes d’évaluation »: the caisse places orders, follows them, postpones or withdraws them (CAI-08)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ppas.caisses.gardes import agent_de_caisse
from ppas.evaluations.forms.commandes import AnnulationForm, CommandeForm, DelaiForm, FiltreCommandesForm
from ppas.evaluations.models import Commande
from ppas.evaluations.operations.commandes import annuler_commande, changer_delai, placer_commande
from ppas.evaluations.regles.delai import Delai, delai
from ppas.evaluations.tableau import tableau
from ppas.evaluations.tris import TRI_COMMANDES, TRI_COMMANDES_OUVERTES_DE_LA_CAISSE
from ppas.evaluations.views import lire_la_recherche, noter_la_recherche
from ppas.prises_en_charge.models import Beneficiaire
from ppas.prises_en_charge.regles.recherche import forme_de_recherche
from ppas.socle.consultations import consulter
from ppas.socle.horloge import aujourd_hui
from ppas.socle.models import Evenement
from ppas.socle.refus import Refus
from ppas.socle.regles.affichage import date_fr

TITRE = "Commandes d’évaluation"
RECHERCHE = "commandes_caisse_recherche"
"""The name looked for stays in the session: an address never holds a name."""
FILTRES = ("etat", "nature", "structure", "numero", "tri")
COLONNES = (
    "numero",
    "nature",
    "commune",
    "date_commande",
    "date_limite",
    "etat",
    "beneficiaire__nom",
    "beneficiaire__prenom",
    "convention__code",
    "convention__partenaire__nom",
)
"""What the list shows."""
EVENEMENTS_MONTRES = 50
"""The last ones, told from the oldest to the newest."""


@dataclass(frozen=True)
class Ligne:
    """A row of the list; `delai` is None once nothing is left to be done."""

    commande: Commande
    delai: Delai | None


@require_GET
@agent_de_caisse
def caisse_commandes(request: HttpRequest) -> HttpResponse:
    """List the orders of the caisse, with a chart of those that are still to be done."""
    le = aujourd_hui()
    form = FiltreCommandesForm(request.GET)
    recherche = lire_la_recherche(request, RECHERCHE)
    trouvees = _au_nom_de(form.filtrer(_listees(request), caisse=request.caisse, le=le), request, recherche)
    page = (TRI_COMMANDES_OUVERTES_DE_LA_CAISSE if form.est_urgente else TRI_COMMANDES).paginer(trouvees, request)
    consulter(request, (commande.beneficiaire_id for commande in page), caisse_ref=request.caisse.pk)
    contexte = {
        "form": form,
        "filtres": {nom: request.GET[nom] for nom in FILTRES if request.GET.get(nom)},
        "est_filtre": any(form.cleaned_data.values()),
        "recherche": recherche,
        "page": page,
        "lignes": _lignes(page),
        "tableau": tableau(request.caisse, le=le),
        "fil": _fil(),
    }
    return render(request, "evaluations/caisse_commandes.html", contexte)


@require_POST
@agent_de_caisse
def caisse_commandes_chercher(request: HttpRequest) -> HttpResponse:
    """Keep the name looked for, or forget it when it is empty, and show the list again."""
    noter_la_recherche(request, RECHERCHE)
    filtres = {nom: request.POST[nom] for nom in FILTRES if request.POST.get(nom)}
    return redirect(reverse("evaluations:caisse_commandes", query=filtres))


@require_http_methods(["GET", "POST"])
@agent_de_caisse
def commande_placer(request: HttpRequest) -> HttpResponse:
    """Place an order, then show it."""
    est_envoi = request.method == "POST"
    form = CommandeForm(request.POST if est_envoi else None, caisse=request.caisse, le=aujourd_hui())
    vus: Iterable[int] = ()
    if est_envoi and form.is_valid():
        donnees, remplacer = form.donnees(), form.cleaned_data["remplacer_identite"]
        try:
            commande = placer_commande(request.caisse, donnees, par=request.user, remplacer_identite=remplacer)
        except Refus as refus:
            form.refuser(refus)
            # The refusal may say under which name the caisse knows this number.
            connus = Beneficiaire.objects.filter(caisse=request.caisse, nir=donnees.identite.nir)
            vus = list(connus.values_list("pk", flat=True))
        else:
            messages.success(
                request, f"La commande n° {commande.numero} est passée ; la structure en est informée par mail."
            )
            return redirect("evaluations:caisse_commande", commande.pk)
    consulter(request, vus, caisse_ref=request.caisse.pk)
    contexte = {"form": form, "fil": _fil("Passer une commande")}
    return render(request, "evaluations/commande_placer.html", contexte, status=422 if est_envoi else 200)


@require_GET
@agent_de_caisse
def caisse_commande(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an order, who holds it, and what was done of it."""
    commande = get_object_or_404(_siennes(request), pk=pk)
    evenements = Evenement.objects.filter(objet_type=Commande._meta.label_lower, objet_ref=pk).order_by("-id")
    reservations = commande.reservations.en_cours().select_related("evaluateur", "appareil")
    contexte = {
        "reservation": reservations.first(),
        "evaluation": getattr(commande, "evaluation", None),
        "evenements": list(evenements[:EVENEMENTS_MONTRES])[::-1],
    }
    return _dessiner(request, "evaluations/caisse_commande.html", commande, **contexte)


@require_http_methods(["GET", "POST"])
@agent_de_caisse
def commande_annuler(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then withdraw the order."""
    commande = get_object_or_404(_siennes(request), pk=pk)
    form = AnnulationForm(request.POST or None)
    gabarit, etape = "evaluations/commande_annuler.html", "Annuler"
    if request.method != "POST":
        return _dessiner(request, gabarit, commande, form=form, etape=etape)
    if form.is_valid():
        try:
            annuler_commande(commande, le=aujourd_hui(), motif=form.cleaned_data["motif"], par=request.user)
        except Refus as refus:
            return _refuser(request, commande, refus)
        messages.success(
            request, f"La commande n° {commande.numero} est annulée ; la structure en est informée par mail."
        )
        return redirect("evaluations:caisse_commande", pk)
    return _dessiner(request, gabarit, commande, statut=422, form=form, etape=etape)


@require_http_methods(["GET", "POST"])
@agent_de_caisse
def commande_delai(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an order another deadline."""
    commande = get_object_or_404(_siennes(request), pk=pk)
    form = DelaiForm(request.POST or None, initial={"date_limite": commande.date_limite})
    gabarit, etape = "evaluations/commande_delai.html", "Changer le délai"
    if request.method != "POST":
        return _dessiner(request, gabarit, commande, form=form, etape=etape)
    if form.is_valid():
        try:
            est_change = changer_delai(commande, form.cleaned_data["date_limite"], par=request.user)
        except Refus as refus:
            if refus.champ is None:
                return _refuser(request, commande, refus)
            form.add_error(refus.champ, refus.message)
        else:
            suite = f"à rendre avant le {date_fr(commande.date_limite)}"
            messages.success(
                request, f"La commande n° {commande.numero} est {'maintenant' if est_change else 'déjà'} {suite}."
            )
            return redirect("evaluations:caisse_commande", pk)
    return _dessiner(request, gabarit, commande, statut=422, form=form, etape=etape)


def _siennes(request: HttpRequest) -> QuerySet[Commande]:
    commandes = Commande.objects.de_caisse(request.caisse)
    return commandes.select_related("caisse", "convention__partenaire", "beneficiaire", "importation", "evaluation")


def _listees(request: HttpRequest) -> QuerySet[Commande]:
    """Return the same, with what the list shows of each and nothing else."""
    commandes = Commande.objects.de_caisse(request.caisse)
    return commandes.select_related("convention__partenaire", "beneficiaire").only(*COLONNES)


def _au_nom_de(commandes: QuerySet[Commande], request: HttpRequest, recherche: str) -> QuerySet[Commande]:
    """Keep the orders of whoever bears that name."""
    mots = forme_de_recherche(recherche).split()
    if not mots:
        return commandes
    personnes = Beneficiaire.objects.filter(caisse=request.caisse)
    for mot in mots:
        personnes = personnes.filter(nom_recherche__contains=mot)
    return commandes.filter(beneficiaire__in=personnes)


def _lignes(commandes: Iterable[Commande]) -> list[Ligne]:
    le = aujourd_hui()
    return [Ligne(c, delai(c.date_limite, le=le) if c.est_ouverte else None) for c in commandes]


def _refuser(request: HttpRequest, commande: Commande, refus: Refus) -> HttpResponse:
    """Go back to the order, whose state says why."""
    messages.error(request, refus.message)
    return redirect("evaluations:caisse_commande", commande.pk)


def _dessiner(
    request: HttpRequest,
    gabarit: str,
    commande: Commande,
    *,
    statut: int = 200,
    etape: str = "",
    form: Form | None = None,
    **suite: Any,
) -> HttpResponse:
    consulter(request, [commande.beneficiaire_id], caisse_ref=request.caisse.pk)
    [ligne] = _lignes([commande])
    contexte = {
        "commande": commande,
        "delai": ligne.delai,
        "form": form,
        "fil": _fil(str(commande), reverse("evaluations:caisse_commande", args=[commande.pk]), etape),
    } | suite
    return render(request, gabarit, contexte, status=statut)


def _fil(page: str = "", adresse: str = "", etape: str = "") -> list[tuple[str, str | None]]:
    """Return the breadcrumb of the list, of `page` under it, or of `etape` under that page."""
    services = ("Les services", reverse("accueil:services"))
    if not page:
        return [services, (TITRE, None)]
    liste = (TITRE, reverse("evaluations:caisse_commandes"))
    return [services, liste, (page, adresse), (etape, None)] if etape else [services, liste, (page, None)]
