from datetime import UTC, datetime

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from ppas.partenaires.etats import EtatPreinscription
from ppas.partenaires.models import Convention
from ppas.partenaires.operations.preinscriptions import invalider_preinscription, valider_preinscription
from ppas.socle.models import Courriel
from tests.factories import (
    AgentFactory,
    CaisseFactory,
    ConventionEmiseFactory,
    ConventionFactory,
    PreinscriptionFactory,
    TypePartenaireFactory,
)

pytestmark = pytest.mark.django_db
FILE = reverse("partenaires:file_attente")
DECIDEE = {
    "etat": EtatPreinscription.INVALIDEE,
    "motif": "Code inconnu",
    "traitee_le": datetime(2026, 11, 2, 9, 0, tzinfo=UTC),
}


def adresse(page, objet):
    return reverse(f"partenaires:{page}", args=[objet.pk])


@pytest.fixture
def agent(client):
    agent = AgentFactory(administrateur=True, utilisateur__nom="LEBRUN")
    client.force_login(agent.utilisateur)
    return agent


@pytest.mark.exigence("CAI-02")
@pytest.mark.parametrize("recherche", ["ciel", "BLEU", "7573", "alex7"])
def test_une_preinscription_se_cherche_par_nom_code_ou_login(client, agent, recherche):
    PreinscriptionFactory(nom_partenaire="Ciel Bleu", code_convention="CL7573X", login="Alex7")
    PreinscriptionFactory(nom_partenaire="Soleil", code_convention="AMD1", login="autre")
    reponse = client.get(FILE, {"recherche": recherche})
    assertContains(reponse, "Ciel Bleu")
    assertNotContains(reponse, "Soleil")


@pytest.mark.parametrize("recherche", ["introuvable", "%", "_", "' OR 1=1", "é" * 120])
def test_une_recherche_sans_resultat_le_dit(client, agent, recherche):
    PreinscriptionFactory(nom_partenaire="Ciel Bleu")
    assertContains(client.get(FILE, {"recherche": recherche}), "Aucun résultat")


@pytest.mark.parametrize("recherche", ["a\x00", "é" * 500])
def test_une_recherche_impossible_montre_tout_sans_erreur_interne(client, agent, recherche):
    PreinscriptionFactory(nom_partenaire="Ciel Bleu")
    assertContains(client.get(FILE, {"recherche": recherche}), "Ciel Bleu")


@pytest.mark.exigence("CAI-05")
@pytest.mark.parametrize("recherche", ["ciel", "cl7573", "2123"])
def test_une_convention_se_cherche_par_partenaire_code_ou_identifiant(client, agent, recherche):
    ConventionFactory(code="CL7573X", partenaire__nom="Ciel Bleu", identifiant_structure="21231300")
    ConventionFactory(code="AMD1", partenaire__nom="Soleil", identifiant_structure="999")
    reponse = client.get(FILE, {"onglet": "conventions-decidees", "recherche": recherche})
    assertContains(reponse, "CL7573X")
    assertNotContains(reponse, "AMD1")


@pytest.mark.exigence("CAI-03", "CAI-04", "CAI-18")
def test_ce_qui_a_ete_decide_et_par_qui(client, agent):
    invalider_preinscription(PreinscriptionFactory(nom_partenaire="Refusé"), motif="Code faux", par=agent.utilisateur)
    valider_preinscription(
        PreinscriptionFactory(nom_partenaire="Accepté"), identifiant_structure="1", par=agent.utilisateur
    )
    PreinscriptionFactory(nom_partenaire="Ailleurs", caisse=CaisseFactory(code="27"), **DECIDEE)
    PreinscriptionFactory(nom_partenaire="En attente")
    reponse = client.get(FILE, {"onglet": "decisions"})
    for texte in ("Refusé", "Accepté", "Code faux", str(agent.utilisateur)):
        assertContains(reponse, texte)
    assertNotContains(reponse, "Ailleurs")
    assertNotContains(reponse, '<th scope="row">En attente</th>')


@pytest.mark.parametrize("nb", [1, 3])
@pytest.mark.parametrize("onglet", ["decisions", "conventions-decidees"])
def test_les_decisions_demandent_toujours_autant_a_la_base(client, agent, django_assert_num_queries, onglet, nb):
    PreinscriptionFactory.create_batch(nb, **DECIDEE)
    ConventionFactory.create_batch(nb, traitee_par=agent.utilisateur)
    with django_assert_num_queries(6):
        client.get(FILE, {"onglet": onglet})


def test_les_decisions_se_lisent_par_pages(client, agent):
    ConventionFactory.create_batch(26)
    reponse = client.get(FILE, {"onglet": "conventions-decidees"})
    assertContains(reponse, "Page suivante")
    suite = client.get(FILE, {"onglet": "conventions-decidees", "curseur": reponse.context["page"].suivant})
    assertContains(suite, "Voir", count=1)


@pytest.mark.exigence("CAI-07", "REG-17")
def test_la_fiche_montre_les_deux_valeurs_cote_a_cote(client, agent, horloge):
    ConventionEmiseFactory(code="757300", nom="<b>Ciel Gris</b>")
    reponse = client.get(adresse("preinscription_detail", PreinscriptionFactory(code_convention="757300")))
    assertContains(reponse, '<span class="etat non">différences</span>')
    assertContains(reponse, "&lt;b&gt;Ciel Gris&lt;/b&gt;")
    assertContains(reponse, 'value="21231300"')


@pytest.mark.exigence("CAI-07", "REG-17")
def test_une_preinscription_sans_difference_est_dite_conforme(client, agent, horloge):
    ConventionEmiseFactory(code="757300")
    reponse = client.get(adresse("preinscription_detail", PreinscriptionFactory(code_convention="757300")))
    assertContains(reponse, "Rien ne contredit la convention émise")


@pytest.mark.exigence("CAI-07")
def test_un_code_que_la_caisse_n_a_pas_emis_est_signale(client, agent):
    ConventionEmiseFactory(code="999")
    reponse = client.get(adresse("preinscription_detail", PreinscriptionFactory(code_convention="757300")))
    assertContains(reponse, "Ce code ne figure pas parmi les conventions émises")
    assertContains(reponse, "sous le code 999")


@pytest.mark.exigence("PLU-12")
def test_demander_une_correction_garde_la_demande_dans_la_file(client, agent):
    preinscription = PreinscriptionFactory(nom_partenaire="Ciel Bleu")
    reponse = client.post(adresse("preinscription_corriger", preinscription), {"message": "Le SIRET <i>est</i> faux."})
    assertRedirects(reponse, FILE)
    assertContains(client.get(FILE), "correction demandée")
    fiche = client.get(adresse("preinscription_detail", preinscription))
    assertContains(fiche, "Le SIRET &lt;i&gt;est&lt;/i&gt; faux.")
    assertContains(fiche, "Pas de réponse.")
    assertNotContains(fiche, "<h2>Valider</h2>")


@pytest.mark.parametrize("message", ["", "m" * 1001])
def test_une_demande_de_correction_mal_remplie_redonne_la_fiche(client, agent, message):
    preinscription = PreinscriptionFactory()
    reponse = client.post(adresse("preinscription_corriger", preinscription), {"message": message})
    assertContains(reponse, 'id="id_message_error"')
    assert not Courriel.objects.exists()


@pytest.mark.exigence("CON-11", "CAI-06")
def test_modifier_une_convention_validee(client, agent):
    convention = ConventionFactory(code="AMD1")
    habitat = TypePartenaireFactory(habitat=True)
    envoi = {"code": "AMD2", "type_partenaire": habitat.pk, "identifiant_structure": "555"}
    assertRedirects(
        client.post(adresse("convention_modifier", convention), envoi), adresse("convention_detail", convention)
    )
    convention.refresh_from_db()
    assert (convention.code, convention.type_partenaire, convention.identifiant_structure) == ("AMD2", habitat, "555")


@pytest.mark.exigence("CON-11")
@pytest.mark.parametrize(
    ("champs", "champ"),
    [
        ({"code": ""}, "code"),
        ({"code": "A B"}, "code"),
        ({"code": "pris"}, "code"),
        ({"identifiant_structure": ""}, "identifiant_structure"),
        ({"identifiant_structure": "1 2"}, "identifiant_structure"),
        ({"identifiant_structure": "999"}, "identifiant_structure"),
        ({"type_partenaire": "0"}, "type_partenaire"),
    ],
)
def test_une_modification_fausse_est_dite_pres_du_champ(client, agent, champs, champ):
    ConventionFactory(code="PRIS", identifiant_structure="999")
    convention = ConventionFactory(code="AMD1")
    envoi = {"code": "AMD1", "type_partenaire": convention.type_partenaire_id, "identifiant_structure": "555"} | champs
    reponse = client.post(adresse("convention_modifier", convention), envoi)
    assertContains(reponse, f'id="id_{champ}_error"')
    assertContains(reponse, "<h1>Convention n°&nbsp;AMD1</h1>")
    assert Convention.objects.get(pk=convention.pk).code == "AMD1"


@pytest.mark.exigence("CON-11")
def test_une_convention_en_attente_ne_se_modifie_pas(client, agent):
    convention = ConventionFactory(en_attente=True)
    assertNotContains(client.get(adresse("convention_detail", convention)), "Modifier cette convention")
    envoi = {"code": "X", "type_partenaire": convention.type_partenaire_id, "identifiant_structure": "5"}
    reponse = client.post(adresse("convention_modifier", convention), envoi)
    assertContains(reponse, "Seule une convention validée se modifie")


@pytest.mark.exigence("CAI-18")
@pytest.mark.parametrize("page", ["preinscription_corriger", "convention_modifier"])
def test_ce_qui_est_a_une_autre_caisse_n_existe_pas(client, agent, page):
    fabrique = PreinscriptionFactory if page.startswith("preinscription") else ConventionFactory
    objet = fabrique(caisse=CaisseFactory(code="27"))
    assert client.post(adresse(page, objet), {"message": "x", "code": "X"}).status_code == 404
