"""The synchronisation cut at each boundary (O2): the real JavaScript, against the real portal, over HTTP."""

import random
from typing import Any

import pytest
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from ppas.evaluations.models import EnvoiEvaluation, Evaluation
from tests.evaluations.synchronisation.copies import copie_de
from tests.evaluations.synchronisation.monde import Evaluateur
from tests.evaluations.synchronisation.noeud import executer

pytestmark = pytest.mark.django_db(transaction=True)

MANCHES, MANCHES_TEMOIN, MANCHES_CAMPAGNE = 24, 12, 300
COMMANDES = 4


def jouer(evaluateur: Evaluateur, live_server: LiveServer, manches: int, **options: Any) -> dict[str, Any]:
    """Have the computer type and synchronise `manches` times; return what it says in the end."""
    commandes = [evaluateur.commande().pk for _ in range(COMMANDES)]
    client = Client()
    client.force_login(evaluateur.utilisateur)
    graine = random.randrange(2**32)
    print(f"seed {graine}")  # noqa: T201 -- pytest shows it beside the failure
    entree = {
        "portail": {"url": live_server.url, "session": client.cookies["ppas_session"].value},
        "appareil": {
            "identifiant": str(evaluateur.appareil.identifiant),
            "utilisateur": evaluateur.utilisateur.login,
        },
        "copie": copie_de(evaluateur.appareil),
        "commandes": commandes,
        "manches": manches,
        "graine": graine,
        **options,
    }
    return executer("coupures.mjs", entree)


def verifier(evaluateur: Evaluateur, live_server: LiveServer, manches: int) -> None:
    dit = jouer(evaluateur, live_server, manches)
    assert dit["ecarts"] == []
    assert dit["cote"] == []
    assert dit["nbCoupures"] > manches / 2
    evaluations = {str(une.commande_id): une for une in Evaluation.objects.all()}
    assert {commande: une.reponses for commande, une in evaluations.items()} == dit["verite"]
    # Each content that was received made one revision, and only one; the first revision is the empty evaluation.
    for une in evaluations.values():
        revisions = EnvoiEvaluation.objects.filter(commande=une.commande_id).values_list("revision", flat=True)
        assert sorted(revisions) == list(range(2, une.revision + 1))


@pytest.mark.exigence("EVA-07", "EVA-14")
def test_coupee_a_n_importe_quel_moment_la_synchronisation_ne_perd_ni_ne_double_rien(
    evaluateur: Evaluateur, live_server: LiveServer
) -> None:
    verifier(evaluateur, live_server, MANCHES)


@pytest.mark.campagne
def test_trois_cents_synchronisations_coupees(evaluateur: Evaluateur, live_server: LiveServer) -> None:
    verifier(evaluateur, live_server, MANCHES_CAMPAGNE)


def test_temoin_sans_identifiants_de_faux_conflits_apparaissent(
    evaluateur: Evaluateur, live_server: LiveServer
) -> None:
    dit = jouer(evaluateur, live_server, MANCHES_TEMOIN, sansIdentifiants=True)
    print(f"{len(dit['cote'])} false conflicts in {MANCHES_TEMOIN} rounds without identifiers")  # noqa: T201
    assert dit["cote"] != []
