"""A right withdrawn while a session is open is gone at the next request (fiabilite R4)."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from ppas.caisses.operations.agents import desactiver_agent, retirer_administration
from ppas.comptes.models import RoleNational, Utilisateur
from ppas.comptes.operations.mot_de_passe import changer_mot_de_passe, reinitialiser_mot_de_passe
from ppas.partenaires.etats import EtatConvention
from ppas.partenaires.models import Rattachement
from ppas.partenaires.operations.utilisateurs import modifier_utilisateur, supprimer_utilisateur
from tests.droits.conftest import Portail, issue
from tests.droits.table import PAGES
from tests.factories import MOT_DE_PASSE

CONNEXION = "302 comptes:connexion"


def _supprimer(portail: Portail, vise: Utilisateur) -> None:
    supprimer_utilisateur(vise.rattachement, par=portail.monde.structures["amd"].administrateur)


def _retrograder(portail: Portail, vise: Utilisateur) -> None:
    """Take the administration away from `vise`, at the wish of another administrator."""
    autre = Rattachement.objects.get(utilisateur__login="ZZamdZZ1")
    Rattachement.objects.filter(pk=autre.pk).update(est_administrateur=True)
    champs = {nom: getattr(vise, nom) for nom in ("nom", "prenom", "telephone", "mail")}
    modifier_utilisateur(vise.rattachement, **champs, est_administrateur=False, par=autre.utilisateur)


def _changer(_: Portail, vise: Utilisateur) -> None:
    changer_mot_de_passe(vise, ancien=MOT_DE_PASSE, nouveau="Tournesol26")


def _reinitialiser(portail: Portail, vise: Utilisateur) -> None:
    reinitialiser_mot_de_passe(vise, par=portail.monde.personnes["administrateur_03"])


def _desactiver_agent(portail: Portail, vise: Utilisateur) -> None:
    desactiver_agent(vise.agent, par=portail.monde.personnes["administrateur_03"])


def _retirer_administration(portail: Portail, vise: Utilisateur) -> None:
    retirer_administration(vise.agent, par=portail.monde.personnes["national_administrateur"])


RETRAITS: dict[str, tuple[str, str, Callable[[Portail, Utilisateur], None]]] = {
    "utilisateur-supprime": ("amd_utilisateur", "facturation:beneficiaires", _supprimer),
    "administrateur-retrograde": ("amd_administrateur", "partenaires:modification", _retrograder),
    "mot-de-passe-change-ailleurs": ("amd_utilisateur", "facturation:beneficiaires", _changer),
    "mot-de-passe-reinitialise": ("amd_utilisateur", "facturation:beneficiaires", _reinitialiser),
    "agent-desactive": ("agent_03", "paiements:exports", _desactiver_agent),
    "administrateur-regional-retire": ("administrateur_03", "partenaires:file_attente", _retirer_administration),
}


@pytest.mark.exigence("ADM-19", "ADM-21", "LOG-27", "CAI-01", "CAI-18")
@pytest.mark.parametrize(("role", "url", "retirer"), RETRAITS.values(), ids=RETRAITS)
def test_la_requete_suivante_est_refusee(
    portail: Portail, role: str, url: str, retirer: Callable[[Portail, Utilisateur], None]
) -> None:
    client = portail.navigateur(role)
    assert client.get(reverse(url)).status_code == 200
    retirer(portail, portail.monde.personnes[role])
    assert issue(client.get(reverse(url))) == CONNEXION


@pytest.mark.parametrize("role", ["national_administrateur", "national_assistance"])
def test_un_role_national_retire_ferme_ses_pages_a_la_requete_suivante(portail: Portail, role: str) -> None:
    client, adresse = portail.navigateur(role), reverse("partenaires:national_partenaires")
    assert client.get(adresse).status_code == 200
    Utilisateur.objects.filter(pk=portail.monde.personnes[role].pk).update(role_national=RoleNational.EDITEUR)
    assert client.get(adresse).status_code == 404


@pytest.mark.exigence("CAI-17")
def test_qui_agissait_en_tant_que_ne_voit_plus_rien_sans_son_role(portail: Portail) -> None:
    client, adresse = portail.navigateur("en_tant_que_amd"), reverse("facturation:beneficiaires")
    assert client.get(adresse).status_code == 200
    Utilisateur.objects.filter(pk=portail.monde.personnes["en_tant_que_amd"].pk).update(role_national="")
    assert client.get(adresse).status_code == 404


@pytest.mark.exigence("ADM-21")
def test_un_rattachement_defait_ferme_l_espace_du_partenaire(portail: Portail) -> None:
    client, adresse = portail.navigateur("amd_utilisateur"), reverse("facturation:beneficiaires")
    assert client.get(adresse).status_code == 200
    portail.monde.structures["amd"].utilisateur.rattachement.delete()
    assert client.get(adresse).status_code == 404


@pytest.mark.exigence("SRV-09", "CON-07")
def test_une_convention_qui_n_est_plus_validee_ferme_ses_services(portail: Portail) -> None:
    """No operation invalidates a validated convention yet: the row is changed by hand."""
    client, structure = portail.navigateur("amd_utilisateur"), portail.monde.structures["amd"]
    adresses = [
        reverse("facturation:formulaires"),
        f"{reverse('facturation:beneficiaires')}?convention={structure.convention.pk}",
    ]
    assert [client.get(adresse).status_code for adresse in adresses] == [200, 200]
    structure.convention.etat = EtatConvention.INVALIDEE
    structure.convention.save()
    montre = [client.get(adresse) for adresse in adresses]
    assert structure.objets["beneficiaire"].nir not in "".join(str(reponse.content) for reponse in montre)
    assert montre[0].status_code == 404


@pytest.mark.exigence("LOG-05")
def test_le_verrou_pose_par_un_inconnu_ne_ferme_pas_la_session_ouverte(portail: Portail) -> None:
    """D15: whoever knows a login could otherwise put its owner out; the lock is on signing in."""
    client = portail.navigateur("amd_utilisateur")
    inconnu = Client()
    login = portail.monde.structures["amd"].utilisateur.login
    for _ in range(3):
        inconnu.post(reverse("comptes:connexion"), {"identifiant": login, "mot_de_passe": "faux"})
    assert Utilisateur.objects.get(login=login).est_bloque
    assert client.get(reverse(PAGES["facturation:beneficiaires"].url)).status_code == 200
