"""D15: strangers' failures and those of the owner's own browsers are counted apart (promise A2)."""

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher

from ppas.comptes.operations.connexion import connecter
from ppas.comptes.operations.mot_de_passe import demander_mot_de_passe, deverrouiller, repondre_aux_demandes
from ppas.comptes.regles.origine import Origine
from ppas.socle.horloge import maintenant
from ppas.socle.models import Courriel, Evenement
from ppas.socle.refus import Refus
from tests.factories import MOT_DE_PASSE, UtilisateurFactory

pytestmark = pytest.mark.django_db
INCONNU = Origine("198.51.100.9", "Chrome sur Linux")


@pytest.fixture
def utilisateur():
    return UtilisateurFactory(last_login=maintenant())


@pytest.fixture
def chez_lui(utilisateur):
    return Origine("192.0.2.1", "Firefox sur Windows", frozenset({utilisateur.pk}))


def echouer(utilisateur, origine, nb=3):
    for _ in range(nb):
        with pytest.raises(Refus):
            connecter(utilisateur.login, "Mauvais2026", origine=origine)


def mot_de_passe_recu():
    return Courriel.objects.latest("pk").corps.partition("Mot de passe temporaire : ")[2].split()[0]


@pytest.mark.exigence("LOG-06", "LOG-07")
def test_les_echecs_d_un_inconnu_ne_bloquent_pas_le_navigateur_du_titulaire(utilisateur, chez_lui):
    echouer(utilisateur, INCONNU)
    with pytest.raises(Refus) as refus:
        connecter(utilisateur.login, MOT_DE_PASSE, origine=INCONNU)
    assert refus.value.code == "compte-bloque"
    assert connecter(utilisateur.login, MOT_DE_PASSE, origine=chez_lui) == utilisateur


@pytest.mark.exigence("LOG-06")
def test_le_navigateur_du_titulaire_a_ses_trois_essais(utilisateur, chez_lui):
    echouer(utilisateur, chez_lui)
    with pytest.raises(Refus) as refus:
        connecter(utilisateur.login, MOT_DE_PASSE, origine=chez_lui)
    assert refus.value.code == "compte-bloque"


def test_la_reussite_du_titulaire_n_ouvre_pas_la_porte_aux_inconnus(utilisateur, chez_lui):
    echouer(utilisateur, INCONNU)
    connecter(utilisateur.login, MOT_DE_PASSE, origine=chez_lui)
    utilisateur.refresh_from_db()
    assert utilisateur.bloque_le is not None


@pytest.mark.exigence("LOG-06", "LOG-07")
def test_le_reglage_compte_donne_la_regle_litterale_des_sources(settings, utilisateur, chez_lui):
    settings.VERROU = "compte"
    echouer(utilisateur, INCONNU)
    with pytest.raises(Refus) as refus:
        connecter(utilisateur.login, MOT_DE_PASSE, origine=chez_lui)
    assert refus.value.code == "compte-bloque"


def test_un_temoin_d_un_autre_compte_ne_vaut_rien(utilisateur):
    echouer(utilisateur, INCONNU)
    autre = Origine("192.0.2.1", "Firefox", frozenset({utilisateur.pk + 1}))
    with pytest.raises(Refus) as refus:
        connecter(utilisateur.login, MOT_DE_PASSE, origine=autre)
    assert refus.value.code == "compte-bloque"


@pytest.mark.exigence("LOG-08")
def test_une_attaque_d_une_heure_n_arrete_pas_le_titulaire(horloge, utilisateur, chez_lui):
    for _ in range(60):
        echouer(utilisateur, INCONNU)
        assert connecter(utilisateur.login, MOT_DE_PASSE, origine=chez_lui) == utilisateur
        horloge.avancer(minutes=1)
    assert Courriel.objects.count() <= 3
    demander_mot_de_passe(utilisateur.login, utilisateur.mail, adresse="203.0.113.5")
    repondre_aux_demandes()
    secret = mot_de_passe_recu()
    echouer(utilisateur, INCONNU)
    nouveau = Origine("203.0.113.5", "Safari sur iPhone")
    assert connecter(utilisateur.login, secret, origine=nouveau) == utilisateur


def test_le_blocage_previent_le_titulaire_une_seule_fois(utilisateur):
    echouer(utilisateur, INCONNU, nb=5)
    courriel = Courriel.objects.get()
    assert (courriel.destinataire, courriel.sujet) == (utilisateur.mail, "Votre compte a été bloqué")
    assert "Mot de passe oublié ?" in courriel.corps
    assert utilisateur.login not in courriel.corps


def test_un_navigateur_inconnu_previent_le_titulaire(utilisateur, chez_lui):
    connecter(utilisateur.login, MOT_DE_PASSE, origine=chez_lui)
    assert not Courriel.objects.exists()
    connecter(utilisateur.login, MOT_DE_PASSE, origine=INCONNU)
    assert "Chrome sur Linux" in Courriel.objects.get(sujet="Connexion depuis un nouveau navigateur").corps


def test_la_toute_premiere_connexion_ne_previent_personne():
    connecter(UtilisateurFactory().login, MOT_DE_PASSE, origine=INCONNU)
    assert not Courriel.objects.exists()


def test_deverrouiller_ouvre_les_deux_verrous_et_laisse_le_mot_de_passe(utilisateur, chez_lui):
    agent = UtilisateurFactory()
    echouer(utilisateur, INCONNU)
    echouer(utilisateur, chez_lui)
    deverrouiller(utilisateur, par=agent)
    assert connecter(utilisateur.login, MOT_DE_PASSE, origine=chez_lui) == utilisateur
    assert connecter(utilisateur.login, MOT_DE_PASSE, origine=INCONNU) == utilisateur
    assert Evenement.objects.get(action="deverrouiller").auteur_ref == agent.pk
    assert Courriel.objects.filter(sujet="Votre compte a été débloqué").count() == 1


def test_deverrouiller_refuse_un_compte_qui_n_est_pas_bloque(utilisateur):
    with pytest.raises(Refus) as refus:
        deverrouiller(utilisateur, par=UtilisateurFactory())
    assert refus.value.code == "pas-bloque"


@pytest.mark.exigence("LOG-18")
def test_deverrouiller_ne_rouvre_pas_un_mot_de_passe_arrive_a_expiration(utilisateur):
    utilisateur.nb_connexions_restantes, utilisateur.bloque_le = 0, maintenant()
    utilisateur.save()
    with pytest.raises(Refus) as refus:
        deverrouiller(utilisateur, par=UtilisateurFactory())
    assert refus.value.code == "connexions-epuisees"


@pytest.mark.parametrize("cas", ["connu", "inconnu", "bloque", "desactive"])
def test_chaque_essai_coute_une_empreinte_quel_que_soit_le_compte(monkeypatch, cas):
    login = {
        "connu": lambda: UtilisateurFactory().login,
        "inconnu": lambda: "personne",
        "bloque": lambda: UtilisateurFactory(bloque_le=maintenant()).login,
        "desactive": lambda: UtilisateurFactory(is_active=False).login,
    }[cas]()
    calculs = []
    encoder = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: calculs.append(1) or encoder(*args))
    for _ in range(5):
        with pytest.raises(Refus):
            connecter(login, "Mauvais2026", origine=INCONNU)
    assert len(calculs) == 5
