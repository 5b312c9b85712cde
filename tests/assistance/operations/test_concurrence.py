"""Two people of the assistance take one request at the same instant: one follows it, the other is told."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from ppas.assistance.models import Demande
from ppas.assistance.operations import traiter
from ppas.comptes.models import Utilisateur
from ppas.socle.refus import Refus
from tests.factories import DemandeFactory, UtilisateurFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.exigence("CAI-16")]
MANCHES = 60
ATTENTE = 60
"""Seconds after which a thread that waits for the other gives up: the test fails rather than hang."""


def prendre(demande: Demande, par: Utilisateur) -> str:
    try:
        traiter.prendre(demande, par=par, a=None)
    except Refus as refus:
        return refus.code
    return "prise"


def duel(lus: Barrier) -> Counter[tuple[str, ...]]:
    """Both read the request, then both take it; count the pairs of answers over all rounds."""
    aidants = UtilisateurFactory.create_batch(2, national=True)
    pks = [demande.pk for demande in DemandeFactory.create_batch(MANCHES)]

    def courir(par: Utilisateur) -> list[str]:
        try:
            issues = []
            for pk in pks:
                demande = Demande.objects.get(pk=pk)
                lus.wait()
                issues.append(prendre(demande, par))
        finally:
            connection.close()
        return issues

    with ThreadPoolExecutor(2) as fils:
        return Counter(tuple(sorted(paire)) for paire in zip(*fils.map(courir, aidants), strict=True))


def test_une_demande_n_est_prise_que_par_une_personne() -> None:
    assert duel(Barrier(2, timeout=ATTENTE)) == {("deja-prise", "prise"): MANCHES}


def test_temoin_sans_verrou_deux_personnes_la_prennent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(traiter, "verrouiller", lambda demande, **_: demande)
    monkeypatch.setattr(traiter, "changer_etat", lambda demande, *_, **__: demande)
    assert duel(Barrier(2, timeout=ATTENTE)) == {("prise", "prise"): MANCHES}
