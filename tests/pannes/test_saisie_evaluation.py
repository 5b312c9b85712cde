"""Two tabs, or two clicks, on one evaluation at the same instant: no answer is lost, none is written over (EVA-03).

The control shows that without the lock one of the two would be.
"""

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.db import connection

from ppas.evaluations.models import Commande, Evaluation
from ppas.evaluations.operations import saisie
from ppas.evaluations.regles.description import charger
from ppas.evaluations.regles.fusion import empreinte
from ppas.socle.refus import Refus
from tests.evaluations.evaluees import structure
from tests.factories import BeneficiaireFactory, CommandeFactory, ReservationFactory
from tests.facturation.envois import ensemble

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("horloge")]

MANCHES = 60
MANCHES_TEMOINS = 5
SECTIONS = {section.cle: section for section in charger(1).sections}


@pytest.fixture
def commandes() -> Callable[[int], Iterator[Commande]]:
    """Return `commandes(nb)`: that many orders, held by one evaluator."""

    def faire(nb: int) -> Iterator[Commande]:
        convention, par = structure()
        beneficiaire = BeneficiaireFactory(caisse=convention.caisse)
        for _ in range(nb):
            commande = CommandeFactory(convention=convention, beneficiaire=beneficiaire, reservee=True)
            ReservationFactory(commande=commande, evaluateur=par)
            yield commande

    return faire


def enregistrer(commande: Commande, cle_section: str, **saisies: Any) -> object:
    """Save a section of the evaluation as a tab opened at its beginning does."""
    evaluation = Evaluation.objects.select_related("commande", "evaluateur").get(commande=commande)
    section = SECTIONS[cle_section]
    vue = empreinte(section, {})
    return saisie.enregistrer(evaluation, saisies, section=section, vue=vue, par=evaluation.evaluateur)


def commencer(commande: Commande) -> Evaluation:
    """Begin as another browser does."""
    lue = Commande.objects.get(pk=commande.pk)
    return saisie.commencer(lue, par=lue.reservations.get().evaluateur)


def deux_sections(commande: Commande) -> dict[str, Any]:
    """Save two sections at the same instant; return what is kept."""
    resultats = ensemble(
        lambda: enregistrer(commande, "visite", visite_medecin="Dr Blanc"),
        lambda: enregistrer(commande, "observations", observations_texte="Rien."),
    )
    assert not [resultat for resultat in resultats if isinstance(resultat, Exception)]
    return Evaluation.objects.get(commande=commande).reponses


def commencees(commandes: Iterator[Commande]) -> Iterator[Commande]:
    for commande in commandes:
        commencer(commande)
        yield commande


@pytest.mark.exigence("EVA-03")
def test_deux_onglets_au_meme_instant_ne_perdent_aucune_section(commandes) -> None:
    for commande in commencees(commandes(MANCHES)):
        assert deux_sections(commande) == {"visite_medecin": "Dr Blanc", "observations_texte": "Rien."}


@pytest.mark.exigence("EVA-03")
def test_une_section_ecrite_deux_fois_au_meme_instant_ne_l_est_qu_une(commandes) -> None:
    for commande in commencees(commandes(MANCHES)):
        resultats = ensemble(
            *(partial(enregistrer, commande, "visite", visite_medecin=nom) for nom in ("Dr Blanc", "Dr Noir"))
        )
        (refus,) = [resultat for resultat in resultats if isinstance(resultat, Exception)]
        assert isinstance(refus, Refus)
        assert refus.code == "revision-depassee"
        gagnant = "Dr Noir" if resultats[0] is refus else "Dr Blanc"
        evaluation = Evaluation.objects.get(commande=commande)
        assert (evaluation.reponses, evaluation.revision) == ({"visite_medecin": gagnant}, 2)


@pytest.mark.exigence("EVA-03")
def test_un_double_clic_sur_commencer_n_ouvre_qu_une_evaluation(commandes) -> None:
    for commande in commandes(MANCHES):
        premiere, seconde = ensemble(partial(commencer, commande), partial(commencer, commande))
        assert premiere == seconde
    assert Evaluation.objects.count() == MANCHES


@pytest.fixture
def sans_verrou(monkeypatch: pytest.MonkeyPatch) -> None:
    """No lock, and time passes before what is read is written. Nor a transaction on SQLite, which is a lock."""
    ecrire = saisie.ecrire_reponses

    def lire(objet: Any, **_: object) -> Any:
        objet.refresh_from_db()
        return objet

    def ecrire_lentement(*args: Any) -> object:
        time.sleep(0.03)
        return ecrire(*args)

    monkeypatch.setattr(saisie, "verrouiller", lire)
    monkeypatch.setattr(saisie, "ecrire_reponses", ecrire_lentement)
    if connection.vendor == "sqlite":
        monkeypatch.setattr(saisie, "enregistrer", saisie.enregistrer.__wrapped__)


def test_temoin_sans_verrou_une_section_est_perdue(commandes, sans_verrou: None) -> None:
    gardees = [len(deux_sections(commande)) for commande in commencees(commandes(MANCHES_TEMOINS))]
    print(f"{gardees.count(1)} sections lost in {MANCHES_TEMOINS} rounds without the lock")  # noqa: T201 -- a figure
    assert 1 in gardees
