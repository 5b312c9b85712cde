"""« Contrôler sans envoyer », for a partner (PLU-01): the report of a file that stays with him."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from ppas.facturation.forms.depot import ControleForm, RechoisirForm
from ppas.facturation.operations.anomalies import anomalies_csv
from ppas.facturation.operations.controler import ANOMALIES_MONTREES, Rapport, controler
from ppas.facturation.views.partenaire.depots import STATUTS, TITRE, page_des_depots, statut_des_erreurs
from ppas.partenaires.gardes import partenaire
from ppas.socle.cadence import respecter
from ppas.socle.consultations import consulter
from ppas.socle.documents import reponse_csv
from ppas.socle.refus import Refus

CONTROLES_MAX, PERIODE = 60, 600
"""Each holds a thread of the server for as long as its file is judged."""
TROP_SOUVENT = (
    "Vous avez fait 60 contrôles en dix minutes : attendez un peu avant le suivant, ou contrôlez vos fichiers sur "
    "votre ordinateur avec la commande « ppas verifier ». Rien n’a été enregistré."
)


@require_POST
@partenaire
def controle(request: HttpRequest) -> HttpResponseBase:
    """Judge a file without storing it; with `csv`, give all its anomalies as a table file instead of a page.

    The page shows the first ones: the file is not kept, so that all of them need it once more (docs/decisions/0074).
    """
    form = ControleForm(request.POST, request.FILES)
    if not form.is_valid():
        return page_des_depots(request, form, statut=statut_des_erreurs(form))
    est_csv = "csv" in request.POST
    try:
        respecter("controle", str(request.partenaire.pk), limite=CONTROLES_MAX, secondes=PERIODE, message=TROP_SOUVENT)
        rapport = controler(
            form.cleaned_data["fichier"], partenaire=request.partenaire, par=request.user, garder_tout=est_csv
        )
    except Refus as refus:
        form.add_error("fichier", refus.message)
        return page_des_depots(request, form, statut=STATUTS.get(refus.code, 409))
    consulter(request, rapport.beneficiaires(), caisse_ref=rapport.depot.caisse_id or 0)
    if est_csv:
        return reponse_csv(anomalies_csv(rapport.toutes()), nom="anomalies-controle.csv")
    return _page(request, rapport)


def _page(request: HttpRequest, rapport: Rapport) -> HttpResponse:
    contexte = {
        "depot": rapport.depot,
        "page": rapport.anomalies,
        "nb_anomalies": rapport.nb_anomalies,
        "anomalies_montrees": ANOMALIES_MONTREES,
        "form": RechoisirForm(),
        "montant_refuse": rapport.montant_refuse_centimes or None,
        "est_partenaire": True,
        "fil": [
            ("Les services", reverse("accueil:services")),
            (TITRE, reverse("facturation:depots")),
            ("Contrôle sans envoi", None),
        ],
    }
    return render(request, "facturation/controle.html", contexte)
