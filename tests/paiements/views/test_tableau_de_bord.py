"""« Tableau de bord » of a caisse."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from ppas.caisses.models import Agent
from ppas.facturation.models import BilanMensuel
from tests.factories import (
    AgentFactory,
    BordereauFactory,
    CaisseFactory,
    ConventionFactory,
    DepotFactory,
    LigneFactureFactory,
    RattachementFactory,
)
from tests.factories.facturation import CourrierFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]
ADRESSE = "paiements:tableau_de_bord"


@pytest.fixture
def agent(client: Client) -> Agent:
    agent = AgentFactory()
    client.force_login(agent.utilisateur)
    return agent


def attentes(client: Client) -> dict[str, str]:
    return {a.libelle: str(a.compte) for a in client.get(reverse(ADRESSE)).context["attentes"]}


@pytest.mark.exigence("CAI-11")
def test_le_tableau_montre_treize_mois_et_leurs_graphiques(client: Client, agent: Agent) -> None:
    for mois, nb in ((date(2025, 10, 1), 7), (date(2025, 11, 1), 11), (date(2026, 10, 1), 1234)):
        BilanMensuel.objects.create(
            caisse=agent.caisse, mois=mois, nb_lignes_acceptees=nb, montant_paye_centimes=nb * 100
        )
    reponse = client.get(reverse(ADRESSE))
    series = dict(reponse.context["series"])
    assert [mesure.valeur for mesure in series["Lignes acceptées"]] == [11, *[0] * 10, 1234, 0]
    assert series["Montant payé"][-2].texte.replace("\N{NO-BREAK SPACE}", " ") == "1 234,00 €"
    assert reponse.text.count("<svg viewBox") == len(series)
    assert reponse.text.count("Lire les chiffres") == len(series)


@pytest.mark.exigence("CAI-11", "EVA-08")
def test_les_evaluations_payees_sont_comptees_a_part_et_leur_montant_avec_les_autres(
    client: Client, agent: Agent
) -> None:
    BilanMensuel.objects.create(
        caisse=agent.caisse,
        mois=date(2026, 10, 1),
        nb_lignes_payees=2,
        nb_evaluations_payees=3,
        montant_paye_centimes=106536,
    )
    series = dict(client.get(reverse(ADRESSE)).context["series"])
    payes = [series[titre][-2].valeur for titre in ("Lignes payées", "Évaluations payées", "Montant payé")]
    assert payes == [2, 3, 106536]


@pytest.mark.exigence("CAI-18")
def test_une_caisse_ne_compte_que_ce_qui_est_a_elle(client: Client, agent: Agent) -> None:
    autre = ConventionFactory(caisse=CaisseFactory(code="30"))
    BilanMensuel.objects.create(caisse=autre.caisse, mois=date(2026, 10, 1), nb_depots=5)
    DepotFactory(convention=autre, recu=True)
    LigneFactureFactory(prise_en_charge__convention=autre)
    assert set(attentes(client).values()) == {"0"}
    assert dict(client.get(reverse(ADRESSE)).context["series"])["Fichiers traités"][-2].valeur == 0


@pytest.mark.exigence("CAI-11")
def test_ce_qui_attend_est_compte(client: Client, agent: Agent) -> None:
    convention = ConventionFactory(caisse=agent.caisse)
    DepotFactory(convention=convention, en_traitement=True)
    ligne = LigneFactureFactory(prise_en_charge__convention=convention)
    LigneFactureFactory(prise_en_charge=ligne.prise_en_charge, exportee=True, periode=date(2026, 9, 1))
    CourrierFactory(convention=convention)
    BordereauFactory(convention=convention, date_paiement=date(2026, 11, 12))
    BordereauFactory(convention=convention, date_paiement=date(2026, 11, 2))
    assert attentes(client) == {
        "Dépôts en cours de contrôle": "1",
        "Lignes à exporter": "1",
        "Courriers à traiter": "1",
        "Bordereaux à paraître": "1",
    }


def test_on_ne_compte_que_jusqu_a_un_plafond(client: Client, agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ppas.paiements.tableau.LIGNES_COMPTEES", 2)
    LigneFactureFactory.create_batch(3, prise_en_charge__convention=ConventionFactory(caisse=agent.caisse))
    assert attentes(client)["Lignes à exporter"] == "2 et plus"


@pytest.mark.parametrize("nb", [1, 3])
def test_le_nombre_de_requetes_ne_depend_pas_de_l_histoire(
    client: Client, agent: Agent, nb: int, django_assert_num_queries
) -> None:
    convention = ConventionFactory(caisse=agent.caisse)
    for rang in range(nb):
        BilanMensuel.objects.create(caisse=agent.caisse, mois=date(2026, 10 - rang, 1))
        LigneFactureFactory(prise_en_charge__convention=convention)
    with django_assert_num_queries(8):
        client.get(reverse(ADRESSE))


def test_un_partenaire_n_a_pas_ce_tableau(client: Client) -> None:
    client.force_login(RattachementFactory().utilisateur)
    assert client.get(reverse(ADRESSE)).status_code == 404
