"""The `anomalies-report` file: every fault has its line, its field and its reason."""

import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppas.paiements.regles.anomalies_report import COLONNES, LigneVue, RejetLu, confronter
from ppas.socle.regles.table import Fautes, lire_csv

LE = date(2026, 11, 6)
EXEMPLES = Path(__file__).parents[3] / "exemples" / "flux"
ENTETE = "no_enregistrement;code;libelle;date"
TRANSMISES = {numero: LigneVue(est_rejetable=True, etat="Transmise à la caisse") for numero in (12, 13)}


def lire(*lignes: str) -> tuple[list[RejetLu], list[tuple[int, str, str]]]:
    """Read and confront; return what was read and the faults."""
    fautes = Fautes()
    fichier = io.BytesIO("\n".join([ENTETE, *lignes]).encode())
    lus = [RejetLu.de(ligne) for ligne in lire_csv(fichier, COLONNES, fautes)]
    confronter(lus, fautes, lignes=TRANSMISES, le=LE)
    return lus, [(faute.ligne, faute.champ, faute.raison) for faute in fautes.montrees]


def test_une_ligne_peut_avoir_plusieurs_anomalies() -> None:
    lus, fautes = lire("12;R12;Droits fermés;2026-11-06", "12;R20;Dossier clos;2026-11-05", "13;R12;Droits;2026-11-06")
    assert fautes == []
    assert lus[0] == RejetLu(2, 12, "R12", "Droits fermés", date(2026, 11, 6))
    assert [lu.enregistrement for lu in lus] == [12, 12, 13]


@pytest.mark.exigence("CAI-13")
@pytest.mark.parametrize(
    ("ligne", "champ", "debut_raison"),
    [
        pytest.param("douze;R12;Droits fermés;2026-11-06", "no_enregistrement", "« douze » lu", id="numero"),
        pytest.param("12;R 12;Droits fermés;2026-11-06", "code", "« R 12 » lu", id="code"),
        pytest.param("12;;Droits fermés;2026-11-06", "code", "ce champ est obligatoire", id="sans-code"),
        pytest.param("12;R12;;2026-11-06", "libelle", "ce champ est obligatoire", id="sans-libelle"),
        pytest.param(f"12;R12;{'x' * 301};2026-11-06", "libelle", "300 caractères au plus", id="libelle-long"),
        pytest.param("12;R12;Droits fermés;06/11/2026", "date", "« 06/11/2026 » lu", id="date-mal-ecrite"),
        pytest.param("12;R12;Droits fermés;2026-11-07", "date", "le 07/11/2026 est à venir", id="date-a-venir"),
        pytest.param(
            "14;R12;Droits fermés;2026-11-06", "no_enregistrement", "l’enregistrement n° 14 est inconnu", id="inconnu"
        ),
    ],
)
def test_une_valeur_impossible_est_dite_avec_sa_ligne_son_champ_et_sa_raison(
    ligne: str, champ: str, debut_raison: str
) -> None:
    _, fautes = lire("13;R12;Droits fermés;2026-11-06", ligne)
    assert [faute[:2] for faute in fautes] == [(3, champ)]
    assert fautes[0][2].startswith(debut_raison)


def test_la_meme_anomalie_deux_fois_est_refusee() -> None:
    _, fautes = lire("12;R12;Droits fermés;2026-11-06", "12;R12;Droits fermés;2026-11-05")
    assert fautes == [(3, "code", "l’anomalie R12 de l’enregistrement n° 12 est déjà à la ligne 2 de ce fichier.")]


@given(st.lists(st.text(alphabet=";\"'=.-0129R\t é\u202e\x00", max_size=40), max_size=5))
def test_aucun_fichier_ne_fait_tomber_la_lecture(lignes: list[str]) -> None:
    _, fautes = lire(*lignes)
    assert all(raison for _, _, raison in fautes)


def test_l_exemple_publie_se_lit_sans_faute() -> None:
    lignes = (EXEMPLES / "anomalies-report.csv").read_text(encoding="utf-8").splitlines()
    fautes = Fautes()
    lus = list(lire_csv(io.BytesIO("\n".join(lignes).encode()), COLONNES, fautes))
    assert (lignes[0], len(lus), fautes.nb) == (ENTETE, 3, 0)
