"""What a caisse sets for itself: delays, how to reach it, what its mails say at their end (INV-11, D10)."""

from django.db import transaction

from ppas.caisses.models import Caisse
from ppas.caisses.operations.administration import administrer
from ppas.comptes.models import Utilisateur
from ppas.socle.journal import journaliser
from ppas.socle.modifications import Modifications, appliquer

DELAIS = ("delai_facturation_mois", "delai_paiement_mois", "delai_evaluation_jours")


@transaction.atomic
def modifier_parametres(caisse: Caisse, *, par: Utilisateur, **champs: int | str) -> bool:
    """Change the parameters of `caisse` that differ, and say whether any did; the journal keeps old and new values.

    A delay counts from the next sending: what was accepted stays accepted. Raises Refus("droits-retires").
    """
    actuelle = administrer(caisse.pk, par=par)
    modifications = appliquer(actuelle, **champs)
    if modifications:
        journaliser(
            actuelle,
            "modifier-parametres",
            par=par,
            libelle=_libelle(modifications),
            details={"modifications": modifications},
        )
    return bool(modifications)


def _libelle(modifications: Modifications) -> str:
    """Say what changed: a delay with its values, a text by its name."""
    noms = {nom: str(Caisse._meta.get_field(nom).verbose_name) for nom in modifications}  # type: ignore[union-attr]
    changes = [
        f"{noms[nom]} : de {avant} à {apres}" if nom in DELAIS else noms[nom]
        for nom, (avant, apres) in modifications.items()
    ]
    return f"Paramètres de la caisse modifiés ({', '.join(changes)})"
