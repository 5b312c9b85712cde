from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from ppas.comptes.regles.mot_de_passe import defauts
from ppas.comptes.regles.profils import PAR_DEFAUT, PPAS, PROFILS, plus_mois

PARIS = ZoneInfo("Europe/Paris")


def instant(texte):
    return datetime.fromisoformat(texte).replace(tzinfo=PARIS)


def test_les_quatre_profils_existent_et_disent_leur_source():
    assert set(PROFILS) == {"ppas", "cnil-2022", "nist-2025", "agents"}
    assert all(profil.source and profil.avis and profil.version for profil in PROFILS.values())


def test_les_partenaires_ont_la_regle_des_sources_et_les_autres_celle_des_agents():
    assert PAR_DEFAUT == {"partenaire": "ppas", "agent": "agents", "national": "agents"}


@pytest.mark.exigence("LOG-13", "LOG-14", "LOG-15", "LOG-16", "LOG-06")
def test_le_profil_ppas_dit_ce_que_disent_les_sources():
    assert (PPAS.longueur_min, PPAS.longueur_max, PPAS.nb_chiffres_min) == (8, 12, 1)
    assert (PPAS.signes_interdits, PPAS.nb_derniers_interdits) == ("<>/!#{};|", 3)
    assert (PPAS.validite_mois, PPAS.nb_echecs_max, PPAS.validite_temporaire_heures) == (6, 3, 7 * 24)


@pytest.mark.exigence("PLU-13")
def test_seul_le_profil_des_agents_exige_un_second_facteur():
    assert [code for code, profil in PROFILS.items() if profil.est_second_facteur_exige] == ["agents"]


@pytest.mark.parametrize(("code", "bits"), [("ppas", 47.6), ("agents", 105.1)])
def test_un_profil_dit_ses_bits(code, bits):
    assert PROFILS[code].bits == pytest.approx(bits, abs=0.1)


@pytest.mark.parametrize(
    ("code", "mot_de_passe", "nb_raisons"),
    [
        pytest.param("cnil-2022", "Tournesol-2026", 0, id="cnil-quatre-genres"),
        pytest.param("cnil-2022", "tournesol2026", 2, id="cnil-deux-genres-et-trop-court-sans-signe"),
        pytest.param("cnil-2022", "Tournesols2026", 0, id="cnil-trois-genres-quatorze-sans-signe"),
        pytest.param("cnil-2022", "le chat gris dort sous la grande table", 0, id="cnil-huit-mots"),
        pytest.param("cnil-2022", "Court-2026x", 1, id="cnil-onze-caracteres"),
        pytest.param("nist-2025", "sous le vieux chêne", 0, id="nist-accents-et-espaces"),
        pytest.param("nist-2025", "quatorze signe", 1, id="nist-quatorze"),
        pytest.param("agents", "le vent se leve !", 0, id="agents-dix-sept"),
        pytest.param("agents", "quinze caracter", 1, id="agents-quinze"),
        pytest.param("agents", "x" * 129, 1, id="agents-cent-vingt-neuf"),
    ],
)
def test_chaque_profil_juge_selon_ses_propres_regles(code, mot_de_passe, nb_raisons):
    assert len(defauts(mot_de_passe, profil=PROFILS[code])) == nb_raisons


@pytest.mark.exigence("LOG-16")
@pytest.mark.parametrize(
    ("debut", "fin"),
    [
        pytest.param("2026-05-04 09:30:15", "2026-11-04 09:30:15", id="ete-hiver-meme-heure"),
        pytest.param("2026-08-31 10:00:00", "2027-02-28 10:00:00", id="mois-trop-court"),
        pytest.param("2027-08-31 10:00:00", "2028-02-29 10:00:00", id="annee-bissextile"),
        pytest.param("2026-12-15 00:00:00", "2027-06-15 00:00:00", id="changement-d-annee"),
    ],
)
def test_six_mois_plus_tard_a_la_meme_heure_de_paris(debut, fin):
    assert plus_mois(instant(debut), 6) == instant(fin)
    assert PPAS.expire_le(instant(debut)) == instant(fin)


def test_un_profil_sans_validite_n_expire_jamais():
    assert PROFILS["cnil-2022"].expire_le(instant("2020-01-01 00:00")) is None


@pytest.mark.parametrize("code", ["cnil-2022", "nist-2025", "agents"])
def test_l_aide_de_chaque_profil_donne_ses_longueurs(code):
    profil = PROFILS[code]
    assert profil.aide.startswith(f"{profil.longueur_min} à {profil.longueur_max} caractères")
