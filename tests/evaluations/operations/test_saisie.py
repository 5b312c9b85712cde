"""Beginning, saving, finishing, taking up again: by whoever holds the order, and nobody else."""

from typing import Any

import pytest
from django.db.models import Model

from ppas.evaluations.etats import EtatCommande, EtatEvaluation
from ppas.evaluations.models import Commande, Evaluation
from ppas.evaluations.operations import saisie
from ppas.evaluations.regles.description import DERNIERE_VERSION, charger
from ppas.evaluations.regles.fusion import empreinte
from ppas.socle.horloge import maintenant
from ppas.socle.models import Evenement
from ppas.socle.refus import Refus
from tests.conftest import Horloge
from tests.evaluations.evaluees import COMPLETES, structure, terminee
from tests.factories import CommandeFactory, RattachementFactory, ReservationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("EVA-03")]
SECTIONS = {section.cle: section for section in charger(1).sections}


@pytest.fixture
def commande(horloge: Horloge) -> Commande:
    """An order held by `porteur(commande)`."""
    convention, par = structure()
    commande = CommandeFactory(convention=convention, reservee=True)
    ReservationFactory(commande=commande, evaluateur=par)
    return commande


def porteur(commande: Commande) -> Any:
    return commande.reservations.en_cours().get().evaluateur


def confier(commande: Commande) -> Any:
    """Hand the order to a colleague; return him."""
    collegue = RattachementFactory(partenaire=commande.convention.partenaire).utilisateur
    commande.reservations.update(finie_le="2026-11-04T08:00:00Z", fin="transferee")
    ReservationFactory(commande=commande, evaluateur=collegue)
    return collegue


def enregistrer(evaluation: Evaluation, saisies: dict[str, Any], *, par: Any, vues: Any = None) -> Any:
    section = SECTIONS["visite"]
    vue = empreinte(section, evaluation.reponses if vues is None else vues)
    return saisie.enregistrer(evaluation, saisies, section=section, vue=vue, par=par)


def code(operation: Any, *args: Any, **kwargs: Any) -> str:
    with pytest.raises(Refus) as refus:
        operation(*args, **kwargs)
    return refus.value.code


def actions(objet: Model) -> list[str]:
    siens = Evenement.objects.filter(objet_type=objet._meta.label_lower, objet_ref=objet.pk)
    return list(siens.order_by("pk").values_list("action", flat=True))


def test_commencer_deux_fois_n_ouvre_qu_une_evaluation(commande: Commande) -> None:
    evaluations = [saisie.commencer(commande, par=porteur(commande)) for _ in range(2)]
    assert evaluations[0] == evaluations[1]
    assert (evaluations[0].version, evaluations[0].etat) == (DERNIERE_VERSION, EtatEvaluation.EN_COURS)
    assert actions(evaluations[0]) == ["commencer"]


def test_seul_le_porteur_commence(commande: Commande) -> None:
    autre = RattachementFactory(partenaire=commande.convention.partenaire).utilisateur
    assert code(saisie.commencer, commande, par=autre) == "commande-transferee"
    assert not Evaluation.objects.exists()


def test_une_commande_annulee_ne_se_commence_pas(commande: Commande) -> None:
    par = porteur(commande)
    Commande.objects.update(etat=EtatCommande.ANNULEE)
    assert code(saisie.commencer, commande, par=par) == "commande-annulee"


def test_le_nouveau_porteur_reprend_ce_qui_etait_commence(commande: Commande) -> None:
    ancien = porteur(commande)
    evaluation = saisie.commencer(commande, par=ancien)
    enregistrer(evaluation, {"visite_medecin": "Dr Blanc"}, par=ancien)
    nouveau = confier(commande)
    reprise = saisie.commencer(commande, par=nouveau)
    assert (reprise.pk, reprise.evaluateur, reprise.reponses) == (
        evaluation.pk, nouveau, {"visite_medecin": "Dr Blanc"}
    )  # fmt: skip
    assert actions(evaluation) == ["commencer", "confier"]
    assert code(enregistrer, evaluation, {"visite_medecin": "Dr Noir"}, par=ancien) == "commande-transferee"


def test_deux_personnes_l_une_apres_l_autre_ne_s_ecrasent_pas(commande: Commande) -> None:
    ancien = porteur(commande)
    evaluation = saisie.commencer(commande, par=ancien)
    nouveau = confier(commande)
    enregistrer(evaluation, {"visite_medecin": "Dr Blanc"}, par=nouveau)
    commande.reservations.update(finie_le="2026-11-04T08:30:00Z", fin="transferee")
    ReservationFactory(commande=commande, evaluateur=ancien)
    refus = code(enregistrer, evaluation, {"visite_medecin": "Dr Noir"}, par=ancien, vues={})
    assert refus == "revision-depassee"
    evaluation.refresh_from_db()
    assert evaluation.reponses == {"visite_medecin": "Dr Blanc"}


def test_enregistrer_sans_rien_changer_ne_fait_pas_de_revision(commande: Commande) -> None:
    evaluation = saisie.commencer(commande, par=porteur(commande))
    for _ in range(2):
        enregistrer(evaluation, {"visite_medecin": "Dr Blanc"}, par=porteur(commande))
    assert evaluation.revision == 2


def test_terminer_demande_tout_ce_qui_manque(commande: Commande) -> None:
    evaluation = saisie.commencer(commande, par=porteur(commande))
    with pytest.raises(saisie.EvaluationIncomplete) as refus:
        saisie.terminer(evaluation, par=porteur(commande))
    manquants = {empechement.cle for empechement in refus.value.empechements}
    assert {"visite_date", "aggir_transferts", "consentement_accord"} <= manquants
    evaluation.refresh_from_db()
    assert evaluation.etat == EtatEvaluation.EN_COURS


@pytest.fixture
def complete(commande: Commande) -> Evaluation:
    """An evaluation to which nothing lacks, still in progress."""
    evaluation = terminee(commande.convention, porteur(commande))
    saisie.reprendre(evaluation, par=evaluation.evaluateur)
    return evaluation


@pytest.mark.exigence("EVA-19")
def test_terminer_deux_fois_n_est_terminer_qu_une(complete: Evaluation) -> None:
    for _ in range(2):
        saisie.terminer(complete, par=complete.evaluateur)
    assert complete.etat == EtatEvaluation.TERMINEE
    assert actions(complete) == ["reprendre", "terminer"]


@pytest.mark.exigence("EVA-19")
def test_un_plan_au_dela_de_son_plafond_ne_se_termine_pas(complete: Evaluation) -> None:
    complete.reponses["plan_lignes"][0]["quantite"] = "10.00"
    complete.save()
    with pytest.raises(saisie.EvaluationIncomplete) as refus:
        saisie.terminer(complete, par=complete.evaluateur)
    (empechement,) = refus.value.empechements
    assert (empechement.section, empechement.cle) == ("plan", "")
    assert "plafond" in empechement.phrase


def test_une_personne_non_informee_ne_se_termine_pas(complete: Evaluation) -> None:
    complete.reponses["consentement_information"] = "non"
    complete.save()
    assert code(saisie.terminer, complete, par=complete.evaluateur) == "evaluation-incomplete"


def test_une_evaluation_terminee_se_reprend_avant_de_se_modifier(complete: Evaluation) -> None:
    saisie.terminer(complete, par=complete.evaluateur)
    refus = code(enregistrer, complete, {"visite_medecin": "Dr Blanc"}, par=complete.evaluateur)
    assert refus == "evaluation-terminee"
    saisie.reprendre(complete, par=complete.evaluateur)
    enregistrer(complete, {"visite_medecin": "Dr Blanc"}, par=complete.evaluateur)
    assert complete.etat == EtatEvaluation.EN_COURS


@pytest.mark.exigence("EVA-05")
def test_une_evaluation_transmise_ne_se_modifie_plus(complete: Evaluation) -> None:
    Commande.objects.update(etat=EtatCommande.REALISEE)
    Evaluation.objects.update(etat=EtatEvaluation.TRANSMISE, transmise_le=maintenant())
    for operation in (saisie.terminer, saisie.reprendre):
        assert code(operation, complete, par=complete.evaluateur) == "evaluation-transmise"
    assert code(enregistrer, complete, {"visite_medecin": "X"}, par=complete.evaluateur) == "evaluation-transmise"
    complete.refresh_from_db()
    assert complete.reponses == COMPLETES


def test_ce_que_la_caisse_a_rendu_se_corrige_et_se_termine_de_nouveau(complete: Evaluation) -> None:
    Evaluation.objects.filter(pk=complete.pk).update(etat=EtatEvaluation.A_CORRIGER)
    enregistrer(complete, {**COMPLETES, "visite_medecin": "Dr Blanc"}, par=complete.evaluateur)
    assert complete.etat == EtatEvaluation.A_CORRIGER
    saisie.terminer(complete, par=complete.evaluateur)
    assert complete.etat == EtatEvaluation.TERMINEE
