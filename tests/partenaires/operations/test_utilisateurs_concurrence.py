"""Never zero administrator (ADM-23, promise C2): two of them act on each other at the same instant, in threads."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from ppas.comptes.models import Utilisateur
from ppas.partenaires.models import Partenaire, Rattachement
from ppas.partenaires.operations import utilisateurs
from ppas.partenaires.operations.utilisateurs import modifier_utilisateur, supprimer_utilisateur
from ppas.socle.refus import Refus
from tests.factories import PartenaireFactory, RattachementFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.exigence("ADM-23")]

MANCHES, MANCHES_CAMPAGNE = 60, 300
ATTENTE = 60
"""Seconds after which a thread that waits for the other gives up: the test fails rather than hang."""


def retirer(cible: int, par: int, operation: Callable[..., None] = modifier_utilisateur) -> None:
    rattachement = Rattachement.objects.get(pk=cible)
    u = rattachement.utilisateur
    saisie = {"nom": u.nom, "prenom": u.prenom, "telephone": u.telephone, "mail": u.mail}
    operation(rattachement, **saisie, est_administrateur=False, par=Utilisateur.objects.get(rattachement=par))


def retirer_puis_supprimer(cible: int, par: int) -> None:
    retirer(cible, par)
    supprimer_utilisateur(Rattachement.objects.get(pk=cible), par=Utilisateur.objects.get(rattachement=par))


def issue_de(action: Callable[[], None]) -> str:
    try:
        action()
    except Refus as refus:
        return refus.code
    return "fait"


def duel(partenaire: Partenaire, actions: list[Callable[[], None]], manches: int) -> tuple[list[int], Counter[str]]:
    """Run both actions at each round, the two accounts restored before; return the administrators left, the refusals.

    One connection a thread, kept for all rounds.
    """
    restants: list[int] = []
    issues: Counter[str] = Counter()
    rattachements = Rattachement.objects.filter(partenaire=partenaire)

    def restaurer() -> None:
        rattachements.update(est_administrateur=True)
        Utilisateur.objects.filter(rattachement__partenaire=partenaire).update(is_active=True)

    def compter() -> None:
        restants.append(rattachements.filter(est_administrateur=True, utilisateur__is_active=True).count())

    depart, arrivee = Barrier(2, restaurer, ATTENTE), Barrier(2, compter, ATTENTE)

    def courir(action: Callable[[], None]) -> None:
        try:
            for _ in range(manches):
                depart.wait()
                issues[issue_de(action)] += 1
                arrivee.wait()
        finally:
            depart.abort()
            connection.close()

    with ThreadPoolExecutor(2) as fils:
        for fil in [fils.submit(courir, action) for action in actions]:
            fil.result()
    return restants, issues


@pytest.fixture
def deux() -> tuple[Partenaire, int, int]:
    """Two administrators of one partner: the partner, and the numbers of their rows."""
    partenaire = PartenaireFactory()
    un, autre = RattachementFactory.create_batch(2, partenaire=partenaire, administrateur=True)
    return partenaire, un.pk, autre.pk


@pytest.mark.parametrize("manches", [MANCHES, pytest.param(MANCHES_CAMPAGNE, marks=pytest.mark.campagne)])
@pytest.mark.parametrize("action", [retirer, retirer_puis_supprimer])
def test_deux_administrateurs_qui_s_ecartent_laissent_toujours_un_administrateur(deux, action, manches) -> None:
    partenaire, un, autre = deux
    restants, issues = duel(partenaire, [lambda: action(autre, un), lambda: action(un, autre)], manches)
    assert restants == [1] * manches
    assert issues == {"fait": manches, "droits-retires": manches}


def test_sans_verrou_il_peut_ne_rester_personne(deux, monkeypatch) -> None:
    """The control: the same duel, its right read without lock nor transaction, leaves nobody."""
    partenaire, un, autre = deux
    tous_deux_ont_lu = Barrier(2, timeout=ATTENTE)

    def administrer_sans_verrou(partenaire: Partenaire, *, par: Utilisateur) -> None:
        assert Rattachement.objects.filter(partenaire=partenaire, utilisateur=par, est_administrateur=True).exists()
        tous_deux_ont_lu.wait()

    monkeypatch.setattr(utilisateurs, "administrer", administrer_sans_verrou)
    monkeypatch.setattr(utilisateurs, "verrouiller", lambda objet: objet)
    sans_verrou = modifier_utilisateur.__wrapped__
    restants, _ = duel(
        partenaire, [lambda: retirer(autre, un, sans_verrou), lambda: retirer(un, autre, sans_verrou)], manches=1
    )
    assert restants == [0]
