import pytest

from ppas.caisses.models import Caisse
from ppas.caisses.operations.parametres import modifier_parametres
from ppas.socle.models import Evenement
from ppas.socle.refus import Refus
from tests.factories.caisses import AgentFactory, CaisseFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge"), pytest.mark.exigence("INV-11")]


@pytest.fixture
def administrateur():
    return AgentFactory(administrateur=True)


def test_un_delai_change_et_le_journal_dit_qui_et_de_combien(administrateur) -> None:
    caisse, par = administrateur.caisse, administrateur.utilisateur
    assert modifier_parametres(caisse, par=par, delai_facturation_mois=6, mention_courriels="Bonne année.")
    assert Caisse.objects.get().delai_facturation_mois == 6
    fait = Evenement.objects.get(action="modifier-parametres")
    assert (fait.auteur_ref, fait.caisse_ref, fait.partenaire_ref) == (par.pk, caisse.pk, None)
    assert fait.libelle == (
        "Paramètres de la caisse modifiés (délai de facturation (mois) : de 12 à 6, texte ajouté aux mails)"
    )
    assert fait.details["modifications"] == {
        "delai_facturation_mois": [12, 6],
        "mention_courriels": ["", "Bonne année."],
    }


def test_rien_de_change_ne_laisse_pas_de_trace(administrateur) -> None:
    assert not modifier_parametres(administrateur.caisse, par=administrateur.utilisateur, delai_facturation_mois=12)
    assert not Evenement.objects.exists()


@pytest.mark.parametrize(("code", "est_administrateur"), [("03", False), ("05", True)])
def test_nul_autre_que_son_administrateur_regional_ne_la_change(
    administrateur, code: str, *, est_administrateur: bool
) -> None:
    intrus = AgentFactory(caisse=CaisseFactory(code=code), est_administrateur=est_administrateur)
    with pytest.raises(Refus) as levee:
        modifier_parametres(administrateur.caisse, par=intrus.utilisateur, delai_facturation_mois=1)
    assert levee.value.code == "droits-retires"
    assert CaisseFactory(code="03").delai_facturation_mois == 12
