"""Evaluations leave an offline computer through a network that cuts: as many effects as evaluations (D4).

Real processes and a proxy that breaks requests and answers; each evaluation leaves under its own identifier.
"""

import http.client
import json
import random
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.pannes.coupures import Reseau
from tests.pannes.portail import APPLICATION, JETON_CSRF, Portail, portail_neuf

EVALUATIONS = "/hors-ligne/api/evaluations/"
NB, NB_TEMOIN, NB_CAMPAGNE = 6, 3, 500


class Ordinateur:
    """One that sends again until it is answered, then once more, to see: the receipt must be the same."""

    def __init__(self, portail: Portail, reseau: Reseau, graine: int) -> None:
        self.portail, self.reseau = portail, reseau
        self.session, self.appareil, self.commandes = portail.monde
        self.hasard = random.Random(graine)

    def envoyer(self, envoi: dict[str, object]) -> dict[str, object]:
        """Send through the cuts; return the receipt."""
        self.reseau.annoncer(self.hasard)
        recus = []
        while len(recus) < 2:
            recu = self.poster(envoi, self.reseau.port)
            recus += [recu] if recu else []
        assert recus[0] == recus[1]
        statut, recu = recus[0]
        assert statut == 200, f"{recu}\n{self.portail.lire_journal()}"
        return recu

    def poster(self, envoi: dict[str, object], port: int) -> tuple[int, dict[str, object]] | None:
        """Post once; None when the answer was lost."""
        entetes = {
            "Content-Type": "application/json",
            "Cookie": f"ppas_session={self.session}; csrftoken={JETON_CSRF}",
            "X-CSRFToken": JETON_CSRF,
            "Connection": "close",
        }
        corps = json.dumps({"appareil": self.appareil, "envoi": envoi})
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connexion:
                connexion.request("POST", EVALUATIONS, corps, entetes)
                reponse = connexion.getresponse()
                return reponse.status, json.loads(reponse.read())
        except (OSError, http.client.HTTPException, ValueError):
            return None


def envoi(commande: int, medecin: str, base: int = 0) -> dict[str, object]:
    return {
        "identifiant": str(uuid.uuid4()),
        "commande": commande,
        "version": 1,
        "base": base,
        "precedents": [],
        "reponses": {"visite_medecin": medecin},
        "est_terminee": False,
        "saisie_le": "2026-11-28T10:00:00Z",
    }


@contextmanager
def ordinateur(dossier: Path, nb: int, application: str = APPLICATION) -> Iterator[Ordinateur]:
    """Give a computer that holds `nb` orders, behind a network that cuts."""
    graine = random.randrange(2**32)
    print(f"seed {graine}")  # noqa: T201 -- pytest shows it beside the failure
    with portail_neuf(dossier, preparer=("preparer_commandes", str(nb)), application=application) as portail:
        reseau = Reseau(portail)
        try:
            yield Ordinateur(portail, reseau, graine)
        finally:
            reseau.fermer()


def verifier(dossier: Path, nb: int) -> None:
    """Send each evaluation, then what follows it, through the cuts; then count."""
    with ordinateur(dossier, nb) as qui:
        for commande in qui.commandes:
            recu = qui.envoyer(envoi(commande, "Docteur MARTIN"))
            suite = qui.envoyer(envoi(commande, "Docteur MOREAU", base=recu["revision"]))
            assert [recu["resultat"], suite["resultat"]] == ["prise", "prise"]
        lire = qui.portail.lire
        assert lire("SELECT COUNT(*), MIN(revision), MAX(revision) FROM evaluations_evaluation") == [(nb, 3, 3)]
        assert lire("SELECT COUNT(*) FROM evaluations_envoievaluation WHERE resultat = 'prise'") == [(2 * nb,)]
        for action, attendu in (("synchroniser", 2 * nb), ("commencer", nb)):
            assert lire(f"SELECT COUNT(*) FROM socle_evenement WHERE action = '{action}'") == [(attendu,)], action


@pytest.mark.exigence("EVA-07")
def test_douze_reponses_perdues_font_douze_effets(tmp_path: Path) -> None:
    verifier(tmp_path, NB)


@pytest.mark.campagne
def test_mille_reponses_perdues_font_mille_effets(tmp_path: Path) -> None:
    verifier(tmp_path, NB_CAMPAGNE)


def test_temoin_sans_identifiant_un_renvoi_est_pris_pour_un_conflit(tmp_path: Path) -> None:
    with ordinateur(tmp_path, NB_TEMOIN, "tests.pannes.temoins:sans_identifiant") as qui:
        for commande in qui.commandes:
            parti = envoi(commande, "Docteur MARTIN")
            recus = [qui.poster(parti, qui.portail.port) for _ in range(2)]
            assert [recu["resultat"] for _, recu in filter(None, recus)] == ["prise", "conflit"]
