"""What the offline application asks of the portal, in JSON (docs/decisions/0109): no page, no redirection, ever.

Nothing personal is in an address. Every refusal has a stable code and a French sentence.
"""

from collections import defaultdict
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ppas.evaluations.gardes import evaluateur_en_personne
from ppas.evaluations.models import Appareil, CopieScellee
from ppas.evaluations.operations.copies import contenu, copies_de, deposer_copie
from ppas.evaluations.operations.emporter import COMMANDES_MAX, Emport, a_emporter
from ppas.evaluations.operations.recus import accuse, charge
from ppas.evaluations.operations.synchroniser import recevoir
from ppas.evaluations.regles.envoi import Illisible, est_cle, lire_json, lire_uuid
from ppas.socle.consultations import consulter
from ppas.socle.gardes import en_json
from ppas.socle.refus import Refus
from ppas.socle.views.erreurs import refuser_json

CORPS_MAX = 1024 * 1024
"""Bytes of the answers to one evaluation, with a wide margin."""
COPIE_MAX = 2 * 1024 * 1024
STATUTS = {
    "appareil-retire": HTTPStatus.GONE,
    "autre-utilisateur": HTTPStatus.FORBIDDEN,
    "copie-absente": HTTPStatus.NOT_FOUND,
    "identifiant-deja-utilise": HTTPStatus.CONFLICT,
    "trop-volumineux": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
}
"""The status of each refusal; 400 for the others."""

evaluateur = en_json(evaluateur_en_personne)


@require_GET
@never_cache
@evaluateur
def api_etat(request: HttpRequest) -> HttpResponse:
    """Say who is signed in, the token of his sendings, and the sealed copies that he may restore."""
    copies = copies_de(request.user, request.partenaire)
    return JsonResponse(
        {
            "utilisateur": request.user.login,
            "csrf": get_token(request),
            "hors_ligne_jours": settings.HORS_LIGNE_JOURS,
            "copies": [_copie(copie) for copie in copies],
        }
    )


@require_POST
@never_cache
@evaluateur
def api_commandes(request: HttpRequest) -> HttpResponse:
    """Attach to the computer what its user reserved, and give it all that he holds on it."""
    try:
        corps = _corps(request, CORPS_MAX)
        appareil = _appareil(request, corps.get("appareil"))
    except Refus as refus:
        return _refuser(refus)
    tenues = corps.get("tenues", [])
    if not isinstance(tenues, list) or len(tenues) > COMMANDES_MAX or not all(map(est_cle, tenues)):
        return _refuser(_forme())
    emport = a_emporter(appareil, par=request.user, tenues=tenues)
    _consulter(request, emport)
    return JsonResponse(charge(emport))


@require_POST
@never_cache
@evaluateur
def api_evaluations(request: HttpRequest) -> HttpResponse:
    """Receive one evaluation; the answer is its receipt."""
    try:
        corps = _corps(request, CORPS_MAX)
        appareil = _appareil(request, corps.get("appareil"))
        envoi = recevoir(corps.get("envoi"), appareil=appareil, par=request.user)
    except Refus as refus:
        return _refuser(refus)
    return JsonResponse(accuse(envoi))


@require_http_methods(["GET", "POST"])
@never_cache
@evaluateur
def api_copie(request: HttpRequest) -> HttpResponse:
    """Keep the sealed copy of a computer, or give it back: on another browser its code opens it."""
    try:
        if request.method == "POST":
            corps = _corps(request, COPIE_MAX)
            appareil = _appareil(request, corps.get("appareil"))
            return JsonResponse(_copie(deposer_copie(appareil, corps.get("copie"), par=request.user)))
        copie = _copie_demandee(request)
    except Refus as refus:
        return _refuser(refus)
    return JsonResponse({"copie": contenu(copie), "deposee_le": copie.deposee_le.isoformat()})


def _copie_demandee(request: HttpRequest) -> CopieScellee:
    """Return the copy of one of this person's computers, removed or not; raise Refus("copie-absente")."""
    identifiant = lire_uuid(request.GET.get("appareil"))
    copie = copies_de(request.user, request.partenaire).filter(appareil__identifiant=identifiant).first()
    if identifiant is None or copie is None:
        raise Refus("copie-absente", "Le portail n’a aucune copie scellée de cet ordinateur.")
    return copie


def _corps(request: HttpRequest, maximum: int) -> dict[str, Any]:
    """Return the JSON object that was sent, of at most `maximum` bytes."""
    longueur = request.META.get("CONTENT_LENGTH") or "0"
    if not longueur.isdecimal() or int(longueur[:18]) > maximum:
        raise Refus("trop-volumineux", f"Un envoi de {maximum // (1024 * 1024)} Mo au plus est accepté.")
    if request.content_type != "application/json":
        raise _forme()
    try:
        return lire_json(request.body)
    except Illisible as illisible:
        raise Refus(illisible.code, illisible.phrase) from illisible
    except UnreadablePostError as erreur:
        raise Refus("json-illisible", "L’envoi a été coupé en chemin : rien n’a été enregistré.") from erreur


def _appareil(request: HttpRequest, identifiant: object) -> Appareil:
    """Return the computer of that identifier, in service; one that is another person's is as unknown."""
    lu = lire_uuid(identifiant)
    if lu is None:
        raise _forme()
    appareil = Appareil.objects.visibles_par(request.user, request.partenaire).filter(identifiant=lu).first()
    if appareil is None:
        raise Refus(
            "autre-utilisateur",
            "Cet ordinateur n’est pas un des vôtres : connectez-vous avec le compte qui y a généré le mode déconnecté.",
        )
    if appareil.retire_le:
        raise Refus(
            "appareil-retire",
            "Cet ordinateur a été retiré depuis le portail : générez de nouveau le mode déconnecté.",
        )
    appareil.partenaire = request.partenaire  # the same, already read
    return appareil


def _consulter(request: HttpRequest, emport: Emport) -> None:
    par_caisse = defaultdict(list)
    for commande in emport.commandes:
        par_caisse[commande.caisse_id].append(commande.beneficiaire_id)
    for caisse_ref, beneficiaires in par_caisse.items():
        consulter(request, beneficiaires, caisse_ref=caisse_ref)


def _copie(copie: CopieScellee) -> dict[str, Any]:
    return {
        "appareil": str(copie.appareil.identifiant),
        "nom": copie.appareil.nom,
        "deposee_le": copie.deposee_le.isoformat(),
        "nb_evaluations": copie.nb_evaluations,
    }


def _forme() -> Refus:
    return Refus("forme", "La demande n’a pas la forme attendue.")


def _refuser(refus: Refus) -> HttpResponse:
    return refuser_json(STATUTS.get(refus.code, HTTPStatus.BAD_REQUEST), refus.code, refus.message)
