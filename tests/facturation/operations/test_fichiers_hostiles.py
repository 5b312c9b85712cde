"""Files made to harm, through the whole reception: a refused deposit with its reasons, and nothing else."""

import pytest

from ppas.facturation.etats import EtatDepot
from ppas.facturation.models import Depot, LigneFacture
from ppas.facturation.operations import traiter as module
from tests.facturation.envois import Expediteur
from tests.facturation.regles.fichiers_hostiles import FICHIERS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]


@pytest.mark.exigence("FIL-12")
@pytest.mark.parametrize("contenu", [pytest.param(octets, id=nom) for nom, octets in FICHIERS])
def test_un_fichier_hostile_est_refuse_et_rien_n_en_reste(
    contenu: bytes, expediteur: Expediteur, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOT", 50)  # what precedes the fault has been written, then must go
    depot = expediteur.envoyer(contenu)
    assert depot.etat == EtatDepot.REFUSE
    assert {anomalie.code for anomalie in depot.anomalies.all()} in ({"F04"}, {"F05"})
    assert (Depot.objects.count(), LigneFacture.objects.count()) == (1, 0)
    assert (depot.nb_lignes_acceptees, depot.montant_caisse_centimes) == (0, 0)
