"""The journal and the consultations, as each audience reads them (PLU-11)."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from ppas.partenaires.models import Convention
from ppas.socle.journal import journaliser
from ppas.socle.models import Consultation, Evenement
from tests.factories import (
    AgentFactory,
    BeneficiaireFactory,
    BordereauFactory,
    CaisseFactory,
    ConventionFactory,
    PriseEnChargeFactory,
    RattachementFactory,
    UtilisateurFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("PLU-11")]
PARTENAIRE = reverse("echanges:journal")
CAISSE = reverse("echanges:caisse_journal")
NATIONAL = reverse("echanges:national_journal")
CHERCHER = reverse("echanges:consultations_chercher")


@pytest.fixture
def convention(horloge) -> Convention:
    return ConventionFactory()


@pytest.fixture
def administrateur(client: Client, convention: Convention):
    """Return an administrator of the partner, signed in."""
    rattachement = RattachementFactory(partenaire=convention.partenaire, administrateur=True)
    client.force_login(rattachement.utilisateur)
    return rattachement.utilisateur


@pytest.fixture
def regional(client: Client, convention: Convention):
    """Return the administrator of the caisse, signed in."""
    agent = AgentFactory(caisse=convention.caisse, administrateur=True)
    client.force_login(agent.utilisateur)
    return agent


@pytest.fixture
def assistance(client: Client, horloge):
    """Return a person of the assistance, signed in."""
    utilisateur = UtilisateurFactory(national=True, role_national="assistance")
    client.force_login(utilisateur)
    return utilisateur


def actions(client: Client, adresse: str, **filtres: object) -> list[str]:
    return [ligne.evenement.action for ligne in client.get(adresse, filtres).context["lignes"]]


def test_le_partenaire_lit_ce_qui_le_concerne_et_ses_comptes(client: Client, convention, administrateur) -> None:
    journaliser(convention, "valider", par=None, libelle="convention validée")
    journaliser(administrateur, "connecter", par=administrateur)
    journaliser(ConventionFactory(), "invalider", par=None)
    journaliser(UtilisateurFactory(), "bloquer", par=None)
    assert actions(client, PARTENAIRE) == ["connecter", "valider"]
    assertContains(client.get(PARTENAIRE), f"Convention n° {convention.pk}")
    assertContains(client.get(PARTENAIRE), "Convention validée")
    assertContains(client.get(PARTENAIRE), "Connexion")


@pytest.mark.exigence("PAY-02")
def test_un_bordereau_n_y_est_pas_avant_sa_publication(client: Client, convention, administrateur, horloge) -> None:
    journaliser(BordereauFactory(convention=convention, date_paiement=date(2026, 11, 4)), "importer", par=None)
    assert actions(client, PARTENAIRE) == []
    horloge.regler("2026-11-06 00:00")
    client.force_login(administrateur)
    assert actions(client, PARTENAIRE) == ["importer"]


def test_chacun_ne_voit_l_adresse_que_des_siens(client: Client, convention, administrateur) -> None:
    for qui, adresse in ((administrateur, "192.0.2.1"), (AgentFactory().utilisateur, "198.51.100.9")):
        Evenement.objects.create(
            le=convention.demandee_le, auteur_ref=qui.pk, auteur_nom=str(qui), action="valider", adresse=adresse,
            objet_type="partenaires.convention", objet_ref=1, partenaire_ref=convention.partenaire_id,
        )  # fmt: skip
    reponse = client.get(PARTENAIRE)
    assertContains(reponse, "192.0.2.1")
    assertNotContains(reponse, "198.51.100.9")


@pytest.mark.parametrize(
    ("filtres", "attendus"),
    [
        pytest.param({}, ["connecter", "valider"], id="aucun"),
        pytest.param({"action": "valider"}, ["valider"], id="action"),
        pytest.param({"du": "2026-11-04"}, ["connecter"], id="du"),
        pytest.param({"au": "2026-11-03"}, ["valider"], id="au"),
    ],
)
def test_on_filtre_par_action_et_par_date(
    client: Client, convention, administrateur, *, horloge, filtres: dict[str, str], attendus: list[str]
) -> None:
    horloge.regler("2026-11-03 10:00")
    journaliser(convention, "valider", par=None)
    horloge.regler("2026-11-04 10:00")
    journaliser(administrateur, "connecter", par=administrateur)
    client.force_login(administrateur)
    assert actions(client, PARTENAIRE, **filtres) == attendus


def test_on_filtre_par_personne_parmi_les_siens(client: Client, convention, administrateur) -> None:
    journaliser(convention, "valider", par=AgentFactory().utilisateur)
    journaliser(administrateur, "connecter", par=administrateur)
    assert actions(client, PARTENAIRE, auteur=administrateur.pk) == ["connecter"]
    etranger = UtilisateurFactory()
    assertContains(client.get(PARTENAIRE, {"auteur": etranger.pk}), "Sélectionnez un choix valide")


def test_un_simple_utilisateur_n_a_pas_le_journal(client: Client, convention) -> None:
    client.force_login(RattachementFactory(partenaire=convention.partenaire).utilisateur)
    assert client.get(PARTENAIRE).status_code == 404


def test_la_caisse_lit_ce_qui_la_concerne_et_ses_agents(client: Client, convention, regional) -> None:
    journaliser(convention, "valider", par=regional.utilisateur)
    journaliser(regional.utilisateur, "connecter", par=regional.utilisateur)
    journaliser(ConventionFactory(caisse=CaisseFactory(code="04")), "invalider", par=None)
    assert actions(client, CAISSE) == ["connecter", "valider"]


@pytest.mark.parametrize("adresse", [CAISSE, CHERCHER])
def test_un_simple_agent_n_a_ni_le_journal_ni_les_consultations(client: Client, convention, adresse: str) -> None:
    client.force_login(AgentFactory(caisse=convention.caisse).utilisateur)
    assert client.get(adresse).status_code == 404


def test_l_assistance_cherche_partout(client: Client, convention, assistance) -> None:
    journaliser(convention, "valider", par=None)
    autre = UtilisateurFactory()
    journaliser(autre, "connecter", par=autre)
    assert actions(client, NATIONAL) == ["connecter", "valider"]
    assert actions(client, NATIONAL, caisse=convention.caisse_id) == ["valider"]
    reponse = client.post(reverse("echanges:national_journal_chercher"), {"texte": autre.login.upper()}, follow=True)
    assert [ligne.evenement.action for ligne in reponse.context["lignes"]] == ["connecter"]
    assertContains(reponse, f"Actions de <b>{autre}</b>")


def test_un_login_inconnu_est_dit(client: Client, assistance) -> None:
    reponse = client.post(reverse("echanges:national_journal_chercher"), {"texte": "personne"}, follow=True)
    assertContains(reponse, "Aucun compte n’a ce login")


def test_l_editeur_national_n_a_pas_le_journal(client: Client) -> None:
    client.force_login(UtilisateurFactory(national=True, role_national="editeur"))
    assert client.get(NATIONAL).status_code == 404


@pytest.mark.parametrize("nb", [1, 3])
def test_le_journal_fait_toujours_les_memes_requetes(
    client: Client, convention, administrateur, nb: int, django_assert_num_queries
) -> None:
    client.get(PARTENAIRE)
    for _ in range(nb):
        journaliser(convention, "valider", par=administrateur)
    with django_assert_num_queries(7):
        client.get(PARTENAIRE)


def vu_par(client: Client, beneficiaire) -> list[str]:
    reponse = client.get(reverse("echanges:consultations", args=[beneficiaire.pk]))
    return [vue.consultation.utilisateur_nom for vue in reponse.context["vues"]]


def test_la_caisse_sait_qui_a_vu_un_beneficiaire(client: Client, convention) -> None:
    pec = PriseEnChargeFactory(convention=convention)
    utilisateur = RattachementFactory(partenaire=convention.partenaire).utilisateur
    client.force_login(utilisateur)
    client.get(reverse("facturation:beneficiaires"))
    client.force_login(AgentFactory(caisse=convention.caisse, administrateur=True).utilisateur)
    assert vu_par(client, pec.beneficiaire) == [str(utilisateur)]
    assert vu_par(client, BeneficiaireFactory(caisse=convention.caisse)) == []
    reponse = client.get(reverse("echanges:consultations", args=[pec.beneficiaire_id]))
    assertContains(reponse, "Liste des bénéficiaires")
    assertContains(reponse, convention.partenaire.nom)


def test_un_numero_n_est_pas_pris_pour_un_autre_qui_le_contient(client: Client, convention, regional) -> None:
    beneficiaire = BeneficiaireFactory(pk=12, caisse=convention.caisse)
    Consultation.objects.create(
        le=convention.demandee_le, utilisateur_ref=1, utilisateur_nom="X", page="p", caisse_ref=convention.caisse_id,
        beneficiaires=Consultation.liste([1, 2, 121, 212]),
    )  # fmt: skip
    assert vu_par(client, beneficiaire) == []


def test_consulter_les_consultations_se_note_aussi(client: Client, convention, regional) -> None:
    beneficiaire = BeneficiaireFactory(caisse=convention.caisse)
    assert vu_par(client, beneficiaire) == []
    assert vu_par(client, beneficiaire) == [str(regional.utilisateur)]


def test_on_cherche_un_beneficiaire_par_son_nom_hors_de_l_adresse(client: Client, convention, regional) -> None:
    BeneficiaireFactory(caisse=convention.caisse, nom="DURAND")
    BeneficiaireFactory(caisse=CaisseFactory(code="04"), nom="DURANTON")
    reponse = client.post(CHERCHER, {"texte": "dur"}, follow=True)
    assert reponse.request["QUERY_STRING"] == ""
    assertContains(reponse, "DURAND")
    assertNotContains(reponse, "DURANTON")
    assertContains(client.post(CHERCHER, {"texte": "zzz"}, follow=True), "Aucun bénéficiaire de ce nom")


def test_un_beneficiaire_d_une_autre_caisse_n_existe_pas(client: Client, convention, regional) -> None:
    ailleurs = BeneficiaireFactory(caisse=CaisseFactory(code="04"))
    assert client.get(reverse("echanges:consultations", args=[ailleurs.pk])).status_code == 404
