"""Files of the `prises-en-charge` flux for the tests."""

import io
from collections.abc import Callable

import pytest

from ppas.prises_en_charge.regles.fichier import COLONNES
from tests.factories.prises_en_charge import nir_de_femme

BONNE = {
    "no_pec": "2026004512",
    "nir": nir_de_femme(1),
    "nom": "DURAND",
    "prenom": "Jeanne",
    "date_naissance": "1945-03-12",
    "commune": "DIJON",
    "code_convention": "AMD1",
    "prestation": "PPP001",
    "date_debut": "2026-01-01",
    "date_fin": "2026-12-31",
    "date_notification": "2025-12-15",
    "quantite_mensuelle": "15.50",
    "plafond_total": "",
    "taux_participation": "10",
}


@pytest.fixture
def fichier() -> Callable[..., io.BytesIO]:
    """Return a maker of files: each argument is a line, told by what differs from a right one."""

    def faire(*lignes: dict[str, str]) -> io.BytesIO:
        entete = ";".join(colonne.nom for colonne in COLONNES)
        corps = [";".join((BONNE | ligne)[colonne.nom] for colonne in COLONNES) for ligne in lignes]
        return io.BytesIO("\n".join([entete, *corps, ""]).encode())

    return faire
