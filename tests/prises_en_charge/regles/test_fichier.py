"""What makes a line of the `prises-en-charge` flux wrong (formats.md §3)."""

import io

import pytest

from ppas.prises_en_charge.regles.fichier import COLONNES, ConventionVue, PrestationVue, lire_prises_en_charge
from ppas.socle.regles.table import Fautes

BONNE = {
    "no_pec": "2026004512",
    "nir": "245032123100142",
    "nom": "DURAND",
    "prenom": "Jeanne",
    "date_naissance": "1945-03-12",
    "commune": "DIJON",
    "code_convention": "AMD0001",
    "prestation": "PPP001",
    "date_debut": "2026-01-01",
    "date_fin": "2026-12-31",
    "date_notification": "2025-12-15",
    "quantite_mensuelle": "15.50",
    "plafond_total": "",
    "taux_participation": "10",
}
TRAVAUX = {"prestation": "PPP014", "code_convention": "HAB0001", "quantite_mensuelle": "", "plafond_total": "2500"}
FORFAIT = {"prestation": "PPP015", "code_convention": "HAB0001"}


def lire(*lignes: dict[str, str]):
    """Return the right lines and the faults of a file made of `lignes`, each a change to BONNE."""
    texte = "\n".join(";".join((BONNE | ligne)[c.nom] for c in COLONNES) for ligne in lignes)
    fautes = Fautes()
    lues = lire_prises_en_charge(
        io.BytesIO(f"{';'.join(c.nom for c in COLONNES)}\n{texte}\n".encode()),
        fautes,
        conventions={"amd0001": ConventionVue(1, 10, 100), "hab0001": ConventionVue(2, 20, 200)},
        prestations={
            "PPP001": PrestationVue(1, "heure", frozenset({100})),
            "PPP014": PrestationVue(2, "montant", frozenset({200})),
            "PPP015": PrestationVue(3, "forfait", frozenset({200})),
        },
    )
    return list(lues), fautes


@pytest.mark.parametrize(
    "ligne",
    [
        pytest.param({}, id="heures"),
        pytest.param(TRAVAUX, id="montant"),
        pytest.param(FORFAIT | {"quantite_mensuelle": "1"}, id="forfait-en-quantite"),
        pytest.param(FORFAIT | {"quantite_mensuelle": "", "plafond_total": "300.50"}, id="forfait-en-plafond"),
        pytest.param({"code_convention": "amd0001"}, id="casse-du-code-de-convention"),
        pytest.param({"nir": "2 45 03 21 231 001 42"}, id="nir-avec-espaces"),
        pytest.param({"date_fin": "2026-01-01"}, id="un-seul-jour"),
        pytest.param({"taux_participation": "0"}, id="sans-participation"),
    ],
)
def test_une_ligne_juste_est_lue(ligne: dict[str, str]) -> None:
    lues, fautes = lire(ligne)
    assert fautes.montrees == []
    assert len(lues) == 1


def test_les_nombres_deviennent_des_centiemes_et_des_points_de_base() -> None:
    [lue], _ = lire({"taux_participation": "12.5"})
    assert lue.ligne["quantite_mensuelle"] == 1550
    assert lue.ligne["taux_participation"] == 1250
    assert lue.convention.partenaire_id == 10


@pytest.mark.parametrize(
    ("ligne", "champ", "raison"),
    [
        pytest.param({"no_pec": "2026-1"}, "no_pec", "« 2026-1 » lu ; attendu : 1 à 20 lettres ou chiffres.", id="no"),
        pytest.param({"nir": "245032123100141"}, "nir", "la clé du NIR, 41, n’est pas celle attendue.", id="cle-nir"),
        pytest.param(
            {"nir": "945032123100142"}, "nir",
            "le NIR doit compter 13 caractères commençant par 1, 2, 3, 4, 7 ou 8, puis une clé de 2 chiffres.",
            id="forme-nir",
        ),
        pytest.param(
            {"code_convention": "X1"}, "code_convention",
            "« X1 » n’est le code d’aucune convention validée de votre caisse.", id="convention-inconnue",
        ),
        pytest.param({"prestation": "PPP999"}, "prestation", "« PPP999 » n’est pas une prestation connue.", id="code"),
        pytest.param(
            {"prestation": "PPP014", "plafond_total": "10"}, "prestation",
            "« PPP014 » n’est pas ouverte au type de cette convention.", id="prestation-fermee",
        ),
        pytest.param(
            {"date_fin": "2025-12-31"}, "date_fin", "la fin, 31/12/2025, précède le début, 01/01/2026.", id="dates"
        ),
        pytest.param(
            {"date_naissance": "2026-01-01"}, "date_naissance",
            "cette date n’est pas antérieure au début de la prise en charge.", id="naissance",
        ),
        pytest.param(
            {"quantite_mensuelle": ""}, "quantite_mensuelle",
            "une prestation en heures a une quantité mensuelle, au-dessus de zéro.", id="heures-absentes",
        ),
        pytest.param(
            {"quantite_mensuelle": "0"}, "quantite_mensuelle",
            "une prestation en heures a une quantité mensuelle, au-dessus de zéro.", id="heures-nulles",
        ),
        pytest.param(
            TRAVAUX | {"plafond_total": ""}, "plafond_total",
            "une prestation en montant a un plafond, au-dessus de zéro.", id="plafond-absent",
        ),
        pytest.param(
            FORFAIT | {"quantite_mensuelle": ""}, "quantite_mensuelle",
            "il faut une quantité mensuelle ou un plafond, au-dessus de zéro.", id="forfait-sans-rien",
        ),
        pytest.param(
            {"taux_participation": "100.01"}, "taux_participation", "« 100.01 » lu ; au plus 100.00.", id="taux"
        ),
    ],
)  # fmt: skip
def test_une_ligne_fausse_dit_le_champ_et_la_raison(ligne: dict[str, str], champ: str, raison: str) -> None:
    lues, fautes = lire({"no_pec": "1", "nir": "245032123100241"}, ligne)
    assert [(f.ligne, f.champ, f.raison) for f in fautes.montrees] == [(3, champ, raison)]
    assert len(lues) == 1


def test_un_numero_en_double_dans_le_fichier_est_refuse() -> None:
    _, fautes = lire({}, {"no_pec": "2"}, {})
    assert [str(f) for f in fautes.montrees] == ["Ligne 4, no_pec : ce numéro est déjà celui de la ligne 2."]


def test_un_nir_a_deux_identites_est_refuse() -> None:
    _, fautes = lire({}, {"no_pec": "2"}, {"no_pec": "3", "prenom": "Jean"})
    assert [str(f) for f in fautes.montrees] == ["Ligne 4, nir : ce NIR est celui d’une autre identité à la ligne 2."]


def test_toutes_les_fautes_d_une_ligne_sont_dites() -> None:
    _, fautes = lire({"code_convention": "X1", "prestation": "PPP999", "date_fin": "2025-12-31"})
    assert [f.champ for f in fautes.montrees] == ["code_convention", "prestation", "date_fin"]
