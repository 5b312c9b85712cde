"""« Évaluations reçues »: what the structures sent, read, accepted or sent back (CAI-09)."""

from itertools import pairwise

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ppas.caisses.gardes import agent_de_caisse
from ppas.caisses.models import Caisse
from ppas.evaluations.etats import EtatEvaluation
from ppas.evaluations.forms.reception import (
    FiltreRecuesForm,
    RenvoiForm,
    bornes_du_mois,
    mois_precedents,
    nommees,
)
from ppas.evaluations.models import Evaluation
from ppas.evaluations.models.evaluation import EvaluationQuerySet
from ppas.evaluations.operations.controler import delais_de
from ppas.evaluations.operations.recevoir import accepter, renvoyer
from ppas.evaluations.tris import TRI_EVALUATIONS_TRANSMISES
from ppas.evaluations.views import lire_la_recherche, noter_la_recherche
from ppas.evaluations.views.lecture import Fil, a_lister, contexte_de_lecture, noter_la_liste, reponse_synthese, trouver
from ppas.socle.agregats import nombres_avant
from ppas.socle.documents import document_pdf
from ppas.socle.plafond import compter_jusqu_a
from ppas.socle.refus import Refus
from ppas.socle.regles.affichage import mois, nombre
from ppas.socle.regles.graphique import Mesure

TITRE = "Évaluations reçues"
RECHERCHE = "evaluations_recues_recherche"
"""The name looked for stays in the session: an address never holds a name."""
NB_MOIS = 13


@require_safe
@agent_de_caisse
def recues(request: HttpRequest) -> HttpResponse:
    """List what was received, newest first, with how long it took; thirteen months as a chart."""
    form = FiltreRecuesForm(request.GET)
    recherche = lire_la_recherche(request, RECHERCHE)
    celles = Evaluation.objects.de_caisse(request.caisse)
    trouvees = nommees(form.filtrer_celles_de(request.caisse, celles.filter(transmise_le__isnull=False)), recherche)
    colonnes = ("convention__partenaire__nom", "gir", "visitee_le", "transmise_le", "traitee_le")
    page = TRI_EVALUATIONS_TRANSMISES.paginer(a_lister(trouvees, *colonnes), request)
    noter_la_liste(request, page)
    contexte = {
        "form": form,
        "recherche": recherche,
        "page": page,
        "lignes": [(evaluation, delais_de(evaluation)) for evaluation in page],
        "a_traiter": compter_jusqu_a(celles.filter(etat=EtatEvaluation.TRANSMISE)),
        "par_mois": _par_mois(request.caisse),
        "fil": _fil(),
    }
    return render(request, "evaluations/caisse_recues.html", contexte)


@require_POST
@agent_de_caisse
def recues_chercher(request: HttpRequest) -> HttpResponse:
    """Keep the name looked for, or forget it when it is empty, and show the list again."""
    noter_la_recherche(request, RECHERCHE)
    return redirect("evaluations:caisse_recues")


@require_safe
@agent_de_caisse
def evaluation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a received evaluation, and the days that it took."""
    objet = trouver(_recues(request), pk)
    contexte = contexte_de_lecture(request, objet) | {"fil": _fil(str(objet))}
    return render(request, "evaluations/caisse_evaluation.html", contexte)


@require_safe
@agent_de_caisse
@document_pdf
def evaluation_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Summary of a received evaluation."""
    return reponse_synthese(request, trouver(_recues(request), pk))


@require_POST
@agent_de_caisse
def evaluation_accepter(request: HttpRequest, pk: int) -> HttpResponse:
    """« Accepter »."""
    objet = trouver(_recues(request), pk)
    try:
        accepter(objet, par=request.user)
    except Refus as refus:
        messages.error(request, refus.message)
    else:
        messages.success(
            request,
            f"L’évaluation {objet.numero_enregistrement} est acceptée. "
            "Elle sera dans le prochain export des évaluations.",
        )
    return redirect("evaluations:caisse_evaluation", pk)


@require_http_methods(["GET", "POST"])
@agent_de_caisse
def evaluation_renvoyer(request: HttpRequest, pk: int) -> HttpResponse:
    """« Renvoyer pour correction »: the message, what sending it back does, then the act."""
    objet = trouver(_recues(request), pk)
    form = RenvoiForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            renvoyer(objet, form.cleaned_data["message"], par=request.user)
        except Refus as refus:
            form.add_error(refus.champ if refus.champ in form.fields else None, refus.message)
            objet = trouver(_recues(request), pk)
        else:
            messages.success(
                request,
                f"L’évaluation {objet.numero_enregistrement} est renvoyée pour correction ; "
                "la structure en est informée.",
            )
            return redirect("evaluations:caisse_evaluation", pk)
    contexte = contexte_de_lecture(request, objet) | {"form": form, "fil": _fil(str(objet), pk)}
    statut = 422 if request.method == "POST" else 200
    return render(request, "evaluations/caisse_renvoyer.html", contexte, status=statut)


def _recues(request: HttpRequest) -> EvaluationQuerySet:
    """Return what the caisse has received: nothing that an evaluator has not sent yet."""
    return Evaluation.objects.de_caisse(request.caisse).filter(transmise_le__isnull=False)


def _par_mois(caisse: Caisse) -> list[Mesure]:
    """Return how many evaluations were received each month, in one query over thirteen months of one index."""
    les_mois = mois_precedents(NB_MOIS)[::-1]
    bornes = [bornes_du_mois(premier) for premier in les_mois]
    recents = Evaluation.objects.de_caisse(caisse).filter(transmise_le__gte=bornes[0][0])
    jusque_la = nombres_avant(recents, "transmise_le", [fin for _, fin in bornes])
    return [
        Mesure(mois(premier), fin - avant, nombre(fin - avant))
        for premier, (avant, fin) in zip(les_mois, pairwise([0, *jusque_la]), strict=True)
    ]


def _fil(page: str = "", pk: int | None = None) -> Fil:
    fil: Fil = [("Les services", reverse("accueil:services"))]
    if not page:
        return [*fil, (TITRE, None)]
    fil.append((TITRE, reverse("evaluations:caisse_recues")))
    if pk is None:
        return [*fil, (page, None)]
    return [*fil, (page, reverse("evaluations:caisse_evaluation", args=[pk])), ("Renvoyer pour correction", None)]
