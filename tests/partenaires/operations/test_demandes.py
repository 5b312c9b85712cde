import pytest

from ppas.partenaires.models import Convention
from ppas.partenaires.operations import demandes
from ppas.partenaires.operations.demandes import demander_convention
from ppas.socle.models import Evenement
from ppas.socle.refus import Refus
from tests.factories import CaisseFactory, ConventionFactory, RattachementFactory, TypePartenaireFactory

pytestmark = pytest.mark.django_db


def nouvelle(partenaire):
    return Convention(
        partenaire=partenaire, caisse=CaisseFactory(), type_partenaire=TypePartenaireFactory(), code="AMD1"
    )


@pytest.mark.exigence("CON-12")
def test_le_code_pris_entre_la_lecture_et_l_ecriture_est_refuse(monkeypatch):
    rattachement = RattachementFactory(administrateur=True)
    ConventionFactory(code="amd1")
    lectures = iter([[], [Refus("code-pris", "Ce code est pris.", champ="code_convention")]])
    monkeypatch.setattr(demandes, "refus_de_doublon", lambda **_: next(lectures))
    with pytest.raises(Refus) as refus:
        demander_convention(nouvelle(rattachement.partenaire), par=rattachement.utilisateur)
    assert (refus.value.code, refus.value.champ) == ("code-pris", "code")
    assert not Evenement.objects.exists()


@pytest.mark.exigence("CON-04")
def test_un_simple_utilisateur_ne_demande_pas_de_convention():
    rattachement = RattachementFactory()
    with pytest.raises(Refus) as refus:
        demander_convention(nouvelle(rattachement.partenaire), par=rattachement.utilisateur)
    assert refus.value.code == "droits-retires"
    assert not Convention.objects.exists()
