"""« Synchronisation », on the portal: one's computers, what they sent, what waits for a choice (EVA-07, O3)."""

from collections.abc import Iterable

from django.contrib import messages
from django.db.models import F, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from ppas.evaluations.etats import ChoixConflit, ResultatEnvoi
from ppas.evaluations.gardes import evaluateur_en_personne
from ppas.evaluations.models import EnvoiEvaluation, Evaluation
from ppas.evaluations.operations.choisir import choisir, empechement, envois_a_traiter, envois_visibles
from ppas.evaluations.operations.ordinateurs import commandes_tenues, ordinateurs_de
from ppas.evaluations.regles.description import VERSIONS, charger
from ppas.evaluations.regles.lecture import Lecture, differences, lire_reponses
from ppas.socle.consultations import consulter_par_caisse
from ppas.socle.refus import Refus
from ppas.socle.tri import TRI_PAR_DATE

TITRE = "Synchronisation"
A_TRAITER_MAX = 50
"""Sendings that wait, shown at once: the next ones come as these are dealt with."""
MONTRES = ("resultat", "choix", "motif")
A_TRAITER = (
    *MONTRES,
    "code",
    "commande__numero",
    "appareil__nom",
    "commande__caisse",
    "commande__beneficiaire__nom",
    "commande__beneficiaire__prenom",
    "envoye_par",
)
"""What the lists read of each sending: its answers, the bulk of it, are shown on its own page."""
QUE_FAIRE = {
    "commande-inconnue": "Vérifiez auprès de votre structure à qui cette commande revient, puis notez l’avoir vu.",
    "commande-non-reservee": "Réservez la commande si elle est à vous, puis reprenez ce contenu en ligne.",
    "forme": "Mettez l’application à jour (« Gestion du mode déconnecté »), puis synchronisez de nouveau.",
    "version-inconnue": "Mettez l’application à jour (« Gestion du mode déconnecté »), puis synchronisez de nouveau.",
}
"""What to do with a record set aside, by the code of its reason."""


@require_safe
@evaluateur_en_personne
def synchronisation(request: HttpRequest) -> HttpResponse:
    """List one's computers, what waits for a choice, and what was received."""
    tenues = commandes_tenues(request.user)
    attendent = envois_a_traiter(request.user, request.partenaire, tenues=tenues)
    attendent = attendent.select_related("commande__beneficiaire", "appareil").only(*A_TRAITER)
    a_traiter = list(attendent[:A_TRAITER_MAX])
    _rendre_les_auteurs(request, a_traiter)
    _consulter(request, a_traiter)
    recus = envois_visibles(request.user, request.partenaire, tenues=tenues).only("recu_le", *MONTRES)
    recus = recus.annotate(numero=F("commande__numero"), ordinateur=F("appareil__nom"))
    contexte = {
        "a_traiter": [(envoi, QUE_FAIRE.get(envoi.code, "")) for envoi in a_traiter],
        "ordinateurs": ordinateurs_de(request.user, request.partenaire, tenues),
        "page": TRI_PAR_DATE.paginer(recus, request),
        "fil": _fil(),
    }
    return render(request, "evaluations/synchronisation.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@evaluateur_en_personne
def envoi_choisir(request: HttpRequest, pk: int) -> HttpResponse:
    """Compare a sending with the portal's version, question by question, and keep one of them."""
    visibles = envois_visibles(request.user, request.partenaire, tenues=commandes_tenues(request.user))
    envoi = get_object_or_404(visibles.select_related("commande__beneficiaire", "appareil", "envoye_par"), pk=pk)
    refus = _recevoir_le_choix(request, envoi) if request.method == "POST" else None
    if request.method == "POST" and refus is None:
        return redirect("evaluations:synchronisation")
    _consulter(request, [envoi])
    evaluation = Evaluation.objects.filter(commande=envoi.commande_id).first() if envoi.commande_id else None
    sur_le_portail = _lire(evaluation.version, evaluation.reponses) if evaluation else ()
    envoyee = _lire(envoi.version, envoi.reponses)
    contexte = {
        "envoi": envoi,
        "evaluation": evaluation,
        "est_conflit": envoi.resultat == ResultatEnvoi.CONFLIT,
        "differences": differences(sur_le_portail, envoyee),
        "est_vide": not envoyee,
        "empechement": "" if envoi.choix else empechement(envoi, par=request.user),
        "que_faire": QUE_FAIRE.get(envoi.code, ""),
        "refus": refus,
        "fil": _fil(f"Envoi n° {envoi.pk}"),
    }
    return render(request, "evaluations/envoi_choisir.html", contexte, status=409 if refus else 200)


def _recevoir_le_choix(request: HttpRequest, envoi: EnvoiEvaluation) -> Refus | None:
    """Do what was chosen; return why it was not done."""
    choix, revision = request.POST.get("choix", ""), request.POST.get("revision", "")
    if choix not in ChoixConflit.values:
        return Refus("choix-absent", "Choisissez la version à garder : rien n’a été modifié.")
    vue = int(revision) if revision.isascii() and revision.isdigit() and len(revision) < len(str(2**62)) else None
    try:
        reserve = choisir(envoi, choix, par=request.user, revision=vue)
    except Refus as refus:
        return refus
    if envoi.resultat == ResultatEnvoi.MISE_DE_COTE:
        messages.success(request, "C’est noté. Le contenu de cet envoi reste lisible dans la liste.")
    else:
        messages.success(request, f"{ChoixConflit(choix).label} est gardée. L’autre reste lisible dans la liste.")
    if reserve:
        messages.warning(request, reserve)
    return None


def _lire(version: int, reponses: dict[str, object]) -> Lecture:
    """Read answers in the words of their form; nothing when the portal does not know it."""
    return lire_reponses(charger(version), reponses) if version in VERSIONS else ()


def _rendre_les_auteurs(request: HttpRequest, envois: Iterable[EnvoiEvaluation]) -> None:
    """Give each who sent it: most often the reader himself, whom the page need not read again."""
    de_collegues = []
    for envoi in envois:
        if envoi.envoye_par_id == request.user.pk:
            envoi.envoye_par = request.user
        else:
            de_collegues.append(envoi)
    prefetch_related_objects(de_collegues, "envoye_par")


def _consulter(request: HttpRequest, envois: Iterable[EnvoiEvaluation]) -> None:
    commandes = (envoi.commande for envoi in envois if envoi.commande)
    consulter_par_caisse(request, ((commande.beneficiaire_id, commande.caisse_id) for commande in commandes))


def _fil(titre: str = "") -> list[tuple[str, str | None]]:
    services = ("Les services", reverse("accueil:services"))
    if not titre:
        return [services, (TITRE, None)]
    return [services, (TITRE, reverse("evaluations:synchronisation")), (titre, None)]
