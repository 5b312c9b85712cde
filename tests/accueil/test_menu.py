"""Who gets which menu, and that all of it leads somewhere."""

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from ppas.accueil.menu import a_une_page, services_de
from ppas.accueil.regles import menu
from ppas.comptes.models import RoleNational
from tests.factories import (
    AgentFactory,
    ConventionFactory,
    RattachementFactory,
    TypePartenaireFactory,
    UtilisateurFactory,
)

GROUPES = [
    *menu.PAR_TYPE.values(),
    menu.HISTORIQUE,
    menu.MESSAGES,
    menu.ADMINISTRATION,
    menu.VALIDATION,
    *menu.CAISSE,
    menu.INSCRITS,
    menu.ASSISTANCE,
    menu.PUBLICATIONS,
    menu.NATIONAL,
]
ENTREES = {entree.url: entree for groupe in GROUPES for entree in groupe.entrees}


@pytest.mark.parametrize("url", ENTREES)
def test_chaque_entree_du_menu_mene_quelque_part(url: str) -> None:
    assert reverse(url)


def test_une_page_qui_n_existe_pas_n_est_pas_proposee() -> None:
    assert a_une_page("accueil:services")
    assert not a_une_page("accueil:page_a_venir")


@pytest.mark.django_db
@pytest.mark.exigence("SRV-02", "SRV-09")
def test_seules_les_conventions_validees_comptent() -> None:
    rattachement = RattachementFactory()
    ConventionFactory(partenaire=rattachement.partenaire)
    attente = ConventionFactory(partenaire=rattachement.partenaire, en_attente=True)
    refusee = ConventionFactory(
        partenaire=rattachement.partenaire, invalidee=True, type_partenaire=TypePartenaireFactory(habitat=True)
    )
    ConventionFactory(type_partenaire=TypePartenaireFactory(evaluation=True))
    services = services_de(rattachement.utilisateur)
    assert services.titulaire == rattachement.partenaire.nom
    assert [groupe.titre for groupe in services.groupes] == [
        "AIDE À DOMICILE",
        "HISTORIQUE DES ÉCHANGES",
        "MESSAGES ET ASSISTANCE",
    ]
    assert services.conventions_fermees == [attente, refusee]


@pytest.mark.django_db
def test_un_agent_voit_les_services_de_sa_caisse() -> None:
    agent = AgentFactory()
    services = services_de(agent.utilisateur)
    assert services.titulaire == agent.caisse.nom
    assert "FACTURATION ET PAIEMENTS" in [groupe.titre for groupe in services.groupes]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "titres"),
    [
        (RoleNational.ADMINISTRATEUR, ["PARTENAIRES ET CAISSES", "ASSISTANCE", "PUBLICATIONS", "RÉFÉRENTIELS"]),
        (RoleNational.ASSISTANCE, ["PARTENAIRES ET CAISSES", "ASSISTANCE"]),
        (RoleNational.EDITEUR, ["PUBLICATIONS"]),
    ],
)
def test_le_national_voit_ses_services(role: RoleNational, titres: list[str]) -> None:
    services = services_de(UtilisateurFactory(role_national=role))
    assert (services.titulaire, [groupe.titre for groupe in services.groupes]) == (role.label, titres)


@pytest.mark.django_db
@pytest.mark.parametrize("nb", [1, 3])
def test_le_menu_coute_deux_requetes_quel_que_soit_le_nombre_de_conventions(
    nb: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rattachement = RattachementFactory(administrateur=True)
    ConventionFactory.create_batch(nb, partenaire=rattachement.partenaire)
    with django_assert_num_queries(2):
        services_de(rattachement.utilisateur)
