import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppas.comptes.regles.mot_de_passe import AMBIGUS, PPAS, PROFILS, defauts, temporaire


@pytest.mark.exigence("LOG-13")
@pytest.mark.parametrize("mot_de_passe", ["Bonjour1", "abcdefghijk1", "1234567a"])
def test_huit_a_douze_lettres_et_chiffres_conviennent(mot_de_passe):
    assert defauts(mot_de_passe) == []


@pytest.mark.exigence("LOG-13")
@pytest.mark.parametrize(
    ("mot_de_passe", "raison"),
    [
        ("Bonjou1", "Il doit comporter entre 8 et 12 caractères : 7 saisis."),
        ("Bonjour123456", "Il doit comporter entre 8 et 12 caractères : 13 saisis."),
        ("Bonjourbon", "Il doit comporter au moins un chiffre."),
        ("12345678", "Il doit comporter au moins une lettre."),
        ("Bonjoûr12", "Il ne doit comporter ni accent, ni espace, ni caractère spécial."),
        ("Bon jour12", "Il ne doit comporter ni accent, ni espace, ni caractère spécial."),
        ("Bonjour'12", "Il ne doit comporter ni accent, ni espace, ni caractère spécial."),
    ],
)
def test_un_mot_de_passe_hors_de_la_regle_est_refuse_avec_sa_raison(mot_de_passe, raison):
    assert defauts(mot_de_passe) == [raison]


@pytest.mark.exigence("LOG-14")
@pytest.mark.parametrize("signe", "<>/!#{};|")
def test_chacun_des_neuf_signes_est_refuse(signe):
    assert defauts(f"Bonjour1{signe}") == ["Il ne doit comporter aucun de ces signes : < > / ! # { } ; |"]


def test_toutes_les_raisons_sont_donnees_ensemble():
    assert len(defauts("é!")) == 4


def test_le_login_n_est_pas_un_mot_de_passe():
    assert defauts("martin37", login="Martin37") == ["Il doit être différent du nom utilisateur."]


@pytest.mark.exigence("LOG-13", "LOG-14")
def test_l_aide_dit_toute_la_regle():
    assert PPAS.aide == (
        "8 à 12 caractères, des lettres sans accent et des chiffres, sans espace ni caractère spécial, au moins "
        "1 lettre et 1 chiffre. Signes interdits : < > / ! # { } ; |. Majuscules et minuscules comptent."
    )


def test_les_profils_se_trouvent_par_leur_code():
    assert PROFILS["ppas"] is PPAS


@pytest.mark.exigence("LOG-21")
def test_un_mot_de_passe_temporaire_respecte_la_regle_et_se_recopie_sans_hesiter():
    tirages = {temporaire() for _ in range(200)}
    assert len(tirages) == 200
    assert all(len(tirage) == 12 and defauts(tirage) == [] and not AMBIGUS & set(tirage) for tirage in tirages)


@given(st.text(max_size=20))
def test_ce_qui_est_accepte_est_court_alphanumerique_et_chiffre(mot_de_passe):
    if defauts(mot_de_passe) == []:
        assert 8 <= len(mot_de_passe) <= 12
        assert (mot_de_passe.isascii(), mot_de_passe.isalnum()) == (True, True)
        assert any(signe.isdigit() for signe in mot_de_passe)
