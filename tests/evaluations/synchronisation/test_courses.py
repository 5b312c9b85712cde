"""Two computers, or two people, at the same instant on one order: one version is taken, the other is kept (C3)."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db.models import Count

from ppas.evaluations.etats import ResultatEnvoi
from ppas.evaluations.models import Appareil, Commande, EnvoiEvaluation, Evaluation
from ppas.evaluations.operations import synchroniser
from ppas.evaluations.operations.choisir import choisir
from ppas.evaluations.operations.reponses import ecrire_reponses
from tests.evaluations.synchronisation.monde import Evaluateur, envoi
from tests.factories.evaluations import AppareilFactory
from tests.facturation.envois import ensemble

pytestmark = pytest.mark.django_db(transaction=True)

MANCHES, MANCHES_TEMOIN, MANCHES_CAMPAGNE = 60, 8, 300
type Manche = Callable[[Evaluateur, Appareil, Commande], None]


def deux_ordinateurs(evaluateur: Evaluateur, autre: Appareil, commande: Commande) -> None:
    """Each sends what it wrote on the same revision: one is taken, the other waits for a choice."""
    envois = [envoi(commande, {"visite_medecin": f"Docteur {qui}"}) for qui in ("MARTIN", "MOREAU")]
    recus = ensemble(
        lambda: evaluateur.envoyer(envois[0]),
        lambda: evaluateur.envoyer(envois[1], appareil=autre),
    )
    assert sorted(recu.resultat for recu in recus) == [ResultatEnvoi.CONFLIT, ResultatEnvoi.PRISE]
    prise = next(recu for recu in recus if recu.resultat == ResultatEnvoi.PRISE)
    assert Evaluation.objects.get(commande=commande).reponses == prise.reponses


def deux_fois_le_meme(evaluateur: Evaluateur, autre: Appareil, commande: Commande) -> None:
    """The same sending leaves twice: one effect, one receipt."""
    parti = envoi(commande)
    recus = ensemble(*[lambda: evaluateur.envoyer(parti)] * 3)
    assert len({recu.pk for recu in recus}) == 1
    assert Evaluation.objects.get(commande=commande).revision == 2


def un_identifiant_pour_deux_commandes(evaluateur: Evaluateur, autre: Appareil, commande: Commande) -> None:
    """One of them is refused, and its order has no evaluation."""
    seconde, identifiant = evaluateur.commande(), str(uuid.uuid4())
    recus = ensemble(
        *(lambda une=une: evaluateur.envoyer(envoi(une, identifiant=identifiant)) for une in (commande, seconde))
    )
    assert sorted(getattr(recu, "code", None) or "prise" for recu in recus) == ["identifiant-deja-utilise", "prise"]
    assert Evaluation.objects.filter(commande__in=[commande, seconde]).count() == 1


def un_ordinateur_et_une_saisie(evaluateur: Evaluateur, autre: Appareil, commande: Commande) -> None:
    """The order of the two decides; nothing of either is overwritten unseen."""
    evaluateur.envoyer(envoi(commande))

    def saisir() -> int:
        with synchroniser.transaction.atomic():
            evaluation = Evaluation.objects.select_for_update().get(commande=commande)
            ecrire_reponses(evaluation, {"visite_medecin": "Docteur PETIT"})
            return evaluation.revision

    recu, _ = ensemble(lambda: evaluateur.envoyer(envoi(commande, {"visite_digicode": "12B"}, base=2)), saisir)
    evaluation = Evaluation.objects.get(commande=commande)
    assert evaluation.reponses == {"visite_medecin": "Docteur PETIT"}
    assert recu.resultat == (ResultatEnvoi.CONFLIT if evaluation.revision == 3 else ResultatEnvoi.PRISE)


def deux_choix(evaluateur: Evaluateur, autre: Appareil, commande: Commande) -> None:
    """The two versions are chosen at once: one choice is made, the other is told so."""
    evaluateur.envoyer(envoi(commande))
    conflit = evaluateur.envoyer(envoi(commande, {"visite_medecin": "Docteur MOREAU"}), appareil=autre)

    def faire(choix: str) -> str:
        lu = EnvoiEvaluation.objects.select_related("commande", "appareil").get(pk=conflit.pk)
        return choisir(lu, choix, par=evaluateur.utilisateur, revision=2)

    resultats = ensemble(lambda: faire("envoyee"), lambda: faire("portail"))
    assert sorted(getattr(resultat, "code", "fait") for resultat in resultats) == ["deja-choisi", "fait"]
    conflit.refresh_from_db()
    assert Evaluation.objects.get(commande=commande).revision == (3 if conflit.choix == "envoyee" else 2)


MANIERES = [deux_ordinateurs, deux_fois_le_meme, un_identifiant_pour_deux_commandes, un_ordinateur_et_une_saisie]
MANIERES += [deux_choix]


@pytest.fixture
def manches(evaluateur: Evaluateur) -> Callable[[int], Iterator[tuple[Any, ...]]]:
    """Return `manches(nb)`: that many orders, and the two computers of one person."""
    autre = AppareilFactory(utilisateur=evaluateur.utilisateur, partenaire=evaluateur.convention.partenaire)
    return lambda nb: ((evaluateur, autre, evaluateur.commande()) for _ in range(nb))


@pytest.mark.exigence("EVA-02", "EVA-07", "EVA-20")
@pytest.mark.parametrize("maniere", MANIERES)
def test_au_meme_instant_rien_n_est_ecrase_ni_double(maniere: Manche, manches) -> None:
    for manche in manches(MANCHES):
        maniere(*manche)


@pytest.mark.campagne
@pytest.mark.parametrize("maniere", MANIERES)
def test_trois_cents_fois_au_meme_instant(maniere: Manche, manches) -> None:
    for manche in manches(MANCHES_CAMPAGNE):
        maniere(*manche)


def test_temoin_sans_revision_une_version_est_ecrasee(manches, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the comparison of revisions, both are taken: the first one is lost under the second."""
    monkeypatch.setattr(synchroniser, "_divergence", lambda *_: None)
    for evaluateur, autre, commande in manches(MANCHES_TEMOIN):
        ensemble(
            lambda e=evaluateur, c=commande: e.envoyer(envoi(c)),
            lambda e=evaluateur, c=commande, a=autre: e.envoyer(envoi(c, {"visite_digicode": "12B"}), appareil=a),
        )
    prises = EnvoiEvaluation.objects.filter(resultat=ResultatEnvoi.PRISE).values("commande").annotate(nb=Count("pk"))
    assert prises.filter(nb=2).count() == MANCHES_TEMOIN
