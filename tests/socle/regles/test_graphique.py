"""Small bar charts."""

from hypothesis import given
from hypothesis import strategies as st

from ppas.socle.regles.graphique import HAUTEUR, LARGEUR, Mesure, barres, description, sommet


def mesures(*valeurs: int) -> list[Mesure]:
    return [Mesure(f"mois {rang}", valeur, str(valeur)) for rang, valeur in enumerate(valeurs)]


def test_la_plus_haute_barre_remplit_le_dessin_et_les_autres_sont_en_proportion() -> None:
    assert [barre.hauteur for barre in barres(mesures(50, 100, 25))] == [HAUTEUR // 2, HAUTEUR, HAUTEUR // 4]


def test_une_petite_valeur_reste_visible_et_une_valeur_nulle_ne_se_voit_pas() -> None:
    assert [barre.hauteur for barre in barres(mesures(1, 0, 1_000_000))] == [2, 0, HAUTEUR]


@given(st.lists(st.integers(-10, 10**12), min_size=1, max_size=40))
def test_aucune_barre_ne_sort_du_dessin(valeurs: list[int]) -> None:
    for barre in barres(mesures(*valeurs)):
        assert barre.x >= 0
        assert barre.x + barre.largeur <= LARGEUR
        assert 0 <= barre.y == HAUTEUR - barre.hauteur


def test_sans_mesure_il_n_y_a_rien_a_dessiner() -> None:
    assert barres([]) == []


def test_la_description_dit_les_extremes() -> None:
    assert description(mesures(5, 9, 2)) == ("De mois 0 à mois 2 : au plus 9 en mois 1, au moins 2 en mois 2.")
    assert description(mesures(0, 0)) == "Aucune valeur sur la période."


def test_l_echelle_du_dessin_est_dite() -> None:
    assert sommet(mesures(5, 9, 2)) == "au plus 9 en mois 1"
    assert sommet(mesures(0, 0)) == "rien sur la période"
