"""A thousand files changed at random, through the whole reception: a verdict each time, never half an import (H1)."""

import random
import resource
import time
from collections.abc import Iterator
from unicodedata import category

import pytest
from django.db import transaction
from hypothesis import given, settings

from ppas.facturation.etats import EtatDepot
from ppas.facturation.models import Depot, LigneFacture, LigneRefusee
from ppas.facturation.operations import traiter as module
from ppas.facturation.regles.exemples import DOCUMENT_AMD
from tests.facturation.envois import Expediteur, document
from tests.facturation.regles.documents import lire
from tests.facturation.regles.mutations import documents_du_schema, muter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]

SECONDES_MAX = 1.0
MEMOIRE_MAX = 60 * 1024
"""Kilobytes by which the process may grow over the whole series."""
INVISIBLES = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Kinds of characters that a screen obeys instead of showing."""
BASES = [DOCUMENT_AMD.encode(), document(3).encode(), document(6, faux=(2, 5)).encode()]


def mutes(nb: int) -> Iterator[tuple[bytes, str]]:
    """Yield `nb` files, each with the words that find it again."""
    graine = random.randrange(2**32)
    for rang in range(nb):
        hasard = random.Random(f"{graine}-{rang}")
        yield muter(hasard.choice(BASES), hasard), f"seed {graine}-{rang}"


@pytest.fixture
def memoire() -> Iterator[None]:
    """Fail when the process has grown too much."""
    avant = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - avant < MEMOIRE_MAX


@pytest.fixture
def destinataire(expediteur: Expediteur, monkeypatch: pytest.MonkeyPatch) -> Expediteur:
    """Know the persons of the files; write by batches of two lines, so that a late fault finds some already written."""
    monkeypatch.setattr(module, "LOT", 2)
    expediteur.accorder(6)
    return expediteur


def importer(destinataire: Expediteur, octets: bytes) -> Depot:
    """Send and process one file, check what is kept of it, then forget it."""
    depot, secondes = chronometrer(destinataire, octets)
    if secondes >= SECONDES_MAX:  # a file is slow each time, a process that tidies its memory once
        _, secondes = chronometrer(destinataire, octets)
    assert secondes < SECONDES_MAX
    return depot


def chronometrer(destinataire: Expediteur, octets: bytes) -> tuple[Depot, float]:
    """Do what `importer` does; return the seconds of processor that it took as well."""
    with transaction.atomic():
        debut = time.process_time()
        depot = destinataire.envoyer(octets)
        secondes = time.process_time() - debut
        verifier(depot)
        transaction.set_rollback(True)
    return depot, secondes


def verifier(depot: Depot) -> None:
    """All of it or nothing, sums that agree, and faults that say where."""
    assert depot.etat in {EtatDepot.TRAITE, EtatDepot.TRAITE_AVEC_ANOMALIES, EtatDepot.REFUSE}
    lignes = list(LigneFacture.objects.filter(depot=depot))
    anomalies = list(depot.anomalies.all())
    assert len(lignes) == depot.nb_lignes_acceptees
    assert sum(ligne.montant_caisse_centimes for ligne in lignes) == depot.montant_caisse_centimes
    assert LigneRefusee.objects.filter(depot=depot).count() == depot.nb_lignes_refusees
    for anomalie in anomalies:
        assert all([anomalie.message, anomalie.remede])
        assert not any(INVISIBLES.intersection(map(category, texte)) for texte in (anomalie.message, anomalie.extrait))
    if depot.etat == EtatDepot.REFUSE:
        assert (lignes, depot.montant_caisse_centimes) == ([], 0)
        assert anomalies
        assert {anomalie.code[0] for anomalie in anomalies} == {"F"}
        assert all(anomalie.champ for anomalie in anomalies if anomalie.code == "F05")
        return
    refusees = {anomalie.rang for anomalie in anomalies if anomalie.code[0] == "L"}
    assert refusees | {ligne.rang for ligne in lignes} == set(range(1, depot.nb_lignes_lues + 1))
    assert refusees.isdisjoint(ligne.rang for ligne in lignes)
    assert len(refusees) == depot.nb_lignes_refusees
    assert all(anomalie.champ and anomalie.ligne and anomalie.rang for anomalie in anomalies)


def serie(destinataire: Expediteur, nb: int) -> None:
    """Import `nb` files; most must be refused, some must pass: else the mutations prove nothing."""
    etats = []
    for octets, graine in mutes(nb):
        try:
            etats.append(importer(destinataire, octets).etat)
        except Exception as erreur:
            raise AssertionError(f"{graine}\n{octets!r}") from erreur
    bilan = {etat: etats.count(etat) for etat in set(etats)}
    print(bilan)  # noqa: T201 -- a figure
    assert 0 < bilan[EtatDepot.REFUSE] < nb


@pytest.mark.exigence("FIL-12", "ANO-02")
@pytest.mark.usefixtures("memoire")
def test_mille_fichiers_changes_au_hasard_recoivent_un_verdict(destinataire: Expediteur) -> None:
    serie(destinataire, 300)
    for octets, graine in mutes(700):
        lecture, _ = lire(octets)
        assert {anomalie.code for anomalie in lecture.anomalies} <= {"F04", "F05"}, graine


@pytest.mark.campagne
@pytest.mark.usefixtures("memoire")
def test_dix_mille_fichiers_changes_au_hasard_recoivent_un_verdict(destinataire: Expediteur) -> None:
    serie(destinataire, 10_000)


@pytest.mark.parametrize("nb", [30, pytest.param(3000, marks=pytest.mark.campagne)])
def test_tout_document_tire_du_schema_recoit_un_verdict(nb: int, destinataire: Expediteur) -> None:
    @settings(max_examples=nb)
    @given(documents_du_schema())
    def essayer(octets: bytes) -> None:
        importer(destinataire, octets)

    essayer()


def test_temoin_sans_effacement_un_import_partiel_se_voit(
    destinataire: Expediteur, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: when a refused file leaves what it had written, the series says so."""
    monkeypatch.setattr(module, "_effacer", lambda _: None)
    with pytest.raises(AssertionError, match="seed"):
        serie(destinataire, 300)
