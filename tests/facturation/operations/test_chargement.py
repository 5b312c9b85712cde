"""Many rows at once: same result on both databases, and the constraints still hold."""

import pytest
from django.db import IntegrityError, transaction

from ppas.facturation.models import Anomalie
from ppas.facturation.operations.chargement import charger
from tests.factories.facturation import DepotFactory

pytestmark = pytest.mark.django_db

CHAMPS = ("depot", "code", "gravite", "rang", "champ", "extrait", "message", "remede")


@pytest.mark.parametrize(
    "texte",
    ["é€🦉", "tab\tfin\nligne\r\\N \\. \\", "' OR 1=1 --", "", "%s %% {}"],
    ids=["accents", "séparateurs", "guillemets", "vide", "formats"],
)
def test_les_valeurs_sont_ecrites_telles_quelles(texte: str) -> None:
    depot = DepotFactory()
    charger(Anomalie, CHAMPS, [(depot.pk, "L07", "ligne", rang, "", texte, texte, "r") for rang in (1, None)])
    lues = Anomalie.objects.order_by("pk").values_list("rang", "extrait", "message")
    assert list(lues) == [(1, texte, texte), (None, texte, texte)]


def test_rien_a_ecrire_n_ecrit_rien() -> None:
    charger(Anomalie, CHAMPS, [])
    assert not Anomalie.objects.exists()


def test_une_contrainte_violee_annule_le_tout() -> None:
    depot = DepotFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        charger(
            Anomalie,
            CHAMPS,
            [(depot.pk, "L07", "ligne", 1, "", "", "m", "r"), (depot.pk, None, "ligne", 2, "", "", "m", "r")],
        )
    assert not Anomalie.objects.exists()


def test_une_suite_paresseuse_suffit() -> None:
    depot = DepotFactory()
    charger(Anomalie, CHAMPS, ((depot.pk, "L07", "ligne", rang, "", "", "m", "r") for rang in range(1, 1001)))
    assert Anomalie.objects.count() == 1000
