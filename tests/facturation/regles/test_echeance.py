"""Which months may be opened (FAQ, INV-11)."""

from datetime import date

import pytest

from ppas.facturation.regles.echeance import echeances_ouvertes, motif_de_fermeture

LE = date(2026, 11, 4)


def test_les_mois_ouverts_vont_du_mois_en_cours_au_dernier_jour_du_delai() -> None:
    ouvertes = echeances_ouvertes(le=LE, delai_mois=12)
    assert (len(ouvertes), ouvertes[0], ouvertes[-1]) == (13, date(2026, 11, 1), date(2025, 11, 1))


@pytest.mark.parametrize(
    "le", [LE, date(2026, 1, 31), date(2028, 2, 29), date(2029, 2, 28), date(2027, 3, 31)], ids=str
)
@pytest.mark.parametrize("delai_mois", [1, 6, 12])
def test_la_liste_et_le_refus_disent_la_meme_chose(le: date, delai_mois: int) -> None:
    ouvertes = echeances_ouvertes(le=le, delai_mois=delai_mois)
    mois = echeances_ouvertes(le=le.replace(year=le.year + 1, day=1), delai_mois=40)
    assert [m for m in mois if motif_de_fermeture(m, le=le, delai_mois=delai_mois) is None] == ouvertes


@pytest.mark.exigence("INV-11")
def test_un_mois_trop_ancien_va_a_la_caisse_par_courrier() -> None:
    assert motif_de_fermeture(date(2025, 10, 1), le=LE, delai_mois=12) == (
        "Pour la facturation des échéances antérieures à 12 mois, faire des facturations individuelles et les envoyer "
        "à la caisse pour traitement manuel."
    )


def test_un_mois_a_venir_ne_s_ouvre_pas() -> None:
    assert motif_de_fermeture(date(2026, 12, 1), le=LE, delai_mois=12) == (
        "Cette échéance n’est pas commencée : le formulaire s’ouvrira le 01/12/2026."
    )
