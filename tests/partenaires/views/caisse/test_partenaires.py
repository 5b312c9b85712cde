import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from ppas.socle.models import Evenement
from tests.factories import AgentFactory, CaisseFactory, ConventionFactory, RattachementFactory

pytestmark = pytest.mark.django_db

LISTE = "/partenaires/de-la-caisse/"
BLOQUE = "2026-11-04T09:00:00+01:00"


@pytest.fixture
def agent(client):
    agent = AgentFactory(administrateur=True)
    client.force_login(agent.utilisateur)
    return agent


@pytest.fixture
def ciel_bleu(agent):
    """A partner of the caisse, with a locked user."""
    convention = ConventionFactory(partenaire__nom="Association Ciel Bleu", code="9059003C")
    RattachementFactory(
        partenaire=convention.partenaire,
        utilisateur__login="Martin37",
        utilisateur__bloque_le=BLOQUE,
        utilisateur__nb_echecs=3,
    )
    return convention.partenaire


def fiche(partenaire):
    return reverse("partenaires:caisse_partenaire", args=[partenaire.pk])


def deverrouiller(partenaire, rattachement):
    return reverse("partenaires:caisse_deverrouiller", args=[partenaire.pk, rattachement.pk])


@pytest.mark.exigence("CAI-18")
def test_la_liste_ne_montre_que_les_partenaires_a_convention_validee(client, ciel_bleu):
    ConventionFactory(partenaire__nom="Ailleurs", caisse=CaisseFactory(code="05"))
    ConventionFactory(partenaire__nom="Candidat", en_attente=True)
    reponse = client.get(LISTE)
    assertContains(reponse, "Association Ciel Bleu")
    assertNotContains(reponse, "Ailleurs")
    assertNotContains(reponse, "Candidat")


@pytest.mark.parametrize(
    ("recherche", "est_trouve"),
    [("ciel", True), ("732 829", True), ("73282932000074", True), ("rouge", False), ("%", False), ("\x00", True)],
)
def test_la_recherche_porte_sur_le_nom_et_le_siret(client, ciel_bleu, recherche, est_trouve):
    reponse = client.get(LISTE, {"recherche": recherche})
    (assertContains if est_trouve else assertNotContains)(reponse, "Association Ciel Bleu")


@pytest.mark.exigence("CAI-18")
def test_la_fiche_montre_les_conventions_de_sa_caisse_seulement(client, ciel_bleu):
    ConventionFactory(partenaire=ciel_bleu, caisse=CaisseFactory(code="05"), code="AILLEURS1")
    reponse = client.get(fiche(ciel_bleu))
    for texte in ("9059003C", "Martin37", "compte bloqué", "Déverrouiller"):
        assertContains(reponse, texte)
    assertNotContains(reponse, "AILLEURS1")


@pytest.mark.exigence("CAI-18")
def test_deverrouiller_un_utilisateur(client, ciel_bleu):
    martin = ciel_bleu.rattachements.get()
    reponse = client.post(deverrouiller(ciel_bleu, martin), follow=True)
    assertContains(reponse, "est déverrouillé")
    martin.utilisateur.refresh_from_db()
    assert not martin.utilisateur.est_bloque
    assert Evenement.objects.get(action="deverrouiller-utilisateur").partenaire_ref == ciel_bleu.pk


def test_un_compte_qui_n_est_pas_bloque_le_dit(client, ciel_bleu):
    libre = RattachementFactory(partenaire=ciel_bleu)
    assertContains(client.post(deverrouiller(ciel_bleu, libre), follow=True), "n’est pas bloqué")


@pytest.mark.exigence("CAI-18")
def test_le_partenaire_d_une_autre_caisse_n_existe_pas(client, agent):
    convention = ConventionFactory(caisse=CaisseFactory(code="05"))
    cible = RattachementFactory(partenaire=convention.partenaire, utilisateur__bloque_le=BLOQUE)
    assert client.get(fiche(convention.partenaire)).status_code == 404
    assert client.post(deverrouiller(convention.partenaire, cible)).status_code == 404
    cible.utilisateur.refresh_from_db()
    assert cible.utilisateur.est_bloque


@pytest.mark.exigence("CAI-18")
def test_l_utilisateur_d_un_autre_partenaire_ne_se_deverrouille_pas_par_celui_ci(client, ciel_bleu):
    etranger = RattachementFactory(utilisateur__bloque_le=BLOQUE)
    assert client.post(deverrouiller(ciel_bleu, etranger)).status_code == 404


@pytest.mark.exigence("CAI-01")
@pytest.mark.parametrize("fabrique", [AgentFactory, RattachementFactory])
def test_seul_l_administrateur_regional_y_accede(client, ciel_bleu, fabrique):
    client.force_login(fabrique().utilisateur)
    assert client.get(LISTE).status_code == 404
    assert client.get(fiche(ciel_bleu)).status_code == 404
    assert client.post(deverrouiller(ciel_bleu, ciel_bleu.rattachements.get())).status_code == 404


@pytest.mark.parametrize("nb", [1, 3])
def test_les_pages_demandent_toujours_autant_a_la_base(client, ciel_bleu, django_assert_num_queries, nb):
    ConventionFactory.create_batch(nb, partenaire=ciel_bleu)
    ConventionFactory.create_batch(nb)
    RattachementFactory.create_batch(nb, partenaire=ciel_bleu)
    with django_assert_num_queries(4):
        client.get(LISTE)
    with django_assert_num_queries(6):
        client.get(fiche(ciel_bleu))


@pytest.mark.parametrize(
    ("tri", "attendu"), [("", ["9059003C", "amd1"]), ("code", ["9059003C", "amd1"]), ("-code", ["amd1", "9059003C"])]
)
def test_les_deux_listes_de_la_fiche_se_trient_chacune(client, ciel_bleu, tri, attendu):
    ConventionFactory(partenaire=ciel_bleu, code="amd1")
    RattachementFactory(partenaire=ciel_bleu, utilisateur__login="Alex7")
    reponse = client.get(fiche(ciel_bleu), {"tri": "login", "tri_conventions": tri})
    assert [convention.code for convention in reponse.context["conventions"]] == attendu
    assert [rattachement.utilisateur.login for rattachement in reponse.context["page"]] == ["Alex7", "Martin37"]
    assertContains(reponse, "?tri=login&amp;tri_conventions=type#tri_conventions")
