from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppas.facturation.regles.donnees import DejaFacturee, LigneSaisie
from ppas.facturation.regles.doublons import doublon
from ppas.facturation.regles.exemples import ENVOYEE, NIR, PRISE_EN_CHARGE_AMD, PRISE_EN_CHARGE_AUTRE

OCTOBRE = date(2026, 10, 1)
JOURS = st.dates(date(2026, 10, 1), date(2026, 10, 31))


def ligne(debut: date, fin: date, *, echeance: date | None = OCTOBRE) -> LigneSaisie:
    prestation = "PPP001" if echeance else "PPP014"
    return LigneSaisie(NIR, "DURAND", "Jeanne", debut, fin, prestation, echeance)


def envoyee(debut: date, fin: date, **changements: object) -> DejaFacturee:
    return replace(ENVOYEE, debut=debut, fin=fin, **changements)


@pytest.mark.exigence("ANO-05", "ANO-08")
def test_une_echeance_deja_facturee_est_refusee_meme_sur_d_autres_jours() -> None:
    faute = doublon(
        ligne(date(2026, 10, 20), date(2026, 10, 31)),
        PRISE_EN_CHARGE_AMD,
        [envoyee(date(2026, 10, 1), date(2026, 10, 10))],
    )
    assert faute is not None
    assert faute.code == "L05"
    assert faute.message.startswith("ligne de facture déjà envoyée ou échéance déjà facturée")
    assert faute.numero_facture == 4711
    assert not faute.controle.refacturable


@pytest.mark.exigence("ANO-06", "ANO-07")
def test_une_periode_deja_facturee_nomme_l_enregistrement() -> None:
    faute = doublon(
        ligne(date(2026, 10, 1), date(2026, 10, 31)),
        PRISE_EN_CHARGE_AMD,
        [envoyee(date(2026, 9, 20), date(2026, 10, 1), prise_en_charge_id=9, echeance=date(2026, 9, 1))],
    )
    assert faute is not None
    assert faute.code == "L06"
    assert faute.message == (
        "ligne de facture déjà envoyée ou période d'intervention déjà facturée (enregistrement n°4711)"
    )
    assert "par courrier à votre caisse régionale" in faute.remede
    assert faute.numero_facture == 4711


def test_la_meme_periode_d_une_autre_prestation_est_une_facture_deja_envoyee() -> None:
    jour = date(2026, 11, 2)
    deja = envoyee(jour, jour, prise_en_charge_id=2, echeance=None)
    faute = doublon(ligne(jour, jour, echeance=None), PRISE_EN_CHARGE_AUTRE, [deja])
    assert faute is not None
    assert faute.code == "L05"


def test_un_chevauchement_partiel_d_une_autre_prestation_est_une_periode_deja_facturee() -> None:
    deja = envoyee(date(2026, 11, 1), date(2026, 11, 3), prise_en_charge_id=2, echeance=None)
    faute = doublon(ligne(date(2026, 11, 2), date(2026, 11, 2), echeance=None), PRISE_EN_CHARGE_AUTRE, [deja])
    assert faute is not None
    assert faute.code == "L06"


def test_deux_lignes_du_meme_envoi_qui_se_chevauchent_sont_un_doublon() -> None:
    deja = envoyee(date(2026, 10, 1), date(2026, 10, 15), meme_envoi=True, rang=3, numero=None)
    faute = doublon(ligne(date(2026, 10, 15), date(2026, 10, 31)), PRISE_EN_CHARGE_AMD, [deja])
    assert faute is not None
    assert faute.code == "L11"
    assert "l’enregistrement n°3 du même envoi, du 01/10/2026 au 15/10/2026" in faute.message
    assert faute.numero_facture is None


def test_deux_lignes_du_meme_envoi_qui_se_suivent_passent() -> None:
    deja = envoyee(date(2026, 10, 1), date(2026, 10, 14), meme_envoi=True, rang=3, numero=None)
    assert doublon(ligne(date(2026, 10, 15), date(2026, 10, 31)), PRISE_EN_CHARGE_AMD, [deja]) is None


def test_la_plus_grave_des_raisons_est_donnee() -> None:
    jumelle = envoyee(date(2026, 10, 1), date(2026, 10, 31), meme_envoi=True, rang=1, numero=None)
    chevauchee = envoyee(date(2026, 10, 1), date(2026, 10, 2), prise_en_charge_id=9, numero=5)
    periode = ligne(date(2026, 10, 1), date(2026, 10, 31))
    trouves = [
        doublon(periode, PRISE_EN_CHARGE_AMD, deja)
        for deja in ([jumelle], [jumelle, chevauchee], [jumelle, chevauchee, ENVOYEE])
    ]
    assert [faute.code for faute in trouves if faute] == ["L11", "L06", "L05"]


@given(JOURS, JOURS, JOURS, JOURS)
def test_deux_periodes_se_chevauchent_si_elles_ont_un_jour_commun(a: date, b: date, c: date, d: date) -> None:
    (debut, fin), (autre_debut, autre_fin) = sorted([a, b]), sorted([c, d])
    jours = set(range(debut.toordinal(), fin.toordinal() + 1))
    communs = jours.intersection(range(autre_debut.toordinal(), autre_fin.toordinal() + 1))
    deja = envoyee(autre_debut, autre_fin, meme_envoi=True, rang=1)
    assert (doublon(ligne(debut, fin), PRISE_EN_CHARGE_AMD, [deja]) is not None) == bool(communs)


def test_le_plus_ancien_enregistrement_est_nomme_dans_quelque_ordre_qu_ils_soient_lus() -> None:
    mois = (date(2026, 10, 1), date(2026, 10, 31))
    deja = [envoyee(*mois, numero=numero) for numero in (30, 10, 20)]
    croisees = [replace(autre, prise_en_charge_id=9) for autre in deja]
    jumelles = [replace(autre, numero=None, rang=autre.numero, meme_envoi=True) for autre in deja]
    fautes = [doublon(ligne(*mois), PRISE_EN_CHARGE_AMD, lues) for lues in (deja, croisees, jumelles)]
    assert [faute and faute.code for faute in fautes] == ["L05", "L06", "L11"]
    assert [faute and faute.numero_facture for faute in fautes] == [10, 10, None]
    assert "enregistrement n°10 du même envoi" in str(fautes[2])
