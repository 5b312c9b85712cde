"""48 hours after 00:00 in Paris of the payment date, counted and not guessed from the calendar."""

from datetime import date, datetime, timedelta

import pytest

from ppas.paiements.regles.publication import derniere_date_publiee, visible_a_partir_de
from ppas.socle.regles.affichage import PARIS

SECONDE = timedelta(seconds=1)
DATES = [
    pytest.param(date(2026, 11, 12), "2026-11-14T00:00:00+01:00", id="jours-ordinaires"),
    pytest.param(date(2026, 3, 28), "2026-03-30T01:00:00+02:00", id="passage-a-l-heure-d-ete"),
    pytest.param(date(2026, 10, 24), "2026-10-25T23:00:00+01:00", id="passage-a-l-heure-d-hiver"),
    pytest.param(date(2028, 2, 28), "2028-03-01T00:00:00+01:00", id="29-fevrier"),
    pytest.param(date(2026, 12, 31), "2027-01-02T00:00:00+01:00", id="31-decembre"),
]


@pytest.mark.exigence("PAY-02")
@pytest.mark.parametrize(("paiement", "attendu"), DATES)
def test_un_bordereau_est_visible_48_heures_apres_minuit_de_sa_date_de_paiement(paiement, attendu):
    assert visible_a_partir_de(paiement).isoformat() == attendu


@pytest.mark.exigence("PAY-02")
@pytest.mark.parametrize(("paiement", "attendu"), DATES)
def test_une_seconde_avant_la_date_n_est_pas_encore_publiee(paiement, attendu):
    instant = datetime.fromisoformat(attendu)
    assert derniere_date_publiee(instant) == paiement
    assert derniere_date_publiee(instant - SECONDE) == paiement - timedelta(days=1)


def test_les_deux_regles_disent_la_meme_chose_chaque_heure_de_l_annee():
    instant = datetime(2026, 1, 1, tzinfo=PARIS)
    for heure in range(366 * 24):
        le = datetime.fromtimestamp(instant.timestamp() + 3600 * heure, PARIS)
        derniere = derniere_date_publiee(le)
        assert visible_a_partir_de(derniere).timestamp() <= le.timestamp()
        assert visible_a_partir_de(derniere + timedelta(days=1)).timestamp() > le.timestamp()
