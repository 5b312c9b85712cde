"""The pages that only the demonstration has."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse

from ppas.demo.regles.comptes import COMPTES
from ppas.evaluations.etats import EtatEvaluation
from ppas.facturation.etats import EtatLigne
from ppas.paiements.operations.anomalies_report import importer_anomalies_report
from ppas.socle.horloge import maintenant
from ppas.socle.models import Courriel, EtatCourriel
from tests.conftest import Horloge
from tests.factories import EvaluationFactory, LigneFactureFactory

pytestmark = pytest.mark.django_db


def courriel(n: int = 1, etat: str = EtatCourriel.ENVOYE) -> Courriel:
    return Courriel.objects.create(
        destinataire=f"n{n}@exemple.fr",
        sujet=f"Sujet {n}",
        corps="Mot de passe temporaire : Abcd2345\nhttp://127.0.0.1:8000/comptes/connexion/",
        etat=etat,
        cree_le=maintenant(),
        prochaine_tentative_le=maintenant(),
    )


def test_les_comptes_se_lisent_sans_etre_connecte(client: Client) -> None:
    page = client.get("/demo/comptes/").text
    assert all(compte.login in page for compte in COMPTES)


@pytest.mark.parametrize("nombre", [1, 3])
def test_les_courriels_se_lisent_du_plus_recent_au_plus_ancien(
    client: Client, django_assert_num_queries: Callable, nombre: int
) -> None:
    for n in range(nombre):
        courriel(n)
    with django_assert_num_queries(1):
        page = client.get("/demo/courriels/").text
    lus = [page.index(f"Sujet {n}") for n in range(nombre)]
    assert lus == sorted(lus, reverse=True)
    assert "envoyé" in page


def test_un_courriel_se_lit_en_entier(client: Client) -> None:
    page = client.get(f"/demo/courriels/{courriel().pk}/").text
    assert "Abcd2345" in page
    assert '<a href="http://127.0.0.1:8000/comptes/connexion/"' in page


def test_une_liste_de_courriels_vide_le_dit(client: Client) -> None:
    assert "Aucun courriel" in client.get("/demo/courriels/").text


@pytest.mark.parametrize("nombre", [1, 3])
def test_les_exports_non_payes_ont_leur_fichier_de_paiements(
    client: Client, django_assert_num_queries: Callable, nombre: int
) -> None:
    lignes = LigneFactureFactory.create_batch(nombre, exportee=True, etat=EtatLigne.EXPORTEE)
    with django_assert_num_queries(18):
        page = client.get("/demo/exemples/").text
    adresses = [reverse("demo:paiements", args=[ligne.export_id]) for ligne in lignes]
    assert all(adresse in page for adresse in adresses)
    fichier = client.get(adresses[0])
    assert f";{lignes[0].pk};14.00;337.68" in fichier.text
    assert fichier["Content-Disposition"] == f'attachment; filename="paiements-{lignes[0].export_id}.csv"'


@pytest.mark.parametrize("nombre", [1, 3])
def test_les_exports_d_evaluations_non_payes_ont_leur_fichier_de_paiements(
    client: Client, django_assert_num_queries: Callable, nombre: int
) -> None:
    evaluations = EvaluationFactory.create_batch(nombre, exportee=True)
    with django_assert_num_queries(18):
        page = client.get("/demo/exemples/").text
    adresses = [reverse("demo:paiements_evaluations", args=[evaluation.export_id]) for evaluation in evaluations]
    assert all(adresse in page for adresse in adresses)
    assert f";E{evaluations[0].pk};1.00;95.00" in client.get(adresses[0]).text


def test_un_export_d_evaluations_paye_n_a_pas_de_fichier(client: Client) -> None:
    evaluation = EvaluationFactory(exportee=True, etat=EtatEvaluation.PAYEE)
    assert client.get(reverse("demo:paiements_evaluations", args=[evaluation.export_id])).status_code == 404


@pytest.mark.parametrize("reponse", ["paiements", "anomalies_report"])
def test_un_export_deja_paye_n_a_pas_de_fichier(client: Client, reponse: str) -> None:
    ligne = LigneFactureFactory(exportee=True, etat=EtatLigne.PAYEE)
    assert client.get(reverse(f"demo:{reponse}", args=[ligne.export_id])).status_code == 404


def test_le_rejet_d_une_ligne_exportee_s_importe(client: Client) -> None:
    ligne = LigneFactureFactory(exportee=True)
    fichier = client.get(reverse("demo:anomalies_report", args=[ligne.export_id]))
    importer_anomalies_report(BytesIO(fichier.content), "a.csv", caisse=ligne.convention.caisse, par=None)
    ligne.refresh_from_db()
    assert ligne.etat == EtatLigne.REJETEE


def test_un_exemple_se_telecharge_au_mois_du_jour(client: Client, horloge: Horloge) -> None:
    horloge.regler("2026-12-10 09:00")
    fichier = client.get("/demo/exemples/factures/03_21231300_202611.xml")
    assert fichier["Content-Disposition"] == 'attachment; filename="03_21231300_202611.xml"'
    assert "<echeance>202611</echeance>" in fichier.text


@pytest.mark.parametrize("chemin", ["README.md", "../pyproject.toml", "factures/inconnu.xml"])
def test_rien_d_autre_que_les_exemples_ne_se_telecharge(client: Client, chemin: str) -> None:
    assert client.get(f"/demo/exemples/{chemin}").status_code == 404


def test_chaque_page_dit_qu_elle_est_de_la_demonstration(client: Client) -> None:
    assert "Démonstration\N{NO-BREAK SPACE}: données fictives" in client.get("/").text.replace(
        "&nbsp;", "\N{NO-BREAK SPACE}"
    )


def test_hors_de_la_demonstration_aucune_page_ne_le_dit() -> None:
    assert "données fictives" not in render_to_string("accueil/vide.html", {"request": RequestFactory().get("/")})
