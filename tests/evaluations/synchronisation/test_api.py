"""The JSON addresses of the offline application: stable codes, French sentences, no page, no redirection."""

import json
import uuid
from typing import Any

import pytest
from django.conf import LazySettings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from ppas.evaluations.etats import EtatCommande, FinReservation
from ppas.evaluations.models import CopieScellee, Evaluation, Reservation
from ppas.evaluations.operations.copies import deposer_copie
from ppas.socle.horloge import maintenant
from ppas.socle.models import Consultation, Evenement
from tests.evaluations.synchronisation.copies import copie_de
from tests.evaluations.synchronisation.monde import Evaluateur, envoi, faire_evaluateur, finir
from tests.factories import RattachementFactory, UtilisateurFactory
from tests.factories.evaluations import AppareilFactory, CommandeFactory, ReservationFactory

pytestmark = pytest.mark.django_db
ETAT, COMMANDES, EVALUATIONS, COPIE = (
    reverse(f"hors_ligne:api_{nom}") for nom in ("etat", "commandes", "evaluations", "copie")
)


@pytest.fixture
def ici(client: Client, evaluateur: Evaluateur) -> Client:
    """The browser of the evaluator, signed in."""
    client.force_login(evaluateur.utilisateur)
    return client


def poster(client: Client, adresse: str, corps: Any, **plus: Any) -> HttpResponse:
    octets = corps if isinstance(corps, bytes) else json.dumps(corps)
    return client.post(adresse, octets, content_type="application/json", **plus)


def appareil(evaluateur: Evaluateur) -> str:
    return str(evaluateur.appareil.identifiant)


def refus(reponse: HttpResponse) -> tuple[int, str]:
    """Return the status and the code of a refusal, whose sentence ends with a point."""
    assert reponse.headers["Content-Type"] == "application/json"
    lu = reponse.json()
    assert lu["message"].endswith(".")
    return reponse.status_code, lu["code"]


@pytest.mark.exigence("EVA-07")
def test_l_etat_dit_qui_est_connecte_et_de_quoi_envoyer(ici: Client, evaluateur: Evaluateur) -> None:
    etat = ici.get(ETAT).json()
    assert etat["utilisateur"] == evaluateur.utilisateur.login
    assert etat["csrf"]
    assert (etat["hors_ligne_jours"], etat["copies"]) == (30, [])


@pytest.mark.parametrize("adresse", [ETAT, COPIE])
def test_sans_session_une_lecture_repond_401(client: Client, adresse: str) -> None:
    assert refus(client.get(adresse)) == (401, "session-expiree")


@pytest.mark.parametrize("adresse", [COMMANDES, EVALUATIONS, COPIE])
def test_sans_session_un_envoi_repond_401(client: Client, adresse: str) -> None:
    assert refus(poster(client, adresse, {})) == (401, "session-expiree")


@pytest.mark.exigence("LOG-28")
@pytest.mark.parametrize("adresse", [COMMANDES, EVALUATIONS, COPIE])
def test_sans_jeton_un_envoi_est_refuse_en_json(evaluateur: Evaluateur, adresse: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(evaluateur.utilisateur)
    assert refus(poster(client, adresse, {})) == (403, "csrf")


def test_avec_le_jeton_de_l_etat_l_envoi_passe(evaluateur: Evaluateur) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(evaluateur.utilisateur)
    jeton = client.get(ETAT).json()["csrf"]
    reponse = poster(client, COMMANDES, {"appareil": appareil(evaluateur)}, headers={"X-CSRFToken": jeton})
    assert reponse.status_code == 200


def test_un_mot_de_passe_temporaire_se_dit_en_json(client: Client) -> None:
    utilisateur = UtilisateurFactory(temporaire=True)
    client.force_login(utilisateur)
    assert refus(client.get(ETAT)) == (403, "etape-obligatoire")


@pytest.mark.exigence("EVA-17")
def test_qui_n_est_pas_evaluateur_n_a_pas_ce_service(client: Client) -> None:
    client.force_login(RattachementFactory().utilisateur)
    assert refus(client.get(ETAT)) == (404, "introuvable")


@pytest.mark.exigence("EVA-17")
def test_l_ordinateur_d_un_autre_est_comme_inconnu(ici: Client, collegue: Evaluateur) -> None:
    reponses = [poster(ici, COMMANDES, {"appareil": qui}) for qui in (appareil(collegue), str(uuid.uuid4()))]
    assert [refus(reponse) for reponse in reponses] == [(403, "autre-utilisateur")] * 2
    assert reponses[0].content == reponses[1].content


def test_un_ordinateur_retire_repond_410(ici: Client, evaluateur: Evaluateur) -> None:
    evaluateur.appareil.retire_le = maintenant()
    evaluateur.appareil.save()
    corps = {"appareil": appareil(evaluateur), "envoi": envoi(1)}
    assert refus(poster(ici, EVALUATIONS, corps)) == (410, "appareil-retire")


def test_un_corps_trop_long_n_est_pas_lu(ici: Client) -> None:
    assert refus(poster(ici, EVALUATIONS, b" " * (1024 * 1024 + 1))) == (413, "trop-volumineux")


def test_un_corps_demesure_est_refuse_en_json(ici: Client, settings: LazySettings) -> None:
    settings.DEPOT_TAILLE_MAX = 0
    assert refus(poster(ici, COPIE, b" " * (3 * 1024 * 1024))) == (413, "trop-volumineux")


def test_un_corps_qui_n_est_pas_du_json_annonce_est_refuse(ici: Client) -> None:
    assert refus(ici.post(EVALUATIONS, {"appareil": "1"})) == (400, "forme")


@pytest.mark.exigence("EVA-02", "EVA-07")
def test_les_commandes_reservees_sans_ordinateur_sont_rattachees_a_celui_ci(
    ici: Client, evaluateur: Evaluateur
) -> None:
    commande = evaluateur.commande()
    Reservation.objects.update(appareil=None)
    recues = poster(ici, COMMANDES, {"appareil": appareil(evaluateur)}).json()
    assert [une["id"] for une in recues["commandes"]] == [commande.pk]
    assert recues["commandes"][0]["beneficiaire"]["nir"] == commande.beneficiaire.nir
    assert Reservation.objects.get().appareil == evaluateur.appareil
    assert Evenement.objects.filter(action="emporter").count() == 1


@pytest.mark.exigence("EVA-02")
def test_les_commandes_d_un_autre_ordinateur_ou_d_un_collegue_ne_viennent_pas(
    ici: Client, evaluateur: Evaluateur, collegue: Evaluateur
) -> None:
    autre = AppareilFactory(utilisateur=evaluateur.utilisateur, partenaire=evaluateur.convention.partenaire)
    evaluateur.commande(appareil=autre)
    collegue.commande()
    faire_evaluateur().commande()
    CommandeFactory(convention=evaluateur.convention)
    assert poster(ici, COMMANDES, {"appareil": appareil(evaluateur)}).json()["commandes"] == []


@pytest.mark.exigence("EVA-07")
def test_ce_que_le_portail_a_deja_vient_avec_la_commande(ici: Client, evaluateur: Evaluateur) -> None:
    commande = evaluateur.commande()
    evaluateur.envoyer(envoi(commande))
    recues = poster(ici, COMMANDES, {"appareil": appareil(evaluateur)}).json()
    assert recues["evaluations"] == [
        {
            "commande": commande.pk,
            "version": 1,
            "revision": 2,
            "etat": "en_cours",
            "reponses": {"visite_medecin": "Docteur MARTIN"},
        }
    ]


@pytest.mark.exigence("EVA-07")
def test_les_commandes_que_l_ordinateur_ne_doit_plus_tenir_disent_pourquoi(
    ici: Client, evaluateur: Evaluateur, collegue: Evaluateur
) -> None:
    annulee, transferee, refaite, gardee = (evaluateur.commande() for _ in range(4))
    finir(annulee, FinReservation.ANNULEE, EtatCommande.ANNULEE)
    finir(transferee, FinReservation.TRANSFEREE, EtatCommande.RESERVEE)
    ReservationFactory(commande=transferee, evaluateur=collegue.utilisateur)
    autre = AppareilFactory(utilisateur=evaluateur.utilisateur, partenaire=evaluateur.convention.partenaire)
    Reservation.objects.filter(commande=refaite).update(appareil=autre)
    ailleurs = faire_evaluateur().commande()
    tenues = [annulee.pk, transferee.pk, refaite.pk, gardee.pk, ailleurs.pk]
    recues = poster(ici, COMMANDES, {"appareil": appareil(evaluateur), "tenues": tenues}).json()
    assert {une["commande"]: une["code"] for une in recues["retirees"]} == {
        annulee.pk: "commande-annulee",
        transferee.pk: "commande-transferee",
        refaite.pk: "refaite",
        ailleurs.pk: "commande-inconnue",
    }


@pytest.mark.exigence("PLU-11")
def test_les_beneficiaires_emportes_sont_notes_comme_consultes(ici: Client, evaluateur: Evaluateur) -> None:
    commande = evaluateur.commande()
    poster(ici, COMMANDES, {"appareil": appareil(evaluateur)})
    consultation = Consultation.objects.get()
    assert consultation.page == "hors_ligne:api_commandes"
    assert consultation.beneficiaires == f" {commande.beneficiaire_id} "


@pytest.mark.exigence("EVA-07")
def test_le_recu_dit_la_revision_et_se_redemande(ici: Client, evaluateur: Evaluateur) -> None:
    corps = {"appareil": appareil(evaluateur), "envoi": envoi(evaluateur.commande())}
    premier, second = (poster(ici, EVALUATIONS, corps).json() for _ in range(2))
    assert premier == second
    assert (premier["resultat"], premier["revision"], premier["code"]) == ("prise", 2, "")


@pytest.mark.exigence("EVA-07")
def test_le_meme_identifiant_pour_d_autres_octets_repond_409(ici: Client, evaluateur: Evaluateur) -> None:
    parti = envoi(evaluateur.commande())
    corps = {"appareil": appareil(evaluateur)}
    poster(ici, EVALUATIONS, corps | {"envoi": parti})
    autre = poster(ici, EVALUATIONS, corps | {"envoi": parti | {"est_terminee": True}})
    assert refus(autre) == (409, "identifiant-deja-utilise")


@pytest.mark.exigence("EVA-07")
def test_un_mauvais_enregistrement_n_empeche_pas_les_suivants(ici: Client, evaluateur: Evaluateur) -> None:
    bonne = evaluateur.commande()
    corps = {"appareil": appareil(evaluateur)}
    assert refus(poster(ici, EVALUATIONS, corps | {"envoi": None})) == (400, "envoi-illisible")
    mauvais = poster(ici, EVALUATIONS, corps | {"envoi": envoi(bonne, version="un")})
    assert mauvais.json()["resultat"] == "mise_de_cote"
    assert poster(ici, EVALUATIONS, corps | {"envoi": envoi(bonne)}).json()["resultat"] == "prise"


@pytest.mark.exigence("PLU-15")
def test_la_copie_scellee_se_depose_se_liste_et_se_rend_telle_quelle(ici: Client, evaluateur: Evaluateur) -> None:
    copie = copie_de(evaluateur.appareil)
    assert poster(ici, COPIE, {"appareil": appareil(evaluateur), "copie": copie}).status_code == 200
    assert ici.get(COPIE, {"appareil": appareil(evaluateur)}).json()["copie"] == copie
    assert [(une["appareil"], une["nb_evaluations"]) for une in ici.get(ETAT).json()["copies"]] == [
        (appareil(evaluateur), 2)
    ]


@pytest.mark.exigence("PLU-15")
def test_la_copie_la_plus_recente_remplace_l_autre(ici: Client, evaluateur: Evaluateur) -> None:
    for nb in (1, 3):
        poster(ici, COPIE, {"appareil": appareil(evaluateur), "copie": copie_de(evaluateur.appareil, nb=nb)})
    assert CopieScellee.objects.get().nb_evaluations == 3
    assert Evenement.objects.filter(action="deposer-copie").count() == 1


@pytest.mark.exigence("PLU-15", "EVA-17")
def test_la_copie_d_un_autre_ne_se_lit_pas(ici: Client, collegue: Evaluateur) -> None:
    deposer_copie(collegue.appareil, copie_de(collegue.appareil), par=collegue.utilisateur)
    reponses = [ici.get(COPIE, {"appareil": qui}) for qui in (appareil(collegue), str(uuid.uuid4()), "x")]
    assert [refus(reponse) for reponse in reponses] == [(404, "copie-absente")] * 3


@pytest.mark.exigence("PLU-15", "EVA-09")
def test_la_copie_d_un_ordinateur_retire_se_rend_encore(ici: Client, evaluateur: Evaluateur) -> None:
    deposer_copie(evaluateur.appareil, copie_de(evaluateur.appareil), par=evaluateur.utilisateur)
    evaluateur.appareil.retire_le = maintenant()
    evaluateur.appareil.save()
    assert ici.get(COPIE, {"appareil": appareil(evaluateur)}).status_code == 200


def test_une_lecture_n_ecrit_rien_meme_refusee(ici: Client, evaluateur: Evaluateur) -> None:
    """The test client fails when a GET writes (tests/conftest.py)."""
    evaluateur.commande()
    for adresse in (ETAT, COPIE, COMMANDES, EVALUATIONS):
        ici.get(adresse)
    assert not Evaluation.objects.exists()


def test_une_erreur_imprevue_se_dit_en_json(evaluateur: Evaluateur, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(evaluateur.utilisateur)
    monkeypatch.setattr("ppas.evaluations.views.partenaire.api_hors_ligne.copies_de", lambda *_: 1 / 0)
    assert refus(client.get(ETAT)) == (500, "erreur-interne")


@pytest.mark.parametrize("nb", [1, 3])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_commandes(
    ici: Client, evaluateur: Evaluateur, nb: int, django_assert_num_queries
) -> None:
    for _ in range(nb):
        evaluateur.envoyer(envoi(evaluateur.commande()))
    ici.get(ETAT)
    with django_assert_num_queries(14):
        poster(ici, COMMANDES, {"appareil": appareil(evaluateur)})


@pytest.mark.exigence("EVA-07")
def test_une_premiere_evaluation_est_ecrite_une_seule_fois(
    ici: Client, evaluateur: Evaluateur, django_assert_num_queries
) -> None:
    commande = evaluateur.commande()
    ici.get(ETAT)
    with django_assert_num_queries(15) as requetes:  # those of any page of an evaluator, then what is promised
        recu = poster(ici, EVALUATIONS, {"appareil": appareil(evaluateur), "envoi": envoi(commande)}).json()
    assert (recu["resultat"], recu["revision"]) == ("prise", 2)
    ecrites = [requete["sql"].split()[0] for requete in requetes if '"evaluations_evaluation"' in requete["sql"]]
    assert ecrites == ["SELECT", "INSERT"]
