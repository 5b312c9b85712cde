"""What the screens of several audiences share: the report of a deposit and its documents, those of a line."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet, Sum
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override

from ppas.facturation.forms.depot import FiltreAnomaliesForm
from ppas.facturation.models import Anomalie, Courrier, Depot, LigneRefusee, PieceJointe
from ppas.facturation.operations import magasin
from ppas.facturation.operations.accuse import accuse_json, accuse_pdf
from ppas.facturation.operations.anomalies import LOT, anomalies_csv
from ppas.facturation.operations.composer_lettre import composer_lettre
from ppas.socle.consultations import consulter
from ppas.socle.documents import reponse_csv, reponse_document
from ppas.socle.pagination import paginer


def trouver(siens: QuerySet[Depot], pk: int) -> Depot:
    """Return the deposit `pk` among `siens`, with all that its pages show, in one query; a 404 otherwise."""
    liens = ("partenaire", "caisse", "convention", "prestation", "depose_par")
    return get_object_or_404(siens.select_related(*liens), pk=pk)


def rapport(request: HttpRequest, objet: Depot, fil: list[tuple[str, str | None]], *, nom: str) -> HttpResponse:
    """Draw the report of a deposit, for whoever may see it; `nom` is the name of this page in the URLs."""
    form = FiltreAnomaliesForm(request.GET, depot=objet)
    # A deposit being processed has anomalies already, which its run may yet take back.
    publiees = Anomalie.objects.none() if objet.est_ouvert else form.filtrer(objet.anomalies.order_by())
    page = paginer(publiees, request, cle=["id"])
    if page.object_list and objet.caisse_id:  # each quotes a line of the file, which names its beneficiary
        consulter(request, caisse_ref=objet.caisse_id, objet_ref=objet.pk)
    _joindre_les_refus(objet, page.object_list)
    adresses = {document: reverse(f"{nom}_{document}", args=[objet.pk]) for document in ("anomalies", "pdf", "json")}
    contexte = {
        "depot": objet,
        "page": page,
        "form": form,
        "adresses": adresses,
        "montant_refuse": _montant_refuse(objet),
        "est_partenaire": hasattr(request, "partenaire"),
        "fil": [*fil, (objet.nom_fichier, None)],
    }
    return render(request, "facturation/depot.html", contexte)


def _joindre_les_refus(objet: Depot, anomalies: Any) -> None:
    """Give each anomaly its refused line, where there is one, in one query."""
    rangs = {anomalie.rang for anomalie in anomalies if anomalie.rang}
    refusees = LigneRefusee.objects.filter(depot=objet, rang__in=rangs) if objet.nb_lignes_refusees and rangs else ()
    par_rang = {refusee.rang: refusee for refusee in refusees}
    for anomalie in anomalies:
        anomalie.refusee = None if anomalie.est_avertissement else par_rang.get(anomalie.rang)


def _montant_refuse(objet: Depot) -> int | None:
    """Return the amounts written on the refused lines, in cents; None for home help, whose lines have only hours."""
    if objet.echeance or not objet.nb_lignes_refusees or objet.est_ouvert:
        return None
    return LigneRefusee.objects.filter(depot=objet).aggregate(total=Sum("montant_centimes"))["total"]


def reponse_anomalies(request: HttpRequest, objet: Depot) -> StreamingHttpResponse:
    """Answer with every anomaly of a deposit as CSV; none while it is being processed."""
    consulter(request, caisse_ref=objet.caisse_id or 0, objet_ref=objet.pk)
    anomalies = Anomalie.objects.none() if objet.est_ouvert else objet.anomalies.order_by("id")
    return reponse_csv(anomalies_csv(anomalies.iterator(chunk_size=LOT)), nom=f"anomalies-{objet.pk}.csv")


def reponse_accuse_pdf(request: HttpRequest, objet: Depot) -> HttpResponse:
    """Answer with the receipt of a deposit as PDF, shown in the browser."""
    consulter(request, caisse_ref=objet.caisse_id or 0)  # it counts lines and names nobody
    nom = f"accuse-{objet.pk}.pdf"
    return reponse_document(accuse_pdf(objet), type_contenu="application/pdf", nom=nom, est_a_enregistrer=False)


def reponse_accuse_json(objet: Depot) -> HttpResponse:
    """Answer with the receipt of a deposit as JSON."""
    return reponse_document(accuse_json(objet), type_contenu="application/json", nom=f"accuse-{objet.pk}.json")


def lettre(request: HttpRequest, courriers: Sequence[Courrier]) -> HttpResponse:
    """Answer with the letters to print, as PDF shown in the browser."""
    vus = (courrier.prise_en_charge.beneficiaire_id for courrier in courriers if courrier.prise_en_charge)
    consulter(request, vus, caisse_ref=courriers[0].caisse_id, objet_ref=courriers[0].pk)
    nom = f"courrier-{courriers[0].numero}.pdf"
    octets = composer_lettre(courriers)
    return reponse_document(octets, type_contenu="application/pdf", nom=nom, est_a_enregistrer=False)


@csp_override({"default-src": [CSP.NONE], "sandbox": ["allow-downloads"], "frame-ancestors": [CSP.NONE]})
def document_joint(request: HttpRequest, piece: PieceJointe) -> FileResponse:
    """Answer with a joined document, to be saved: a browser never draws here what somebody sent."""
    prise_en_charge = piece.ligne.prise_en_charge
    consulter(request, [prise_en_charge.beneficiaire_id], caisse_ref=prise_en_charge.caisse_id)
    try:
        octets = magasin.ouvrir(piece.sha256)
    except FileNotFoundError as erreur:  # a restored backup may hold the row and not the file
        raise Http404 from erreur
    return FileResponse(
        octets,
        as_attachment=True,
        filename=piece.nom_fichier,
        content_type=piece.type_contenu,
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "private"},
    )
