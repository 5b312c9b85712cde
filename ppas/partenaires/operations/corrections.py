"""The caisse asks for a correction; the applicant answers by a single-use link; his request waits again (PLU-12)."""

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import IntegrityError, models, transaction

from ppas.comptes.models import Utilisateur
from ppas.partenaires import courriels
from ppas.partenaires.etats import EtatPreinscription
from ppas.partenaires.models import DemandeCorrection, Preinscription
from ppas.partenaires.operations.preinscriptions import (
    limiter_les_essais,
    prevenir_la_caisse,
    refuser_les_doublons,
)
from ppas.socle.etats import changer_etat, verrouiller
from ppas.socle.horloge import maintenant
from ppas.socle.operations.courriels import mettre_en_file
from ppas.socle.refus import Refus

LIEN_PERIME = "Ce lien n’est plus valable : il a déjà servi, il a expiré, ou la caisse en a envoyé un autre."


@transaction.atomic
def demander_correction(preinscription: Preinscription, *, message: str, par: Utilisateur) -> DemandeCorrection:
    """Return the form to the applicant with `message`; mail him a link that reopens it filled in, once.

    A second request replaces the link of the first. Login and convention code stay reserved.
    Raises Refus: motif-manquant (champ `message`), transition-interdite.
    """
    if not message.strip():
        raise Refus("motif-manquant", "Indiquez ce qui est à corriger : c’est envoyé au partenaire.", champ="message")
    changer_etat(preinscription, "demander_correction", par=par)
    secret = secrets.token_urlsafe(32)
    demande = DemandeCorrection.objects.create(
        preinscription=preinscription,
        message=message,
        demandee_le=maintenant(),
        demandee_par=par,
        empreinte=_empreinte(secret),
        expire_le=maintenant() + timedelta(days=settings.CORRECTION_JOURS),
    )
    mettre_en_file(courriels.correction_demandee(demande, secret))
    return demande


def demande_ouverte(secret: str) -> DemandeCorrection | None:
    """Return the request that the link of `secret` answers, or None when it serves no more."""
    demande = (
        DemandeCorrection.objects.select_related("preinscription__caisse__regime", "preinscription__type_partenaire")
        .filter(empreinte=_empreinte(secret))
        .first()
    )
    return demande if demande and _est_ouverte(demande) else None


def corriger(demande: DemandeCorrection, *, saisie: dict[str, Any], adresse: str) -> None:
    """Put the request back in the queue of its caisse with `saisie`, the fields of the form; use up the link.

    `adresse` is the network address of the sender. Raises Refus: trop-de-demandes, lien-perime, login-pris (champ
    `login`), code-pris (champ `code_convention`); then the link still serves.
    """
    limiter_les_essais(adresse)
    preinscription = demande.preinscription
    try:
        with transaction.atomic():
            _reprendre(demande, preinscription, saisie)
    except IntegrityError:
        refuser_les_doublons(preinscription, **_reserves(saisie))
        raise


def _reprendre(demande: DemandeCorrection, preinscription: Preinscription, saisie: dict[str, Any]) -> None:
    verrouiller(preinscription)
    demande.refresh_from_db(fields=["repondue_le"])
    if not _est_ouverte(demande):
        raise Refus("lien-perime", LIEN_PERIME)
    refuser_les_doublons(preinscription, **_reserves(saisie))
    demande.champs_corriges = [nom for nom, valeur in saisie.items() if getattr(preinscription, nom) != valeur]
    demande.repondue_le = maintenant()
    demande.save(update_fields=["champs_corriges", "repondue_le"])
    changer_etat(preinscription, "corriger", par=None, **saisie)
    prevenir_la_caisse(preinscription)


def _reserves(saisie: dict[str, Any]) -> dict[str, str]:
    return {"login": saisie["login"], "code": saisie["code_convention"]}


def _est_ouverte(demande: DemandeCorrection) -> bool:
    preinscription = demande.preinscription
    derniere = preinscription.demandes_de_correction.aggregate(derniere=models.Max("pk"))["derniere"]
    return (
        preinscription.etat == EtatPreinscription.A_CORRIGER
        and demande.repondue_le is None
        and demande.expire_le > maintenant()
        and demande.pk == derniere
    )


def _empreinte(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
