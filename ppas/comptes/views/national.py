"""Password profiles, chosen for each role by the national administrator (D4)."""

from django.contrib import messages
from django.db.models import Case, Count, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from ppas.comptes.forms import ChoixProfilForm
from ppas.comptes.gardes import administrateur_national
from ppas.comptes.models import ChoixProfil, Role, Utilisateur
from ppas.comptes.operations.profils import choisir_profil
from ppas.comptes.regles.profils import PROFILS
from ppas.socle.refus import Refus


@administrateur_national
def profils(request: HttpRequest) -> HttpResponse:
    """Show each profile, its rules and the accounts under it; a POST gives a role its profile."""
    form = ChoixProfilForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _choisir(request, form):
        return redirect("comptes:profils")
    choisis = {role: ChoixProfil.objects.profil_du_role(role) for role in Role}
    nb_comptes = _comptes_par_role()
    contexte = {
        "form": form,
        "roles": [(role.label, choisis[role], nb_comptes.get(role, 0)) for role in Role],
        "profils": [
            (profil, sum(nb_comptes.get(role, 0) for role in Role if choisis[role] == profil))
            for profil in PROFILS.values()
        ],
        "fil": [("Les services", reverse("accueil:services")), ("Profils de mot de passe", None)],
    }
    return render(request, "comptes/profils.html", contexte)


def _choisir(request: HttpRequest, form: ChoixProfilForm) -> bool:
    try:
        choix = choisir_profil(**form.cleaned_data, par=request.user)
    except Refus as refus:
        form.add_error(refus.champ, refus.message)
        return False
    messages.success(
        request,
        f"{choix.get_role_display()} : profil « {PROFILS[choix.profil].nom} ». Qui a choisi son mot de passe sous un "
        "autre profil devra le changer à sa prochaine connexion.",
    )
    return True


def _comptes_par_role() -> dict[str, int]:
    """Return how many active accounts each role has, in one query."""
    role = Case(
        When(agent__isnull=False, role_national="", then=Value(Role.AGENT)),
        When(role_national="", then=Value(Role.PARTENAIRE)),
        default=Value(Role.NATIONAL),
    )
    comptes = Utilisateur.objects.filter(is_active=True).annotate(cote=role)
    return dict(comptes.order_by("cote").values_list("cote").annotate(Count("pk")))
