"""« Transmission des évaluations »: choose, check, transmit."""

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from ppas.comptes.models import RoleNational
from ppas.evaluations.etats import EtatEvaluation
from ppas.evaluations.models import Evaluation, Transmission
from tests.evaluations.evaluees import structure, terminee, transmise
from tests.factories import RattachementFactory, UtilisateurFactory

pytestmark = pytest.mark.django_db
PAGE = "/evaluations/transmission/"


def dits(reponse) -> list[str]:
    return [str(message) for message in get_messages(reponse.wsgi_request)]


@pytest.mark.exigence("EVA-04")
def test_la_liste_propose_ce_qui_est_complet_et_dit_ce_qui_manque_au_reste(lire, convention_signee, evaluateur) -> None:
    prete, mauvaise = (
        terminee(convention_signee, evaluateur),
        terminee(convention_signee, evaluateur, sauf=("besoins_analyse",)),
    )
    page = lire(PAGE)
    assert f'id="choix-{prete.pk}"' in page
    assert f'id="choix-{mauvaise.pk}"' not in page
    assert "Besoins : il manque une réponse, « Analyse de l’évaluateur »." in page


@pytest.mark.exigence("EVA-04")
def test_choisir_montre_d_abord_ce_qui_va_partir(client: Client, convention_signee, evaluateur) -> None:
    evaluation = terminee(convention_signee, evaluateur)
    reponse = client.post(PAGE, {"evaluation": [evaluation.pk]})
    page = reponse.content.decode()
    assert reponse.status_code == 200
    assert "ne se modifie plus" in page
    assert "GIR&nbsp;5" in page
    assert not Transmission.objects.exists()


@pytest.mark.exigence("EVA-04")
def test_confirmer_transmet_et_mene_aux_transmises(client: Client, convention_signee, evaluateur) -> None:
    deux = [terminee(convention_signee, evaluateur) for _ in range(2)]
    reponse = client.post(PAGE, {"evaluation": [e.pk for e in deux], "confirmer": "1"})
    assert (reponse.status_code, reponse["Location"]) == (302, "/evaluations/transmises/")
    assert dits(reponse) == [f"2 évaluations sont transmises : E{deux[1].pk}, E{deux[0].pk}."]
    assert set(Evaluation.objects.values_list("etat", flat=True)) == {EtatEvaluation.TRANSMISE}


@pytest.mark.exigence("EVA-04")
def test_celle_qui_est_refusee_ne_retient_pas_les_autres(client: Client, convention_signee, evaluateur) -> None:
    bonne, mauvaise = (
        terminee(convention_signee, evaluateur),
        terminee(convention_signee, evaluateur, sauf=("visite_date",)),
    )
    reponse = client.post(PAGE, {"evaluation": [bonne.pk, mauvaise.pk], "confirmer": "1"})
    assert reponse["Location"] == PAGE
    succes, refus = dits(reponse)
    assert succes == f"L’évaluation E{bonne.pk} est transmise à la caisse."
    assert refus.startswith(f"Évaluation E{mauvaise.pk} : Elle ne peut pas encore être transmise.")


def test_un_second_clic_dit_que_c_est_deja_fait(client: Client, convention_signee, evaluateur) -> None:
    evaluation = terminee(convention_signee, evaluateur)
    envoi = {"evaluation": [evaluation.pk], "confirmer": "1"}
    client.post(PAGE, envoi)
    assert "l’état est déjà « Transmise à la caisse »" in dits(client.post(PAGE, envoi))[-1]
    assert Transmission.objects.count() == 1


def test_la_verification_ecarte_ce_qui_est_deja_parti(client: Client, convention_signee, evaluateur) -> None:
    evaluation = transmise(convention_signee, evaluateur)
    page = client.post(PAGE, {"evaluation": [evaluation.pk]}).content.decode()
    assert "Rien ne peut être transmis" in page
    assert "son état est «&nbsp;Transmise à la caisse&nbsp;»" in page


def test_ne_rien_choisir_le_dit(client: Client, evaluateur) -> None:
    reponse = client.post(PAGE)
    assert dits(reponse) == ["Aucune évaluation n’est choisie : cochez celles qui sont à transmettre."]


def test_l_evaluation_d_un_collegue_est_listee_sans_ses_reponses_et_sans_se_choisir(
    lire, client: Client, convention_signee, evaluateur
) -> None:
    collegue = RattachementFactory(partenaire=convention_signee.partenaire).utilisateur
    evaluation = terminee(convention_signee, collegue, consentement_accord="refus")
    page = lire(PAGE)
    assert f'id="choix-{evaluation.pk}"' not in page
    assert "La personne refuse" not in page
    assert reverse("evaluations:evaluation", args=[evaluation.pk]) not in page
    assert "Son évaluateur, ou un administrateur de la structure, la transmettra." in page
    client.post(PAGE, {"evaluation": [evaluation.pk], "confirmer": "1"})
    assert not Transmission.objects.exists()


def test_un_administrateur_choisit_aussi_celles_des_autres(lire, client: Client, convention_signee) -> None:
    evaluation = terminee(convention_signee, convention_signee.evaluateur)
    client.force_login(RattachementFactory(partenaire=convention_signee.partenaire, administrateur=True).utilisateur)
    assert f'id="choix-{evaluation.pk}"' in lire(PAGE)


@pytest.mark.parametrize("numero", ["autre", "0x1", "9" * 30, "٣"])
def test_l_evaluation_d_une_autre_structure_n_existe_pas(
    client: Client, convention_signee, evaluateur, numero: str
) -> None:
    autre = terminee(*structure())
    assert client.post(PAGE, {"evaluation": [autre.pk if numero == "autre" else numero]}).status_code == 404


@pytest.mark.exigence("EVA-04")
def test_le_national_au_nom_de_la_structure_lit_la_liste_sans_reponse_ni_envoi(
    lire, client: Client, convention_signee
) -> None:
    evaluation = terminee(convention_signee, convention_signee.evaluateur, sauf=("besoins_analyse",))
    client.force_login(UtilisateurFactory(national=True, role_national=RoleNational.ASSISTANCE))
    client.post(reverse("partenaires:agir", args=[convention_signee.partenaire_id]))
    page = lire(PAGE)
    assert evaluation.numero_enregistrement in page
    assert "il manque" not in page
    assert "Vérifier avant de transmettre" not in page
    assert client.post(PAGE, {"evaluation": [evaluation.pk], "confirmer": "1"}).status_code == 403
    assert not Transmission.objects.exists()


@pytest.mark.parametrize("nb", [1, 3])
def test_la_page_fait_toujours_les_memes_requetes(
    client: Client, convention_signee, evaluateur, nb: int, django_assert_num_queries
) -> None:
    cles = [terminee(convention_signee, evaluateur).pk for _ in range(nb)]
    with django_assert_num_queries(7):
        client.get(PAGE)
    with django_assert_num_queries(7):
        client.post(PAGE, {"evaluation": cles})
