import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from ppas.comptes.models import SessionOuverte
from ppas.comptes.operations.mot_de_passe import changer_mot_de_passe, reinitialiser_mot_de_passe
from ppas.comptes.operations.sessions import (
    fermer_session,
    fermer_sessions,
    oublier_sessions_finies,
    sessions_en_cours,
)
from ppas.comptes.operations.utilisateurs import desactiver_utilisateur, reactiver_utilisateur
from ppas.socle.refus import Refus
from tests.factories import MOT_DE_PASSE, UtilisateurFactory

pytestmark = pytest.mark.django_db
PAGE = reverse("comptes:mon_compte")


@pytest.fixture
def utilisateur(horloge):
    return UtilisateurFactory()


@pytest.fixture
def navigateurs(utilisateur):
    """Two browsers where the same user is signed in."""
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(utilisateur)
        assert client.get(PAGE).status_code == 200
    return clients


def ouverts(navigateurs):
    return [navigateur.get(PAGE).status_code == 200 for navigateur in navigateurs]


def cle(navigateur):
    return navigateur.session.session_key


def test_fermer_les_sessions_agit_des_la_requete_suivante(utilisateur, navigateurs):
    assert fermer_sessions(utilisateur) == 2
    assert ouverts(navigateurs) == [False, False]


def test_on_peut_en_garder_une(utilisateur, navigateurs):
    fermer_sessions(utilisateur, sauf=cle(navigateurs[0]))
    assert ouverts(navigateurs) == [True, False]


def test_les_sessions_des_autres_restent(utilisateur, navigateurs):
    autre = Client()
    autre.force_login(UtilisateurFactory())
    fermer_sessions(utilisateur)
    assert autre.get(PAGE).status_code == 200


def test_on_ferme_une_seule_de_ses_sessions(utilisateur, navigateurs):
    fermer_session(SessionOuverte.objects.get(cle=cle(navigateurs[1])), par=utilisateur)
    assert ouverts(navigateurs) == [True, False]


def test_on_ne_ferme_pas_la_session_d_un_autre(utilisateur, navigateurs):
    with pytest.raises(Refus) as refus:
        fermer_session(SessionOuverte.objects.first(), par=UtilisateurFactory())
    assert refus.value.code == "session-d-un-autre"
    assert ouverts(navigateurs) == [True, True]


@pytest.mark.exigence("LOG-27")
def test_changer_de_mot_de_passe_ferme_toutes_les_autres_sessions(utilisateur, navigateurs):
    changer_mot_de_passe(utilisateur, ancien=MOT_DE_PASSE, nouveau="Tournesol26", session=cle(navigateurs[0]))
    assert list(SessionOuverte.objects.values_list("cle", flat=True)) == [cle(navigateurs[0])]


@pytest.mark.parametrize(
    "perdre",
    [
        reinitialiser_mot_de_passe,
        desactiver_utilisateur,
        lambda utilisateur, **_: utilisateur.delete(),
    ],
    ids=["reinitialise", "desactive", "supprime"],
)
def test_perdre_son_compte_ferme_les_sessions_avant_la_requete_suivante(utilisateur, navigateurs, perdre):
    perdre(utilisateur, par=UtilisateurFactory())
    assert ouverts(navigateurs) == [False, False]


def test_un_compte_reactive_ne_retrouve_pas_ses_sessions(utilisateur, navigateurs):
    autre = UtilisateurFactory()
    desactiver_utilisateur(utilisateur, par=autre)
    reactiver_utilisateur(utilisateur, par=autre)
    assert ouverts(navigateurs) == [False, False]


@pytest.mark.parametrize("operation", [desactiver_utilisateur, reactiver_utilisateur])
def test_on_ne_desactive_ni_ne_reactive_deux_fois(utilisateur, operation):
    autre = UtilisateurFactory()
    if operation is desactiver_utilisateur:
        operation(utilisateur, par=autre)
    with pytest.raises(Refus, match="déjà"):
        operation(utilisateur, par=autre)


def test_on_ne_se_desactive_pas_soi_meme(utilisateur):
    with pytest.raises(Refus) as refus:
        desactiver_utilisateur(utilisateur, par=utilisateur)
    assert refus.value.code == "soi-meme"


def test_une_session_finie_n_est_plus_montree_puis_est_oubliee(horloge, utilisateur, navigateurs):
    horloge.avancer(minutes=31)
    assert not sessions_en_cours(utilisateur).exists()
    assert oublier_sessions_finies() == 2
    assert (SessionOuverte.objects.count(), Session.objects.count()) == (0, 0)


def test_une_session_vivante_n_est_pas_oubliee(horloge, utilisateur, navigateurs):
    horloge.avancer(minutes=29)
    assert oublier_sessions_finies() == 0
    assert ouverts(navigateurs) == [True, True]
