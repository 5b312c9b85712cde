"""Days from the order to the decision."""

from datetime import date

from ppas.evaluations.regles.delais import Delais


def test_chaque_etape_compte_depuis_la_precedente() -> None:
    delais = Delais(date(2026, 11, 2), date(2026, 12, 2), date(2026, 11, 12), date(2026, 11, 14), date(2026, 11, 20))
    assert [(etape.libelle, etape.jours) for etape in delais.etapes] == [
        ("Commandée", None), ("Visite", 10), ("Reçue", 2), ("Acceptée", 6),
    ]  # fmt: skip
    assert (delais.total, delais.retard) == (12, 0)


def test_une_etape_inconnue_ne_rompt_pas_le_compte() -> None:
    delais = Delais(date(2026, 11, 2), date(2026, 12, 2), None, date(2026, 12, 5), None)
    assert [etape.jours for etape in delais.etapes] == [None, None, 33, None]
    assert (delais.total, delais.retard) == (33, 3)


def test_rien_recu_n_est_pas_en_retard() -> None:
    delais = Delais(date(2026, 11, 2), date(2026, 11, 3), None, None, None)
    assert (delais.total, delais.retard) == (None, 0)
