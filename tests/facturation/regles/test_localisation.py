from io import BytesIO

import pytest

from ppas.facturation.regles.catalogue import Anomalie, anomalie
from ppas.facturation.regles.exemples import DOCUMENT_AMD
from ppas.facturation.regles.localisation import BLOC, Reperage
from tests.facturation.regles.documents import document, document_de


def faute(champ: str | None, rang: int | None = None) -> Anomalie:
    return anomalie("L13", champ, rang=rang, defaut="x")


def situer(texte: str, *fautes: Anomalie, encodage: str = "utf-8") -> list[tuple[int | None, int | None, str | None]]:
    reperage = Reperage(BytesIO(texte.encode(encodage)), encodage)
    return [(trouvee.ligne, trouvee.colonne, trouvee.extrait) for trouvee in map(reperage.situer, fautes)]


def attendu(texte: str, numero: int, balise: str) -> tuple[int, int, str]:
    """Find by another way the n-th `balise` of `texte`, whose tags each stand on a line of their own."""
    trouvees = [(n, ligne) for n, ligne in enumerate(texte.split("\n"), 1) if f"<{balise}>" in ligne]
    n, ligne = trouvees[numero - 1]
    return n, ligne.index("<") + 1, ligne.strip()


@pytest.mark.exigence("PLU-02")
def test_un_champ_est_situe_par_sa_ligne_sa_colonne_et_son_texte() -> None:
    assert situer(DOCUMENT_AMD, faute("nir", 1)) == [(16, 7, "<nir>245032105412389</nir>")]


def test_un_champ_de_l_en_tete_est_situe() -> None:
    assert situer(DOCUMENT_AMD, faute("echeance")) == [(8, 5, "<echeance>202610</echeance>")]


def test_un_champ_absent_est_situe_par_son_enregistrement() -> None:
    assert situer(DOCUMENT_AMD, faute("absent", 1)) == [(14, 5, '<ligne no="1">')]


@pytest.mark.parametrize("champ", [None, "absent"])
def test_ce_qui_ne_se_trouve_pas_reste_sans_place(champ: str | None) -> None:
    assert situer(DOCUMENT_AMD, faute(champ)) == [(None, None, None)]


def test_un_enregistrement_au_dela_de_la_fin_reste_sans_place() -> None:
    assert situer(DOCUMENT_AMD, faute("nir", 2)) == [(None, None, None)]


def test_la_ligne_est_juste_au_dela_de_65535() -> None:
    texte = document_de(8_000)
    rangs = [1, 2, 6_553, 6_554, 8_000]
    assert len(texte) > 4 * BLOC
    assert situer(texte, *(faute("dt-fin", rang) for rang in rangs)) == [
        attendu(texte, rang, "dt-fin") for rang in rangs
    ]


def test_plusieurs_fautes_d_un_enregistrement_sont_situees() -> None:
    texte = document_de(3_000)
    champs = ["dt-fin", "nir", "nom"]
    assert situer(texte, *(faute(champ, 2_999) for champ in champs)) == [
        attendu(texte, 2_999, champ) for champ in champs
    ]


def test_un_fichier_d_une_seule_ligne_a_ses_colonnes() -> None:
    texte = document_de(8_000).replace("\n", "")
    [(ligne, colonne, _)] = situer(texte, faute("nom", 7_999))
    assert ligne == 1
    assert colonne is not None
    assert texte[: colonne - 1].count("<nom>") == 7_998
    assert texte[colonne - 1 :].startswith("<nom>")


@pytest.mark.parametrize("encodage", ["utf-8", "iso-8859-1", "windows-1252"])
def test_la_colonne_se_compte_en_caracteres(encodage: str) -> None:
    texte = document(("<nom>DURAND</nom>\n", "<nom>DÉSIRÉ</nom>"))
    [(_, colonne, extrait)] = situer(texte, faute("prenom", 1), encodage=encodage)
    assert (colonne, extrait) == (30, "<prenom>Jeanne</prenom>")


@pytest.mark.parametrize(
    "piege", ['<!-- <ligne no="0"> -->', "<?p <ligne ?>", f"<!--{'<ligne >' * (BLOC // 4)}-->"], ids=len
)
def test_ce_qui_n_est_pas_un_enregistrement_ne_compte_pas(piege: str) -> None:
    texte = document(("<lignes>", f"<lignes>{piege}"))
    assert situer(texte, faute("nir", 1)) == [(16, 7, "<nir>245032105412389</nir>")]


def test_un_extrait_est_court() -> None:
    [(_, _, extrait)] = situer(document(("DURAND", "D" * 1_000)), faute("nom", 1))
    assert extrait is not None
    assert len(extrait) == 160
