import zlib

import pytest

from ppas.socle.regles.captcha import ALPHABET, HAUTEUR, LARGEUR, LONGUEUR, caracteres, image

GRAINE = bytes(range(32))


def pixels(png: bytes) -> bytes:
    """Return the levels of grey of a picture made by `image`."""
    debut = png.index(b"IDAT") + 4
    return zlib.decompress(png[debut : png.rindex(b"IEND") - 8])


def test_une_graine_donne_toujours_les_memes_caracteres() -> None:
    assert caracteres(GRAINE) == caracteres(GRAINE)
    assert len(caracteres(GRAINE)) == LONGUEUR


def test_deux_graines_donnent_des_caracteres_differents() -> None:
    assert caracteres(GRAINE) != caracteres(GRAINE[::-1])


@pytest.mark.exigence("REG-26")
def test_les_caracteres_melangent_capitales_et_minuscules() -> None:
    assert any(c.isupper() for c in ALPHABET)
    assert any(c.islower() for c in ALPHABET)


@pytest.mark.parametrize(
    "confus", ["0O", "1lI", "cC", "sS", "vV", "xX", "zZ", "kK", "pP", "uU", "wW", "oO", "6b", "8B", "9g"]
)
def test_deux_caracteres_qui_se_confondent_ne_sont_pas_tous_deux_proposes(confus: str) -> None:
    assert sum(c in ALPHABET for c in confus) <= 1


@pytest.mark.parametrize("caractere", ALPHABET)
def test_chaque_caractere_a_sa_forme(caractere: str) -> None:
    autres = {image(c, GRAINE) for c in ALPHABET if c != caractere}
    assert image(caractere, GRAINE) not in autres


@pytest.mark.exigence("REG-26")
def test_l_image_est_un_png_de_la_taille_annoncee() -> None:
    png = image("Abd3e", GRAINE)
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert (int.from_bytes(png[16:20]), int.from_bytes(png[20:24])) == (LARGEUR, HAUTEUR)
    assert len(pixels(png)) == HAUTEUR * (LARGEUR + 1)


@pytest.mark.exigence("REG-26")
def test_l_image_ne_contient_pas_le_texte() -> None:
    assert b"Abd3e" not in image("Abd3e", GRAINE)


def test_la_meme_image_revient_sans_reveler_davantage() -> None:
    assert image("Abd3e", GRAINE) == image("Abd3e", GRAINE)
    assert image("Abd3e", GRAINE) != image("Abd3e", GRAINE[::-1])
