"""Changing a password, and giving a temporary one."""

from django.contrib.auth.hashers import make_password
from django.db import transaction

from ppas.comptes import courriels
from ppas.comptes.models import Utilisateur
from ppas.comptes.regles.mot_de_passe import VALIDITE_TEMPORAIRE, defauts, temporaire
from ppas.socle.cadence import prendre, respecter
from ppas.socle.etats import verrouiller
from ppas.socle.horloge import maintenant
from ppas.socle.journal import journaliser
from ppas.socle.operations.courriels import mettre_en_file
from ppas.socle.refus import Refus

HEURE = 3600
CHANGEMENTS_PAR_HEURE = 10
DEMANDES_PAR_ADRESSE = 10
DEMANDES_PAR_COMPTE = 3


def changer_mot_de_passe(utilisateur: Utilisateur, *, ancien: str, nouveau: str) -> None:
    """Replace the password of `utilisateur` by himself (LOG-10 to LOG-14, LOG-19); the temporary one ends.

    The new hash ends every other session of the user (D6). Raises Refus: trop-de-demandes, ancien-incorrect
    (champ `ancien`), mot-de-passe-refuse (champ `nouveau`).
    """
    respecter(
        "changer-mot-de-passe",
        str(utilisateur.pk),
        limite=CHANGEMENTS_PAR_HEURE,
        secondes=HEURE,
        message="Trop d’essais de changement de mot de passe. Il n’a pas été modifié ; réessayez dans une heure.",
    )
    if not utilisateur.check_password(ancien):
        raise Refus("ancien-incorrect", "L’ancien mot de passe n’est pas le bon.", champ="ancien")
    raisons = defauts(nouveau, login=utilisateur.login)
    if nouveau == ancien:
        raisons.append("Il doit être différent de l’ancien mot de passe.")
    if raisons:
        raise Refus("mot-de-passe-refuse", " ".join(raisons), champ="nouveau")
    verifie, empreinte = utilisateur.password, make_password(nouveau)
    with transaction.atomic():
        verrouiller(utilisateur)
        if utilisateur.password != verifie:
            raise Refus("ancien-incorrect", "Le mot de passe vient d’être changé ailleurs.", champ="ancien")
        utilisateur.password = empreinte
        utilisateur.mot_de_passe_temporaire = False
        utilisateur.mot_de_passe_change_le = maintenant()
        utilisateur.mot_de_passe_expire_le = None
        utilisateur.save()
        journaliser(utilisateur, "changer-mot-de-passe", par=utilisateur)


def demander_mot_de_passe(login: str, mail: str, *, adresse: str) -> None:
    """Mail a temporary password to the user whose login and mail these are (LOG-08, LOG-20, LOG-21).

    It unlocks the account. Nothing tells the caller whether somebody was found, not even the time it takes.
    Raises Refus("trop-de-demandes") by address only; beyond 3 an hour, an account is silently left alone.
    """
    respecter(
        "mot-de-passe-oublie",
        adresse,
        limite=DEMANDES_PAR_ADRESSE,
        secondes=HEURE,
        message="Trop de demandes depuis votre réseau. Votre mot de passe n’a pas changé ; réessayez dans une heure.",
    )
    utilisateur = Utilisateur.objects.filter(login__iexact=login, mail__iexact=mail, est_actif=True).first()
    mot_de_passe = temporaire()
    empreinte = make_password(mot_de_passe)
    if utilisateur is None or not prendre(
        "mot-de-passe-oublie-compte", str(utilisateur.pk), limite=DEMANDES_PAR_COMPTE, secondes=HEURE
    ):
        return
    with transaction.atomic():
        verrouiller(utilisateur)
        poser_temporaire(utilisateur, empreinte)
        utilisateur.save()
        journaliser(utilisateur, "demander-mot-de-passe", par=None)
        mettre_en_file(courriels.mot_de_passe_oublie(utilisateur, mot_de_passe))


def poser_temporaire(utilisateur: Utilisateur, empreinte: str) -> None:
    """Set on `utilisateur`, without saving, a temporary password of hash `empreinte`; clear the lock and its count."""
    utilisateur.password = empreinte
    utilisateur.mot_de_passe_temporaire = True
    utilisateur.mot_de_passe_change_le = maintenant()
    utilisateur.mot_de_passe_expire_le = maintenant() + VALIDITE_TEMPORAIRE
    utilisateur.nb_echecs = 0
    utilisateur.bloque_le = None
