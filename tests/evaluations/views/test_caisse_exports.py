"""« Exporter les évaluations », and what is published to read an export."""

import json

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from ppas.evaluations.models import ExportEvaluations
from ppas.evaluations.operations.exporter import exporter_evaluations
from tests.evaluations.evaluees import acceptee, structure
from tests.factories import ExportEvaluationsFactory

pytestmark = pytest.mark.django_db
PAGE = "/evaluations/caisse/exports/"


@pytest.mark.exigence("CAI-11")
def test_l_agent_exporte_et_telecharge_deux_fois_les_memes_octets(
    lire, client: Client, convention_signee, agent
) -> None:
    acceptee(convention_signee, convention_signee.evaluateur)
    assert "<b>1</b> évaluation acceptée attend l’export." in lire(PAGE)
    reponse = client.post(PAGE)
    export = ExportEvaluations.objects.get()
    assert [str(m) for m in get_messages(reponse.wsgi_request)] == [
        f"Export d’évaluations n° {export.pk} créé avec 1 évaluation. Téléchargez son fichier dans la liste."
    ]
    fichiers = [client.get(reverse("evaluations:caisse_export", args=[export.pk])) for _ in range(2)]
    assert fichiers[0]["Content-Disposition"] == f'attachment; filename="evaluations-03-{export.pk}.json"'
    octets = [fichier.getvalue() for fichier in fichiers]
    assert octets[0] == octets[1]
    assert json.loads(octets[0])["nb_evaluations"] == 1


def test_un_second_clic_dit_qu_il_n_y_a_plus_rien(client: Client, convention_signee, agent) -> None:
    acceptee(convention_signee, convention_signee.evaluateur)
    client.post(PAGE)
    assert "Aucune évaluation acceptée n’est en attente" in client.post(PAGE, follow=True).content.decode()


@pytest.mark.exigence("CAI-18")
def test_l_export_d_une_autre_caisse_n_existe_pas(client: Client, convention_signee, agent) -> None:
    autre, par = structure(code_caisse="05")
    acceptee(autre, par)
    export = exporter_evaluations(autre.caisse, par=None)
    assert client.get(reverse("evaluations:caisse_export", args=[export.pk])).status_code == 404


@pytest.mark.exigence("CAI-11")
def test_l_export_est_dans_la_liste_des_imports_et_exports(lire, convention_signee, agent) -> None:
    export = ExportEvaluationsFactory(caisse=convention_signee.caisse)
    page = lire(reverse("echanges:flux"))
    assert f'href="/evaluations/caisse/exports/{export.pk}/evaluations.json">evaluations-03-{export.pk}.json' in page


@pytest.mark.exigence("CAI-11")
def test_chacun_lit_le_schema_et_les_questions_du_formulaire(client: Client) -> None:
    schema = client.get(reverse("evaluations:schema"))
    assert schema["Content-Type"] == "application/schema+json"
    assert schema.json()["properties"]["schema"] == {"description": "Version de ce schéma.", "const": 1}
    assert client.get("/evaluations/formulaires/1.json").json()["version"] == 1
    assert client.get("/evaluations/formulaires/999.json").status_code == 404


@pytest.mark.parametrize("nb", [1, 3])
def test_la_liste_fait_toujours_les_memes_requetes(
    client: Client, convention_signee, agent, nb: int, django_assert_num_queries
) -> None:
    ExportEvaluationsFactory.create_batch(nb, caisse=convention_signee.caisse, cree_par=agent.utilisateur)
    with django_assert_num_queries(5):
        client.get(PAGE)
