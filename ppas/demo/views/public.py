"""Pages of the demonstration, open to everybody: they exist nowhere else."""

import mimetypes
from collections.abc import Callable

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from ppas.demo.galerie import galerie
from ppas.demo.operations.inscriptions import codes_de_connexion, comptes_presents
from ppas.demo.operations.paiements import fichier_paiements, fichier_paiements_evaluations
from ppas.demo.operations.recherches import recherches
from ppas.demo.operations.rejets import fichier_anomalies_report
from ppas.demo.regles.comptes import MOT_DE_PASSE
from ppas.demo.regles.exemples import fichiers
from ppas.evaluations.etats import EtatEvaluation
from ppas.evaluations.models import ExportEvaluations
from ppas.facturation.etats import EtatLigne
from ppas.facturation.models import ExportFactures
from ppas.socle.gardes import public
from ppas.socle.horloge import aujourd_hui, maintenant
from ppas.socle.models import Courriel
from ppas.socle.pagination import paginer
from ppas.socle.refus import Refus

MAX_EXPORTS = 20
"""How many exports of evaluations the page of examples shows: those that wait for their payment, newest first."""


@public
def comptes(request: HttpRequest) -> HttpResponse:
    """The accounts, their passwords and present codes, what to look at first."""
    codes = codes_de_connexion()
    contexte = {
        "fil": [("Comptes de la démonstration", None)],
        "comptes": [(compte, codes.get(compte.login)) for compte in comptes_presents()],
        "mot_de_passe": MOT_DE_PASSE,
    }
    return render(request, "demo/comptes.html", contexte)


@public
def composants(request: HttpRequest) -> HttpResponse:
    """The gallery of components, which keeps them honest."""
    return render(request, "demo/composants.html", {"fil": [("Galerie des composants", None)], **galerie(request)})


@public
def courriels(request: HttpRequest) -> HttpResponse:
    """The mails that the portal sent or is about to send, newest first."""
    contexte = {"fil": [("Courriels envoyés", None)], "page": paginer(Courriel.objects.all(), request)}
    return render(request, "demo/courriels.html", contexte)


@public
def courriel(request: HttpRequest, pk: int) -> HttpResponse:
    """A mail, as its addressee reads it."""
    lu = get_object_or_404(Courriel, pk=pk)
    fil = [("Courriels envoyés", request.path.removesuffix(f"{pk}/")), (lu.sujet, None)]
    return render(request, "demo/courriel.html", {"fil": fil, "courriel": lu})


@public
def exemples(request: HttpRequest) -> HttpResponse:
    """The files of `exemples/`, moved to the month to be invoiced, and the payments of what was exported."""
    a_payer = ExportFactures.objects.filter(lignes__etat=EtatLigne.EXPORTEE).select_related("caisse").distinct()
    acceptees = ExportEvaluations.objects.filter(evaluations__etat=EtatEvaluation.ACCEPTEE)
    evaluations = acceptees.select_related("caisse").distinct().order_by("-pk")
    contexte = {
        "fil": [("Fichiers d’exemple", None)],
        "fichiers": fichiers(le=aujourd_hui()),
        "page": paginer(a_payer, request),
        "exports_evaluations": evaluations[:MAX_EXPORTS],
        "recherches": recherches(le=maintenant()),
    }
    return render(request, "demo/exemples.html", contexte)


@public
def exemple(request: HttpRequest, chemin: str) -> HttpResponse:
    """One of the files."""
    for fichier in fichiers(le=aujourd_hui()):
        if fichier.chemin == chemin:
            return _telecharger(chemin.rpartition("/")[2], fichier.octets)
    raise Http404


@public
def paiements(request: HttpRequest, pk: int) -> HttpResponse:
    """What the caisse's system pays of an export."""
    return _reponse_de_la_caisse(fichier_paiements, ExportFactures, pk)


@public
def paiements_evaluations(request: HttpRequest, pk: int) -> HttpResponse:
    """What the caisse's system pays of an export of evaluations."""
    return _reponse_de_la_caisse(fichier_paiements_evaluations, ExportEvaluations, pk)


@public
def anomalies_report(request: HttpRequest, pk: int) -> HttpResponse:
    """What the caisse's system rejects of an export."""
    return _reponse_de_la_caisse(fichier_anomalies_report, ExportFactures, pk)


def _reponse_de_la_caisse[Export: Model](
    ecrire: Callable[[Export], tuple[str, bytes]], modele: type[Export], pk: int
) -> HttpResponse:
    try:
        return _telecharger(*ecrire(get_object_or_404(modele, pk=pk)))
    except Refus:
        raise Http404 from None


def _telecharger(nom: str, octets: bytes) -> HttpResponse:
    sorte = mimetypes.guess_type(nom)[0] or "application/octet-stream"
    return HttpResponse(octets, content_type=sorte, headers={"Content-Disposition": f'attachment; filename="{nom}"'})
