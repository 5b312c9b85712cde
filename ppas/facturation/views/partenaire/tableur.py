"""« Facturer avec un tableur », for a partner: download a draft month, send it back filled, confirm what changes.

The file sent lies in the store under its hash, which the session holds: what is confirmed is read from there. The store
forgets it within the hour.
"""

import re
from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ppas.caisses.models import TypePartenaire
from ppas.facturation.forms.tableur import TableurForm
from ppas.facturation.models import Formulaire
from ppas.facturation.operations import magasin
from ppas.facturation.operations.tableur import (
    Apercu,
    apercevoir,
    ecrire_tableur,
    enregistrer_tableur,
    lignes_du_tableur,
    lire_tableur,
)
from ppas.facturation.regles.tableur import Lecture
from ppas.partenaires.gardes import partenaire
from ppas.socle.consultations import consulter
from ppas.socle.documents import reponse_classeur
from ppas.socle.refus import Refus
from ppas.socle.regles.affichage import mois
from ppas.socle.regles.archive import OCTETS_MAX

TITRE = "Facturer avec un tableur"
RECUS = "tableurs"
"""In the session: number of a form → hash of the file sent for it and not confirmed yet."""
PAR_PAGE = 50
ERREURS_AFFICHEES = 100
DERNIERE_PAGE = 10**6


@require_http_methods(["GET", "POST"])
@partenaire
def tableur(request: HttpRequest, pk: int) -> HttpResponse:
    """Explain, offer the month, take the filled file; once there is one, show what it changes (PLU-09)."""
    objet = _le_formulaire(request, pk)
    if objet.est_valide:
        return redirect("facturation:formulaire_recapitulatif", pk)
    if request.method == "POST":
        return _recevoir(request, objet)
    try:
        lecture = _lecture(request, objet)
    except Refus as refus:
        return _dessiner(request, objet, refus=refus)
    return _dessiner(request, objet, apercu=lecture and apercevoir(objet, lecture))


@require_safe
@partenaire
def tableur_telecharger(request: HttpRequest, pk: int) -> HttpResponseBase:
    """« Télécharger le mois en tableur »."""
    objet = _le_formulaire(request, pk)
    lignes = lignes_du_tableur(objet)
    consulter(
        request, (ligne.prise_en_charge.beneficiaire_id for ligne in lignes), caisse_ref=objet.convention.caisse_id
    )
    nom = re.sub(r"[^0-9A-Za-z.-]", "_", f"facturation-{objet.convention.code}-{objet.echeance:%Y-%m}.xlsx")
    return reponse_classeur(partial(ecrire_tableur, objet, lignes), nom=nom)


@require_POST
@partenaire
def tableur_confirmer(request: HttpRequest, pk: int) -> HttpResponse:
    """« Enregistrer ces valeurs », as they were shown; or « Abandonner », which forgets the file."""
    objet = _le_formulaire(request, pk)
    if "abandonner" in request.POST:
        _oublier(request, objet)
        return redirect("facturation:tableur", pk)
    try:
        lecture = _lecture(request, objet)
        if lecture is None:  # a second click, or a page of yesterday
            return redirect("facturation:formulaire", pk)
        nb = enregistrer_tableur(objet, lecture, request.POST.get("empreinte", ""), par=request.user)
    except Refus as refus:
        return _refuser(request, objet, refus)
    _oublier(request, objet)
    enregistrees = "1 ligne du tableur est enregistrée" if nb == 1 else f"{nb} lignes du tableur sont enregistrées"
    messages.success(request, f"{enregistrees}. Vérifiez le formulaire, puis cliquez sur « Valider ».")
    return redirect(f"{reverse('facturation:formulaire', args=[pk])}?page={DERNIERE_PAGE}")


def _le_formulaire(request: HttpRequest, pk: int) -> Formulaire:
    """Return a form of the partner that is typed in hours: the only kind that a sheet holds."""
    visibles = Formulaire.objects.de_partenaire(request.partenaire).filter(
        convention__type_partenaire__code=TypePartenaire.AIDE_A_DOMICILE
    )
    return get_object_or_404(visibles.select_related("convention__caisse"), pk=pk)


def _recevoir(request: HttpRequest, objet: Formulaire) -> HttpResponse:
    """Keep the file that was sent, when it is the month of `objet` filled, then show what it changes."""
    form = TableurForm(request.POST, request.FILES)
    if not form.is_valid():
        return _dessiner(request, objet, form=form, statut=422)
    fichier = form.cleaned_data["fichier"]
    try:
        lire_tableur(objet, fichier.read(OCTETS_MAX + 1))
        fichier.seek(0)
        sha256, _ = magasin.ranger(fichier)
    except Refus as refus:
        form.add_error("fichier", refus.message)
        return _dessiner(request, objet, form=form, statut=413 if fichier.size > OCTETS_MAX else 422)
    except OSError:
        form.add_error("fichier", "Le portail ne peut pas écrire pour le moment : recommencez dans quelques minutes.")
        return _dessiner(request, objet, form=form, statut=503)
    request.session[RECUS] = request.session.get(RECUS, {}) | {str(objet.pk): sha256}
    return redirect("facturation:tableur", objet.pk)


def _lecture(request: HttpRequest, objet: Formulaire) -> Lecture | None:
    """Return the file sent for `objet`, read again; None when there is none. Raises Refus("tableur-oublie")."""
    sha256 = request.session.get(RECUS, {}).get(str(objet.pk))
    if sha256 is None:
        return None
    try:
        with magasin.ouvrir(sha256) as fichier:
            octets = fichier.read()
    except FileNotFoundError as erreur:
        raise Refus(
            "tableur-oublie",
            "Le tableur envoyé n’a pas été confirmé dans l’heure : il n’a pas été conservé et rien n’a été enregistré. "
            "Envoyez-le de nouveau.",
        ) from erreur
    return lire_tableur(objet, octets)


def _oublier(request: HttpRequest, objet: Formulaire) -> None:
    recus = request.session.get(RECUS, {})
    request.session[RECUS] = {numero: sha256 for numero, sha256 in recus.items() if numero != str(objet.pk)}


def _refuser(request: HttpRequest, objet: Formulaire, refus: Refus) -> HttpResponse:
    """Say why nothing was kept, with the differences as they are now."""
    if refus.code == "formulaire-valide":
        messages.warning(request, refus.message)
        return redirect("facturation:formulaire_recapitulatif", objet.pk)
    lecture = _lecture(request, objet) if refus.code == "tableur-perime" else None
    return _dessiner(request, objet, apercu=lecture and apercevoir(objet, lecture), refus=refus, statut=409)


def _dessiner(
    request: HttpRequest,
    objet: Formulaire,
    *,
    form: TableurForm | None = None,
    apercu: Apercu | None = None,
    refus: Refus | None = None,
    statut: int = 200,
) -> HttpResponse:
    contexte = {
        "formulaire": objet,
        "form": form or TableurForm(),
        "apercu": apercu,
        "refus": refus,
        "fil": _fil(objet),
    }
    if apercu is not None:
        page = Paginator(apercu.changees, PAR_PAGE).get_page(request.GET.get("page"))
        erreurs = apercu.erreurs[:ERREURS_AFFICHEES]
        lignes = [*(comparee.ligne for comparee in page), *(ligne for _, ligne in erreurs if ligne)]
        vus = (ligne.prise_en_charge.beneficiaire_id for ligne in lignes)
        consulter(request, vus, caisse_ref=objet.convention.caisse_id)
        nb_autres = len(apercu.erreurs) - len(erreurs)
        contexte |= {"page": page, "erreurs": erreurs, "nb_autres": nb_autres}
    return render(request, "facturation/tableur.html", contexte, status=statut)


def _fil(objet: Formulaire) -> list[tuple[str, str | None]]:
    liste = f"{reverse('facturation:formulaires')}?convention={objet.convention_id}"
    return [
        ("Les services", reverse("accueil:services")),
        ("Facturation par saisie en ligne", liste),
        (mois(objet.echeance).capitalize(), reverse("facturation:formulaire", args=[objet.pk])),
        (TITRE, None),
    ]
