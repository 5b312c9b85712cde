"""Pages and documents that the portal makes by itself, and the pages of the footer (DOC-09, DOC-11, DOC-12)."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from ppas.caisses.models import PlafondPlan, Tarif, TrancheBareme
from ppas.caisses.operations.charger_references import charger_references
from ppas.facturation.operations.composer_documentation import cahier_des_charges_pdf, procedure_pdf
from ppas.prises_en_charge.operations.composer_demande import demande_pdf
from ppas.publications.models import PageAccueil

LE = datetime(2026, 11, 28, tzinfo=ZoneInfo("Europe/Paris"))
DOCUMENTS = ["facturation:cahier_pdf", "facturation:procedure_pdf", "prises_en_charge:imprime_demande"]


@pytest.mark.exigence("DOC-11", "PUB-15")
@pytest.mark.django_db
def test_les_baremes_publies_sont_ceux_des_tables_avec_leur_source(client: Client) -> None:
    charger_references()
    page = client.get(reverse("caisses:baremes_publics")).content.decode()
    assert all(tranche.bareme in page and tranche.source in page for tranche in TrancheBareme.objects.all())
    assert all(tarif.source.split(",")[0] in page for tarif in Tarif.objects.filter(caisse=None))
    assert "80,00 h" in page.replace("\xa0", " ")
    assert PlafondPlan.objects.exists()


@pytest.mark.django_db
def test_les_baremes_se_lisent_en_trois_requetes(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    charger_references()
    with django_assert_num_queries(3):
        client.get(reverse("caisses:baremes_publics"))


@pytest.mark.exigence("DOC-09", "DOC-12")
@pytest.mark.django_db
@pytest.mark.parametrize("url", DOCUMENTS)
def test_chaque_document_s_imprime_en_pdf_accessible(client: Client, url: str) -> None:
    reponse = client.get(reverse(url))
    assert reponse["Content-Type"] == "application/pdf"
    assert reponse.content.startswith(b"%PDF-")
    assert b"pdfuaid" in reponse.content


@pytest.mark.parametrize("composer", [cahier_des_charges_pdf, procedure_pdf, demande_pdf])
def test_une_edition_n_est_faite_qu_une_fois(composer) -> None:
    assert composer(LE) is composer(LE)


@pytest.mark.exigence("PUB-19", "PUB-20", "PUB-22")
@pytest.mark.parametrize(
    ("nom", "phrase"),
    [
        ("qui_sommes_nous", "Caisse d’assurance retraite et de la santé au travail (CARSAT)"),
        ("mentions", "Données personnelles"),
        ("copyright", "licence publique de l’Union européenne"),
        ("offre", "groupe iso-ressources"),
    ],
)
def test_les_pages_du_pied_disent_ce_qu_elles_annoncent(
    accueil: PageAccueil, client: Client, nom: str, phrase: str
) -> None:
    assert phrase in client.get(reverse(f"publications:{nom}")).content.decode()
