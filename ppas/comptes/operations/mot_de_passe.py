"""Changing a password, giving a temporary one, opening a lock."""

import secrets

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from ppas.comptes import courriels
from ppas.comptes.models import AncienMotDePasse, DemandeMotDePasse, Utilisateur
from ppas.comptes.operations.sessions import fermer_sessions
from ppas.comptes.regles.mot_de_passe import defauts, temporaire
from ppas.comptes.regles.profils import Profil
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
LIEN_PERIME = "Ce lien n’est plus valable : il ne sert qu’une fois. Demandez-en un autre par « Mot de passe oublié ? »."


def changer_mot_de_passe(utilisateur: Utilisateur, *, ancien: str, nouveau: str, session: str | None = None) -> None:
    """Replace the password of `utilisateur` by himself (LOG-10 to LOG-16, LOG-19); the temporary one ends.

    Every session of the user ends but that of key `session` (D6). Raises Refus: trop-de-demandes,
    ancien-incorrect (champ `ancien`), mot-de-passe-refuse (champ `nouveau`).
    """
    respecter(
        "changer-mot-de-passe",
        str(utilisateur.pk),
        limite=CHANGEMENTS_PAR_HEURE,
        secondes=HEURE,
        message="Trop d’essais de changement de mot de passe. Il n’a pas été modifié ; réessayez dans une heure.",
    )
    _remplacer(
        utilisateur,
        Refus("ancien-incorrect", "L’ancien mot de passe n’est pas le bon.", champ="ancien"),
        ancien=ancien,
        nouveau=nouveau,
        session=session,
    )


def choisir_mot_de_passe(utilisateur_id: int, secret: str, *, nouveau: str, adresse: str) -> None:
    """Set the first password of who followed a single-use link (D13, setting LIEN_UNIQUE).

    Raises Refus: trop-de-demandes, lien-perime, mot-de-passe-refuse (champ `nouveau`).
    """
    respecter(
        "lien-unique",
        adresse,
        limite=DEMANDES_PAR_ADRESSE,
        secondes=HEURE,
        message="Trop d’essais depuis votre réseau. Votre mot de passe n’a pas changé ; réessayez dans une heure.",
    )
    perime = Refus("lien-perime", LIEN_PERIME)
    utilisateur = Utilisateur.objects.filter(
        pk=utilisateur_id, is_active=True, mot_de_passe_temporaire=True, mot_de_passe_expire_le__gt=maintenant()
    ).first()
    if utilisateur is None:
        raise perime
    _remplacer(utilisateur, perime, ancien=secret, nouveau=nouveau)


def demander_mot_de_passe(login: str, mail: str, *, adresse: str) -> None:
    """Keep the demand of a new password for the worker (LOG-20): the same work for all, whoever they are (A1).

    Raises Refus("trop-de-demandes"), by address only.
    """
    respecter(
        "mot-de-passe-oublie",
        adresse,
        limite=DEMANDES_PAR_ADRESSE,
        secondes=HEURE,
        message="Trop de demandes depuis votre réseau. Votre mot de passe n’a pas changé ; réessayez dans une heure.",
    )
    DemandeMotDePasse.objects.create(login=login, mail=mail, demandee_le=maintenant())


def repondre_aux_demandes() -> int:
    """Mail a temporary password to each user whose login and mail were both given (LOG-08, LOG-20, LOG-21).

    The worker's job; returns how many mails leave, at most 3 an hour for one account.
    """
    return sum(_repondre(demande) for demande in DemandeMotDePasse.objects.order_by("pk")[:50])


def reinitialiser_mot_de_passe(utilisateur: Utilisateur, *, par: Utilisateur) -> None:
    """Mail a temporary password to `utilisateur`, at the wish of whoever answers for his account; sessions end.

    Raises Refus("compte-inactif").
    """
    if not utilisateur.is_active:
        raise Refus("compte-inactif", "Ce compte est désactivé : aucun mot de passe n’a été envoyé.")
    secret = nouveau_secret()
    empreinte = make_password(secret)
    with transaction.atomic():
        _donner_temporaire(utilisateur, secret, empreinte, "reinitialiser-mot-de-passe", par=par)


@transaction.atomic
def deverrouiller(utilisateur: Utilisateur, *, par: Utilisateur) -> None:
    """Open both locks of `utilisateur` and forget his failures; his password stays.

    Raises Refus: pas-bloque, connexions-epuisees (LOG-18: only a new password reopens an expired one).
    """
    verrouiller(utilisateur)
    if not utilisateur.est_bloque:
        raise Refus("pas-bloque", "Ce compte n’est pas bloqué : rien n’a été modifié.")
    if utilisateur.nb_connexions_restantes == 0:
        raise Refus(
            "connexions-epuisees",
            "Le mot de passe de ce compte est arrivé à expiration : son titulaire doit en demander un nouveau par "
            "« Mot de passe oublié ? ». Rien n’a été modifié.",
        )
    _ouvrir_les_serrures(utilisateur)
    utilisateur.save()
    journaliser(utilisateur, "deverrouiller", par=par)
    mettre_en_file(courriels.compte_deverrouille(utilisateur))


def nouveau_secret() -> str:
    """Draw what a mail will carry: a temporary password, or the secret of a single-use link."""
    return secrets.token_urlsafe(32) if settings.LIEN_UNIQUE else temporaire()


def poser_temporaire(utilisateur: Utilisateur, empreinte: str) -> None:
    """Set on `utilisateur`, without saving, a temporary password of hash `empreinte`; open the locks.

    The password that it replaces joins those that may not be chosen again.
    """
    if utilisateur.pk and utilisateur.password and not utilisateur.mot_de_passe_temporaire:
        _garder_l_ancien(utilisateur)
    profil = utilisateur.profil
    utilisateur.password = empreinte
    utilisateur.mot_de_passe_temporaire = True
    utilisateur.mot_de_passe_change_le = maintenant()
    utilisateur.mot_de_passe_expire_le = maintenant() + profil.validite_temporaire
    utilisateur.nb_connexions_restantes = None
    _ouvrir_les_serrures(utilisateur)


def poser_mot_de_passe(utilisateur: Utilisateur, empreinte: str) -> None:
    """Set on `utilisateur`, without saving, the password of hash `empreinte` as one that he has chosen now."""
    utilisateur.password = empreinte
    utilisateur.mot_de_passe_temporaire = False
    utilisateur.mot_de_passe_change_le = maintenant()
    utilisateur.mot_de_passe_expire_le = None
    utilisateur.mot_de_passe_edition = utilisateur.profil.edition
    utilisateur.nb_connexions_restantes = None


def _remplacer(
    utilisateur: Utilisateur, refus: Refus, *, ancien: str, nouveau: str, session: str | None = None
) -> None:
    """Judge, then write; `refus` is what to raise when `ancien` is not the password. Hashing is outside the lock."""
    verifie, profil = utilisateur.password, utilisateur.profil
    if not utilisateur.check_password(ancien):
        raise refus
    raisons = defauts(nouveau, profil=profil, mots_personnels=utilisateur.mots_personnels())
    raisons = raisons or _deja_utilise(utilisateur, nouveau, profil)
    if raisons:
        raise Refus("mot-de-passe-refuse", " ".join(raisons), champ="nouveau")
    empreinte = make_password(nouveau)
    with transaction.atomic():
        verrouiller(utilisateur)
        if utilisateur.password != verifie:
            raise refus
        _garder_l_ancien(utilisateur)
        poser_mot_de_passe(utilisateur, empreinte)
        utilisateur.save()
        fermer_sessions(utilisateur, sauf=session)
        journaliser(utilisateur, "changer-mot-de-passe", par=utilisateur)
        mettre_en_file(courriels.mot_de_passe_change(utilisateur))


def _deja_utilise(utilisateur: Utilisateur, nouveau: str, profil: Profil) -> list[str]:
    """Compare with the last passwords used (LOG-15); the present one, even temporary, is the first of them."""
    nb = profil.nb_derniers_interdits
    anciens = utilisateur.anciens_mots_de_passe.values_list("empreinte", flat=True)[: max(nb - 1, 0)]
    if check_password(nouveau, utilisateur.password):
        return ["Il doit être différent de l’ancien mot de passe."]
    if any(check_password(nouveau, empreinte) for empreinte in anciens):
        return [f"Il doit être différent des {nb} derniers utilisés."]
    return []


def _garder_l_ancien(utilisateur: Utilisateur) -> None:
    AncienMotDePasse.objects.create(utilisateur=utilisateur, empreinte=utilisateur.password, remplace_le=maintenant())


def _ouvrir_les_serrures(utilisateur: Utilisateur) -> None:
    utilisateur.nb_echecs = utilisateur.nb_echecs_connu = 0
    utilisateur.bloque_le = utilisateur.bloque_connu_le = None


def _repondre(demande: DemandeMotDePasse) -> bool:
    """Answer one demand and forget it, in one transaction: answered once, by whichever worker deletes it."""
    utilisateur = Utilisateur.objects.filter(
        login__iexact=demande.login, mail__iexact=demande.mail, is_active=True
    ).first()
    est_servi = utilisateur is not None and bool(
        prendre("mot-de-passe-oublie-compte", str(utilisateur.pk), limite=DEMANDES_PAR_COMPTE, secondes=HEURE)
    )
    secret = nouveau_secret()
    empreinte = make_password(secret) if est_servi else ""
    with transaction.atomic():
        est_a_nous = bool(DemandeMotDePasse.objects.filter(pk=demande.pk).delete()[0])
        if est_a_nous and utilisateur and est_servi:
            _donner_temporaire(utilisateur, secret, empreinte, "demander-mot-de-passe", par=None)
            return True
    return False


def _donner_temporaire(
    utilisateur: Utilisateur, secret: str, empreinte: str, action: str, *, par: Utilisateur | None
) -> None:
    verrouiller(utilisateur)
    poser_temporaire(utilisateur, empreinte)
    utilisateur.save()
    fermer_sessions(utilisateur)
    journaliser(utilisateur, action, par=par)
    mettre_en_file(courriels.mot_de_passe_oublie(utilisateur, secret))
