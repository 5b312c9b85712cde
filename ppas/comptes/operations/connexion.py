"""Signing in: how many tries, and the same answer whether the login exists or not."""

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F

from ppas.comptes.models import Utilisateur
from ppas.socle.cadence import prendre, respecter
from ppas.socle.etats import verrouiller
from ppas.socle.horloge import maintenant
from ppas.socle.journal import journaliser
from ppas.socle.refus import Refus

NB_ECHECS_MAX = 3
"""FAQ: « Suite à 3 tentatives de connexion avec un login ou un mot de passe incorrect »."""
ESSAIS_PAR_ADRESSE, PERIODE_ESSAIS = 60, 600
DUREE_LEURRE = 365 * 24 * 3600
"""Seconds during which a login that does not exist stays « locked », as a real one would."""

IDENTIFIANTS_FAUX = "Mauvais identifiant / mot de passe"
COMPTE_BLOQUE = (
    "Votre compte a été bloqué. Vous ne pouvez pas vous connecter car votre compte a été désactivé pour des raisons "
    "de sécurité"
)
TEMPORAIRE_PERIME = (
    "Votre mot de passe temporaire n’est plus valable. Demandez-en un nouveau par « Mot de passe oublié ? »."
)
TROP_D_ESSAIS = (
    "Trop de tentatives de connexion depuis votre réseau. Votre compte n’a pas changé ; réessayez dans dix minutes."
)


def connecter(login: str, mot_de_passe: str, *, adresse: str) -> Utilisateur:
    """Return the user whose login and password these are (LOG-05 to LOG-08); `adresse` is where the try comes from.

    Raises Refus: trop-de-demandes, identifiants-faux, compte-bloque, mot-de-passe-perime (D13). The password is
    checked outside any transaction, and only after the tries of the address are counted: it is slow on purpose.
    """
    respecter("connexion", adresse, limite=ESSAIS_PAR_ADRESSE, secondes=PERIODE_ESSAIS, message=TROP_D_ESSAIS)
    utilisateur = Utilisateur.objects.filter(login__iexact=login, est_actif=True).first()
    if utilisateur is None:
        raise _refus_d_un_inconnu(login, mot_de_passe)
    if utilisateur.bloque_le:
        raise Refus("compte-bloque", COMPTE_BLOQUE)
    refus = _juger(utilisateur, est_juste=utilisateur.check_password(mot_de_passe))
    if refus:
        raise refus
    return utilisateur


def _refus_d_un_inconnu(login: str, mot_de_passe: str) -> Refus:
    """Count and spend as for a real account: same answers, same order, same time."""
    rang = prendre("leurre", login.casefold(), limite=NB_ECHECS_MAX, secondes=DUREE_LEURRE)
    if rang:
        make_password(mot_de_passe)
    if rang in {0, NB_ECHECS_MAX}:
        return Refus("compte-bloque", COMPTE_BLOQUE)
    return Refus("identifiants-faux", IDENTIFIANTS_FAUX)


@transaction.atomic
def _juger(utilisateur: Utilisateur, *, est_juste: bool) -> Refus | None:
    """Count the failure or open; a refusal is returned, not raised, so that the count is committed."""
    verifie = utilisateur.password
    verrouiller(utilisateur)
    if utilisateur.bloque_le or not utilisateur.est_actif:
        return Refus("compte-bloque", COMPTE_BLOQUE)
    if not est_juste or utilisateur.password != verifie:
        return _compter_un_echec(utilisateur)
    expire_le = utilisateur.mot_de_passe_expire_le
    if utilisateur.mot_de_passe_temporaire and expire_le and expire_le <= maintenant():
        return Refus("mot-de-passe-perime", TEMPORAIRE_PERIME)
    utilisateur.nb_echecs = 0
    utilisateur.save(update_fields=["nb_echecs"])
    journaliser(utilisateur, "connecter", par=utilisateur)
    return None


def _compter_un_echec(utilisateur: Utilisateur) -> Refus:
    compte = Utilisateur.objects.filter(pk=utilisateur.pk)
    compte.update(nb_echecs=F("nb_echecs") + 1)
    journaliser(utilisateur, "refuser-connexion", par=None)
    if compte.filter(nb_echecs__gte=NB_ECHECS_MAX).update(bloque_le=maintenant()):
        journaliser(utilisateur, "bloquer", par=None)
        return Refus("compte-bloque", COMPTE_BLOQUE)
    return Refus("identifiants-faux", IDENTIFIANTS_FAUX)
