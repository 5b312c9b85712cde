from datetime import date

import pytest

from ppas.facturation.regles.nom_fichier import NomFichier, analyser
from ppas.facturation.regles.noms_proposes import (
    COMPLEMENTS_PROPOSES,
    MOIS_PROPOSES,
    NomPropose,
    nom_du_jour,
    noms_amd,
)

ECHEANCES = [date(2026, mois, 1) for mois in range(10, 0, -1)]
JOUR = date(2026, 11, 4)


def proposer(*noms: str, saisies: tuple[date, ...] = (), echeances: list[date] = ECHEANCES) -> list[str]:
    utilises = {analyser(nom) for nom in noms}
    proposes = noms_amd("03", "21231300", echeances=echeances, utilises=utilises, saisies=saisies)
    return [propose.nom for propose in proposes]


@pytest.mark.exigence("FIL-03", "FIL-06")
def test_les_mois_jamais_factures_viennent_d_abord_du_plus_recent_au_plus_ancien() -> None:
    assert proposer("03_21231300_202610.xml")[:2] == ["03_21231300_202609.xml", "03_21231300_202608.xml"]


def test_un_mois_deja_envoye_recoit_le_complement_qui_suit_le_dernier() -> None:
    noms = proposer("03_21231300_202610.xml", "03_21231300_202610-3.xml", echeances=ECHEANCES[:1])
    assert noms == ["03_21231300_202610-4.xml"]


def test_un_complement_seul_compte_comme_un_envoi() -> None:
    assert proposer("03_21231300_202610-2.xml", echeances=ECHEANCES[:1]) == ["03_21231300_202610-3.xml"]


def test_un_mois_saisi_en_ligne_n_est_pas_propose() -> None:
    assert proposer(saisies=(ECHEANCES[0],), echeances=ECHEANCES[:1]) == []


def test_le_nom_d_une_autre_structure_ou_d_une_autre_caisse_ne_compte_pas() -> None:
    noms = proposer("05_21231300_202610.xml", "03_99_202610.xml", echeances=ECHEANCES[:1])
    assert noms == ["03_21231300_202610.xml"]


def test_la_liste_reste_courte() -> None:
    assert len(proposer()) == MOIS_PROPOSES
    tous = [f"03_21231300_{echeance:%Y%m}.xml" for echeance in ECHEANCES]
    assert len(proposer(*tous)) == COMPLEMENTS_PROPOSES


@pytest.mark.exigence("FIL-04", "FIL-05")
def test_les_autres_prestations_ont_le_nom_du_jour_une_fois() -> None:
    propose = nom_du_jour("03", "21231300", "PPP014", le=JOUR, utilises=set())
    assert propose == NomPropose("03_041126_014_21231300.xml")
    utilises = {NomFichier("03", "21231300", "PPP014", date_emission=JOUR)}
    assert nom_du_jour("03", "21231300", "PPP014", le=JOUR, utilises=utilises) is None
