"""Evaluations that may still change are found by their own index, without reading those that were sent."""

import pytest
from django.db import connection

from ppas.evaluations.etats import EtatEvaluation
from ppas.evaluations.models import Evaluation
from ppas.partenaires.models import Partenaire
from ppas.socle.horloge import maintenant
from tests.factories import BeneficiaireFactory, CommandeFactory, EvaluationFactory, UtilisateurFactory
from tests.factories.caisses import CaisseFactory
from tests.factories.partenaires import ConventionFactory

PAR_STRUCTURE = 200


@pytest.fixture
def partenaire(db: None) -> Partenaire:
    """One of five structures, each with years of evaluations of which a few are in progress."""
    caisse = CaisseFactory()
    commun = {"caisse": caisse, "beneficiaire": BeneficiaireFactory(caisse=caisse)}
    conventions = ConventionFactory.create_batch(5, caisse=caisse)
    par, instant = UtilisateurFactory(), maintenant()
    for convention in conventions:
        commandes = CommandeFactory.create_batch(PAR_STRUCTURE, convention=convention, **commun)
        Evaluation.objects.bulk_create(
            EvaluationFactory.build(
                commande=commande,
                caisse=caisse,
                convention=convention,
                evaluateur=par,
                etat=EtatEvaluation.TRANSMISE if rang % 50 else EtatEvaluation.EN_COURS,
                transmise_le=instant if rang % 50 else None,
            )
            for rang, commande in enumerate(commandes)
        )
    if connection.vendor == "postgresql":
        connection.cursor().execute("ANALYZE evaluations_evaluation")
    return conventions[0].partenaire


def test_ce_qui_est_en_cours_se_trouve_par_son_index(partenaire: Partenaire) -> None:
    en_cours = Evaluation.objects.de_partenaire(partenaire).modifiables()
    requetes = [en_cours.order_by("-modifiee_le", "-id")[:26], en_cours.order_by().values("pk")[:100]]
    assert [requete.explain() for requete in requetes if "evaluation_modifiable" not in requete.explain()] == []


def test_temoin_sans_l_etat_l_index_ne_sert_pas(partenaire: Partenaire) -> None:
    assert "evaluation_modifiable" not in Evaluation.objects.de_partenaire(partenaire).explain()
