"""The on-line month in one line, for the tests: open, type, name a refusal."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from ppas.comptes.models import Utilisateur
from ppas.facturation.models import Formulaire, LigneFormulaire
from ppas.facturation.operations.formulaire import ouvrir_formulaire
from ppas.facturation.operations.saisie import enregistrer_formulaire
from ppas.partenaires.models import Convention
from ppas.socle.refus import Refus

OCTOBRE = date(2026, 10, 1)


def ouvrir(convention: Convention, par: Utilisateur, echeance: date = OCTOBRE) -> Formulaire:
    return ouvrir_formulaire(convention, echeance, par=par)


def saisir(formulaire: Formulaire, par: Utilisateur, ouvrables: int | None = 1000, **champs: int) -> LigneFormulaire:
    """Type hours (hundredths) on the first line of the form."""
    ligne = formulaire.lignes.first()
    enregistrer_formulaire(formulaire, {ligne.pk: {"ouvrables_centiemes": ouvrables, **champs}}, par=par)
    return ligne


def refus(operation: Callable[..., Any], *args: Any, **kwargs: Any) -> str:
    """Run the operation, which must refuse; return the code of its refusal."""
    with pytest.raises(Refus) as levee:
        operation(*args, **kwargs)
    return levee.value.code
