import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppas.comptes.regles.mot_de_passe import AMBIGUS, COURANTS, defauts, temporaire
from ppas.comptes.regles.profils import PPAS, PROFILS

PERSONNEL = "Il ne doit contenir ni votre nom utilisateur, ni vos nom et prénom, ni un numéro SIRET."


@pytest.mark.exigence("LOG-13")
@pytest.mark.parametrize("mot_de_passe", ["Campanu1", "abcdefghijk1", "1284567a"])
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
    assert defauts("martin37", mots_personnels=["Martin37"]) == [PERSONNEL]


@pytest.mark.parametrize(
    ("mot_de_passe", "mots"),
    [("xMartin2026", ["MARTIN"]), ("732829320a", ["732829320"]), ("grizzi12ab", ["login9", "GRIZZI", "Alexandre"])],
)
def test_un_nom_ou_un_siret_n_est_pas_un_mot_de_passe(mot_de_passe, mots):
    assert defauts(mot_de_passe, mots_personnels=mots) == [PERSONNEL]


def test_un_nom_de_moins_de_quatre_lettres_n_interdit_rien():
    assert defauts("Philippe12", mots_personnels=["LI"]) == []


@pytest.mark.parametrize("mot_de_passe", ["Ppas2026x", "maCARSAT21"])
def test_le_nom_du_portail_et_celui_des_caisses_sont_refuses(mot_de_passe):
    assert defauts(mot_de_passe) == ["Il ne doit contenir ni « ppas » ni « carsat »."]


@pytest.mark.parametrize("mot_de_passe", ["azerty123", "AZERTY123", "motdepasse1", "Bonjour1"])
def test_un_mot_de_passe_courant_est_refuse_quelle_que_soit_sa_casse(mot_de_passe):
    assert defauts(mot_de_passe) == ["Il est trop courant : il serait essayé parmi les premiers."]


def test_la_liste_des_mots_de_passe_courants_est_courte_et_utile():
    assert 200 <= len(COURANTS) <= 300
    assert [mot for mot in COURANTS if not 8 <= len(mot) <= 12 or mot != mot.casefold()] == []


@pytest.mark.exigence("LOG-13", "LOG-14")
def test_l_aide_dit_toute_la_regle():
    assert PPAS.aide == (
        "8 à 12 caractères, des lettres sans accent et des chiffres, sans espace ni caractère spécial, au moins "
        "1 lettre et 1 chiffre. Signes interdits : < > / ! # { } ; |. Différent des 3 derniers utilisés. "
        "Majuscules et minuscules comptent."
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
