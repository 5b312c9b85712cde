"""Files of a flux for the tests."""

import pytest

from tests.factories import ConventionFactory, PrestationFactory
from tests.factories.prises_en_charge import nir_de_femme

ENTETE = (
    "no_pec;nir;nom;prenom;date_naissance;commune;code_convention;prestation;date_debut;date_fin;date_notification;"
    "quantite_mensuelle;plafond_total;taux_participation\n"
)


@pytest.fixture
def prises_en_charge() -> bytes:
    """Return a right file of two lines for the convention AMD1 of the caisse 03, which it creates."""
    PrestationFactory()
    ConventionFactory(code="AMD1")
    lignes = "".join(
        f"202600000{n};{nir_de_femme(n)};DURAND;Jeanne;1945-03-12;DIJON;AMD1;PPP001;2026-01-01;2026-12-31;2025-12-15;"
        "15.50;;10\n"
        for n in (1, 2)
    )
    return f"{ENTETE}{lignes}".encode()
