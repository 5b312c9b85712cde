"""« Les services », by what was signed and by right."""

import pytest

from ppas.accueil.regles.menu import (
    AIDE_A_DOMICILE,
    EVALUATION,
    HABITAT,
    Groupe,
    menu_caisse,
    menu_national,
    menu_partenaire,
)


def lire(groupes: list[Groupe]) -> dict[str, list[str]]:
    return {groupe.titre: [entree.libelle for entree in groupe.entrees] for groupe in groupes}


HISTORIQUE = {"HISTORIQUE DES ÉCHANGES": ["Historique prestataire"]}
MESSAGES = {"MESSAGES ET ASSISTANCE": ["Messages avec la caisse", "Mes demandes à l’assistance"]}
ADMINISTRATION = {"ADMINISTRATION": ["Modification inscription", "Journal"]}


@pytest.mark.exigence("SRV-01", "SRV-04", "SRV-05", "SRV-06", "SRV-07", "PAY-05", "PAY-08", "HIS-01")
@pytest.mark.parametrize(
    ("type_partenaire", "attendu"),
    [
        pytest.param(
            AIDE_A_DOMICILE,
            {
                "AIDE À DOMICILE": [
                    "Liste des bénéficiaires",
                    "Facturation par saisie en ligne",
                    "Facturation par fichier",
                    "Anomalies de facturation et de report",
                    "Bordereaux de paiements",
                    "Pourquoi pas payé ?",
                ]
            },
            id="aide-a-domicile",
        ),
        pytest.param(
            EVALUATION,
            {
                "ÉVALUATIONS": [
                    "Commande d’évaluation",
                    "Evaluations en cours",
                    "Transmission des évaluations",
                    "Evaluations transmises",
                    "Gestion du mode déconnecté",
                    "Synchronisation",
                    "Bordereaux de paiements",
                ]
            },
            id="evaluation",
        ),
        pytest.param(
            HABITAT,
            {
                "HABITAT ET CADRE DE VIE": [
                    "Liste des bénéficiaires",
                    "Facturation par saisie en ligne",
                    "Facturation par fichier",
                    "Anomalies de facturation et de report",
                    "Bordereaux de paiements",
                    "Pourquoi pas payé ?",
                ]
            },
            id="habitat",
        ),
    ],
)
def test_chaque_type_de_convention_ouvre_ses_services(type_partenaire: str, attendu: dict[str, list[str]]) -> None:
    assert (
        lire(menu_partenaire(types_valides={type_partenaire}, est_administrateur=False))
        == attendu | HISTORIQUE | MESSAGES
    )


def test_un_partenaire_qui_a_plusieurs_conventions_a_plusieurs_groupes() -> None:
    groupes = lire(menu_partenaire(types_valides={HABITAT, AIDE_A_DOMICILE}, est_administrateur=False))
    assert list(groupes) == [
        "AIDE À DOMICILE",
        "HABITAT ET CADRE DE VIE",
        "HISTORIQUE DES ÉCHANGES",
        "MESSAGES ET ASSISTANCE",
    ]


@pytest.mark.exigence("SRV-03", "ADM-01")
def test_l_administrateur_a_l_administration_en_tete() -> None:
    groupes = lire(menu_partenaire(types_valides={EVALUATION}, est_administrateur=True))
    assert list(groupes) == ["ADMINISTRATION", "ÉVALUATIONS", "HISTORIQUE DES ÉCHANGES", "MESSAGES ET ASSISTANCE"]
    assert groupes["ADMINISTRATION"] == ["Modification inscription", "Journal"]


@pytest.mark.exigence("SRV-08")
def test_un_simple_utilisateur_n_a_pas_l_administration() -> None:
    assert "ADMINISTRATION" not in lire(menu_partenaire(types_valides={EVALUATION}, est_administrateur=False))


@pytest.mark.exigence("SRV-09")
@pytest.mark.parametrize(("est_administrateur", "attendu"), [(True, ADMINISTRATION), (False, {})])
def test_sans_convention_validee_aucun_service_ne_s_ouvre(
    *, est_administrateur: bool, attendu: dict[str, list[str]]
) -> None:
    assert lire(menu_partenaire(types_valides=set(), est_administrateur=est_administrateur)) == attendu


@pytest.mark.exigence("CAI-01")
def test_seul_l_administrateur_regional_valide() -> None:
    assert "À valider" in lire(menu_caisse(est_administrateur_regional=True, est_editeur=False))["INSCRIPTIONS"]
    assert lire(menu_caisse(est_administrateur_regional=False, est_editeur=False)) == {
        "FACTURATION ET PAIEMENTS": [
            "Tableau de bord",
            "Rechercher une ligne",
            "Dépôts reçus",
            "Courriers",
            "Exporter les factures",
            "Importer un flux",
            "Bordereaux de paiements",
            "Imports et exports",
        ],
        "ÉVALUATIONS": ["Commandes d’évaluation", "Évaluations reçues", "Exporter les évaluations"],
        "MESSAGES ET ASSISTANCE": ["Messages des partenaires", "Mes demandes à l’assistance"],
        "HISTORIQUE DES ÉCHANGES": ["Historique"],
        "RÉGLAGES": ["Paramètres de la caisse"],
    }


@pytest.mark.exigence("CAI-16", "CAI-17")
def test_seul_l_administrateur_national_tient_les_tables_de_reference() -> None:
    assert lire(menu_national(est_administrateur=True, est_assistance=True, est_editeur=True)) == {
        "PARTENAIRES ET CAISSES": ["Partenaires", "Conventions", "Agents des caisses"],
        "ASSISTANCE": ["Demandes à l’assistance", "Journal", "Envois de mails"],
        "PUBLICATIONS": ["Publications"],
        "RÉFÉRENTIELS": ["Tables de référence", "Profils de mot de passe"],
    }
    titres = list(lire(menu_national(est_administrateur=False, est_assistance=True, est_editeur=False)))
    assert titres == ["PARTENAIRES ET CAISSES", "ASSISTANCE"]
    seul_editeur = menu_national(est_administrateur=False, est_assistance=False, est_editeur=True)
    assert lire(seul_editeur) == {"PUBLICATIONS": ["Publications"]}


@pytest.mark.exigence("CAI-15")
@pytest.mark.parametrize(
    ("est_administrateur_regional", "est_editeur", "attendu"),
    [(True, False, True), (False, True, True), (False, False, False)],
)
def test_seuls_l_administrateur_regional_et_l_editeur_ont_les_publications(
    *, est_administrateur_regional: bool, est_editeur: bool, attendu: bool
) -> None:
    menu = lire(menu_caisse(est_administrateur_regional=est_administrateur_regional, est_editeur=est_editeur))
    assert ("PUBLICATIONS" in menu) is attendu
