"""The files of `exemples/` show what their README says."""

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from ppas.facturation.regles.donnees import DejaFacturee, Parametres, PriseEnChargeVue
from ppas.facturation.regles.exemples import CONTEXTE, LE
from ppas.facturation.regles.verification import DonneesCaisse, Verdict, verifier
from ppas.socle.regles.nir import defaut

EXEMPLES = Path(__file__).parents[3] / "exemples"
FICHIERS = sorted((EXEMPLES / "factures").iterdir())
FERIES = Parametres(jours_feries=frozenset({date(2026, 8, 15), date(2026, 7, 14)}))

ANOMALIES: dict[str, list[tuple[int | None, str]]] = {
    "03_21231300_202610.xml": [],
    "03_21231300_202608.xml": [],
    "03_171126_014_21231300.xml": [],
    "03_21231300_202610-2.xml": [],
    "03_21231300_202609.xml": [
        (2, "L13"), (3, "L03"), (4, "L03"), (5, "L08"), (6, "L08"), (7, "L09"), (9, "L11"),
    ],
    "03_181126_014_21231300.xml": [(1, "L12")],
    "03_21231300_202509.xml": [(1, "L04")],
    "03_21231300_202604.xml": [(1, "A03"), (2, "A03")],
    "03_21231300_202607.xml": [(None, code) for code in ("F03", "F06", "F07", "F09", "F10", "F10")],
    "03_21231300_202606.xml": [(1, "F05"), (1, "F05"), (2, "F05"), (3, "F05")],
    "03_21231300_202605.xml": [(None, "F04")],
    "03_21231300_202603.xml": [(None, "F04")],
    "facture octobre.xml": [(None, "F01")],
}  # fmt: skip


def prises_en_charge() -> list[dict[str, str]]:
    with (EXEMPLES / "prises-en-charge.csv").open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source, delimiter=";"))


def vues() -> dict[str, list[PriseEnChargeVue]]:
    return {
        rangee["nir"]: [
            PriseEnChargeVue(
                id=int(rangee["no_pec"]),
                numero=rangee["no_pec"],
                nir=rangee["nir"],
                nom=rangee["nom"],
                prenom=rangee["prenom"],
                prestation=rangee["prestation"],
                unite="heure",
                debut=date.fromisoformat(rangee["date_debut"]),
                fin=date.fromisoformat(rangee["date_fin"]),
                quantite_mensuelle_centiemes=int(rangee["quantite_mensuelle"].replace(".", "")),
            )
        ]
        for rangee in prises_en_charge()
    }


def juger(chemin: Path, caisse: DonneesCaisse | None = None) -> Verdict:
    with chemin.open("rb") as source:
        return verifier(source, chemin.name, le=LE, parametres=FERIES, caisse=caisse)


def avec_caisse(nom: str, deja: Mapping[str, list[DejaFacturee]] | None = None) -> list[tuple[int | None, str]]:
    caisse = DonneesCaisse(depot=CONTEXTE, prises_en_charge=vues(), deja_facturees=deja or {})
    return [(faute.rang, faute.code) for faute in juger(EXEMPLES / "factures" / nom, caisse).anomalies]


@pytest.mark.parametrize("chemin", FICHIERS, ids=lambda chemin: chemin.name)
def test_chaque_fichier_montre_ses_anomalies(chemin: Path) -> None:
    assert [(faute.rang, faute.code) for faute in juger(chemin).anomalies] == ANOMALIES[chemin.name]


def test_chaque_fichier_est_decrit() -> None:
    description = (EXEMPLES / "README.md").read_text()
    assert [chemin.name for chemin in FICHIERS if f"| `factures/{chemin.name}` |" not in description] == []


@pytest.mark.parametrize("nom", ["03_21231300_202610.xml", "03_21231300_202608.xml"])
def test_un_mois_juste_l_est_aussi_pour_la_caisse(nom: str) -> None:
    assert avec_caisse(nom) == []


def test_les_bonnes_lignes_d_un_mois_fautif_sont_acceptees_par_la_caisse() -> None:
    assert avec_caisse("03_21231300_202609.xml") == ANOMALIES["03_21231300_202609.xml"]


def test_le_complement_montre_les_anomalies_que_seule_la_caisse_connait() -> None:
    [premiere, *_] = prises_en_charge()
    octobre = DejaFacturee(
        numero=1,
        prise_en_charge_id=int(premiere["no_pec"]),
        echeance=date(2026, 10, 1),
        debut=date(2026, 10, 1),
        fin=date(2026, 10, 31),
        quantite_centiemes=10_00,
    )
    assert avec_caisse("03_21231300_202610-2.xml", {premiere["nir"]: [octobre]}) == [
        (1, "L05"),
        (2, "L01"),
        (3, "L02"),
        (4, "L07"),
        (5, "L10"),
    ]


def test_les_personnes_ont_un_nir_juste_et_un_numero_chacune() -> None:
    rangees = prises_en_charge()
    assert [rangee["no_pec"] for rangee in rangees] == [str(2026004501 + n) for n in range(30)]
    assert len({rangee["nir"] for rangee in rangees}) == 30
    assert [rangee["nir"] for rangee in rangees if defaut(rangee["nir"])] == []
    assert all(
        rangee["nir"][1:5] == rangee["date_naissance"][2:4] + rangee["date_naissance"][5:7] for rangee in rangees
    )
