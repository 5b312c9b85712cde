"""What each cell of a filled month says, and what changes (PLU-09)."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppas.facturation.regles import tableur
from ppas.facturation.regles.saisie import Illisible
from ppas.facturation.regles.tableur import Etat, LigneVue, comparer, ecrire_etat, lire_cellule, lire_rangees

VIDE = Etat()
HEURES = Etat(1400, None)
LIGNES = {7: LigneVue("PEC7", HEURES), 8: LigneVue("PEC8", VIDE)}


def rangee(
    ligne: Any = 7, pec: str = "PEC7", *, saisie: tuple = (14, None, None), telechargee: Etat = HEURES
) -> list[Any]:
    """Return a row as a spreadsheet gives it back."""
    avant = [None if valeur is None else float(valeur) if not isinstance(valeur, str) else valeur
             for valeur in ecrire_etat(telechargee)]  # fmt: skip
    return [ligne, "DURAND Jeanne", "2 45", pec, None, None, 15.5, 0, 15.5, *saisie, *avant]


def comparaison(*rangees: list[Any], lignes: dict[int, LigneVue] | None = None) -> tableur.Comparaison:
    return comparer(lire_rangees(rangees, premiere=5), lignes or LIGNES)


def etats(*rangees: list[Any], lignes: dict[int, LigneVue] | None = None) -> list[tuple[int, Etat, Etat]]:
    faite = comparaison(*rangees, lignes=lignes)
    assert faite.erreurs == []
    return [(c.ligne, c.avant, c.apres) for c in faite.changements]


def erreurs(*rangees: list[Any], lignes: dict[int, LigneVue] | None = None) -> list[tuple[int, str, str]]:
    faite = comparaison(*rangees, lignes=lignes)
    assert faite.changements == []
    return [(e.rangee, e.colonne, e.raison) for e in faite.erreurs]


@pytest.mark.exigence("PLU-09")
@pytest.mark.parametrize(
    ("cellule", "centiemes"),
    [
        (None, None),
        ("", None),
        ("   ", None),
        (14, 1400),
        (14.5, 1450),
        (0.1 + 0.2, 30),
        (14.299999999999999, 1430),
        ("14,5", 1450),
        ("14.50", 1450),
        ("14h30", 1450),
        (time(14, 30), 1450),
        (timedelta(hours=26, minutes=30), 2650),
        (timedelta(hours=1, minutes=15, microseconds=2), 125),
        (744, 74400),
    ],
)
def test_une_cellule_se_lit_comme_elle_a_ete_tapee(cellule: tableur.Cellule, centiemes: int | None) -> None:
    assert lire_cellule(cellule) == centiemes


@pytest.mark.exigence("PLU-09")
@pytest.mark.parametrize(
    ("cellule", "raison"),
    [
        (datetime(2026, 5, 14), "Votre tableur a compris une date, le 14/05/2026"),  # noqa: DTZ001
        (date(2026, 5, 14), "Votre tableur a compris une date"),
        (time(14, 30, 20), "Votre tableur a compris une durée"),
        (timedelta(hours=-1), "Votre tableur a compris une durée"),
        (time(14, 20), "ne tombe pas juste en centièmes d’heure"),
        (True, "n’est pas un nombre d’heures"),
        (14.505, "« 14,505 » lu ; deux décimales au plus"),
        (0.6041666667, "deux décimales au plus"),
        (-1, "de 0 à 744"),
        (float("nan"), "de 0 à 744"),
        (float("inf"), "de 0 à 744"),
        (744.25, "744 heures au plus"),
        ("#REF!", "Écrivez un nombre d’heures"),
        ("beaucoup", "Écrivez un nombre d’heures"),
    ],
)
def test_une_date_ou_un_nombre_douteux_n_est_jamais_pris_en_silence(cellule: tableur.Cellule, raison: str) -> None:
    with pytest.raises(Illisible, match=raison):
        lire_cellule(cellule)


def test_une_rangee_laissee_telle_quelle_ne_change_rien() -> None:
    assert etats(rangee()) == []


def test_une_valeur_tapee_remplace_l_ancienne() -> None:
    assert etats(rangee(saisie=(12.5, "1h30", None))) == [(7, HEURES, Etat(1250, 150))]


def test_une_cellule_videe_efface_la_valeur_qu_elle_montrait() -> None:
    assert etats(rangee(saisie=(None, None, None))) == [(7, HEURES, VIDE)]


def test_une_cellule_restee_vide_n_efface_pas_ce_qu_une_autre_personne_a_saisi() -> None:
    assert etats(rangee(saisie=(None, 2, None), telechargee=VIDE)) == [(7, HEURES, Etat(1400, 200))]


def test_une_valeur_changee_par_deux_personnes_est_signalee() -> None:
    (changement,) = comparaison(rangee(saisie=(9, None, None), telechargee=Etat(1000))).changements
    assert (changement.avant, changement.apres, changement.est_concurrent) == (HEURES, Etat(900), True)


def test_deux_personnes_d_accord_ne_changent_rien() -> None:
    assert etats(rangee(saisie=(14, None, None), telechargee=VIDE)) == []


def test_les_rangees_se_reconnaissent_a_leur_numero_pas_a_leur_place() -> None:
    deuxieme = rangee(8, "PEC8", saisie=(3, None, None), telechargee=VIDE)
    assert etats(deuxieme, rangee()) == [(8, VIDE, Etat(300))]


@pytest.mark.exigence("INV-03")
@pytest.mark.parametrize("saisie", [(14, None, "oui"), (None, None, "OUI "), (0, None, "oui")])
def test_sans_heures_barre_la_ligne_et_garde_ses_heures_de_cote(saisie: tuple) -> None:
    assert etats(rangee(saisie=saisie)) == [(7, HEURES, Etat(1400, None, est_barree=True))]


@pytest.mark.parametrize("marque", ["non", None])
def test_non_ou_rien_retablit_la_ligne(marque: str | None) -> None:
    barree = Etat(1400, None, est_barree=True)
    lignes = {7: LigneVue("PEC7", barree)}
    assert etats(rangee(saisie=(14, None, marque), telechargee=barree), lignes=lignes) == [(7, barree, HEURES)]


def test_des_heures_sur_une_ligne_sans_heures_sont_une_erreur() -> None:
    ((numero, colonne, raison),) = erreurs(rangee(saisie=(9, None, "oui")))
    assert (numero, colonne) == (5, "Sans heures (-)")
    assert "effacez ses heures" in raison


@pytest.mark.exigence("PLU-09")
@pytest.mark.parametrize(
    ("rangees", "attendues"),
    [
        pytest.param([rangee(saisie=("x", None, None))], [(5, "Heures jours ouvrables", "Écrivez")], id="illisible"),
        pytest.param(
            [rangee(saisie=(14, None, "peut-être"))], [(5, "Sans heures (-)", "« peut-être » lu")], id="marque"
        ),
        pytest.param([rangee(99)], [(5, "", "pas de ce formulaire")], id="etrangere"),
        pytest.param([rangee(99, saisie=("x", None, None))], [(5, "", "pas de ce formulaire")], id="etrangere-fausse"),
        pytest.param([rangee(None)], [(5, "", "elle a été ajoutée")], id="ajoutee"),
        pytest.param([rangee("7")], [(5, "", "elle a été ajoutée")], id="numero-en-texte"),
        pytest.param([rangee(), rangee()], [(6, "", "déjà à la rangée 5")], id="double"),
        pytest.param([rangee(pec="PEC8")], [(5, "", "ne vont plus ensemble")], id="melangee"),
        pytest.param([[*rangee()[:12], "x", None, None]], [(5, "", "colonnes masquées")], id="masquees"),
    ],
)
def test_chaque_erreur_est_dite_sur_sa_rangee(rangees: list, attendues: list) -> None:
    lues = erreurs(*rangees)
    assert [(numero, colonne) for numero, colonne, _ in lues] == [(numero, colonne) for numero, colonne, _ in attendues]
    assert all(debut in raison for (_, _, raison), (_, _, debut) in zip(lues, attendues, strict=True))


def test_une_rangee_en_erreur_ne_retient_pas_les_autres() -> None:
    faite = comparaison(rangee(saisie=("x", None, None)), rangee(8, "PEC8", saisie=(3, None, None), telechargee=VIDE))
    assert [erreur.rangee for erreur in faite.erreurs] == [5]
    assert [changement.ligne for changement in faite.changements] == [8]


def test_les_rangees_vides_se_passent_et_les_lignes_absentes_se_comptent() -> None:
    faite = comparaison([None] * 15, [], rangee())
    assert (faite.erreurs, faite.nb_absentes) == ([], 1)


CELLULES = st.one_of(
    st.none(),
    st.text(max_size=8),
    st.floats(),
    st.integers(),
    st.booleans(),
    st.times(),
    st.timedeltas(),
    st.datetimes(),
)


@given(st.lists(st.lists(CELLULES, max_size=20), max_size=5))
def test_n_importe_quelles_cellules_donnent_des_erreurs_ou_des_changements(rangees: list[list[Any]]) -> None:
    faite = comparaison(*rangees)
    assert all(0 <= c.apres.ouvrables_centiemes <= 74400 for c in faite.changements if c.apres.ouvrables_centiemes)
