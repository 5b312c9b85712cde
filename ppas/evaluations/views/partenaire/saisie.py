"""Filling in an evaluation on line: a section a page, then all of it read again before it is finished (EVA-19)."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ppas.evaluations.etats import MODIFIABLES, EtatEvaluation
from ppas.evaluations.forms.saisie import SectionForm, ancre, lire_saisies
from ppas.evaluations.gardes import evaluateur_en_personne
from ppas.evaluations.models import Commande, Evaluation, Reservation
from ppas.evaluations.operations import saisie as operations
from ppas.evaluations.operations.controler import empechements_de
from ppas.evaluations.regles.description import Description, Section, charger
from ppas.evaluations.regles.fin import Empechement
from ppas.evaluations.regles.formulaire import Avancement, avancement, nettoyer
from ppas.evaluations.regles.fusion import fusionner
from ppas.evaluations.regles.gir import calculer_gir, lire_table
from ppas.evaluations.regles.lecture import Difference, differences, ecrire_total, lire_reponses
from ppas.socle.consultations import consulter
from ppas.socle.horloge import aujourd_hui, maintenant
from ppas.socle.refus import Refus

PAR_LE_SCRIPT = ("X-Saisie", "automatique")
"""Header of the saves that saisie.js sends by itself: it gets the typed page alone, never a redirection."""
LIGNES_MAX = 99


@dataclass(frozen=True)
class Etape:
    """An entry of the summary: a section, how far it is, whether the plan goes beyond a ceiling there."""

    section: Section
    avancement: Avancement
    est_courante: bool
    nb_fautes: int = 0


@dataclass(frozen=True)
class Ouverte:
    """An evaluation as one of its readers opens it; only who holds its order may write."""

    evaluation: Evaluation
    description: Description
    reservation: Reservation | None
    est_porteur: bool

    @property
    def est_modifiable(self) -> bool:
        """Whether the reader may type."""
        return self.est_porteur and self.evaluation.etat in MODIFIABLES and not self.est_terminee

    @property
    def est_terminee(self) -> bool:
        """Whether it waits to be transmitted."""
        return self.evaluation.etat == EtatEvaluation.TERMINEE


@require_POST
@evaluateur_en_personne
def commencer(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the evaluation of an order, or go on with it, then show its first section."""
    commande = get_object_or_404(Commande.objects.de_conventions(request.conventions), pk=pk)
    if not Reservation.objects.filter(commande=commande, evaluateur=request.user).exists():
        raise Http404
    try:
        evaluation = operations.commencer(commande, par=request.user)
    except Refus as refus:
        messages.error(request, refus.message)
        return redirect("evaluations:en_cours")
    if evaluation.revision > 1:
        return redirect("evaluations:saisie", evaluation.pk)
    return redirect("evaluations:saisie_section", evaluation.pk, charger(evaluation.version).sections[0].cle)


@require_safe
@evaluateur_en_personne
def saisie(request: HttpRequest, pk: int) -> HttpResponse:
    """Show all the answers, what lacks, and the buttons that finish the evaluation or take it up again."""
    ouverte = _ouvrir(request, pk)
    if ouverte.evaluation.etat not in MODIFIABLES:
        return redirect("evaluations:evaluation", pk)
    return _recapitulatif(request, ouverte)


@require_POST
@evaluateur_en_personne
def terminer(request: HttpRequest, pk: int) -> HttpResponse:
    """Finish the evaluation, or show what prevents it."""
    ouverte = _ouvrir(request, pk)
    try:
        operations.terminer(ouverte.evaluation, par=request.user)
    except operations.EvaluationIncomplete as refus:
        return _recapitulatif(request, ouverte, refus=refus)
    except Refus as refus:
        messages.error(request, refus.message)
    else:
        messages.success(request, "L’évaluation est terminée : il reste à la transmettre à la caisse.")
    return redirect("evaluations:saisie", pk)


@require_POST
@evaluateur_en_personne
def reprendre(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a finished evaluation again."""
    ouverte = _ouvrir(request, pk)
    try:
        operations.reprendre(ouverte.evaluation, par=request.user)
    except Refus as refus:
        messages.error(request, refus.message)
    else:
        messages.success(request, "Vous pouvez de nouveau modifier l’évaluation.")
    return redirect("evaluations:saisie", pk)


@require_http_methods(["GET", "POST"])
@evaluateur_en_personne
def saisie_section(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    """Show a section; a POST keeps what is typed on it, then stays or goes where its button says."""
    ouverte = _ouvrir(request, pk, a_tenue=request.method == "POST")
    trouvee = next((une for une in ouverte.description.sections if une.cle == section), None)
    if trouvee is None:
        raise Http404
    if request.method == "POST":
        return _recevoir(request, ouverte, trouvee)
    if not ouverte.est_modifiable:
        return redirect("evaluations:saisie", pk)
    lignes = request.GET.get("lignes", "")
    nb_lignes = int(lignes) if lignes.isascii() and lignes.isdigit() and len(lignes) <= len(str(LIGNES_MAX)) else 0
    form = SectionForm(ouverte.description, trouvee, ouverte.evaluation.reponses, nb_lignes=nb_lignes)
    return _dessiner(request, ouverte, form)


def _ouvrir(request: HttpRequest, pk: int, *, a_tenue: bool = False) -> Ouverte:
    """Return the evaluation if it is one's own, or one's structure's for an administrator; a 404 otherwise.

    `a_tenue`: also for whoever has held its order, so that what he is sending is not lost.
    """
    siennes = Evaluation.objects.de_conventions(request.conventions)
    detaillees = siennes.select_related("commande__beneficiaire", "caisse", "convention", "evaluateur")
    evaluation = get_object_or_404(detaillees, pk=pk)
    tenues = Reservation.objects.filter(commande=evaluation.commande_id).select_related("evaluateur", "appareil")
    reservations = list(tenues)
    reservation = next((une for une in reservations if une.finie_le is None), None)
    est_porteur = reservation is not None and reservation.evaluateur_id == request.user.pk
    est_lecteur = est_porteur or evaluation.evaluateur_id == request.user.pk or request.rattachement.est_administrateur
    if not est_lecteur and not (a_tenue and any(une.evaluateur_id == request.user.pk for une in reservations)):
        raise Http404
    return Ouverte(evaluation, charger(evaluation.version), reservation, est_porteur)


def _recevoir(request: HttpRequest, ouverte: Ouverte, section: Section) -> HttpResponse:
    evaluation, donnees = ouverte.evaluation, request.POST
    saisies = lire_saisies(section, donnees)
    try:
        if "reprendre" in donnees:
            operations.reprendre(evaluation, par=request.user)
        vue = donnees.get("garder") or donnees.get("vue", "")
        fait = operations.enregistrer(evaluation, saisies, section=section, vue=vue, par=request.user)
    except Refus as refus:
        return _refuser(request, ouverte, section, saisies, refus)
    if fait.fautes or _est_automatique(request):
        form = SectionForm(ouverte.description, section, evaluation.reponses, saisies=saisies, fautes=fait.fautes)
        statut = 409 if fait.est_depassee else 422 if fait.fautes else 200
        return _dessiner(request, ouverte, form, statut=statut)
    if fait.est_depassee:
        messages.info(request, f"« {section.titre} » avait été modifiée entre-temps : voici la version du portail.")
        return redirect("evaluations:saisie_section", evaluation.pk, section.cle)
    return _suivre(request, ouverte, section, saisies)


def _suivre(request: HttpRequest, ouverte: Ouverte, section: Section, saisies: dict[str, object]) -> HttpResponse:
    """Go where the button says, once all is kept: another section, the summary, one more row, or here."""
    cle, vers = ouverte.evaluation.pk, request.POST.get("vers", "")
    for question in section.questions:
        if f"ajouter-{question.cle}" in request.POST or f"retirer-{question.cle}" in request.POST:
            lignes = saisies[question.cle]
            nb = len(lignes) if isinstance(lignes, list) else 0
            nb = min(nb + (f"ajouter-{question.cle}" in request.POST), LIGNES_MAX)
            adresse = reverse("evaluations:saisie_section", args=[cle, section.cle], query={"lignes": nb})
            return redirect(f"{adresse}#{ancre(question.cle, question.sorte, max(nb, 1))}")
    if any(une.cle == vers for une in ouverte.description.sections):
        return redirect("evaluations:saisie_section", cle, vers)
    if vers == "recapitulatif":
        return redirect("evaluations:saisie", cle)
    messages.success(request, "Votre saisie est enregistrée.")
    return redirect("evaluations:saisie_section", cle, section.cle)


def _refuser(
    request: HttpRequest, ouverte: Ouverte, section: Section, saisies: dict[str, object], refus: Refus
) -> HttpResponse:
    """Say why nothing was kept; what was typed stays on the page, or is shown to be noted down."""
    evaluation, description = ouverte.evaluation, ouverte.description
    evaluation.refresh_from_db(fields=["reponses", "etat", "gir", "visitee_le"])
    if refus.code not in {"revision-depassee", "evaluation-terminee"}:
        return _montrer_perdue(request, ouverte, section, saisies, refus)
    fusion = fusionner(description, section, evaluation.reponses, saisies, vue="", le=aujourd_hui())
    form = SectionForm(description, section, evaluation.reponses, saisies=saisies, fautes=fusion.fautes)
    ecarts: Sequence[Difference] = ()
    if refus.code == "revision-depassee":
        gardees, tapees = (lire_reponses(description, lues) for lues in (evaluation.reponses, fusion.reponses))
        ecarts = differences(gardees, tapees)
    return _dessiner(request, ouverte, form, statut=409, refus=refus, ecarts=ecarts)


def _montrer_perdue(
    request: HttpRequest, ouverte: Ouverte, section: Section, saisies: dict[str, object], refus: Refus
) -> HttpResponse:
    """Show what somebody typed who may not write any more: his own words, faults included, and nothing else."""
    propres, fautes = nettoyer(ouverte.description, saisies)
    fautives = {faute.cle for faute in fautes}
    tapees = {cle: saisie if cle in fautives else propres.get(cle) for cle, saisie in saisies.items()}
    lecture = lire_reponses(ouverte.description, {**ouverte.evaluation.reponses, **tapees})
    contexte = {
        "refus": refus,
        "lecture": [lue for lue in lecture if lue.cle == section.cle],
        "fil": _fil("Saisie non enregistrée"),
    }
    return render(request, "evaluations/saisie_perdue.html", contexte, status=409)


def _dessiner(
    request: HttpRequest,
    ouverte: Ouverte,
    form: SectionForm,
    *,
    statut: int = 200,
    refus: Refus | None = None,
    ecarts: Sequence[Difference] = (),
) -> HttpResponse:
    evaluation, sections = ouverte.evaluation, ouverte.description.sections
    rang = sections.index(form.section)
    bilan = operations.bilan_du_plan(evaluation) if form.a_un_plan else None
    contexte = {
        "evaluation": evaluation,
        "ouverte": ouverte,
        "form": form,
        "section": form.section,
        "rang": rang + 1,
        "nb_sections": len(sections),
        "precedente": sections[rang - 1] if rang else None,
        "suivante": sections[rang + 1] if rang + 1 < len(sections) else None,
        "etapes": _etapes(ouverte, form.section, len({faute.cle for faute in form.fautes})),
        "est_depassee": statut == HTTPStatus.CONFLICT and refus is None,
        "gir": calculer_gir(evaluation.reponses) if form.a_une_grille else None,
        "aggir": lire_table() if form.a_une_grille else None,
        "bilan": bilan,
        "totaux": [ecrire_total(total) for total in bilan.totaux] if bilan else [],
        "refus": refus,
        "ecarts": ecarts,
        "vue": request.POST.get("vue", "") if refus else form.vue,
        "enregistre_a": maintenant(),
        "fil": _fil(form.section.titre, evaluation),
    }
    if _est_automatique(request):
        return render(request, "evaluations/_saisie.html", contexte, status=statut)
    consulter(request, [evaluation.commande.beneficiaire_id], caisse_ref=evaluation.caisse_id)
    return render(request, "evaluations/saisie_section.html", contexte, status=statut)


def _recapitulatif(
    request: HttpRequest, ouverte: Ouverte, *, refus: operations.EvaluationIncomplete | None = None
) -> HttpResponse:
    evaluation = ouverte.evaluation
    consulter(request, [evaluation.commande.beneficiaire_id], caisse_ref=evaluation.caisse_id)
    titres = {section.cle: section.titre for section in ouverte.description.sections}
    contexte = {
        "evaluation": evaluation,
        "ouverte": ouverte,
        "refus": refus,
        "empechements": [(titres[un.section], _adresse(ouverte, un), un) for un in empechements_de(evaluation)],
        "etapes": _etapes(ouverte),
        "lecture": lire_reponses(ouverte.description, evaluation.reponses),
        "renvoi": evaluation.renvois.first() if evaluation.etat == EtatEvaluation.A_CORRIGER else None,
        "fil": _fil(str(evaluation)),
    }
    return render(request, "evaluations/saisie.html", contexte, status=409 if refus else 200)


def _etapes(ouverte: Ouverte, courante: Section | None = None, nb_fautes: int = 0) -> list[Etape]:
    bilan = avancement(ouverte.description, ouverte.evaluation.reponses)
    return [
        Etape(section, avance, section is courante, nb_fautes if section is courante else 0)
        for section, avance in zip(ouverte.description.sections, bilan, strict=True)
    ]


def _adresse(ouverte: Ouverte, empechement: Empechement) -> str:
    """Return where to answer what lacks."""
    page = reverse("evaluations:saisie_section", args=[ouverte.evaluation.pk, empechement.section])
    if not empechement.cle:
        return page
    sorte = ouverte.description.questions[empechement.cle].sorte
    return f"{page}#{ancre(empechement.cle, sorte, empechement.ligne, empechement.champ)}"


def _est_automatique(request: HttpRequest) -> bool:
    nom, valeur = PAR_LE_SCRIPT
    return request.headers.get(nom) == valeur


def _fil(page: str, evaluation: Evaluation | None = None) -> list[tuple[str, str | None]]:
    debut: list[tuple[str, str | None]] = [
        ("Les services", reverse("accueil:services")),
        ("Évaluations en cours", reverse("evaluations:en_cours")),
    ]
    if evaluation:
        debut.append((str(evaluation), reverse("evaluations:saisie", args=[evaluation.pk])))
    return [*debut, (page, None)]
