"""What the journals of all audiences share."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from ppas.comptes.models import Utilisateur
from ppas.echanges.forms import JournalForm
from ppas.echanges.journal import choisir, lignes
from ppas.socle.models import Evenement
from ppas.socle.tri import TRI_PAR_DATE


def page_du_journal(
    request: HttpRequest, evenements: QuerySet[Evenement], *, siens: QuerySet[Utilisateur]
) -> HttpResponse:
    """Draw a journal whose reader sees the addresses of his own people only."""
    return dessiner_le_journal(
        request, evenements, JournalForm(request.GET, auteurs=siens), siens=set(siens.values_list("pk", flat=True))
    )


def dessiner_le_journal(
    request: HttpRequest,
    evenements: QuerySet[Evenement],
    form: JournalForm,
    *,
    siens: set[int] | None = None,
    **contexte: object,
) -> HttpResponse:
    """Draw a journal, newest first, filtered by `form`; `siens` None shows every address."""
    filtres = form.cleaned_data if form.is_valid() else {}
    auteur = filtres.pop("auteur", None)
    page = TRI_PAR_DATE.paginer(choisir(evenements, auteur=auteur and auteur.pk, **filtres), request)
    contexte |= {
        "form": form,
        "auteur": auteur,
        "est_filtre": bool(auteur) or any(filtres.values()),
        "page": page,
        "lignes": lignes(page, siens=siens),
        "fil": [("Les services", reverse("accueil:services")), ("Journal", None)],
    }
    return render(request, "echanges/journal.html", contexte)
