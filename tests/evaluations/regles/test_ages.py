"""The chart of open orders, by age and state."""

from datetime import date

from ppas.evaluations.regles.ages import tranches
from ppas.socle.regles.graphique import LARGEUR

LE = date(2026, 11, 30)
ETATS = ("a_reserver", "reservee")


def test_chaque_commande_est_comptee_dans_la_tranche_de_son_age() -> None:
    jours = (date(2026, 11, 30), date(2026, 11, 16), date(2026, 11, 15), date(2026, 11, 1), date(2026, 10, 31))
    lues = [("a_reserver", jour) for jour in jours] + [("reservee", date(2026, 10, 2)), ("reservee", date(2026, 10, 1))]
    comptes = {t.libelle: [part.nb for part in t.parts] for t in tranches(lues, etats=ETATS, le=LE)}
    assert comptes == {
        "Moins de 15 jours": [2, 0],
        "De 15 à 29 jours": [2, 0],
        "De 30 à 59 jours": [1, 1],
        "60 jours et plus": [0, 1],
    }


def test_la_plus_longue_barre_remplit_le_dessin_et_rien_n_est_invisible() -> None:
    lues = [("a_reserver", LE)] * 999 + [("reservee", LE)] + [("reservee", date(2026, 1, 1))]
    premiere, *_, derniere = tranches(lues, etats=ETATS, le=LE)
    assert [(part.x, part.largeur) for part in premiere.parts] == [(0, LARGEUR * 999 // 1000), (319, 2)]
    assert [part.largeur for part in derniere.parts] == [0, 2]


def test_sans_commande_rien_n_est_dessine() -> None:
    assert {part.largeur for tranche in tranches([], etats=ETATS, le=LE) for part in tranche.parts} == {0}


def test_une_commande_datee_de_demain_est_recente() -> None:
    [premiere, *_] = tranches([("a_reserver", date(2026, 12, 1))], etats=ETATS, le=LE)
    assert premiere.nb == 1
