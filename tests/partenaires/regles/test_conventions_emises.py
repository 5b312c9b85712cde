import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppas.partenaires.regles.conventions_emises import lire_conventions
from ppas.socle.regles.table import Fautes, Ligne

ENTETE = "code_convention;type;siret;nom;identifiant_structure;date_debut;date_fin"
BONNE = "CL19720812;evaluation;732 829 320 00074;Association Ciel Bleu;21231300;2026-01-01;2026-12-31"
TYPES = {"aide-a-domicile", "evaluation"}


def lire(*lignes: str) -> tuple[list[Ligne], Fautes]:
    fautes = Fautes()
    fichier = io.BytesIO("\n".join([ENTETE, *lignes]).encode())
    return list(lire_conventions(fichier, fautes, types=TYPES)), fautes


@pytest.mark.exigence("CAI-07")
def test_une_ligne_juste_est_lue() -> None:
    [ligne], fautes = lire(BONNE)
    assert not fautes
    assert (ligne["siret"], ligne["date_fin"]) == ("73282932000074", date(2026, 12, 31))


def test_siret_identifiant_et_fin_sont_facultatifs() -> None:
    [ligne], fautes = lire("757300;evaluation;;Ciel Bleu;;2026-01-01;")
    assert not fautes
    assert (ligne["siret"], ligne["identifiant_structure"], ligne["date_fin"]) == (None, None, None)


@pytest.mark.parametrize(
    ("ligne", "champ"),
    [
        (BONNE.replace("evaluation", "inconnu"), "type"),
        (BONNE.replace("732 829 320 00074", "123"), "siret"),
        (BONNE.replace("CL19720812", "CL 1972"), "code_convention"),
        (BONNE.replace("CL19720812", "C" * 31), "code_convention"),
        (BONNE.replace("21231300", "2123 1300"), "identifiant_structure"),
        (BONNE.replace("2026-12-31", "2025-12-31"), "date_fin"),
        (BONNE.replace("Association Ciel Bleu", ""), "nom"),
    ],
)
def test_une_ligne_fausse_est_dite(ligne: str, champ: str) -> None:
    lues, fautes = lire(ligne)
    assert (lues, [(faute.ligne, faute.champ) for faute in fautes.montrees]) == ([], [(2, champ)])


def test_un_code_en_double_est_dit_quelle_que_soit_sa_casse() -> None:
    _, fautes = lire(BONNE, BONNE.replace("CL19720812", "cl19720812"))
    assert [str(faute) for faute in fautes.montrees] == [
        "Ligne 3, code_convention : ce code est déjà celui de la ligne 2."
    ]


@given(st.binary(max_size=300))
def test_aucun_fichier_ne_fait_tomber_la_lecture(contenu: bytes) -> None:
    list(lire_conventions(io.BytesIO(f"{ENTETE}\n".encode() + contenu), Fautes(), types=TYPES))
