"""From the finished evaluation to its export, as an evaluator and an agent do it."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from ppas.evaluations.etats import EtatEvaluation
from ppas.evaluations.models import Evaluation
from ppas.evaluations.operations.transmettre import transmettre
from tests.evaluations.evaluees import structure, terminee
from tests.factories import AgentFactory
from tests.navigateur.gestes import connecter

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


@pytest.mark.exigence("EVA-04", "EVA-05", "CAI-09")
def test_une_evaluation_part_revient_repart_et_s_exporte(
    page: Page, context: BrowserContext, capture: Callable[..., None], sans_defaut_axe: Callable[[Page], None]
) -> None:
    convention, par = structure()
    agent = AgentFactory(caisse=convention.caisse).utilisateur
    evaluation = terminee(convention, par)
    terminee(convention, par, sauf=("besoins_analyse",))

    def regarder(nom: str) -> None:
        capture(page, nom)
        sans_defaut_axe(page)

    connecter(context, par)
    page.goto(reverse("evaluations:transmission"))
    regarder("transmission")
    page.get_by_label(f"Choisir l’évaluation E{evaluation.pk}", exact=True).check()
    page.get_by_role("button", name="Vérifier avant de transmettre").press("Enter")
    regarder("transmission-verifier")
    page.get_by_role("button", name="Transmettre à la caisse").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Évaluations transmises")
    regarder("transmises")
    page.get_by_role("link", name=f"E{evaluation.pk}", exact=True).click()
    regarder("evaluation-transmise")

    connecter(context, agent)
    page.goto(reverse("evaluations:caisse_recues"))
    regarder("recues")
    page.get_by_role("link", name=f"E{evaluation.pk}", exact=True).click()
    regarder("evaluation-recue")
    page.get_by_role("link", name="Renvoyer pour correction").click()
    page.get_by_label("Ce qui est à corriger").fill("Précisez qui était présent.")
    regarder("evaluation-renvoyer")
    page.get_by_role("button", name="Renvoyer pour correction").click()
    expect(page.get_by_text("est renvoyée pour correction ; la structure en est informée.")).to_be_visible()

    connecter(context, par)
    page.goto(reverse("evaluations:evaluation", args=[evaluation.pk]))
    expect(page.get_by_role("heading", name="La caisse demande une correction")).to_be_visible()
    regarder("evaluation-a-corriger")

    corrigee = Evaluation.objects.get(pk=evaluation.pk)
    (ligne,) = corrigee.reponses["plan_lignes"]
    corrigee.reponses |= {"visite_presents": ["enfant"], "plan_lignes": [ligne | {"quantite": "3.00"}]}
    corrigee.etat = EtatEvaluation.TERMINEE
    corrigee.save()
    transmettre(corrigee, par=par)
    connecter(context, agent)
    page.goto(reverse("evaluations:caisse_evaluation", args=[evaluation.pk]))
    expect(page.get_by_role("heading", name="Ce que le dernier envoi a changé")).to_be_visible()
    regarder("evaluation-corrigee")
    page.get_by_role("button", name="Accepter l’évaluation").press("Enter")
    page.goto(reverse("evaluations:caisse_exports"))
    page.get_by_role("button", name="Exporter les évaluations en attente").press("Enter")
    expect(page.get_by_text("créé avec 1 évaluation.")).to_be_visible()
    regarder("exporter-les-evaluations")
