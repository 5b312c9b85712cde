"""The FAQ's table of cases (EVA-09 to EVA-13): what a browser has lost and what is to be redone, rule and portal.

Which data each browser really clears is for the tests in real browsers.
"""

import pytest

from ppas.evaluations.models import Appareil
from ppas.evaluations.operations.copies import copies_de, deposer_copie
from ppas.evaluations.operations.emporter import a_emporter
from ppas.evaluations.operations.reservations import reserver
from tests.evaluations.synchronisation.copies import copie_de
from tests.evaluations.synchronisation.monde import Evaluateur, envoi
from tests.evaluations.synchronisation.noeud import executer
from tests.factories.evaluations import AppareilFactory

FIREFOX, CHROME = "Firefox sur Windows", "Chrome sur Windows"
ORDINATEUR = {"identifiant": "a1", "navigateur": FIREFOX, "nbCommandes": 3, "aUneCopie": True}
ICI = {"appareil": {"identifiant": "a1", "nom": "Portable", "utilisateur": "marie"}, "aUneCle": True}


def diagnostic(navigateur: str = FIREFOX, ici: dict | None = None, ordinateurs: list | None = None) -> dict:
    situation = {
        "ordinateurs": [ORDINATEUR] if ordinateurs is None else ordinateurs,
        "ici": ici,
        "utilisateur": "marie",
        "navigateur": navigateur,
    }
    return executer("diagnostics.mjs", [situation])[0]


def a_refaire(dit: dict) -> tuple[bool, bool]:
    """Return whether to generate the mode, and whether to reserve, again: the two rows of the FAQ's table."""
    return dit["generer"], dit["reserver"]


@pytest.mark.exigence("EVA-09")
def test_changement_d_ordinateur_generer_oui_reserver_oui() -> None:
    """The other computer may have the same browser, or another one."""
    assert [a_refaire(diagnostic(navigateur)) for navigateur in (FIREFOX, CHROME)] == [(True, True)] * 2


@pytest.mark.exigence("EVA-10")
def test_changement_de_navigateur_generer_oui_reserver_oui() -> None:
    dit = diagnostic(CHROME)
    assert (dit["cas"], *a_refaire(dit)) == ("ailleurs", True, True)


@pytest.mark.exigence("EVA-11")
def test_historique_supprime_sur_chrome_generer_oui_reserver_oui() -> None:
    """The data of the site went with it."""
    ordinateur = ORDINATEUR | {"navigateur": CHROME}
    dit = diagnostic(CHROME, ordinateurs=[ordinateur])
    assert (dit["cas"], *a_refaire(dit)) == ("efface", True, True)


@pytest.mark.exigence("EVA-11")
def test_historique_supprime_sur_firefox_generer_non_reserver_non() -> None:
    """The data of the site stayed."""
    dit = diagnostic(FIREFOX, ICI)
    assert (dit["cas"], *a_refaire(dit)) == ("ici", False, False)


@pytest.mark.exigence("EVA-12")
def test_mise_a_jour_du_navigateur_generer_non_reserver_non() -> None:
    dit = diagnostic("Firefox 999 sur Windows", ICI)
    assert a_refaire(dit) == (False, False)


@pytest.mark.exigence("EVA-11", "PLU-15")
@pytest.mark.parametrize("a_une_copie", [True, False])
def test_ce_qui_peut_etre_restaure_est_dit(a_une_copie: bool) -> None:  # noqa: FBT001
    assert diagnostic(ordinateurs=[ORDINATEUR | {"aUneCopie": a_une_copie}])["restaurer"] is a_une_copie


def test_sans_ordinateur_connu_il_n_y_a_rien_de_perdu() -> None:
    assert diagnostic(ordinateurs=[])["cas"] == "jamais"


def test_sans_reservation_il_n_y_a_rien_a_reserver() -> None:
    assert a_refaire(diagnostic(ordinateurs=[ORDINATEUR | {"nbCommandes": 0}])) == (True, False)


@pytest.mark.exigence("EVA-17")
def test_le_mode_d_un_autre_utilisateur_n_est_pas_le_sien() -> None:
    autre = ICI | {"appareil": ICI["appareil"] | {"utilisateur": "paul"}}
    assert (diagnostic(ici=autre)["cas"], *a_refaire(diagnostic(ici=autre))) == ("autre-utilisateur", False, False)


def test_un_ordinateur_retire_du_portail_est_a_generer_de_nouveau() -> None:
    retire = ICI | {"appareil": ICI["appareil"] | {"identifiant": "z9"}}
    assert (diagnostic(ici=retire)["cas"], *a_refaire(diagnostic(ici=retire))) == ("retire", True, True)


@pytest.mark.exigence("PLU-15")
@pytest.mark.parametrize(("a_une_copie", "attendu"), [(True, (False, False)), (False, (True, True))])
def test_une_cle_effacee_se_retrouve_par_la_copie_ou_oblige_a_generer(
    a_une_copie: bool,  # noqa: FBT001
    attendu: tuple[bool, bool],
) -> None:
    dit = diagnostic(ici=ICI | {"aUneCle": False}, ordinateurs=[ORDINATEUR | {"aUneCopie": a_une_copie}])
    assert (dit["cas"], a_refaire(dit)) == ("cle", attendu)


@pytest.fixture
def nouveau(evaluateur: Evaluateur) -> Appareil:
    """The offline mode generated again, in another browser."""
    return AppareilFactory(utilisateur=evaluateur.utilisateur, partenaire=evaluateur.convention.partenaire)


@pytest.mark.django_db
@pytest.mark.exigence("EVA-09", "EVA-10", "EVA-11")
def test_un_mode_genere_de_nouveau_n_a_rien_tant_que_les_reservations_ne_sont_pas_refaites(
    evaluateur: Evaluateur, nouveau: Appareil
) -> None:
    commande = evaluateur.commande()
    assert a_emporter(nouveau, par=evaluateur.utilisateur).commandes == []
    reserver(commande, evaluateur=evaluateur.utilisateur, appareil=nouveau)
    assert a_emporter(nouveau, par=evaluateur.utilisateur).commandes == [commande]


@pytest.mark.django_db
@pytest.mark.exigence("EVA-09", "EVA-10", "EVA-11", "EVA-13")
def test_ce_qui_avait_ete_synchronise_revient_avec_les_reservations(evaluateur: Evaluateur, nouveau: Appareil) -> None:
    commande = evaluateur.commande()
    evaluateur.envoyer(envoi(commande))
    reserver(commande, evaluateur=evaluateur.utilisateur, appareil=nouveau)
    [revenue] = a_emporter(nouveau, par=evaluateur.utilisateur).evaluations
    assert revenue.reponses == {"visite_medecin": "Docteur MARTIN"}


@pytest.mark.django_db
@pytest.mark.exigence("EVA-09", "EVA-10", "EVA-11", "PLU-15")
def test_la_copie_scellee_de_l_ancien_navigateur_se_retrouve_du_nouveau(
    evaluateur: Evaluateur, nouveau: Appareil
) -> None:
    deposer_copie(evaluateur.appareil, copie_de(evaluateur.appareil), par=evaluateur.utilisateur)
    [copie] = copies_de(evaluateur.utilisateur, evaluateur.convention.partenaire)
    assert copie.appareil == evaluateur.appareil


@pytest.mark.django_db
@pytest.mark.exigence("EVA-12")
def test_un_navigateur_mis_a_jour_garde_son_ordinateur_et_ses_commandes(evaluateur: Evaluateur) -> None:
    commande = evaluateur.commande()
    for _ in range(2):
        assert a_emporter(evaluateur.appareil, par=evaluateur.utilisateur).commandes == [commande]
