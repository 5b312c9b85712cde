from datetime import UTC, datetime, timedelta

import pytest

from ppas.comptes.regles.totp import (
    SIGNES_SECOURS,
    adresse_otpauth,
    code_du_pas,
    en_lettres,
    normaliser,
    pas_de,
    pas_du_code,
    tirer_codes_secours,
)

SECRET = b"12345678901234567890"
INSTANT = datetime(2026, 11, 4, 8, 30, 10, tzinfo=UTC)


@pytest.mark.exigence("PLU-13")
@pytest.mark.parametrize(
    ("secondes", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_les_codes_sont_ceux_de_l_annexe_de_la_rfc(secondes, code):
    assert code_du_pas(SECRET, pas_de(datetime.fromtimestamp(secondes, UTC))) == code


@pytest.mark.parametrize(("decalage", "est_accepte"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_une_periode_d_ecart_est_toleree_pas_deux(decalage, est_accepte):
    code = code_du_pas(SECRET, pas_de(INSTANT) + decalage)
    assert pas_du_code(SECRET, code, INSTANT) == (pas_de(INSTANT) + decalage if est_accepte else None)


def test_un_code_change_toutes_les_trente_secondes():
    assert pas_de(INSTANT + timedelta(seconds=30)) == pas_de(INSTANT) + 1


@pytest.mark.parametrize("code", ["", "12345", "１２３４５６", "é" * 6, "x" * 50])
def test_un_code_impossible_est_refuse_sans_erreur(code):
    assert pas_du_code(SECRET, code, INSTANT) is None


def test_l_adresse_se_lit_dans_toute_application():
    assert en_lettres(SECRET) == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert adresse_otpauth(SECRET, "Alex7") == f"otpauth://totp/PPAS:Alex7?secret={en_lettres(SECRET)}&issuer=PPAS"


@pytest.mark.exigence("PLU-13")
def test_dix_codes_de_secours_tous_differents_et_sans_signe_ambigu():
    codes = tirer_codes_secours()
    assert len(set(codes)) == 10
    assert {len(normaliser(code)) for code in codes} == {10}
    assert set("".join(map(normaliser, codes))) <= set(SIGNES_SECOURS)


def test_un_code_se_tape_avec_ou_sans_espaces_tirets_et_majuscules():
    assert normaliser(" abcde-fg hjk ") == "ABCDEFGHJK"
