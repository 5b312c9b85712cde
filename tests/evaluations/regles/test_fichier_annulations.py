"""The `annulations-commandes` file: every fault has its line, its field and its reason."""

import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppas.evaluations.regles.fichier_annulations import COLONNES, AnnulationLue, CommandeVue, confronter
from ppas.socle.regles.table import Fautes, lire_csv
from tests.evaluations.fichiers import annulations

LE = date(2026, 11, 4)
OUVERTE = CommandeVue(est_ouverte=True, date_commande=date(2026, 11, 2), etat="Réservée", annulee=(None, ""))
ANNULEE = CommandeVue(
    est_ouverte=False,
    date_commande=date(2026, 11, 2),
    etat="Annulée par la caisse",
    annulee=(date(2026, 11, 3), "Décès"),
)
TRANSMISE = CommandeVue(
    est_ouverte=False, date_commande=date(2026, 11, 2), etat="Évaluation transmise", annulee=(None, "")
)


def juger(*lignes: dict[str, str], commandes: dict[str, CommandeVue]) -> tuple[list[str], list[str]]:
    """Return the numbers to withdraw, and the faults."""
    fautes = Fautes()
    lues = [AnnulationLue.de(ligne) for ligne in lire_csv(annulations(*lignes), COLONNES, fautes)]
    retenues = confronter(lues, fautes, commandes=commandes, le=LE)
    return [annulation.numero for annulation in retenues], [str(faute) for faute in fautes.montrees]


@pytest.mark.exigence("CAI-08")
def test_une_commande_ouverte_s_annule() -> None:
    assert juger({}, commandes={"EV1": OUVERTE}) == (["EV1"], [])


def test_la_meme_annulation_ne_change_rien() -> None:
    assert juger({}, commandes={"EV1": ANNULEE}) == ([], [])


@pytest.mark.exigence("CAI-08")
@pytest.mark.parametrize(
    ("ligne", "commandes", "faute"),
    [
        ({}, {}, "no_commande : la commande n° EV1 est inconnue dans cette caisse."),
        (
            {},
            {"EV1": TRANSMISE},
            "no_commande : la commande n° EV1 ne peut plus être annulée : son état est « Évaluation transmise ».",
        ),
        (
            {"motif": "Autre"},
            {"EV1": ANNULEE},
            "no_commande : la commande n° EV1 ne peut plus être annulée : son état est « Annulée par la caisse ».",
        ),
        ({"date": "2026-11-05"}, {"EV1": OUVERTE}, "date : le 05/11/2026 est à venir."),
        ({"date": "2026-11-01"}, {"EV1": OUVERTE}, "date : le 01/11/2026 précède la commande, 02/11/2026."),
        ({"motif": ""}, {"EV1": OUVERTE}, "motif : ce champ est obligatoire."),
        ({"date": "3/11/2026"}, {"EV1": OUVERTE}, "date : « 3/11/2026 » lu ; attendu : une date écrite AAAA-MM-JJ."),
    ],
)
def test_une_ligne_fausse_dit_le_champ_et_la_raison(
    ligne: dict[str, str], commandes: dict[str, CommandeVue], faute: str
) -> None:
    assert juger(ligne, commandes=commandes) == ([], [f"Ligne 2, {faute}"])


def test_une_commande_citee_deux_fois_est_une_faute() -> None:
    assert juger({}, {}, commandes={"EV1": OUVERTE}) == (
        ["EV1"],
        ["Ligne 3, no_commande : cette commande est déjà à la ligne 2."],
    )


@given(st.binary(max_size=400))
def test_un_contenu_quelconque_est_lu_ou_refuse_sans_erreur(octets: bytes) -> None:
    for contenu in (octets, b"no_commande;date;motif\n" + octets):
        fautes = Fautes()
        lues = [AnnulationLue.de(ligne) for ligne in lire_csv(io.BytesIO(contenu), COLONNES, fautes)]
        assert confronter(lues, fautes, commandes={}, le=LE) == []
        assert fautes
