"""Signing in: how many tries, and the same answer whether the login exists or not.

Each try costs one password hash, whatever the account: known, unknown, locked or deactivated; and a refusal comes at
the same instant after it, whatever was read and written meanwhile (promise A1, decision 0147).
"""

import time
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F

from ppas.comptes import courriels
from ppas.comptes.models import ChoixProfil, Role, Utilisateur
from ppas.comptes.operations.second_facteur import consommer
from ppas.comptes.regles.origine import Origine
from ppas.socle.cadence import prendre, respecter
from ppas.socle.etats import verrouiller
from ppas.socle.horloge import maintenant
from ppas.socle.journal import journaliser
from ppas.socle.operations.courriels import mettre_en_file
from ppas.socle.refus import Refus

ESSAIS_PAR_ADRESSE, PERIODE_ESSAIS = 60, 600
CODES_PAR_COMPTE = 10
DUREE_LEURRE = 365 * 24 * 3600
"""Seconds during which a login that does not exist stays « locked », as a real one would."""


class Serrure(NamedTuple):
    """A counter of failures and the date on which it closed, as columns of `Utilisateur`."""

    nb_echecs: str
    bloque_le: str


DES_INCONNUS = Serrure("nb_echecs", "bloque_le")
DES_CONNUS = Serrure("nb_echecs_connu", "bloque_connu_le")

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
CODE_FAUX = "Ce code n’est pas le bon, ou il a déjà servi. Attendez le suivant dans votre application."
TROP_DE_CODES = "Trop de codes essayés. Votre compte n’a pas changé ; réessayez dans dix minutes."


def connecter(login: str, mot_de_passe: str, *, origine: Origine) -> Utilisateur:
    """Return the user whose login and password these are (LOG-05 to LOG-08, LOG-17, LOG-18).

    With a second factor he is not signed in yet: `verifier_code` comes next. The tries of the address are counted
    before anything is hashed. Raises Refus: trop-de-demandes, identifiants-faux, compte-bloque,
    mot-de-passe-perime (D13).
    """
    respecter("connexion", origine.adresse, limite=ESSAIS_PAR_ADRESSE, secondes=PERIODE_ESSAIS, message=TROP_D_ESSAIS)
    debut = time.monotonic()
    utilisateur = Utilisateur.objects.filter(login__iexact=login, is_active=True).first()
    try:
        if utilisateur is None:
            raise _refus_d_un_inconnu(login, mot_de_passe)
        if refus := _juger(utilisateur, origine, est_juste=utilisateur.check_password(mot_de_passe)):
            raise refus
    except Refus:
        time.sleep(max(0.0, debut + settings.DUREE_DU_REFUS - time.monotonic()))
        raise
    return utilisateur


def verifier_code(utilisateur: Utilisateur, code: str, *, origine: Origine) -> None:
    """Finish the sign-in of `utilisateur` with a code of his application or a recovery code (PLU-13).

    A wrong code counts as a wrong password. Raises Refus: trop-de-demandes, code-faux, compte-bloque.
    """
    respecter(
        "second-facteur", str(utilisateur.pk), limite=CODES_PAR_COMPTE, secondes=PERIODE_ESSAIS, message=TROP_DE_CODES
    )
    refus = _juger_le_code(utilisateur, code, origine)
    if refus:
        raise refus


def prendre_une_connexion(utilisateur: Utilisateur) -> bool:
    """Take one of the sign-ins left to an expired password; False when none is (C4: exact without any lock)."""
    compte = Utilisateur.objects.filter(pk=utilisateur.pk)
    compte.filter(nb_connexions_restantes=None).update(nb_connexions_restantes=settings.CONNEXIONS_RESTANTES)
    restantes = F("nb_connexions_restantes")
    return bool(compte.filter(nb_connexions_restantes__gt=0).update(nb_connexions_restantes=restantes - 1))


def _refus_d_un_inconnu(login: str, mot_de_passe: str) -> Refus:
    """Count and spend as for a real account: same answers, same order, same time."""
    make_password(mot_de_passe)
    nb_max = ChoixProfil.objects.profil_du_role(Role.PARTENAIRE).nb_echecs_max
    rang = prendre("leurre", login.casefold(), limite=nb_max, secondes=DUREE_LEURRE)
    if rang in {0, nb_max}:
        return Refus("compte-bloque", COMPTE_BLOQUE)
    return Refus("identifiants-faux", IDENTIFIANTS_FAUX)


def _serrure(utilisateur: Utilisateur, origine: Origine) -> Serrure:
    """Return the lock that this try meets (D15)."""
    est_connu = settings.VERROU == "navigateur" and utilisateur.pk in origine.comptes_connus
    return DES_CONNUS if est_connu else DES_INCONNUS


def _est_ferme(utilisateur: Utilisateur, origine: Origine) -> bool:
    return getattr(utilisateur, _serrure(utilisateur, origine).bloque_le) is not None


def _est_perime(utilisateur: Utilisateur) -> bool:
    """Whether the temporary password has served, or waited too long (D13)."""
    expire_le = utilisateur.mot_de_passe_expire_le
    return utilisateur.mot_de_passe_temporaire and expire_le is not None and expire_le <= maintenant()


@transaction.atomic
def _juger(utilisateur: Utilisateur, origine: Origine, *, est_juste: bool) -> Refus | None:
    """Count the failure or open; a refusal is returned, not raised, so that the count is committed."""
    verifie = utilisateur.password
    verrouiller(utilisateur)
    est_juste = est_juste and utilisateur.password == verifie and utilisateur.is_active
    # A temporary password cannot be guessed: strangers' failures do not keep its owner from using it (A2).
    passe_outre = est_juste and utilisateur.mot_de_passe_temporaire and settings.VERROU == "navigateur"
    if _est_ferme(utilisateur, origine) and not passe_outre:
        return Refus("compte-bloque", COMPTE_BLOQUE)
    if not est_juste:
        return _compter_un_echec(utilisateur, origine, Refus("identifiants-faux", IDENTIFIANTS_FAUX))
    if _est_perime(utilisateur):
        return Refus("mot-de-passe-perime", TEMPORAIRE_PERIME)
    return None if utilisateur.a_un_second_facteur else _conclure(utilisateur, origine)


@transaction.atomic
def _juger_le_code(utilisateur: Utilisateur, code: str, origine: Origine) -> Refus | None:
    verrouiller(utilisateur)
    if not utilisateur.is_active or (_est_ferme(utilisateur, origine) and not utilisateur.mot_de_passe_temporaire):
        return Refus("compte-bloque", COMPTE_BLOQUE)
    if _est_perime(utilisateur):
        return Refus("mot-de-passe-perime", TEMPORAIRE_PERIME)
    if not consommer(utilisateur, code):
        return _compter_un_echec(utilisateur, origine, Refus("code-faux", CODE_FAUX, champ="code"))
    return _conclure(utilisateur, origine)


def _conclure(utilisateur: Utilisateur, origine: Origine) -> Refus | None:
    """Open the account to who has proved who he is, unless his expired password has no sign-in left."""
    if utilisateur.est_mot_de_passe_expire(maintenant(), utilisateur.profil) and not prendre_une_connexion(utilisateur):
        _bloquer(utilisateur, DES_INCONNUS, DES_CONNUS)
        return Refus("compte-bloque", COMPTE_BLOQUE)
    compte = Utilisateur.objects.filter(pk=utilisateur.pk)
    compte.update(**{_serrure(utilisateur, origine).nb_echecs: 0})
    if utilisateur.mot_de_passe_temporaire:
        compte.update(mot_de_passe_expire_le=maintenant())  # it serves once (D13)
    elif utilisateur.last_login and utilisateur.pk not in origine.comptes_connus:
        mettre_en_file(courriels.nouvel_appareil(utilisateur, origine.navigateur, maintenant()))
    journaliser(utilisateur, "connecter", par=utilisateur, details=origine.details)
    return None


def _compter_un_echec(utilisateur: Utilisateur, origine: Origine, refus: Refus) -> Refus:
    """Add one failure; return `refus`, or the lock when it was one too many."""
    serrure = _serrure(utilisateur, origine)
    compte = Utilisateur.objects.filter(pk=utilisateur.pk)
    compte.update(**{serrure.nb_echecs: F(serrure.nb_echecs) + 1})
    journaliser(utilisateur, "refuser-connexion", par=None, details=origine.details)
    if not compte.filter(**{f"{serrure.nb_echecs}__gte": utilisateur.profil.nb_echecs_max}).exists():
        return refus
    if not _est_ferme(utilisateur, origine):
        _bloquer(utilisateur, serrure)
    return Refus("compte-bloque", COMPTE_BLOQUE)


def _bloquer(utilisateur: Utilisateur, *serrures: Serrure) -> None:
    """Close these locks and tell the owner once."""
    Utilisateur.objects.filter(pk=utilisateur.pk).update(**{serrure.bloque_le: maintenant() for serrure in serrures})
    journaliser(utilisateur, "bloquer", par=None)
    mettre_en_file(courriels.compte_bloque(utilisateur))
