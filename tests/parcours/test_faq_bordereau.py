"""FAQ, « Le bordereau de paiement », question by question, without JavaScript."""

from datetime import date

import pytest

from tests.conftest import Horloge
from tests.factories import BordereauFactory
from tests.facturation.envois import Expediteur
from tests.parcours.visiteur import Visiteur

RAISONS = (
    "Soit la caisse n’a pas encore mandaté votre facturation",
    "Soit le bordereau de paiement Antares n’est pas encore à disposition dans Ppas.",
)


@pytest.mark.exigence("PAY-06")
def test_que_faut_il_faire_en_cas_de_probleme_d_affichage(camille: Visiteur, structure: Expediteur) -> None:
    bordereau = BordereauFactory(convention=structure.convention, date_paiement=date(2026, 11, 2))
    camille.cliquer("Bordereaux de paiements")
    camille.cliquer(f"n° {bordereau.numero}")
    camille.cliquer("Document PDF")
    assert "Adobe reader" in camille.texte


@pytest.mark.exigence("PAY-03", "PLU-06")
def test_j_ai_envoye_mes_donnees_je_n_ai_pas_mon_bordereau(camille: Visiteur) -> None:
    camille.cliquer("Bordereaux de paiements")
    assert all(raison in camille.texte for raison in RAISONS)
    camille.cliquer("Les services")
    camille.cliquer("Pourquoi pas payé ?")
    assert all(raison in camille.texte for raison in RAISONS)


@pytest.mark.exigence("PAY-02", "PAY-07")
def test_j_ai_recu_un_versement_sans_bordereau(camille: Visiteur, structure: Expediteur, horloge: Horloge) -> None:
    bordereau = BordereauFactory(convention=structure.convention, date_paiement=date(2026, 11, 4))
    camille.cliquer("Bordereaux de paiements")
    assert bordereau.numero not in camille.texte
    assert "48 heures après la date de paiement" in camille.texte
    horloge.regler("2026-11-06 00:00")
    camille.reprendre_session(structure.utilisateur)
    camille.cliquer("Bordereaux de paiements")
    assert bordereau.numero in camille.texte
