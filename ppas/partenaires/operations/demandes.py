"""A partner asks for one more convention (manual §2.6)."""

from django.db import IntegrityError, transaction

from ppas.comptes.models import Utilisateur
from ppas.partenaires.models import Convention
from ppas.partenaires.operations.administration import administrer
from ppas.partenaires.operations.preinscriptions import refus_de_doublon
from ppas.socle.horloge import maintenant
from ppas.socle.journal import journaliser
from ppas.socle.refus import Refus


def demander_convention(convention: Convention, *, par: Utilisateur) -> None:
    """Add the new `convention`, pending: it opens nothing until its caisse validates it (CON-03, CON-06, CON-07).

    Raises Refus: droits-retires; code-pris (champ `code`), also when another request wins the race.
    """
    convention.demandee_le = maintenant()
    try:
        with transaction.atomic():
            administrer(convention.partenaire, par=par)
            _refuser_le_doublon(convention)
            convention.save(force_insert=True)
            journaliser(convention, "demander-convention", par=par, libelle=f"Convention n° {convention.code} demandée")
    except IntegrityError:
        convention.pk = None
        _refuser_le_doublon(convention)
        raise


def _refuser_le_doublon(convention: Convention) -> None:
    for refus in refus_de_doublon(login="", caisse=convention.caisse, code=convention.code):
        raise Refus(refus.code, refus.message, champ="code")
