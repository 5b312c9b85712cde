import pytest

from ppas.comptes.models import ChoixProfil, Role
from ppas.comptes.operations.profils import choisir_profil
from ppas.socle.models import Evenement
from ppas.socle.refus import Refus
from tests.factories import AgentFactory, RattachementFactory, UtilisateurFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def national():
    return UtilisateurFactory(national=True)


def test_le_role_d_une_personne_donne_son_profil(national):
    personnes = [RattachementFactory().utilisateur, AgentFactory().utilisateur, national]
    assert [personne.role for personne in personnes] == [Role.PARTENAIRE, Role.AGENT, Role.NATIONAL]
    assert [personne.profil.code for personne in personnes] == ["ppas", "agents", "agents"]


def test_le_dernier_choix_compte_et_les_autres_restent(national):
    choisir_profil("partenaire", "cnil-2022", par=national)
    choisir_profil("partenaire", "nist-2025", par=national)
    assert UtilisateurFactory().profil.code == "nist-2025"
    assert ChoixProfil.objects.count() == 2
    evenement = Evenement.objects.filter(action="choisir-profil").latest("pk")
    assert (evenement.auteur_ref, evenement.libelle) == (national.pk, "Partenaires : profil nist-2025-1.")


@pytest.mark.parametrize(
    ("role", "profil", "code"),
    [
        ("visiteur", "ppas", "role-inconnu"),
        ("partenaire", "aucun", "profil-inconnu"),
        ("agent", "ppas", "second-facteur-exige"),
        ("national", "nist-2025", "second-facteur-exige"),
    ],
)
def test_un_choix_impossible_est_refuse(national, role, profil, code):
    with pytest.raises(Refus) as refus:
        choisir_profil(role, profil, par=national)
    assert (refus.value.code, ChoixProfil.objects.count()) == (code, 0)
