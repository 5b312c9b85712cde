import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from ppas.partenaires.etats import EtatConvention, EtatPreinscription
from ppas.socle.models import Courriel
from tests.factories import (
    AgentFactory,
    CaisseFactory,
    ConventionFactory,
    PreinscriptionFactory,
    RattachementFactory,
    TypePartenaireFactory,
)

pytestmark = pytest.mark.django_db
FILE = reverse("partenaires:file_attente")


def adresse(page, objet):
    return reverse(f"partenaires:{page}", args=[objet.pk])


@pytest.fixture
def agent(client):
    agent = AgentFactory(administrateur=True)
    client.force_login(agent.utilisateur)
    return agent


@pytest.mark.exigence("CAI-01", "CAI-02")
def test_la_file_montre_les_preinscriptions_en_attente_de_sa_caisse(client, agent, horloge):
    PreinscriptionFactory(nom_partenaire="Ciel Bleu")
    PreinscriptionFactory(nom_partenaire="Ailleurs", caisse=CaisseFactory(code="27"))
    horloge.avancer(days=2)
    reponse = client.get(FILE)
    assertContains(reponse, "Ciel Bleu")
    assertContains(reponse, "2\N{NO-BREAK SPACE}jours")
    assertNotContains(reponse, "Ailleurs")


@pytest.mark.exigence("CAI-05", "CAI-18")
def test_la_file_montre_les_conventions_ajoutees_a_sa_caisse(client, agent):
    ConventionFactory(en_attente=True, code="CL19720812")
    ConventionFactory(en_attente=True, code="AILLEURS", caisse=CaisseFactory(code="27"))
    ConventionFactory(code="VALIDEE")
    reponse = client.get(FILE, {"onglet": "conventions"})
    assertContains(reponse, "CL19720812")
    assertNotContains(reponse, "AILLEURS")
    assertNotContains(reponse, "VALIDEE")


def test_une_file_vide_le_dit(client, agent):
    assertContains(client.get(FILE), "Rien n’attend votre décision")


@pytest.mark.parametrize("nb", [1, 3])
@pytest.mark.parametrize("onglet", ["preinscriptions", "conventions"])
def test_la_file_demande_toujours_autant_a_la_base(client, agent, django_assert_num_queries, onglet, nb):
    PreinscriptionFactory.create_batch(nb)
    ConventionFactory.create_batch(nb, en_attente=True)
    with django_assert_num_queries(6):
        client.get(FILE, {"onglet": onglet})


def test_la_file_se_lit_par_pages(client, agent):
    PreinscriptionFactory.create_batch(26)
    assertContains(client.get(FILE), "Page suivante")


@pytest.mark.exigence("CAI-01")
@pytest.mark.parametrize("qui", ["simple-agent", "partenaire", "visiteur"])
def test_la_file_est_reservee_a_l_administrateur_regional(client, qui):
    if qui == "simple-agent":
        client.force_login(AgentFactory().utilisateur)
    elif qui == "partenaire":
        client.force_login(RattachementFactory(administrateur=True).utilisateur)
    assert client.get(FILE).status_code == (302 if qui == "visiteur" else 404)


@pytest.mark.exigence("CAI-01", "CAI-18")
@pytest.mark.parametrize(
    ("methode", "page"),
    [
        ("get", "preinscription_detail"),
        ("post", "preinscription_valider"),
        ("post", "preinscription_invalider"),
        ("get", "convention_detail"),
        ("post", "convention_valider"),
        ("post", "convention_invalider"),
    ],
)
def test_ce_qui_est_a_une_autre_caisse_n_existe_pas(client, agent, methode, page):
    fabrique = PreinscriptionFactory if page.startswith("preinscription") else ConventionFactory
    objet = fabrique(caisse=CaisseFactory(code="27"))
    saisie = {"identifiant_structure": "21231300", "motif": "x"}
    assert getattr(client, methode)(adresse(page, objet), saisie).status_code == 404
    assert not Courriel.objects.exists()


@pytest.mark.parametrize("pk", [0, 99, 10**30])
def test_un_numero_inconnu_n_existe_pas(client, agent, pk):
    assert client.get(reverse("partenaires:preinscription_detail", args=[pk])).status_code == 404


@pytest.mark.exigence("REG-17", "REG-15")
@pytest.mark.parametrize(
    "texte",
    [
        "Association Ciel Bleu",
        "7573",
        "Structure d’évaluation",
        "GRIZZI",
        "62000 ARRAS",
        "La clé de contrôle de ce SIRET",
    ],
)
def test_la_fiche_montre_tout_ce_qui_a_ete_saisi(client, agent, texte):
    assertContains(client.get(adresse("preinscription_detail", PreinscriptionFactory())), texte)


@pytest.mark.exigence("CAI-03", "REG-32")
def test_valider_une_preinscription(client, agent):
    preinscription = PreinscriptionFactory()
    reponse = client.post(adresse("preinscription_valider", preinscription), {"identifiant_structure": "21231300"})
    assertRedirects(reponse, FILE)
    preinscription.refresh_from_db()
    assert preinscription.etat == EtatPreinscription.VALIDEE
    assert preinscription.partenaire.conventions.get().identifiant_structure == "21231300"


@pytest.mark.exigence("CAI-04", "REG-34")
def test_invalider_une_preinscription(client, agent):
    preinscription = PreinscriptionFactory()
    assertRedirects(client.post(adresse("preinscription_invalider", preinscription), {"motif": "Code faux"}), FILE)
    preinscription.refresh_from_db()
    assert (preinscription.etat, preinscription.motif) == (EtatPreinscription.INVALIDEE, "Code faux")


@pytest.mark.exigence("CON-08", "CAI-05")
def test_valider_une_convention(client, agent):
    convention = ConventionFactory(en_attente=True)
    client.post(adresse("convention_valider", convention), {"identifiant_structure": "21231300"})
    convention.refresh_from_db()
    assert convention.etat == EtatConvention.VALIDEE


@pytest.mark.exigence("CON-09", "CAI-05")
def test_invalider_une_convention(client, agent):
    convention = ConventionFactory(en_attente=True)
    client.post(adresse("convention_invalider", convention), {"motif": "Code faux"})
    convention.refresh_from_db()
    assert (convention.etat, convention.motif) == (EtatConvention.INVALIDEE, "Code faux")


@pytest.mark.parametrize("fabrique", [PreinscriptionFactory, ConventionFactory], ids=["preinscription", "convention"])
@pytest.mark.parametrize(
    ("verbe", "saisie"),
    [
        ("valider", {"identifiant_structure": ""}),
        ("valider", {"identifiant_structure": "2123 13"}),
        ("valider", {"identifiant_structure": "PRIS"}),
        ("valider", {"identifiant_structure": "a\x00"}),
        ("invalider", {"motif": "  "}),
        ("invalider", {"motif": "m" * 501}),
    ],
)
def test_une_decision_mal_remplie_redonne_la_fiche_avec_l_erreur(client, agent, fabrique, verbe, saisie):
    ConventionFactory(identifiant_structure="PRIS")
    objet = fabrique(**({"en_attente": True} if fabrique is ConventionFactory else {}))
    nom = objet._meta.model_name
    reponse = client.post(adresse(f"{nom}_{verbe}", objet), saisie)
    assertContains(reponse, f'id="id_{next(iter(saisie))}_error"')
    objet.refresh_from_db()
    assert objet.etat == "en_attente"
    assert not Courriel.objects.exists()


@pytest.mark.parametrize("nom", ["preinscription", "convention"])
def test_le_second_agent_apprend_que_la_decision_est_prise(client, agent, nom):
    fabrique = {"preinscription": PreinscriptionFactory, "convention": ConventionFactory}[nom]
    objet = fabrique(**({"en_attente": True} if nom == "convention" else {}))
    client.post(adresse(f"{nom}_valider", objet), {"identifiant_structure": "21231300"})
    reponse = client.post(adresse(f"{nom}_invalider", objet), {"motif": "Trop tard"})
    assertContains(reponse, "Cette opération n’est plus possible")
    assertContains(reponse, str(agent.utilisateur))
    objet.refresh_from_db()
    assert objet.motif == ""


def test_une_decision_ne_se_prend_pas_par_un_lien(client, agent):
    preinscription = PreinscriptionFactory()
    for verbe in ("valider", "invalider"):
        assert client.get(adresse(f"preinscription_{verbe}", preinscription)).status_code == 405


def test_l_identifiant_deja_donne_au_partenaire_est_propose(client, agent):
    convention = ConventionFactory(identifiant_structure="21231300")
    ajoutee = ConventionFactory(
        en_attente=True, partenaire=convention.partenaire, type_partenaire=TypePartenaireFactory(habitat=True)
    )
    assertContains(client.get(adresse("convention_detail", ajoutee)), 'value="21231300"')


def test_du_balisage_saisi_reste_du_texte(client, agent):
    preinscription = PreinscriptionFactory(nom_partenaire="<b>Ciel</b>")
    assertContains(client.get(FILE), "&lt;b&gt;Ciel&lt;/b&gt;")
    reponse = client.post(
        adresse("preinscription_valider", preinscription), {"identifiant_structure": "1"}, follow=True
    )
    assertContains(reponse, "&lt;b&gt;Ciel&lt;/b&gt; est inscrit")
