"""What the offline application makes of each answer of the portal: what it says, what leaves again, what stays."""

from typing import Any

import pytest

from tests.evaluations.synchronisation.noeud import executer

pytestmark = pytest.mark.exigence("EVA-07")
MESSAGE = "Phrase du portail."
ARRETS = [
    ("absent", None, "hors-ligne"),
    ("lent", None, "delai-depasse"),
    (401, {"code": "session-expiree", "message": MESSAGE}, "session-expiree"),
    (403, {"code": "autre-utilisateur", "message": MESSAGE}, "autre-utilisateur"),
    (403, {"code": "etape-obligatoire", "message": MESSAGE}, "etape-obligatoire"),
    (404, {"code": "introuvable", "message": MESSAGE}, "introuvable"),
    (410, {"code": "appareil-retire", "message": MESSAGE}, "appareil-retire"),
    (503, {"code": "indisponible", "message": MESSAGE}, "indisponible"),
    (502, "<html>Bad gateway</html>", "indisponible"),
    (200, "<html>Bienvenue à l’hôtel</html>", "reponse-inattendue"),
    (302, "", "reponse-inattendue"),
]
ECARTS = [
    (400, "envoi-illisible"),
    (400, "json-illisible"),
    (409, "identifiant-deja-utilise"),
    (413, "trop-volumineux"),
]


def jouer(reponses: dict[str, Any], **options: Any) -> dict[str, Any]:
    """Synchronise three evaluations; what is not told answers well."""
    return executer("statuts.mjs", {"reponses": reponses, **options})


def test_tout_va_bien() -> None:
    dit = jouer({})
    assert dit["bilan"] == {
        "prises": 3,
        "conflits": 0,
        "misesDeCote": 0,
        "nonEnvoyees": 0,
        "commandes": 1,
        "copie": True,
        "arret": None,
    }
    assert [une["chemin"] for une in dit["demandes"]] == ["etat/", *["evaluations/"] * 3, "commandes/", "copie/"]
    assert dit["demandes"][4]["corps"] == {"appareil": "0b6c", "tenues": [1, 2, 3]}
    assert dit["nouvelles"][-1]["texte"] == "Synchronisation terminée. Commandes sur cet ordinateur : 1."


@pytest.mark.parametrize(("statut", "corps", "code"), ARRETS, ids=[code for *_, code in ARRETS])
def test_ce_qui_barre_la_route_arrete_et_tout_reste(statut: object, corps: object, code: str) -> None:
    dit = jouer({"evaluations/": [[200, "prise"], [statut, corps]]})
    assert (dit["bilan"]["arret"], dit["bilan"]["prises"]) == (code, 1)
    assert dit["restent"] == [2, 3]
    assert dit["bilan"]["nonEnvoyees"] == 2
    assert "2 évaluations restent à envoyer : rien n’est perdu." in dit["nouvelles"][-1]["texte"]


@pytest.mark.parametrize("chemin", ["etat/", "commandes/", "copie/"])
@pytest.mark.parametrize(("statut", "corps", "code"), ARRETS[:3], ids=[code for *_, code in ARRETS[:3]])
def test_arretee_ailleurs_elle_dit_ce_qui_est_parti(chemin: str, statut: object, corps: object, code: str) -> None:
    dit = jouer({chemin: [[statut, corps]]})
    assert dit["bilan"]["arret"] == code
    assert dit["restent"] == ([1, 2, 3] if chemin == "etat/" else [])
    assert ("restent à envoyer" in dit["nouvelles"][-1]["texte"]) == (chemin == "etat/")


def test_une_session_terminee_propose_de_se_reconnecter_et_de_revenir() -> None:
    dit = jouer({"etat/": [[401, {"code": "session-expiree", "message": MESSAGE}]]})
    assert dit["nouvelles"][-1]["lien"] == {
        "adresse": "/comptes/connexion/?next=%2Fhors-ligne%2F%23synchronisation",
        "libelle": "Reconnectez-vous",
    }


@pytest.mark.exigence("EVA-17")
def test_un_autre_utilisateur_n_envoie_rien() -> None:
    dit = jouer({"etat/": [[200, {"utilisateur": "paul", "csrf": "j", "copies": []}]]})
    assert dit["bilan"]["arret"] == "autre-utilisateur"
    assert [une["chemin"] for une in dit["demandes"]] == ["etat/"]
    assert "celui de « marie »" in dit["nouvelles"][-1]["texte"]


@pytest.mark.parametrize(("statut", "code"), ECARTS, ids=[code for _, code in ECARTS])
def test_un_mauvais_enregistrement_est_mis_de_cote_et_les_autres_partent(statut: int, code: str) -> None:
    dit = jouer({"evaluations/": [[statut, {"code": code, "message": MESSAGE}], [200, "prise"]]})
    assert (dit["bilan"]["misesDeCote"], dit["bilan"]["prises"], dit["bilan"]["arret"]) == (1, 2, None)
    assert [(une["commande"], une["code"]) for une in dit["cote"]] == [(1, code)]
    assert dit["restent"] == []


def test_un_enregistrement_qui_fait_echouer_le_portail_repart_plus_tard_et_les_autres_partent() -> None:
    erreur = {"code": "erreur-interne", "message": MESSAGE}
    dit = jouer({"evaluations/": [[500, erreur], [200, "prise"]]})
    assert (dit["bilan"]["prises"], dit["bilan"]["nonEnvoyees"], dit["restent"]) == (2, 1, [1])
    assert dit["bilan"]["copie"]


def test_un_conflit_se_dit_avec_le_lien_pour_choisir() -> None:
    conflit = {"resultat": "conflit", "revision": None, "code": "revision-depassee", "motif": "Modifiée."}
    dit = jouer({"evaluations/": [[200, conflit], [200, "prise"]]})
    assert (dit["bilan"]["conflits"], dit["bilan"]["prises"]) == (1, 2)
    assert dit["nouvelles"][0]["lien"]["adresse"] == "/evaluations/synchronisation/"


def test_un_jeton_perime_est_redemande_et_l_envoi_repart() -> None:
    perime = {"code": "csrf", "message": MESSAGE}
    dit = jouer({"evaluations/": [[403, perime], [200, "prise"]]})
    assert (dit["bilan"]["prises"], dit["bilan"]["arret"]) == (3, None)
    assert [une["chemin"] for une in dit["demandes"]][:4] == ["etat/", "evaluations/", "etat/", "evaluations/"]


def test_une_commande_retiree_se_dit_avec_son_numero() -> None:
    recues = {
        "commandes": [],
        "evaluations": [],
        "plafonds": [],
        "retirees": [{"commande": 2, "code": "commande-annulee", "motif": "La caisse a annulé cette commande."}],
    }
    dit = jouer({"commandes/": [[200, recues]]})
    assert "Commande n° EV2 : La caisse a annulé cette commande." in [une["texte"] for une in dit["nouvelles"]]


@pytest.mark.exigence("PLU-15")
@pytest.mark.parametrize(("statut", "attendu"), [(200, True), (503, False), ("absent", False)])
def test_la_copie_se_depose_seule_ou_attend(statut: object, attendu: bool) -> None:  # noqa: FBT001
    dit = jouer({"copie/": [[statut, {"code": "indisponible", "message": MESSAGE}]]}, copieSeule=True)
    assert dit["depose"] is attendu
