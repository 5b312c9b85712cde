"""« Facturation par saisie en ligne », for a partner: its months, to open, in progress, sent, or invoiced by file."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from ppas.caisses.models import TypePartenaire
from ppas.facturation.etats import EtatDepot
from ppas.facturation.forms.formulaire import OuvertureForm
from ppas.facturation.models import Depot, Formulaire
from ppas.facturation.operations import formulaire as operations
from ppas.facturation.regles.echeance import echeances_ouvertes
from ppas.partenaires.gardes import partenaire
from ppas.partenaires.models import Convention
from ppas.socle.horloge import aujourd_hui
from ppas.socle.refus import Refus
from ppas.socle.regles.affichage import mois

TITRE = "Facturation par saisie en ligne"
MOIS_PAR_PAGE = 13
"""The month in course and the twelve that most caisses let one invoice."""


@dataclass
class Mois:
    """A month of the list: its form, if one was opened, and the files that invoiced it, newest first."""

    echeance: date
    formulaire: Formulaire | None = None
    depots: list[Depot] = field(default_factory=list)

    @property
    def montant_caisse_centimes(self) -> int | None:
        """What the caisse has to pay of what was sent for this month, by both doors; None when nothing was."""
        montants = [d.montant_caisse_centimes + d.montant_refacture_centimes for d in self.depots if d.est_publie]
        if self.formulaire and self.formulaire.est_valide:
            montants.append(self.formulaire.montant_caisse_centimes)
        return sum(montants) if montants else None


DU_DEPOT = (
    "nom_fichier",
    "echeance",
    "etat",
    "nb_lignes_acceptees",
    "nb_lignes_refacturees",
    "montant_caisse_centimes",
    "montant_refacture_centimes",
)
"""What the list says of the files of a month."""


@require_GET
@partenaire
def formulaires(request: HttpRequest) -> HttpResponse:
    """List the months of one convention, drafts first (INV-02, INV-11, INV-12)."""
    conventions = list(
        operations.conventions_du_formulaire(request.partenaire).select_related("caisse", "type_partenaire")
    )
    demandee = request.GET.get("convention", "")
    convention = next((c for c in conventions if demandee in {"", str(c.pk)}), None)
    if convention is None:
        raise Http404
    page = _page_des_mois(convention, request.GET.get("page"))
    echeances = list(page)
    brouillons, siens = _lire_formulaires(conventions, convention, echeances)
    depots = _lire_depots(convention, echeances)
    page.object_list = [Mois(jour, siens.get(jour), depots[jour]) for jour in echeances]
    contexte = {
        "conventions": conventions,
        "convention": convention,
        "est_habitat": convention.type_partenaire.code == TypePartenaire.HABITAT,
        "brouillons": brouillons,
        "page": page,
        "fil": fil_d_ariane(),
    }
    return render(request, "facturation/formulaires.html", contexte)


def _page_des_mois(convention: Convention, numero: str | None) -> Page:
    """Return the months that may be opened and those that were, newest first."""
    ouvertes = echeances_ouvertes(le=aujourd_hui(), delai_mois=convention.caisse.delai_facturation_mois)
    anciennes = convention.formulaires.values_list("echeance", flat=True)
    return Paginator(sorted({*ouvertes, *anciennes}, reverse=True), MOIS_PAR_PAGE).get_page(numero)


def _lire_formulaires(
    conventions: list[Convention], convention: Convention, echeances: list[date]
) -> tuple[list[Formulaire], dict[date, Formulaire]]:
    """Return what waits to be typed or validated, whatever convention is shown, then the forms of its months.

    Newest first, and read together: their totals are what costs.
    """
    ouverts = Formulaire.objects.filter(convention__in=conventions).brouillons().values_list("pk", flat=True)
    brouillons = list(ouverts[:MOIS_PAR_PAGE])
    montres = Q(pk__in=brouillons) | Q(convention=convention, echeance__in=echeances)
    lus = list(Formulaire.objects.filter(montres).avec_totaux().select_related("convention"))
    siens = {f.echeance: f for f in lus if f.convention_id == convention.pk}
    return [f for f in lus if f.pk in brouillons], siens


def _lire_depots(convention: Convention, echeances: list[date]) -> dict[date | None, list[Depot]]:
    """Return the files that invoiced each of these months, newest first."""
    depots: dict[date | None, list[Depot]] = defaultdict(list)
    envoyes = Depot.objects.filter(convention=convention, echeance__in=echeances).exclude(etat=EtatDepot.REFUSE)
    for depot in envoyes.order_by("-pk").only(*DU_DEPOT):
        if depot.est_ouvert or depot.nb_lignes_acceptees or depot.nb_lignes_refacturees:
            depots[depot.echeance].append(depot)
    return depots


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


def le_formulaire(request: HttpRequest, pk: int, *relations: str) -> Formulaire:
    """Return the form of the partner that has that number, with `relations`; any other one does not exist."""
    visibles = Formulaire.objects.de_partenaire(request.partenaire)
    return get_object_or_404(
        visibles.select_related("convention__caisse", "convention__type_partenaire", *relations), pk=pk
    )


def adresse(objet: Formulaire, numero: int) -> str:
    """Return the address of page `numero` of a form."""
    return f"{reverse('facturation:formulaire', args=[objet.pk])}?page={numero}"


def fil_d_ariane(objet: Formulaire | None = None) -> list[tuple[str, str | None]]:
    """Return the breadcrumb of the list of months, or of one of them."""
    services = ("Les services", reverse("accueil:services"))
    if objet is None:
        return [services, (TITRE, None)]
    liste = f"{reverse('facturation:formulaires')}?convention={objet.convention_id}"
    return [services, (TITRE, liste), (mois(objet.echeance).capitalize(), None)]
