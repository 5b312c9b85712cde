"""« Liste des bénéficiaires », for a partner: whom he may invoice for an échéance, and what is left (LST-01)."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from ppas.facturation.models import LigneFacture
from ppas.facturation.regles.calendrier import fin_du_mois, mois_avant
from ppas.facturation.regles.consommation import consommation
from ppas.facturation.regles.echeance import echeances_ouvertes
from ppas.partenaires.gardes import partenaire
from ppas.partenaires.models import Convention
from ppas.prises_en_charge.models import PriseEnCharge
from ppas.prises_en_charge.regles.recherche import forme_de_recherche
from ppas.socle.consultations import consulter
from ppas.socle.horloge import aujourd_hui

TITRE = "Liste des bénéficiaires"
PAR_PAGE = 25
RECHERCHE = "beneficiaires_recherche"
"""The name looked for stays in the session: an address is kept by browsers and proxies, and never holds a name."""
RIEN = {"quantite": 0, "mois": 0, "total": 0}


@require_GET
@partenaire
def beneficiaires(request: HttpRequest) -> HttpResponse:
    """List the grants of one convention that run during an échéance, by name."""
    contexte: dict[str, Any] = {"fil": [("Les services", reverse("accueil:services")), (TITRE, None)]}
    conventions = list(_conventions(request))
    if conventions:
        contexte |= _choix(request, conventions)
        contexte["page"] = _page(request, contexte["convention"], contexte["echeance"], contexte["recherche"])
    return render(request, "facturation/beneficiaires.html", contexte)


@require_POST
@partenaire
def beneficiaires_chercher(request: HttpRequest) -> HttpResponse:
    """Keep the name looked for, or forget it when it is empty, and show the list again."""
    request.session[RECHERCHE] = request.POST.get("nom", "").strip()[:80]
    choix = {nom: request.POST[nom] for nom in ("convention", "echeance") if request.POST.get(nom)}
    return redirect(reverse("facturation:beneficiaires", query=choix))


def _conventions(request: HttpRequest) -> QuerySet[Convention]:
    return Convention.objects.validees().filter(partenaire=request.partenaire).select_related("caisse")


def _choix(request: HttpRequest, conventions: list[Convention]) -> dict[str, Any]:
    """Return what the address asks for; the month that has just ended when it names none that may be invoiced."""
    demandee = request.GET.get("convention", "")
    convention = next((c for c in conventions if demandee in {"", str(c.pk)}), None)
    if convention is None:
        raise Http404
    echeances = echeances_ouvertes(le=aujourd_hui(), delai_mois=convention.caisse.delai_facturation_mois)
    demandee = request.GET.get("echeance", "")
    terminee = mois_avant(aujourd_hui().replace(day=1), 1)
    return {
        "conventions": conventions,
        "convention": convention,
        "echeances": echeances,
        "echeance": next((e for e in echeances if f"{e:%Y-%m}" == demandee), terminee),
        "recherche": request.session.get(RECHERCHE, ""),
    }


def _page(request: HttpRequest, convention: Convention, echeance: date, recherche: str) -> Page:
    """Return a page of (grant, what is granted, invoiced and left)."""
    prises_en_charge = (
        PriseEnCharge.objects.filter(convention=convention)
        .en_cours(echeance, fin_du_mois(echeance))
        .select_related("beneficiaire", "prestation")
        .order_by("beneficiaire__nom_recherche", "pk")
    )
    for mot in forme_de_recherche(recherche).split():
        prises_en_charge = prises_en_charge.filter(beneficiaire__nom_recherche__contains=mot)
    page = Paginator(prises_en_charge, PAR_PAGE).get_page(request.GET.get("page"))
    consulter(request, (p.beneficiaire_id for p in page), caisse_ref=convention.caisse_id)
    factures = _factures(list(page), echeance)
    page.object_list = [
        (
            prise_en_charge,
            consommation(
                unite=prise_en_charge.prestation.unite,
                quantite_mensuelle_centiemes=prise_en_charge.quantite_mensuelle_centiemes,
                plafond_centimes=prise_en_charge.plafond_centimes,
                facture_mois_centiemes=facture["quantite"],
                facture_mois_centimes=facture["mois"],
                facture_total_centimes=facture["total"],
            ),
        )
        for prise_en_charge in page
        for facture in [factures.get(prise_en_charge.pk, RIEN)]
    ]
    return page


def _factures(prises_en_charge: Collection[PriseEnCharge], echeance: date) -> dict[int, dict[str, int]]:
    """Return what was invoiced on each grant: quantity and amount of the month, amount of its whole life."""
    du_mois = Q(periode__range=(echeance, fin_du_mois(echeance)))
    quantites = [
        Coalesce(Sum(champ, filter=du_mois), 0)
        for champ in ("ouvrables_centiemes", "dimanches_feries_centiemes", "quantite_centiemes")
    ]
    montants = ("montant_caisse_centimes", "montant_beneficiaire_centimes")
    sommes = (
        LigneFacture.objects.publiees()
        .comptees()
        .filter(prise_en_charge__in=prises_en_charge)
        .values("prise_en_charge_id")
        .annotate(
            quantite=quantites[0] + quantites[1] + quantites[2],
            mois=Coalesce(Sum(montants[0], filter=du_mois), 0) + Coalesce(Sum(montants[1], filter=du_mois), 0),
            total=Sum(montants[0]) + Sum(montants[1]),
        )
        .order_by()
    )
    return {somme["prise_en_charge_id"]: somme for somme in sommes}
