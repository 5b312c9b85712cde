import pytest

from ppas.facturation.regles.identite import est_meme_identite


@pytest.mark.parametrize(
    ("recu", "attendu"),
    [
        (("DURAND", "Jeanne"), ("Durand", "JEANNE")),
        (("LEFEVRE", "Helene"), ("Lefèvre", "Hélène")),
        (("Le-Goff", "Jean Pierre"), ("LE GOFF", "Jean-Pierre")),
        (("D'Angelo", "Zoé"), ("D’ANGELO", "ZOE")),
        (("Œuvrard", "Lætitia"), ("OEUVRARD", "LAETITIA")),
    ],
)
def test_la_meme_personne_ecrite_autrement_est_reconnue(recu: tuple[str, str], attendu: tuple[str, str]) -> None:
    assert est_meme_identite(*recu, *attendu)


@pytest.mark.parametrize(
    ("recu", "attendu"),
    [(("DURAND", "Jeanne"), ("DUPONT", "Jeanne")), (("DURAND", "Jeanne"), ("DURAND", "Jean"))],
)
def test_une_autre_personne_n_est_pas_confondue(recu: tuple[str, str], attendu: tuple[str, str]) -> None:
    assert not est_meme_identite(*recu, *attendu)
