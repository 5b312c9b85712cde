"""What a partner changes of its own description (manual §2, §2.5)."""

from typing import Any

from django.db import transaction

from ppas.comptes.models import Utilisateur
from ppas.partenaires.models import Adresse, Partenaire
from ppas.partenaires.operations.administration import administrer
from ppas.socle.etats import verrouiller
from ppas.socle.journal import journaliser
from ppas.socle.modifications import appliquer


@transaction.atomic
def modifier_partenaire(
    partenaire: Partenaire, *, nom: str, siret: str, mail: str, telephone: str, par: Utilisateur
) -> None:
    """Change what describes `partenaire` at the head of its account (ADM-04). Raises Refus("droits-retires")."""
    administrer(partenaire, par=par)
    partenaire.refresh_from_db()
    modifications = appliquer(partenaire, nom=nom, siret=siret, mail=mail, telephone=telephone)
    if modifications:
        journaliser(
            partenaire,
            "modifier-partenaire",
            par=par,
            libelle="Informations du partenaire modifiées",
            details={"modifications": modifications},
        )


@transaction.atomic
def modifier_adresse(partenaire: Partenaire, *, par: Utilisateur, **champs: Any) -> None:
    """Change the fields of the address, all but the addressee, who is the partner (ADM-25).

    Raises Refus("droits-retires").
    """
    administrer(partenaire, par=par)
    adresse = Adresse.objects.filter(partenaire=partenaire).first()
    if adresse is None:
        Adresse.objects.create(partenaire=partenaire, **champs)
        modifications = {nom: ["", valeur] for nom, valeur in champs.items() if valeur}
    else:
        modifications = appliquer(verrouiller(adresse), **champs)
    if modifications:
        journaliser(
            partenaire,
            "modifier-adresse",
            par=par,
            libelle="Adresse modifiée",
            details={"modifications": modifications},
        )
