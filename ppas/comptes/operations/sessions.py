"""Open sessions: what their owner sees of them, and how they end."""

from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, QuerySet

from ppas.comptes.models import SessionOuverte, Utilisateur
from ppas.comptes.regles.origine import Origine
from ppas.socle.horloge import maintenant
from ppas.socle.journal import journaliser
from ppas.socle.models import Evenement
from ppas.socle.refus import Refus


def noter_session(utilisateur: Utilisateur, cle: str, origine: Origine) -> None:
    """Write the session of key `cle` in the list of `utilisateur`."""
    SessionOuverte.objects.update_or_create(
        cle=cle,
        defaults={"utilisateur": utilisateur, "ouverte_le": maintenant(), "vue_le": maintenant(), **origine.details},
    )


def sessions_en_cours(utilisateur: Utilisateur) -> QuerySet[SessionOuverte]:
    """Return those that neither idleness nor age has ended."""
    instant = maintenant()
    return SessionOuverte.objects.filter(
        utilisateur=utilisateur,
        vue_le__gte=instant - timedelta(seconds=settings.SESSION_INACTIVITE),
        ouverte_le__gte=instant - timedelta(seconds=settings.SESSION_DUREE_MAX),
    )


def dernieres_connexions(utilisateur: Utilisateur) -> QuerySet[Evenement]:
    """Return the last ten sign-ins to this account, and those that were refused, newest first."""
    return Evenement.objects.filter(
        objet_type=Utilisateur._meta.label_lower,
        objet_ref=utilisateur.pk,
        action__in=["connecter", "refuser-connexion", "bloquer"],
    ).order_by("-id")[:10]


@transaction.atomic
def fermer_sessions(utilisateur: Utilisateur, *, sauf: str | None = None) -> int:
    """End the sessions of `utilisateur` (but the one of key `sauf`) before their next request; return how many.

    To call wherever a right is lost: deactivation, deletion, change of password, removal of the second factor.
    """
    return _fermer(SessionOuverte.objects.filter(utilisateur=utilisateur).exclude(cle=sauf or ""))


@transaction.atomic
def fermer_session(session: SessionOuverte, *, par: Utilisateur) -> None:
    """End one session of `par` himself; raise Refus("session-d-un-autre") otherwise."""
    if session.utilisateur_id != par.pk:
        raise Refus("session-d-un-autre", "Cette session n’est pas la vôtre.")
    _fermer(SessionOuverte.objects.filter(pk=session.pk))
    journaliser(par, "fermer-session", par=par)


def oublier_sessions_finies() -> int:
    """Delete the rows of sessions that ended by themselves, Django's and ours; return how many of ours."""
    instant = maintenant()
    Session.objects.filter(expire_date__lt=instant).delete()
    return _fermer(
        SessionOuverte.objects.filter(
            Q(vue_le__lt=instant - timedelta(seconds=settings.SESSION_INACTIVITE))
            | Q(ouverte_le__lt=instant - timedelta(seconds=settings.SESSION_DUREE_MAX))
        )
    )


def _fermer(sessions: QuerySet[SessionOuverte]) -> int:
    cles = list(sessions.values_list("cle", flat=True))
    Session.objects.filter(session_key__in=cles).delete()
    SessionOuverte.objects.filter(cle__in=cles).delete()
    return len(cles)
