"""The reference tables on the national side (CAI-19)."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertRedirects

from ppas.caisses.models import Caisse
from ppas.caisses.operations.charger_references import charger_references
from tests.factories import AgentFactory, RattachementFactory, UtilisateurFactory

pytestmark = pytest.mark.django_db
D_AILLEURS = {"parametreassistance", "modelereponse"}
TABLES = ["regime", "caisse", "typepartenaire", "prestation", "tarif", "tranchebareme", "plafondplan"]


@pytest.fixture
def national(client: Client) -> Client:
    charger_references()
    client.force_login(UtilisateurFactory(national=True))
    return client


@pytest.mark.exigence("CAI-19")
@pytest.mark.parametrize("table", TABLES)
def test_l_administrateur_national_voit_chaque_table(national: Client, table: str) -> None:
    assert national.get(reverse(f"admin:caisses_{table}_changelist")).status_code == 200


@pytest.mark.exigence("CAI-19")
@pytest.mark.parametrize(("table", "valeur"), [("tarif", "26,80\xa0€"), ("plafondplan", "80,00\xa0h")])
def test_les_montants_et_les_durees_s_y_lisent_comme_sur_le_portail(national: Client, table: str, valeur: str) -> None:
    assertContains(national.get(reverse(f"admin:caisses_{table}_changelist")), valeur)


def test_aucune_autre_table_n_y_est(national: Client) -> None:
    applications = national.get(reverse("admin:index")).context["app_list"]
    assert {m["object_name"].lower() for a in applications for m in a["models"]} == {*TABLES, *D_AILLEURS}


@pytest.mark.exigence("CAI-19")
def test_l_administrateur_national_corrige_le_code_d_une_caisse(national: Client) -> None:
    caisse = Caisse.objects.get(code="12")
    adresse = reverse("admin:caisses_caisse_change", args=[caisse.pk])
    champs = national.get(adresse).context["adminform"].form.initial
    champs |= {"code": "75", "est_exemple": ""}
    assertRedirects(national.post(adresse, champs), reverse("admin:caisses_caisse_changelist"))
    caisse.refresh_from_db()
    assert (caisse.code, caisse.est_exemple) == ("75", False)


def test_un_code_de_caisse_a_deux_caracteres(national: Client) -> None:
    adresse = reverse("admin:caisses_caisse_change", args=[Caisse.objects.get(code="12").pk])
    champs = national.get(adresse).context["adminform"].form.initial | {"code": "7"}
    assertContains(national.post(adresse, champs), "Deux chiffres ou lettres capitales.")


def test_on_n_ajoute_pas_de_type_de_partenaire(national: Client) -> None:
    assert national.get(reverse("admin:caisses_typepartenaire_add")).status_code == 403


@pytest.mark.parametrize("fabrique", [UtilisateurFactory, AgentFactory, RattachementFactory])
@pytest.mark.parametrize("ecran", ["index", "login", "caisses_caisse_changelist"])
def test_pour_les_autres_les_tables_n_existent_pas(client: Client, fabrique, ecran: str) -> None:
    compte = fabrique()
    client.force_login(getattr(compte, "utilisateur", compte))
    assert client.get(reverse(f"admin:{ecran}"), follow=True).status_code == 404


@pytest.mark.parametrize("ecran", ["index", "login", "caisses_caisse_changelist"])
def test_un_inconnu_est_mene_a_la_connexion_du_portail(client: Client, ecran: str) -> None:
    adresse = reverse(f"admin:{ecran}")
    reponse = client.get(adresse)
    while reponse.status_code == 302 and reponse["Location"].startswith("/national/"):
        reponse = client.get(reponse["Location"])
    attendue = reverse("admin:index") if ecran == "login" else adresse
    assert reponse["Location"] == f"{reverse('comptes:connexion')}?next={attendue}"
