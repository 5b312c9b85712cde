"""« Anomalies de report »: what the caisse's system rejected, when, why, and what may be done (ANO-01, ANO-04)."""

import html

import pytest
from django.test import Client
from django.urls import reverse

from ppas.facturation.models import Courrier
from ppas.partenaires.models import Convention
from tests.factories.paiements import AnomalieReportFactory
from tests.factories.partenaires import ConventionFactory, RattachementFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]
LISTE = reverse("paiements:anomalies_report")


@pytest.fixture
def convention() -> Convention:
    return ConventionFactory()


@pytest.fixture
def partenaire(client: Client, convention: Convention) -> Client:
    client.force_login(RattachementFactory(partenaire=convention.partenaire).utilisateur)
    return client


def page(client: Client) -> str:
    return " ".join(html.unescape(client.get(LISTE).content.decode()).replace("\N{NO-BREAK SPACE}", " ").split())


def rejetee(convention: Convention) -> AnomalieReportFactory:
    return AnomalieReportFactory(ligne_facture__prise_en_charge__convention=convention)


@pytest.mark.exigence("ANO-01", "FIL-10", "CAI-13")
def test_la_page_dit_la_ligne_la_date_et_les_mots_de_la_caisse(partenaire: Client, convention: Convention) -> None:
    anomalie = rejetee(convention)
    AnomalieReportFactory()
    lu = page(partenaire)
    for attendu in (f"n° {anomalie.ligne_facture_id}", "06/11/2026", "R12", anomalie.libelle, "DURAND Jeanne"):
        assert attendu in lu
    assert "Elles ne peuvent pas être re-facturées via le portail" in lu
    assert lu.count("R12</code>") == 1


def test_sans_rejet_la_page_le_dit(partenaire: Client) -> None:
    assert "Aucune anomalie de report" in page(partenaire)


@pytest.mark.exigence("ANO-04", "ANO-07")
def test_une_ligne_rejetee_s_annonce_par_courrier_une_fois(partenaire: Client, convention: Convention) -> None:
    anomalie = rejetee(convention)
    adresse = reverse("paiements:report_courrier", args=[anomalie.ligne_facture_id])
    for _ in range(2):
        partenaire.post(adresse)
    courrier = Courrier.objects.get()
    assert (courrier.rejet_id, courrier.motif) == (anomalie.ligne_facture_id, f"R12 {anomalie.libelle}")
    assert courrier.numero in page(partenaire)


def test_la_ligne_d_autrui_n_existe_pas(partenaire: Client) -> None:
    adresse = reverse("paiements:report_courrier", args=[AnomalieReportFactory().ligne_facture_id])
    assert partenaire.post(adresse).status_code == 404


@pytest.mark.parametrize("nb", [1, 3])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_rejets(
    partenaire: Client, convention: Convention, nb: int, django_assert_num_queries
) -> None:
    for _ in range(nb):
        rejetee(convention)
    with django_assert_num_queries(8):
        partenaire.get(LISTE)
