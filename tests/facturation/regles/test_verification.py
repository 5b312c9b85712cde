from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppas.facturation.regles.donnees import Parametres
from ppas.facturation.regles.exemples import DOCUMENT_AMD, EXEMPLES, NIR, NOM_AMD, SECONDE_LIGNE
from ppas.facturation.regles.verification import NON_VERIFIABLES, Verdict, verifier
from tests.facturation.regles.documents import document, document_de

LE = date(2026, 11, 21)


def juger(contenu: str, nom: str = NOM_AMD) -> Verdict:
    return verifier(BytesIO(contenu.encode()), nom, le=LE, parametres=Parametres())


def codes(verdict: Verdict) -> list[tuple[int | None, str]]:
    return [(faute.rang, faute.code) for faute in verdict.anomalies]


def test_un_fichier_juste_est_acceptable() -> None:
    assert juger(DOCUMENT_AMD) == Verdict(nb_lignes=1, anomalies=[])


@pytest.mark.parametrize("code", [code for code in EXEMPLES if code not in {c.code for c in NON_VERIFIABLES}])
def test_chaque_controle_sans_donnees_de_la_caisse_est_fait(code: str) -> None:
    faux = EXEMPLES[code][1]
    verdict = verifier(
        BytesIO(faux.document().encode()),
        faux.nom or (NOM_AMD if faux.est_amd else "03_171126_014_21231300.xml"),
        le=faux.le,
        parametres=faux.parametres,
    )
    assert code in [faute.code for faute in verdict.anomalies]


def test_les_controles_non_faits_sont_connus() -> None:
    assert [controle.code for controle in NON_VERIFIABLES] == [
        "F02", "F06", "F07", "F08", "L01", "L02", "L05", "L06", "L07", "L10", "A01",
    ]  # fmt: skip


def test_un_avertissement_ne_refuse_rien() -> None:
    verdict = verifier(BytesIO(DOCUMENT_AMD.encode()), NOM_AMD, le=date(2027, 6, 1), parametres=Parametres())
    assert (codes(verdict), verdict.est_acceptable) == ([(1, "A03")], True)


@pytest.mark.exigence("ANO-03")
def test_une_ligne_fausse_ne_refuse_qu_elle() -> None:
    seconde = document(
        (NIR, "145032B05412326"), ("15.50", "16.50"), ("<nb-lignes>1<", "<nb-lignes>2<"), ("</ligne>", SECONDE_LIGNE)
    ).replace(f"<nir>{NIR}", f"<nir>{NIR[:13]}00")
    verdict = juger(seconde.replace("2026004512", "1", 1))
    assert codes(verdict) == [(2, "L13")]
    assert not verdict.est_acceptable


def test_une_ligne_refusee_ne_compte_pas_comme_deja_envoyee() -> None:
    texte = (
        document_de(2)
        .replace('<ligne no="1">', '<ligne no="1" >')
        .replace("<qt-ouvrables>14.00", "<qt-ouvrables>-1", 1)
    )
    texte = texte.replace("<qt-totale>31.00", "<qt-totale>16.00")
    assert codes(juger(texte)) == [(1, "L08")]


def test_le_doublon_se_voit_par_le_numero_meme_sous_un_autre_nir() -> None:
    texte = document_de(2)
    autre = texte.replace(NIR, "245032A05412346", 1)
    assert codes(juger(autre)) == [(2, "L11")]


def test_une_faute_de_structure_tait_le_jugement_des_lignes() -> None:
    texte = document_de(2).replace(NIR, f"{NIR[:13]}00", 1).replace("<nom>DURAND</nom>", "", 1)
    assert codes(juger(texte)) == [(1, "F05")]


def test_un_mauvais_nom_n_empeche_pas_de_juger_le_reste() -> None:
    verdict = juger(document((NIR, f"{NIR[:13]}00")), "facture.xml")
    assert codes(verdict) == [(None, "F01"), (1, "L13")]
    assert "03_21231300_202610.xml" in verdict.anomalies[0].remede


def test_les_fautes_sont_dans_l_ordre_du_fichier() -> None:
    rangs = [rang for rang, _ in codes(juger(document_de(50).replace(NIR, f"{NIR[:13]}00")))]
    assert rangs == sorted(rangs, key=lambda rang: rang or 0)


@given(st.binary(max_size=200), st.text(max_size=40))
def test_aucun_fichier_ne_fait_lever_d_exception(octets: bytes, nom: str) -> None:
    verdict = verifier(BytesIO(octets), nom, le=LE, parametres=Parametres())
    assert not verdict.est_acceptable


def test_les_jours_feries_donnes_comptent() -> None:
    texte = document(("2026-10-31", "2026-10-03"))
    feries = replace(Parametres(), jours_feries=frozenset({date(2026, 10, 2)}))
    assert codes(verifier(BytesIO(texte.encode()), NOM_AMD, le=LE, parametres=feries)) == []
    assert codes(juger(texte)) == [(1, "L09")]
