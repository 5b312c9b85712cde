"""The quote and the bill of works: joined to their line, read, replaced, taken away until the form is validated."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ppas.facturation.forms.formulaire import page_de
from ppas.facturation.forms.pieces import PieceForm
from ppas.facturation.models import LigneFormulaire, NaturePiece
from ppas.facturation.operations.pieces import joindre_piece, pieces_de_partenaire, retirer_piece
from ppas.facturation.views import document_joint
from ppas.facturation.views.partenaire.formulaires import adresse, fil_d_ariane, le_formulaire
from ppas.partenaires.gardes import partenaire
from ppas.socle.consultations import consulter
from ppas.socle.refus import Refus

STATUTS = {"piece-trop-grande": 413, "piece-illisible": 422, "stockage-indisponible": 503}
"""Status of each refusal to join a document; any other is a conflict with what was done meanwhile."""


@require_http_methods(["GET", "POST"])
@partenaire
def formulaire_pieces(request: HttpRequest, pk: int, ligne: int) -> HttpResponse:
    """Show the documents of a line; a POST joins one, or replaces it."""
    formulaire = le_formulaire(request, pk)
    lignes = formulaire.lignes.select_related("prise_en_charge__beneficiaire", "prise_en_charge__prestation")
    objet = get_object_or_404(lignes, pk=ligne)
    objet.formulaire = formulaire
    if request.method == "GET":
        return _dessiner(request, objet)
    form = PieceForm(request.POST, request.FILES)
    if not form.is_valid():
        return _dessiner(request, objet, form, statut=422)
    nature = NaturePiece(form.cleaned_data["nature"])
    try:
        joindre_piece(objet, nature, form.cleaned_data["fichier"], par=request.user)
    except Refus as refus:
        form.add_error("fichier", refus.message)
        return _dessiner(request, objet, form, statut=STATUTS.get(refus.code, 409))
    messages.success(request, f"Document joint : {nature.label.lower()}.")
    return redirect("facturation:formulaire_pieces", pk, ligne)


def _dessiner(
    request: HttpRequest, ligne: LigneFormulaire, envoi: PieceForm | None = None, *, statut: int = 200
) -> HttpResponse:
    formulaire = ligne.formulaire
    jointes = {piece.nature: piece for piece in ligne.pieces.select_related("ajoutee_par")}
    consulter(request, [ligne.prise_en_charge.beneficiaire_id], caisse_ref=formulaire.convention.caisse_id)
    contexte = {
        "formulaire": formulaire,
        "ligne": ligne,
        "form": envoi,
        "natures": [
            (nature, jointes.get(nature), _form_de(nature, envoi)) for nature in map(NaturePiece, NaturePiece.values)
        ],
        "retour": f"{adresse(formulaire, page_de(ligne))}#ligne-{ligne.pk}",
        "fil": [
            *fil_d_ariane(formulaire)[:-1],
            (fil_d_ariane(formulaire)[-1][0], reverse("facturation:formulaire", args=[formulaire.pk])),
            ("Devis et facture", None),
        ],
    }
    return render(request, "facturation/formulaire_pieces.html", contexte, status=statut)


def _form_de(nature: NaturePiece, envoi: PieceForm | None) -> PieceForm:
    """Return the form of `nature`: the one just sent, with its errors, when it is of it."""
    form = envoi if envoi and envoi.data.get("nature") == nature else PieceForm(initial={"nature": nature})
    form.auto_id = f"id_{nature}_%s"
    return form


@require_GET
@partenaire
def piece(request: HttpRequest, pk: int) -> FileResponse:
    """Answer with a document of the partner's."""
    return document_joint(request, get_object_or_404(pieces_de_partenaire(request.partenaire), pk=pk))


@require_POST
@partenaire
def piece_retirer(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a document away."""
    objet = get_object_or_404(
        pieces_de_partenaire(request.partenaire).select_related("ligne__formulaire__convention"), pk=pk
    )
    try:
        retirer_piece(objet, par=request.user)
    except Refus as refus:
        messages.error(request, refus.message)
    else:
        messages.success(request, "Document retiré.")
    return redirect("facturation:formulaire_pieces", objet.ligne.formulaire_id, objet.ligne_id)
