"""« Paramètres de la caisse », through its pages."""

import html
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from ppas.caisses.models import Caisse, Tarif, TrancheBareme
from tests.factories.caisses import AgentFactory, CaisseFactory, PrestationFactory, TarifFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]

PARAMETRES, MODIFIER = reverse("caisses:parametres"), reverse("caisses:parametres_modifier")
TARIFS, AJOUTER, BAREMES = (reverse(f"caisses:{nom}") for nom in ("tarifs", "tarif_ajouter", "baremes"))
SAISIE = {
    "delai_facturation_mois": "6",
    "delai_paiement_mois": "3",
    "delai_evaluation_jours": "45",
    "adresse_postale": "Service facturation \r\n38 rue de Cracovie\r\n21044 DIJON CEDEX",
    "telephone": "03 80 70 50 00",
    "courriel": "facturation@exemple.fr",
    "mention_courriels": "Nouveaux horaires <b>à lire</b>",
}
TARIF = {"debut": "2027-01-01", "ouvrable": "27,10", "dimanche_ferie": "30.10", "source": "Décision du 1er décembre"}


@pytest.fixture
def administrateur(client: Client):
    agent = AgentFactory(administrateur=True)
    client.force_login(agent.utilisateur)
    return agent


@pytest.fixture
def agent(client: Client):
    agent = AgentFactory()
    client.force_login(agent.utilisateur)
    return agent


def lire(client: Client, url: str, donnees: dict | None = None) -> str:
    reponse = client.get(url, donnees or {})
    assert reponse.status_code == 200
    return html.unescape(reponse.content.decode()).replace("\xa0", " ")


@pytest.mark.exigence("INV-11")
def test_l_administrateur_regional_change_les_parametres(client: Client, administrateur) -> None:
    reponse = client.post(MODIFIER, SAISIE, follow=True)
    assert reponse.redirect_chain == [(PARAMETRES, 302)]
    assert "Les paramètres sont enregistrés." in reponse.content.decode()
    caisse = Caisse.objects.get()
    assert (caisse.delai_facturation_mois, caisse.delai_paiement_mois, caisse.telephone) == (6, 3, "0380705000")
    assert caisse.delai_evaluation_jours == 45
    assert caisse.adresse_postale == "Service facturation\n38 rue de Cracovie\n21044 DIJON CEDEX"
    assert "&lt;b&gt;à lire&lt;/b&gt;" in reponse.content.decode()


def test_sans_changement_la_page_le_dit(client: Client, administrateur) -> None:
    client.post(MODIFIER, SAISIE)
    assert "Aucun paramètre n’a changé." in client.post(MODIFIER, SAISIE, follow=True).content.decode()


@pytest.mark.parametrize(
    ("champ", "valeur"),
    [
        ("delai_facturation_mois", "0"),
        ("delai_facturation_mois", "61"),
        ("delai_paiement_mois", "7"),
        ("delai_paiement_mois", "deux"),
        ("delai_evaluation_jours", "0"),
        ("telephone", "12"),
        ("courriel", "x"),
        ("adresse_postale", "a\x07"),
        ("mention_courriels", "x" * 601),
    ],
)
def test_une_valeur_fausse_est_signalee_et_rien_ne_change(client: Client, administrateur, champ, valeur) -> None:
    reponse = client.post(MODIFIER, SAISIE | {champ: valeur})
    assert reponse.status_code == 422
    assert f'id="id_{champ}_error"' in reponse.content.decode()
    assert Caisse.objects.get().delai_facturation_mois == 12


@pytest.mark.exigence("CAI-01")
def test_un_agent_lit_sans_pouvoir_changer(client: Client, agent) -> None:
    assert MODIFIER not in lire(client, PARAMETRES)
    assert AJOUTER not in lire(client, TARIFS)
    assert [client.get(MODIFIER).status_code, client.post(AJOUTER, TARIF).status_code] == [404, 404]


@pytest.mark.exigence("CAI-19")
def test_un_tarif_s_ajoute_puis_se_supprime_tant_qu_il_est_a_venir(client: Client, administrateur) -> None:
    TarifFactory()
    page = client.post(AJOUTER, TARIF | {"prestation": PrestationFactory().pk}, follow=True).content.decode()
    assert "Les lignes déjà acceptées gardent leur prix." in page
    tarif = Tarif.objects.get(caisse=administrateur.caisse)
    assert (tarif.ouvrable_centimes, tarif.dimanche_ferie_centimes, tarif.debut) == (2710, 3010, date(2027, 1, 1))
    supprimer = reverse("caisses:tarif_supprimer", args=[tarif.pk])
    assert supprimer in page
    assert "Le tarif à venir est supprimé." in client.post(supprimer, follow=True).content.decode()


@pytest.mark.parametrize(
    ("champ", "valeur"),
    [("prestation", ""), ("debut", "demain"), ("debut", "2026-11-04"), ("ouvrable", "0"), ("ouvrable", "1,234"),
     ("dimanche_ferie", ""), ("source", "")],
)  # fmt: skip
def test_un_tarif_faux_est_signale(client: Client, administrateur, champ, valeur) -> None:
    TarifFactory()
    saisie = TARIF | {"prestation": PrestationFactory().pk, champ: valeur}
    reponse = client.post(AJOUTER, saisie)
    assert reponse.status_code == 422
    assert f'id="id_{champ}_error"' in reponse.content.decode()
    assert Tarif.objects.count() == 1


def test_un_tarif_national_ou_d_une_autre_caisse_ne_se_supprime_pas(client: Client, administrateur) -> None:
    a_venir = date(2030, 1, 1)
    for tarif in (TarifFactory(debut=a_venir), TarifFactory(debut=a_venir, caisse=CaisseFactory(code="05"))):
        assert client.post(reverse("caisses:tarif_supprimer", args=[tarif.pk])).status_code == 404
    page = lire(client, TARIFS)
    assert "Supprimer</button>" not in page
    assert page.count("01/01/2030") == 1


@pytest.mark.parametrize("nb", [1, 3])
def test_les_tarifs_se_lisent_en_un_nombre_constant_de_requetes(
    client: Client, agent, nb: int, django_assert_num_queries
) -> None:
    for rang in range(nb):
        TarifFactory(prestation=PrestationFactory(code=f"PPP0{rang:02}"), caisse=agent.caisse)
    with django_assert_num_queries(5):
        lire(client, TARIFS)


@pytest.mark.exigence("CAI-19")
def test_le_bareme_se_lit_avec_sa_source_et_calcule_une_participation(client: Client, agent) -> None:
    for plafond, part in ((807, 1000), (865, 1400)):
        TrancheBareme.objects.create(
            bareme="Cnav", debut=date(2012, 1, 1), plafond_seul=plafond, plafond_menage=2 * plafond,
            participation=part, source="Barème 2012",
        )  # fmt: skip
    saisie = {"bareme": "0", "ressources": "1 000,00"}
    assert "dépassent la dernière tranche" in lire(client, BAREMES, saisie | {"foyer": "seul"})
    page = lire(client, BAREMES, saisie | {"foyer": "menage"})
    assert "<strong>10 %</strong>" in page
    assert "Source : Barème 2012." in page
    assert 'id="id_ressources_error"' in lire(client, BAREMES, {"bareme": "0", "ressources": "x", "foyer": "seul"})


def test_sans_bareme_la_page_le_dit(client: Client, agent) -> None:
    assert "Aucun barème" in lire(client, BAREMES, {"bareme": "0", "ressources": "1", "foyer": "seul"})
