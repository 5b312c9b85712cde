"""What the demonstration's caisse answers to an export of evaluations."""

from datetime import date
from io import BytesIO

import pytest

from ppas.caisses.models import TypePartenaire
from ppas.demo.operations.paiements import fichier_paiements_evaluations
from ppas.evaluations.etats import EtatEvaluation
from ppas.evaluations.models import Evaluation
from ppas.paiements.models import Bordereau, LignePaiement
from ppas.paiements.operations.importer import importer_paiements
from ppas.socle.horloge import maintenant
from ppas.socle.refus import Refus
from tests.factories import (
    CaisseFactory,
    ConventionFactory,
    EvaluationFactory,
    ExportEvaluationsFactory,
    TarifFactory,
)
from tests.factories.caisses import PrestationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge"), pytest.mark.exigence("EVA-08")]


@pytest.mark.parametrize(
    ("tarif", "paye"), [pytest.param(None, 12000, id="sans-tarif"), pytest.param(13500, 13500, id="tarif")]
)
def test_le_fichier_paie_toutes_les_evaluations_d_un_export_par_convention(tarif: int | None, paye: int) -> None:
    caisse = CaisseFactory()
    export = ExportEvaluationsFactory(caisse=caisse)
    for nb in (2, 1):
        convention = ConventionFactory(caisse=caisse, type_partenaire__code=TypePartenaire.EVALUATION)
        EvaluationFactory.create_batch(nb, exportee=True, export=export, commande__convention=convention)
    if tarif:
        TarifFactory(
            prestation=PrestationFactory(evaluation=True),
            debut=date(2026, 1, 1),
            ouvrable_centimes=tarif,
            caisse=caisse,
        )
    nom, octets = fichier_paiements_evaluations(export, sans_tarif_centimes=12000)
    importer_paiements(BytesIO(octets), nom, caisse=caisse, par=None)
    assert set(Evaluation.objects.values_list("etat", flat=True)) == {EtatEvaluation.PAYEE}
    assert set(LignePaiement.objects.values_list("montant_centimes", "attendu_centimes")) == {(paye, tarif)}
    assert sorted(Bordereau.objects.publies(maintenant()).values_list("montant_centimes", flat=True)) == [
        paye,
        2 * paye,
    ]
    with pytest.raises(Refus) as refus:
        fichier_paiements_evaluations(export, sans_tarif_centimes=12000)
    assert refus.value.code == "rien-a-payer"
