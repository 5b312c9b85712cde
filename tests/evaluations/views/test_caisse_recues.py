"""« Évaluations reçues »: read, accepted or sent back by the caisse that ordered them."""

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from ppas.evaluations.etats import EtatEvaluation
from ppas.evaluations.models import Evaluation, Renvoi
from ppas.evaluations.operations.recevoir import renvoyer
from ppas.evaluations.operations.transmettre import transmettre
from tests.evaluations.evaluees import structure, terminee, transmise
from tests.factories import AgentFactory, UtilisateurFactory

pytestmark = pytest.mark.django_db
PAGE = "/evaluations/caisse/recues/"


def adresse(evaluation: Evaluation, vue: str = "caisse_evaluation") -> str:
    return reverse(f"evaluations:{vue}", args=[evaluation.pk])


def dits(reponse) -> list[str]:
    return [str(message) for message in get_messages(reponse.wsgi_request)]


@pytest.mark.exigence("CAI-09")
def test_la_liste_dit_ce_qui_est_recu_et_en_combien_de_jours(lire, convention_signee, agent) -> None:
    transmise(convention_signee, convention_signee.evaluateur)
    terminee(convention_signee, convention_signee.evaluateur)
    page = lire(PAGE)
    assert page.count('data-label="État"') == 1
    assert 'data-label="Délai"><span>2 jours' in page
    assert "Évaluations reçues, mois par mois" in page
    assert "De novembre 2025 à novembre 2026 : au plus 1 en novembre 2026" in page


@pytest.mark.exigence("CAI-09")
def test_l_agent_lit_les_reponses_et_les_delais(lire, client: Client, convention_signee, agent) -> None:
    evaluation = transmise(convention_signee, convention_signee.evaluateur)
    page = lire(adresse(evaluation))
    assert "Une aide pour le linge." in page
    assert "Visite, 1 jour après" in page
    assert "Accepter l’évaluation" in page
    assert client.get(adresse(evaluation, "caisse_evaluation_pdf"))["Content-Type"] == "application/pdf"


@pytest.mark.exigence("CAI-09")
def test_l_agent_accepte(client: Client, convention_signee, agent) -> None:
    evaluation = transmise(convention_signee, convention_signee.evaluateur)
    reponse = client.post(adresse(evaluation, "caisse_accepter"))
    assert reponse["Location"] == adresse(evaluation)
    assert dits(reponse) == [
        f"L’évaluation E{evaluation.pk} est acceptée. Elle sera dans le prochain export des évaluations."
    ]
    assert Evaluation.objects.get().etat == EtatEvaluation.ACCEPTEE
    assert "déjà « Acceptée par la caisse »" in dits(client.post(adresse(evaluation, "caisse_accepter")))[-1]


@pytest.mark.exigence("CAI-09", "EVA-05")
def test_l_agent_renvoie_avec_un_message(client: Client, convention_signee, agent) -> None:
    evaluation = transmise(convention_signee, convention_signee.evaluateur)
    assert "Rien n’est effacé" in client.get(adresse(evaluation, "caisse_renvoyer")).content.decode()
    reponse = client.post(adresse(evaluation, "caisse_renvoyer"), {"message": "Précisez la visite."})
    assert reponse["Location"] == adresse(evaluation)
    assert Renvoi.objects.get().message == "Précisez la visite."


def test_un_renvoi_sans_message_garde_la_page(client: Client, convention_signee, agent) -> None:
    evaluation = transmise(convention_signee, convention_signee.evaluateur)
    reponse = client.post(adresse(evaluation, "caisse_renvoyer"), {"message": " "})
    assert reponse.status_code == 422
    assert "Écrivez ce qui est à corriger" in reponse.content.decode()


def test_un_renvoi_trop_tard_garde_le_message_tape(client: Client, convention_signee, agent) -> None:
    evaluation = transmise(convention_signee, convention_signee.evaluateur)
    client.post(adresse(evaluation, "caisse_accepter"))
    reponse = client.post(adresse(evaluation, "caisse_renvoyer"), {"message": "Précisez la visite."})
    page = reponse.content.decode()
    assert reponse.status_code == 422
    assert "Cette opération n’est plus possible" in page
    assert "Précisez la visite.</textarea>" in page


@pytest.mark.exigence("CAI-09")
def test_un_second_envoi_montre_ce_qu_il_a_change(lire, convention_signee, agent) -> None:
    evaluation = transmise(convention_signee, convention_signee.evaluateur)
    renvoyer(evaluation, "Précisez.", par=agent.utilisateur)
    assert "Vous lisez l’envoi 1, celui que vous avez renvoyé." in lire(adresse(evaluation))
    corrigee = Evaluation.objects.get()
    corrigee.reponses = corrigee.reponses | {"besoins_analyse": "Précisé."}
    corrigee.etat = EtatEvaluation.TERMINEE
    corrigee.save()
    transmettre(corrigee, par=convention_signee.evaluateur)
    page = lire(adresse(evaluation))
    assert "Ce que le dernier envoi a changé" in page
    assert "Besoins : Analyse de l’évaluateur" in page


def test_ce_qui_se_corrige_ne_se_lit_pas_avant_d_etre_transmis(lire, convention_signee, agent) -> None:
    evaluation = transmise(convention_signee, convention_signee.evaluateur)
    renvoyer(evaluation, "Précisez.", par=agent.utilisateur)
    Evaluation.objects.update(reponses={"besoins_analyse": "Brouillon"})
    assert "Brouillon" not in lire(adresse(evaluation))


@pytest.mark.parametrize(
    ("filtre", "nb"),
    [
        pytest.param({}, 3, id="aucun"),
        pytest.param({"etat": "transmise"}, 3, id="etat"),
        pytest.param({"gir": "5"}, 2, id="gir"),
        pytest.param({"gir": "6"}, 1, id="gir-6"),
        pytest.param({"mois": "2026-12"}, 2, id="mois"),
        pytest.param({"hors_delai": "on"}, 1, id="hors-delai"),
        pytest.param({"structure": "présence"}, 3, id="structure"),
        pytest.param({"structure": "inconnue"}, 0, id="structure-inconnue"),
        pytest.param({"gir": "9", "mois": "hier"}, 3, id="filtres-faux"),
    ],
)
def test_les_filtres_gardent_ce_qu_ils_disent(
    client: Client, convention_signee, horloge, filtre: dict[str, str], nb: int
) -> None:
    horloge.regler("2026-11-30 23:59")
    transmise(convention_signee, convention_signee.evaluateur)
    horloge.regler("2026-12-02 23:59")
    transmise(convention_signee, convention_signee.evaluateur)
    horloge.regler("2026-12-03 00:01")
    transmise(convention_signee, convention_signee.evaluateur, aggir_toilette_bas="STCH")
    client.force_login(AgentFactory(caisse=convention_signee.caisse).utilisateur)
    assert client.get(PAGE, filtre).content.decode().count('data-label="État"') == nb


def test_le_nom_cherche_ne_va_pas_dans_l_adresse(client: Client, lire, convention_signee, agent) -> None:
    transmise(convention_signee, convention_signee.evaluateur)
    assert client.post(reverse("evaluations:caisse_recues_chercher"), {"nom": "Absent"})["Location"] == PAGE
    assert "Aucune évaluation ne répond à cette recherche" in lire(PAGE)
    client.post(reverse("evaluations:caisse_recues_chercher"), {"nom": "durand"})
    assert "DURAND Jeanne" in lire(PAGE)


@pytest.mark.exigence("CAI-09", "CAI-18")
def test_l_evaluation_d_une_autre_caisse_ou_pas_encore_transmise_n_existe_pas(
    client: Client, convention_signee, agent
) -> None:
    autres = [transmise(*structure(code_caisse="05")), terminee(convention_signee, convention_signee.evaluateur)]
    for evaluation in autres:
        for vue in ("caisse_evaluation", "caisse_evaluation_pdf", "caisse_renvoyer"):
            assert client.get(adresse(evaluation, vue)).status_code == 404
        assert client.post(adresse(evaluation, "caisse_accepter")).status_code == 404
        assert client.post(adresse(evaluation, "caisse_renvoyer"), {"message": "x"}).status_code == 404
        assert f">{evaluation.numero_enregistrement}<" not in client.get(PAGE).content.decode()


def test_un_texte_hostile_reste_un_texte(client: Client, convention_signee, agent) -> None:
    texte = "<script>alert(1)</script>{{ x }}"
    evaluation = transmise(convention_signee, convention_signee.evaluateur, besoins_analyse=texte)
    renvoyer(evaluation, texte, par=UtilisateurFactory())
    assert texte not in client.get(adresse(evaluation)).content.decode()


@pytest.mark.parametrize("nb", [1, 3])
def test_la_liste_fait_toujours_les_memes_requetes(
    client: Client, convention_signee, agent, nb: int, django_assert_num_queries
) -> None:
    for _ in range(nb):
        transmise(convention_signee, convention_signee.evaluateur)
    with django_assert_num_queries(7):
        client.get(PAGE)
