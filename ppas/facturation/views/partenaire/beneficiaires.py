"""« Liste des bénéficiaires », for a partner: whom he may invoice for an échéance, and what is left (LST-01)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from ppas.facturation.models import LigneFacture
from ppas.facturation.regles.calendrier import fin_du_mois, mois_avant
from ppas.facturation.regles.consommation import Consommation, consommation
from ppas.facturation.regles.echeance import echeances_ouvertes
from ppas.facturation.tris import PAR_NOM, TRI_BENEFICIAIRES
from ppas.partenaires.gardes import partenaire
from ppas.partenaires.models import Convention
from ppas.prises_en_charge.models import PriseEnCharge
from ppas.socle.consultations import consulter
from ppas.socle.horloge import aujourd_hui
from ppas.socle.regles.table import Cellule, ecrire_csv

TITRE = "Liste des bénéficiaires"
PAR_PAGE = 25
RECHERCHE = "beneficiaires_recherche"
"""The name looked for stays in the session: an address is kept by browsers and proxies, and never holds a name."""
RIEN = {"quantite": 0, "mois": 0, "total": 0}
COLONNES = (
    "nom",
    "prenom",
    "nir",
    "no_pec",
    "prestation",
    "debut",
    "fin",
    "accorde",
    "facture",
    "reste",
    "montant_facture",
)


@dataclass(frozen=True)
class Ligne:
    """A row of the list; `montant_centimes` is what was invoiced for the month, both shares."""

    prise_en_charge: PriseEnCharge
    consommation: Consommation
    montant_centimes: int


@require_GET
@partenaire
def beneficiaires(request: HttpRequest) -> HttpResponse:
    """List the grants of one convention that run during an échéance, by name."""
    contexte: dict[str, Any] = {"fil": [("Les services", reverse("accueil:services")), (TITRE, None)]}
    conventions = list(_conventions(request))
    if conventions:
        contexte |= _choix(request, conventions)
        convention, echeance = contexte["convention"], contexte["echeance"]
        prises_en_charge = _prises_en_charge(convention, echeance, contexte["recherche"])
        page = TRI_BENEFICIAIRES.paginer(prises_en_charge, request, taille=PAR_PAGE)
        consulter(request, (p.beneficiaire_id for p in page), caisse_ref=convention.caisse_id)
        contexte |= {"page": page, "lignes": _lignes(page.object_list, echeance)}
    return render(request, "facturation/beneficiaires.html", contexte)


@require_GET
@partenaire
def beneficiaires_csv(request: HttpRequest) -> HttpResponse:
    """The whole list of one convention and échéance, to work on it or to print it."""
    conventions = list(_conventions(request))
    if not conventions:
        raise Http404
    choix = _choix(request, conventions)
    convention, echeance = choix["convention"], choix["echeance"]
    prises_en_charge = list(_prises_en_charge(convention, echeance).order_by(*PAR_NOM))
    consulter(request, (p.beneficiaire_id for p in prises_en_charge), caisse_ref=convention.caisse_id)
    nom = f"beneficiaires-{convention.pk}-{echeance:%Y%m}.csv"
    return HttpResponse(
        b"".join(ecrire_csv(COLONNES, map(_rangee, _lignes(prises_en_charge, echeance)))),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{nom}"', "Cache-Control": "private"},
    )


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


def _prises_en_charge(convention: Convention, echeance: date, recherche: str = "") -> QuerySet[PriseEnCharge]:
    """Return the grants of `convention` that run during `echeance`, of whoever bears that name."""
    return (
        PriseEnCharge.objects.filter(convention=convention)
        .en_cours(echeance, fin_du_mois(echeance))
        .nommees(recherche)
        .select_related("beneficiaire", "prestation")
    )


def _lignes(prises_en_charge: Sequence[PriseEnCharge], echeance: date) -> list[Ligne]:
    """Return the rows of the list for these grants, in one query."""
    factures = _factures(prises_en_charge, echeance)
    return [
        Ligne(prise_en_charge, _consommation(prise_en_charge, facture), facture["mois"])
        for prise_en_charge in prises_en_charge
        for facture in [factures.get(prise_en_charge.pk, RIEN)]
    ]


def _consommation(prise_en_charge: PriseEnCharge, facture: dict[str, int]) -> Consommation:
    return consommation(
        unite=prise_en_charge.prestation.unite,
        quantite_mensuelle_centiemes=prise_en_charge.quantite_mensuelle_centiemes,
        plafond_centimes=prise_en_charge.plafond_centimes,
        facture_mois_centiemes=facture["quantite"],
        facture_mois_centimes=facture["mois"],
        facture_total_centimes=facture["total"],
    )


def _rangee(ligne: Ligne) -> list[Cellule]:
    prise_en_charge = ligne.prise_en_charge
    beneficiaire = prise_en_charge.beneficiaire
    return [
        beneficiaire.nom,
        beneficiaire.prenom,
        beneficiaire.nir,
        prise_en_charge.numero,
        prise_en_charge.prestation.code,
        prise_en_charge.debut,
        prise_en_charge.fin,
        ligne.consommation.accorde,
        ligne.consommation.facture,
        ligne.consommation.reste,
        Decimal(ligne.montant_centimes).scaleb(-2),
    ]


def _factures(prises_en_charge: Collection[PriseEnCharge], echeance: date) -> dict[int, dict[str, int]]:
    """Return what was invoiced on each grant: quantity and amount of the month, amount of its whole life."""
    du_mois = Q(periode__range=(echeance, fin_du_mois(echeance)))
    quantite = F("ouvrables_centiemes") + F("dimanches_feries_centiemes") + F("quantite_centiemes")
    montant = F("montant_caisse_centimes") + F("montant_beneficiaire_centimes")
    sommes = (
        LigneFacture.objects.publiees()
        .comptees()
        .filter(prise_en_charge_id__parmi=[p.pk for p in prises_en_charge])
        .values("prise_en_charge_id")
        .annotate(
            quantite=Coalesce(Sum(quantite, filter=du_mois), 0),
            mois=Coalesce(Sum(montant, filter=du_mois), 0),
            total=Sum(montant),
        )
        .order_by()
    )
    return {somme["prise_en_charge_id"]: somme for somme in sommes}
