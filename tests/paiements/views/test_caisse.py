"""The caisse's screens of money: exports, and its slips before the partner sees them."""

from datetime import date

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from ppas.facturation.models import ExportFactures
from ppas.facturation.operations.exporter import exporter_factures, lignes_csv
from tests.factories.caisses import AgentFactory, CaisseFactory
from tests.factories.facturation import ExportFacturesFactory, LigneFactureFactory
from tests.factories.paiements import BordereauFactory, LignePaiementFactory
from tests.factories.partenaires import ConventionFactory

pytestmark = pytest.mark.django_db
EXPORTS = "/paiements/caisse/exports/"
EXPORTER = "/paiements/caisse/exports/exporter/"
BORDEREAUX = "/paiements/caisse/bordereaux/"


@pytest.fixture
def agent(client, horloge):
    agent = AgentFactory(utilisateur__nom="LEROY")
    client.force_login(agent.utilisateur)
    return agent


def page(client, url):
    reponse = client.get(url)
    assert reponse.status_code == 200
    return " ".join(reponse.content.decode().replace("&nbsp;", " ").replace("\N{NO-BREAK SPACE}", " ").split())


@pytest.mark.exigence("CAI-11")
def test_l_agent_exporte_les_lignes_en_attente_et_telecharge_le_fichier(client, agent):
    LigneFactureFactory.create_batch(2)
    assert "<b>2</b> lignes de facture attendent l’export" in page(client, EXPORTS)
    reponse = client.post(EXPORTER)
    export = ExportFactures.objects.get()
    assert (reponse.status_code, reponse["Location"]) == (302, EXPORTS)
    assert [str(m) for m in get_messages(reponse.wsgi_request)] == [
        f"Export n° {export.pk} créé avec 2 lignes. Téléchargez son fichier dans la liste."
    ]
    lue = page(client, EXPORTS)
    assert "Mikael LEROY" in lue
    assert "675,36 €" in lue
    assert "Toutes les lignes acceptées ont été exportées." in lue
    fichier = client.get(reverse("paiements:export", args=[export.pk]))
    assert fichier["Content-Disposition"] == f'attachment; filename="factures-03-{export.pk}.csv"'
    assert b"".join(fichier) == b"".join(lignes_csv(export))


def test_un_second_envoi_du_bouton_dit_qu_il_n_y_a_plus_rien(client, agent):
    LigneFactureFactory()
    client.post(EXPORTER)
    reponse = client.post(EXPORTER, follow=True)
    assert "Aucune ligne de facture n’est en attente" in reponse.content.decode()
    assert ExportFactures.objects.count() == 1


def test_exporter_par_une_simple_lecture_est_impossible(client, agent):
    LigneFactureFactory()
    assert client.get(EXPORTER).status_code == 405
    assert not ExportFactures.objects.exists()


@pytest.mark.exigence("CAI-18")
def test_l_export_d_une_autre_caisse_n_existe_pas(client, agent):
    autre = CaisseFactory(code="05")
    LigneFactureFactory(prise_en_charge__convention__caisse=autre)
    export = exporter_factures(autre, par=None)
    assert client.get(reverse("paiements:export", args=[export.pk])).status_code == 404
    assert f"n° {export.pk}<" not in page(client, EXPORTS)


@pytest.mark.exigence("CAI-12", "PAY-02")
def test_l_agent_voit_aussitot_ses_bordereaux_avec_la_date_de_leur_publication(client, agent, horloge):
    bordereau = LignePaiementFactory(bordereau__numero="B12").bordereau
    assert "14/11/2026 à 00:00" in page(client, BORDEREAUX)
    assert "visible du partenaire le 14/11/2026 à 00:00" in page(client, f"{BORDEREAUX}{bordereau.pk}/")
    pdf = client.get(f"{BORDEREAUX}{bordereau.pk}/pdf/")
    assert (pdf.status_code, pdf["Content-Type"]) == (200, "application/pdf")


@pytest.mark.exigence("CAI-18")
def test_le_bordereau_d_une_autre_caisse_n_existe_pas(client, agent):
    autre = BordereauFactory(convention=ConventionFactory(caisse__code="05"), numero="B99")
    assert "B99" not in page(client, BORDEREAUX)
    for vue in ("", "reste/", "document/", "pdf/", "csv/", "xlsx/"):
        assert client.get(f"{BORDEREAUX}{autre.pk}/{vue}").status_code == 404


def test_les_ecrans_du_partenaire_n_existent_pas_pour_la_caisse(client, agent):
    bordereau = BordereauFactory(date_paiement=date(2026, 1, 5))
    assert client.get(reverse("paiements:bordereaux")).status_code == 404
    assert client.get(reverse("paiements:bordereau", args=[bordereau.pk])).status_code == 404


@pytest.mark.parametrize("nb", [1, 3])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_lignes(client, agent, django_assert_num_queries, nb):
    ExportFacturesFactory.create_batch(nb, cree_par=agent.utilisateur)
    bordereau = BordereauFactory()
    BordereauFactory.create_batch(nb - 1)
    LignePaiementFactory.create_batch(nb, bordereau=bordereau)
    for url, requetes in ((EXPORTS, 5), (BORDEREAUX, 4), (f"{BORDEREAUX}{bordereau.pk}/", 7)):
        with django_assert_num_queries(requetes):
            client.get(url)
