import pytest
from stdnum.fr import siret

from ppas.facturation.regles.catalogue import CATALOGUE, Gravite, anomalie
from ppas.facturation.regles.exemples import EXEMPLES, Exemple
from ppas.facturation.regles.valeurs import FORMES

CAS_JUSTES = [(code, juste) for code, (juste, _) in EXEMPLES.items()]
CAS_FAUX = [(code, faux) for code, (_, faux) in EXEMPLES.items()]


@pytest.mark.exigence("ANO-02")
def test_le_catalogue_tient_tous_les_controles() -> None:
    attendus = [f"F{n:02}" for n in range(1, 11)] + [f"L{n:02}" for n in range(1, 15)] + ["A01", "A02", "A03"]
    assert list(CATALOGUE) == attendus
    assert set(EXEMPLES) == set(attendus) - {"A02"}


@pytest.mark.parametrize(("code", "exemple"), CAS_JUSTES, ids=EXEMPLES)
def test_l_exemple_juste_passe(code: str, exemple: Exemple) -> None:
    assert exemple.juger().anomalies == []


@pytest.mark.parametrize(("code", "exemple"), CAS_FAUX, ids=EXEMPLES)
def test_l_exemple_faux_montre_son_anomalie(code: str, exemple: Exemple) -> None:
    fautes = [faute for faute in exemple.juger().anomalies if faute.code == code]
    assert len(fautes) == 1
    assert "{" not in fautes[0].message + fautes[0].remede


@pytest.mark.parametrize(("code", "exemple"), CAS_FAUX, ids=EXEMPLES)
def test_chaque_anomalie_est_situee_dans_le_fichier(code: str, exemple: Exemple) -> None:
    [faute] = [faute for faute in exemple.juger().anomalies if faute.code == code]
    if faute.champ:
        assert faute.ligne
        assert faute.extrait
        lignes = exemple.document().splitlines()
        assert lignes[faute.ligne - 1][(faute.colonne or 0) - 1 :].startswith(faute.extrait[:20])


def test_la_cle_d_un_siret_se_verifie() -> None:
    assert siret.is_valid("73282932000074")
    assert not siret.is_valid("73282932000075")
    faute = anomalie("A02", "siret", siret="732 829 320 00075")
    assert (faute.gravite, faute.est_refus) == (Gravite.AVERTISSEMENT, False)


@pytest.mark.exigence("ANO-05")
def test_ce_qui_est_deja_facture_ne_se_refacture_pas_par_le_portail() -> None:
    lignes = [controle for controle in CATALOGUE.values() if controle.gravite is Gravite.LIGNE]
    assert [controle.code for controle in lignes if not controle.refacturable] == ["L04", "L05", "L06"]


@pytest.mark.parametrize("code", CATALOGUE)
def test_la_gravite_suit_le_code(code: str) -> None:
    attendue = {"F": Gravite.FICHIER, "L": Gravite.LIGNE, "A": Gravite.AVERTISSEMENT}[code[0]]
    assert CATALOGUE[code].gravite is attendue


@pytest.mark.exigence("PLU-03")
@pytest.mark.parametrize("code", EXEMPLES)
def test_une_anomalie_montre_un_champ_que_son_controle_lit(code: str) -> None:
    [faute] = [faute for faute in EXEMPLES[code][1].juger().anomalies if faute.code == code]
    assert faute.champ is None or faute.champ in CATALOGUE[code].champs


def test_les_champs_lus_sont_ceux_du_trace() -> None:
    lus = {champ for controle in CATALOGUE.values() for champ in controle.champs}
    assert lus == set(FORMES)
