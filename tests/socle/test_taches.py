"""The periodic jobs are known to the worker, each with its period."""

import pytest

from ppas.socle import taches
from ppas.socle.taches import PERIODIQUES, periodique


def test_les_taches_de_chaque_domaine_sont_inscrites() -> None:
    connues = {tache.fonction.__name__: tache.secondes for tache in PERIODIQUES}
    attendues = {"envoyer_les_dus": 2, "sceller": 2, "reprendre_les_depots": 5, "balayer_le_magasin": 3600}
    assert connues.items() >= attendues.items()


def test_inscrire_rend_la_fonction_telle_quelle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taches, "PERIODIQUES", [])

    @periodique(7)
    def rien() -> str:
        return "fait"

    assert rien() == "fait"
    assert [(tache.fonction, tache.secondes, tache.due_a) for tache in taches.PERIODIQUES] == [(rien, 7, 0.0)]
