"""« Evaluations en cours »: what is begun and not yet sent, how far each is, what waits for somebody (EVA-03)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ppas.evaluations.etats import EtatEvaluation, ResultatEnvoi
from ppas.evaluations.forms.en_cours import FiltreEnCoursForm
from ppas.evaluations.forms.reception import nommees
from ppas.evaluations.gardes import evaluateur
from ppas.evaluations.models import EnvoiEvaluation, Evaluation, Renvoi, Reservation
from ppas.evaluations.models.evaluation import EvaluationQuerySet
from ppas.evaluations.regles.delai import Delai, delai
from ppas.evaluations.regles.description import charger
from ppas.evaluations.regles.formulaire import Avancement, avancement
from ppas.evaluations.tris import TRI_EVALUATIONS_MODIFIABLES
from ppas.evaluations.views import lire_la_recherche, noter_la_recherche
from ppas.evaluations.views.lecture import a_lister, noter_la_liste, rendre_les_caisses
from ppas.socle.horloge import aujourd_hui
from ppas.socle.plafond import Compte, compter_ensemble

TITRE = "Évaluations en cours"
LISTES = {"miennes": "Les miennes", "structure": "Toute la structure"}
"""The lists of the page, by what the address calls them; the first is shown when it names none."""
PAR_PAGE = 10
"""Each row reads all the answers of an evaluation to say how far it is."""
RECHERCHE = "evaluations_en_cours_recherche"
"""The name looked for stays in the session: an address is kept by browsers and proxies, and never holds a name."""


class Tenue(NamedTuple):
    """Who holds an order, by his number and his name, and the name of the computer on which, when it is one."""

    evaluateur_id: int
    evaluateur: str
    appareil: str


@dataclass(frozen=True)
class EnCours:
    """A row of the list: how far the evaluation is, who holds its order, what the caisse asked when it sent it back."""

    evaluation: Evaluation
    sections: list[Avancement]
    tenue: Tenue | None
    renvoi: Renvoi | None
    delai: Delai
    peut_ouvrir: bool

    @property
    def nb_completes(self) -> int:
        """Sections answered, to which nothing lacks."""
        return sum(section.etat == "complete" for section in self.sections)

    @property
    def nb_sections(self) -> int:
        """Sections that are answered or have to be: one that may stay empty counts once something is written there."""
        return sum(section.etat != "facultative" for section in self.sections)

    @property
    def nb_manques(self) -> int:
        """Answers still expected."""
        return sum(section.nb_manques for section in self.sections)


@require_safe
@evaluateur
def en_cours(request: HttpRequest) -> HttpResponse:
    """List the evaluations begun and not yet sent, last changed first: one's own, or those of the structure."""
    liste = request.GET.get("liste", "")
    if liste not in LISTES:
        liste = "structure" if request.au_nom_de else "miennes"
    filtres = FiltreEnCoursForm(request.GET, conventions=request.conventions)
    recherche = lire_la_recherche(request, RECHERCHE)
    choisies = filtres.filtrer(_listees(request, liste), le=aujourd_hui())
    trouvees = _detaillees(nommees(choisies, recherche))
    page = TRI_EVALUATIONS_MODIFIABLES.paginer(trouvees, request, taille=PAR_PAGE)
    rendre_les_caisses(request, page)
    noter_la_liste(request, page)
    prefetch_related_objects([e for e in page if e.etat == EtatEvaluation.A_CORRIGER], "renvois")
    contexte = {
        "page": page,
        "lignes": _lignes(request, page),
        "liste": liste,
        "onglets": _onglets(request),
        "filtres": filtres,
        "recherche": recherche,
        "fil": [("Les services", reverse("accueil:services")), (TITRE, None)],
    }
    return render(request, "evaluations/en_cours.html", contexte)


@require_POST
@evaluateur
def en_cours_chercher(request: HttpRequest) -> HttpResponse:
    """Keep the name looked for, or forget it when it is empty, and show the list again."""
    noter_la_recherche(request, RECHERCHE)
    liste = request.POST.get("liste", "")
    return redirect(reverse("evaluations:en_cours", query={"liste": liste} if liste in LISTES else None))


def _siennes(request: HttpRequest) -> EvaluationQuerySet:
    return Evaluation.objects.de_conventions(request.conventions).modifiables()


def _listees(request: HttpRequest, liste: str) -> EvaluationQuerySet:
    return _siennes(request).filter(_parts(request)[liste])


def _parts(request: HttpRequest) -> dict[str, Q]:
    return {"miennes": Q(evaluateur=request.user), "structure": Q()}


def _onglets(request: HttpRequest) -> list[tuple[str, str, Compte]]:
    comptes = compter_ensemble(
        _siennes(request),
        _parts(request),
        ["evaluateur"],
        lambda evaluateur: LISTES if evaluateur == request.user.pk else ("structure",),
    )
    return [(liste, libelle, comptes[liste]) for liste, libelle in LISTES.items()]


def _detaillees(evaluations: EvaluationQuerySet) -> EvaluationQuerySet:
    """Read with each evaluation whom it concerns, and whether two versions wait."""
    conflits = EnvoiEvaluation.objects.filter(commande=OuterRef("commande"), resultat=ResultatEnvoi.CONFLIT, choix="")
    lues = a_lister(evaluations, "evaluateur_id", "modifiee_le", "version", "reponses")
    return lues.annotate(est_en_conflit=Exists(conflits))


def _lignes(request: HttpRequest, evaluations: Iterable[Evaluation]) -> list[EnCours]:
    """Return the rows of a page, each with who holds its order now."""
    commandes = [evaluation.commande_id for evaluation in evaluations]
    tenues = (
        Reservation.objects.en_cours()
        .filter(commande__in=commandes)
        .values_list("commande", "evaluateur", "evaluateur__prenom", "evaluateur__nom", "appareil__nom")
    )
    lues = {
        commande: Tenue(evaluateur, f"{prenom} {nom}", appareil or "")
        for commande, evaluateur, prenom, nom, appareil in (tenues if commandes else ())
    }
    return [_ligne(request, evaluation, lues.get(evaluation.commande_id)) for evaluation in evaluations]


def _ligne(request: HttpRequest, evaluation: Evaluation, tenue: Tenue | None) -> EnCours:
    est_renvoyee = evaluation.etat == EtatEvaluation.A_CORRIGER
    est_sienne = evaluation.evaluateur_id == request.user.pk
    return EnCours(
        evaluation,
        avancement(charger(evaluation.version), evaluation.reponses),
        tenue,
        next(iter(evaluation.renvois.all()), None) if est_renvoyee else None,
        delai(evaluation.commande.date_limite, le=aujourd_hui()),
        peut_ouvrir=not request.au_nom_de and (est_sienne or request.rattachement.est_administrateur),
    )
