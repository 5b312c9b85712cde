"""What is granted, invoiced and left (LST-01)."""

import pytest

from ppas.facturation.regles.consommation import Consommation, consommation

RIEN = {"facture_mois_centiemes": 0, "facture_mois_centimes": 0, "facture_total_centimes": 0}


@pytest.mark.parametrize(
    ("droit", "attendu"),
    [
        pytest.param(
            {"unite": "heure", "quantite_mensuelle_centiemes": 1550, "plafond_centimes": None, **RIEN},
            Consommation("15,50 h par mois", "0,00 h", "15,50 h", est_depassee=False),
            id="rien-facture",
        ),
        pytest.param(
            {
                "unite": "heure", "quantite_mensuelle_centiemes": 1550, "plafond_centimes": 10_000,
                "facture_mois_centiemes": 1400, "facture_mois_centimes": 37520, "facture_total_centimes": 90_000,
            },
            Consommation("15,50 h par mois", "14,00 h", "1,50 h", est_depassee=False),
            id="heures-avec-un-plafond",
        ),
        pytest.param(
            {"unite": "heure", "quantite_mensuelle_centiemes": 1000, "plafond_centimes": None, **RIEN}
            | {"facture_mois_centiemes": 1400},
            Consommation("10,00 h par mois", "14,00 h", "-4,00 h", est_depassee=True),
            id="droit-reduit-apres-facturation",
        ),
        pytest.param(
            {"unite": "forfait", "quantite_mensuelle_centiemes": 200, "plafond_centimes": None, **RIEN}
            | {"facture_mois_centiemes": 100},
            Consommation("2,00 par mois", "1,00", "1,00", est_depassee=False),
            id="forfait",
        ),
        pytest.param(
            {
                "unite": "montant", "quantite_mensuelle_centiemes": None, "plafond_centimes": 250_000,
                "facture_mois_centiemes": 100, "facture_mois_centimes": 60_000, "facture_total_centimes": 100_000,
            },
            Consommation("2 500,00 € au total", "600,00 €", "1 500,00 €", est_depassee=False),
            id="plafond",
        ),
    ],
)  # fmt: skip
def test_le_reste_est_ce_qui_est_accorde_moins_ce_qui_est_facture(droit: dict, attendu: Consommation) -> None:
    obtenue = consommation(**droit)
    textes = [texte.replace("\N{NO-BREAK SPACE}", " ") for texte in (obtenue.accorde, obtenue.facture, obtenue.reste)]
    assert Consommation(*textes, est_depassee=obtenue.est_depassee) == attendu
