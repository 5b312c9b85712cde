"""Writing to the assistance (SUP-04, MAI-06)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from ppas.assistance.courriels import copie_a_l_expediteur, demande_recue
from ppas.assistance.models import Demande
from ppas.assistance.regles.delai import Horaires, echeance
from ppas.caisses.feries import jours_feries_nationaux
from ppas.comptes.models import Utilisateur
from ppas.partenaires.models import Rattachement
from ppas.socle.assistance import parametres
from ppas.socle.cadence import respecter
from ppas.socle.horloge import maintenant
from ppas.socle.journal import journaliser
from ppas.socle.operations.courriels import mettre_en_file

PAR_HEURE, PAR_JOUR = 10, 5


def contacter(saisie: Mapping[str, Any], *, cle: UUID, adresse: str, par: Utilisateur | None) -> Demande:
    """Keep the request, queue it to the assistance and its copy to the sender; return it.

    `saisie` holds the fields of the form, `cle` its own key: sent again, it returns the request made the first time.
    `adresse` is the visitor's network address, `par` the user signed in.
    Raises Refus("trop-de-demandes"): the copy must not serve to flood a stranger.
    """
    deja_recue = Demande.objects.filter(cle=cle).first()
    if deja_recue:
        return deja_recue
    message = "Trop de messages ont été envoyés : celui-ci n’est pas parti. Réessayez plus tard, ou téléphonez."
    respecter("contact-adresse", adresse, limite=PAR_HEURE, secondes=3600, message=message)
    respecter("contact-mail", saisie["email"].casefold(), limite=PAR_JOUR, secondes=24 * 3600, message=message)
    try:
        return _enregistrer(saisie, cle=cle, par=par)
    except IntegrityError:
        return Demande.objects.get(cle=cle)


@transaction.atomic
def _enregistrer(saisie: Mapping[str, Any], *, cle: UUID, par: Utilisateur | None) -> Demande:
    rattachement = Rattachement.objects.filter(utilisateur=par).first() if par else None
    instant = maintenant()
    demande = Demande.objects.create(
        **saisie,
        cle=cle,
        recue_le=instant,
        echeance_le=echeance_depuis(instant),
        utilisateur=par,
        partenaire_id=rattachement.partenaire_id if rattachement else None,
    )
    journaliser(demande, "demander-assistance", par=par, libelle=f"{demande} reçue")
    mettre_en_file(demande_recue(demande))
    mettre_en_file(copie_a_l_expediteur(demande))
    return demande


def echeance_depuis(instant: datetime) -> datetime:
    """Return when the assistance should have answered what reached it at `instant`."""
    en_vigueur = parametres()
    horaires = Horaires(en_vigueur.ouverture, en_vigueur.fermeture)
    return echeance(instant, heures=en_vigueur.delai_heures, horaires=horaires, feries=jours_feries_nationaux)
