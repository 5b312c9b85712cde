"""Tab « Utilisateurs » (manual §1.1.3, §2.1 to §2.3)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from ppas.caisses.models import TypePartenaire
from ppas.partenaires.forms.administration import UtilisateurForm
from ppas.partenaires.gardes import administrateur
from ppas.partenaires.models import Rattachement
from ppas.partenaires.operations.utilisateurs import inscrire_utilisateur, modifier_utilisateur, supprimer_utilisateur
from ppas.partenaires.tris import TRI_UTILISATEURS
from ppas.partenaires.views.partenaire import dessiner, tenter
from ppas.socle.refus import Refus

ONGLET = "partenaires:modification_utilisateurs"


@administrateur
def modification_utilisateurs(request: HttpRequest) -> HttpResponse:
    """List the users and create one (ADM-06, ADM-08, ADM-13, ADM-26)."""
    form = UtilisateurForm(request.POST if request.method == "POST" else None, par=request.user)
    if tenter(form, lambda: _inscrire(request, form)):
        utilisateur = form.instance
        messages.success(
            request,
            f"{utilisateur} est inscrit ; un mail lui porte son mot de passe. "
            f"Transmettez-lui vous-même son login : {utilisateur.login}.",
        )
        return redirect(ONGLET)
    return _liste(request, form)


def _inscrire(request: HttpRequest, form: UtilisateurForm) -> None:
    inscrire_utilisateur(
        form.instance,
        partenaire=request.partenaire,
        est_administrateur=form.cleaned_data["est_administrateur"],
        par=request.user,
    )


@administrateur
def modification_utilisateur(request: HttpRequest, pk: int) -> HttpResponse:
    """List the users with one of them in the form (ADM-16 to ADM-20)."""
    rattachement = _rattachement(request, pk)
    form = UtilisateurForm(
        request.POST if request.method == "POST" else None, rattachement=rattachement, par=request.user
    )
    if tenter(form, lambda: _modifier(request, form, rattachement)):
        messages.success(request, f"Les modifications de {rattachement.utilisateur} sont enregistrées.")
        return redirect(ONGLET)
    return _liste(request, form, rattachement)


def _modifier(request: HttpRequest, form: UtilisateurForm, rattachement: Rattachement) -> None:
    saisie = {nom: valeur for nom, valeur in form.cleaned_data.items() if nom != "login"}
    modifier_utilisateur(rattachement, **saisie, par=request.user)


@administrateur
def supprimer(request: HttpRequest, pk: int) -> HttpResponse:
    """« Voulez-vous vraiment supprimer cet utilisateur ? » (ADM-21, ADM-22, ADM-24)."""
    rattachement = _rattachement(request, pk)
    if request.method != "POST":
        if rattachement.est_administrateur:
            raise Http404
        contexte = {"rattachement": rattachement, "fil": _fil()}
        return render(request, "partenaires/suppression_utilisateur.html", contexte)
    try:
        supprimer_utilisateur(rattachement, par=request.user)
    except Refus as refus:
        messages.error(request, refus.message)
    else:
        messages.success(request, f"{rattachement.utilisateur} est supprimé et ne peut plus se connecter.")
    return redirect(ONGLET)


def _rattachement(request: HttpRequest, pk: int) -> Rattachement:
    return get_object_or_404(_actifs(request), pk=pk)


def _actifs(request: HttpRequest):
    return request.partenaire.rattachements.filter(utilisateur__is_active=True).select_related("utilisateur")


def _liste(request: HttpRequest, form: UtilisateurForm, modifie: Rattachement | None = None) -> HttpResponse:
    actifs = _actifs(request)
    est_trie = TRI_UTILISATEURS.lire(request).est_choisi
    est_evaluation = (
        request.partenaire.conventions.validees().filter(type_partenaire__code=TypePartenaire.EVALUATION).exists()
    )
    return dessiner(
        request,
        "partenaires/modification_utilisateurs.html",
        ONGLET,
        form=form,
        modifie=modifie,
        moi=request.rattachement,
        est_trie=est_trie,
        page=TRI_UTILISATEURS.paginer(actifs if est_trie else actifs.exclude(utilisateur=request.user), request),
        est_evaluation=est_evaluation,
    )


def _fil() -> list[tuple[str, str | None]]:
    return [
        ("Les services", reverse("accueil:services")),
        ("Administration", None),
        ("Modification inscription", reverse(ONGLET)),
        ("Suppression d’un utilisateur", None),
    ]
