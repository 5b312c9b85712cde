"""What the caisse answers: accepted or sent back, never both."""

from collections.abc import Iterator
from functools import partial

import pytest

from ppas.evaluations.etats import EtatCommande, EtatEvaluation
from ppas.evaluations.models import Evaluation, Renvoi, Reservation
from ppas.evaluations.operations import recevoir as operations
from ppas.evaluations.operations.recevoir import accepter, renvoyer
from ppas.evaluations.operations.transmettre import transmettre
from ppas.socle import etats
from ppas.socle.models import Courriel, Evenement, NatureEchange, SensEchange
from ppas.socle.refus import Refus
from tests.evaluations.evaluees import structure, transmise
from tests.factories import RattachementFactory, UtilisateurFactory
from tests.facturation.envois import ensemble

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]
MANCHES = 20


@pytest.fixture
def agent():
    return UtilisateurFactory()


def relue(evaluation: Evaluation) -> Evaluation:
    """As another browser reads it."""
    return Evaluation.objects.select_related("commande", "convention", "caisse").get(pk=evaluation.pk)


@pytest.mark.exigence("CAI-09")
def test_accepter_date_la_decision_et_la_montre_aux_deux(agent) -> None:
    evaluation = transmise(*structure())
    accepter(evaluation, par=agent)
    lue = relue(evaluation)
    assert (lue.etat, lue.traitee_le is not None) == (EtatEvaluation.ACCEPTEE, True)
    recu = Evenement.objects.get(nature=NatureEchange.EVALUATIONS, sens=SensEchange.RECU)
    assert (recu.action, recu.auteur_ref, recu.partenaire_ref) == ("accepter", agent.pk, lue.convention.partenaire_id)


@pytest.mark.exigence("CAI-09", "EVA-05")
def test_renvoyer_rend_la_commande_a_son_evaluateur_avec_le_message(agent) -> None:
    convention, par = structure()
    evaluation = transmise(convention, par)
    renvoi = renvoyer(evaluation, "  Précisez la visite. ", par=agent)
    lue = relue(evaluation)
    assert (renvoi.message, lue.etat, lue.commande.etat) == (
        "Précisez la visite.",
        EtatEvaluation.A_CORRIGER,
        EtatCommande.RESERVEE,
    )
    tenue = Reservation.objects.en_cours().get(commande=lue.commande)
    assert (tenue.evaluateur, tenue.appareil) == (par, None)
    assert lue.reponses == evaluation.reponses
    assert lue.transmissions.count() == 1


@pytest.mark.exigence("CAI-09")
def test_toute_la_structure_recoit_le_message(agent) -> None:
    convention, par = structure()
    RattachementFactory(partenaire=convention.partenaire, utilisateur__mail="autre@exemple.fr")
    evaluation = transmise(convention, par)
    renvoyer(evaluation, "<b>Précisez</b> #strong[la visite]", par=agent)
    courriels = Courriel.objects.order_by("destinataire")
    assert [c.destinataire for c in courriels] == sorted(["autre@exemple.fr", par.mail])
    for courriel in courriels:
        assert "<b>Précisez</b> #strong[la visite]" in courriel.corps
        assert f"/evaluations/{evaluation.pk}/" in courriel.corps
        assert "DURAND" not in courriel.corps


@pytest.mark.parametrize("message", ["", " \n "])
def test_un_renvoi_sans_message_est_refuse(agent, message: str) -> None:
    evaluation = transmise(*structure())
    with pytest.raises(Refus) as refus:
        renvoyer(evaluation, message, par=agent)
    assert (refus.value.code, refus.value.champ) == ("message-absent", "message")
    assert relue(evaluation).etat == EtatEvaluation.TRANSMISE


@pytest.mark.exigence("EVA-05")
def test_une_evaluation_corrigee_repart_sous_un_nouvel_envoi(agent) -> None:
    convention, par = structure()
    evaluation = transmise(convention, par)
    renvoyer(evaluation, "Précisez.", par=agent)
    corrigee = relue(evaluation)
    corrigee.reponses = corrigee.reponses | {"besoins_analyse": "Précisé."}
    corrigee.etat = EtatEvaluation.TERMINEE
    corrigee.save()
    assert transmettre(corrigee, par=par).rang == 2
    assert [t.reponses["besoins_analyse"] for t in corrigee.transmissions.order_by("rang")] == [
        "Une aide pour le linge.\nEt de la compagnie.",
        "Précisé.",
    ]


@pytest.mark.parametrize("verbe", ["accepter", "renvoyer"])
def test_une_evaluation_deja_acceptee_ne_change_plus(agent, verbe: str) -> None:
    evaluation = transmise(*structure())
    accepter(evaluation, par=agent)
    with pytest.raises(Refus) as refus:
        accepter(relue(evaluation), par=agent) if verbe == "accepter" else renvoyer(relue(evaluation), "x", par=agent)
    assert refus.value.code == "transition-interdite"
    assert not Renvoi.objects.exists()


def manches(nb: int, agent) -> Iterator[tuple[Evaluation, list[object]]]:
    """Accept and send back at the same instant, that many times."""
    convention, par = structure()
    for _ in range(nb):
        evaluation = transmise(convention, par)
        yield (
            evaluation,
            ensemble(
                partial(accepter, relue(evaluation), par=agent),
                partial(renvoyer, relue(evaluation), "Précisez.", par=agent),
            ),
        )


@pytest.mark.exigence("CAI-09")
@pytest.mark.django_db(transaction=True)
def test_deux_agents_n_acceptent_et_ne_renvoient_pas_la_meme(agent) -> None:
    for evaluation, (acceptation, renvoi) in manches(MANCHES, agent):
        lue = relue(evaluation)
        if isinstance(renvoi, Refus):
            assert (acceptation, lue.etat, lue.commande.etat) == (None, EtatEvaluation.ACCEPTEE, EtatCommande.REALISEE)
            assert not lue.renvois.exists()
        else:
            assert isinstance(acceptation, Refus)
            assert (lue.etat, lue.commande.etat) == (EtatEvaluation.A_CORRIGER, EtatCommande.RESERVEE)
            assert lue.traitee_le is None


@pytest.mark.django_db(transaction=True)
def test_temoin_sans_verrou_une_evaluation_est_acceptee_et_renvoyee(agent, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: each agent goes on from what he had read."""
    monkeypatch.setattr(operations, "verrouiller", lambda objet, **_: objet)
    monkeypatch.setattr(etats, "verrouiller", lambda objet, **_: objet)
    evaluation = transmise(*structure())
    deux = relue(evaluation), relue(evaluation)
    accepter(deux[0], par=agent)
    renvoyer(deux[1], "Précisez.", par=agent)
    assert (Renvoi.objects.count(), relue(evaluation).traitee_le is not None) == (1, True)
