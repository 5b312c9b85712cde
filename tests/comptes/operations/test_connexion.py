import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from ppas.comptes.operations.connexion import COMPTE_BLOQUE, ESSAIS_PAR_ADRESSE, IDENTIFIANTS_FAUX, connecter
from ppas.comptes.regles.origine import Origine
from ppas.socle.horloge import maintenant
from ppas.socle.models import Evenement
from ppas.socle.refus import Refus
from tests.factories import MOT_DE_PASSE, UtilisateurFactory

pytestmark = pytest.mark.django_db


ICI = Origine("192.0.2.1", "Firefox sur Linux")


def code_du_refus(login, mot_de_passe="Mauvais2026", origine=ICI):
    with pytest.raises(Refus) as refus:
        connecter(login, mot_de_passe, origine=origine)
    return refus.value.code


def test_le_bon_mot_de_passe_connecte_et_laisse_une_trace():
    utilisateur = UtilisateurFactory()
    assert connecter(utilisateur.login, MOT_DE_PASSE, origine=ICI) == utilisateur
    assert Evenement.objects.filter(action="connecter", objet_ref=utilisateur.pk).count() == 1


def test_la_casse_du_login_ne_compte_pas():
    utilisateur = UtilisateurFactory(login="Alex7")
    assert connecter("aLEX7", MOT_DE_PASSE, origine=ICI) == utilisateur


@pytest.mark.parametrize("compte", [UtilisateurFactory, UtilisateurFactory.build], ids=["connu", "inconnu"])
def test_un_refus_ne_vient_pas_avant_son_heure_que_le_login_existe_ou_non(compte, settings):
    settings.DUREE_DU_REFUS = 0.3
    login, debut = compte().login, time.monotonic()
    code_du_refus(login)
    assert time.monotonic() - debut >= 0.3


def test_qui_donne_le_bon_mot_de_passe_n_attend_pas(settings):
    settings.DUREE_DU_REFUS = 60
    assert connecter(UtilisateurFactory().login, MOT_DE_PASSE, origine=ICI)


@pytest.mark.exigence("LOG-19")
def test_la_casse_du_mot_de_passe_compte():
    assert code_du_refus(UtilisateurFactory().login, MOT_DE_PASSE.lower()) == "identifiants-faux"


@pytest.mark.exigence("LOG-05", "LOG-06", "LOG-07")
@pytest.mark.parametrize("existe", [True, False], ids=["login-connu", "login-inconnu"])
def test_le_troisieme_echec_bloque_que_le_login_existe_ou_non(existe):
    login = UtilisateurFactory().login if existe else "personne"
    codes = [code_du_refus(login) for _ in range(4)]
    assert codes == ["identifiants-faux", "identifiants-faux", "compte-bloque", "compte-bloque"]


@pytest.mark.exigence("LOG-05", "LOG-07")
def test_les_phrases_sont_celles_de_la_faq():
    assert IDENTIFIANTS_FAUX == "Mauvais identifiant / mot de passe"
    assert COMPTE_BLOQUE == (
        "Votre compte a été bloqué. Vous ne pouvez pas vous connecter car votre compte a été désactivé pour des "
        "raisons de sécurité"
    )


@pytest.mark.exigence("LOG-06", "LOG-07")
def test_un_compte_bloque_refuse_meme_le_bon_mot_de_passe():
    utilisateur = UtilisateurFactory()
    for _ in range(3):
        code_du_refus(utilisateur.login)
    assert code_du_refus(utilisateur.login, MOT_DE_PASSE) == "compte-bloque"
    assert Evenement.objects.filter(action="bloquer", objet_ref=utilisateur.pk).count() == 1


@pytest.mark.exigence("LOG-06")
def test_une_connexion_reussie_remet_le_compte_des_echecs_a_zero():
    utilisateur = UtilisateurFactory()
    for _ in range(2):
        code_du_refus(utilisateur.login)
    connecter(utilisateur.login, MOT_DE_PASSE, origine=ICI)
    assert [code_du_refus(utilisateur.login) for _ in range(3)][:2] == ["identifiants-faux"] * 2


def test_un_compte_desactive_repond_comme_un_login_inconnu():
    utilisateur = UtilisateurFactory(is_active=False)
    codes = [code_du_refus(utilisateur.login, MOT_DE_PASSE) for _ in range(3)]
    assert codes == ["identifiants-faux", "identifiants-faux", "compte-bloque"]


@pytest.mark.exigence("LOG-21")
@pytest.mark.parametrize(("age", "est_accepte"), [(timedelta(days=6, hours=23), True), (timedelta(days=7), False)])
def test_un_mot_de_passe_temporaire_vaut_sept_jours(horloge, age, est_accepte):
    utilisateur = UtilisateurFactory(temporaire=True, mot_de_passe_expire_le=maintenant() + timedelta(days=7))
    horloge.avancer(seconds=age.total_seconds())
    if est_accepte:
        assert connecter(utilisateur.login, MOT_DE_PASSE, origine=ICI) == utilisateur
    else:
        assert code_du_refus(utilisateur.login, MOT_DE_PASSE) == "mot-de-passe-perime"


def test_un_mot_de_passe_faux_ne_dit_pas_que_le_temporaire_est_perime(horloge):
    utilisateur = UtilisateurFactory(temporaire=True, mot_de_passe_expire_le=maintenant())
    assert code_du_refus(utilisateur.login) == "identifiants-faux"


def test_les_essais_d_une_adresse_sont_comptes_avant_de_verifier_le_mot_de_passe(monkeypatch):
    utilisateur = UtilisateurFactory()
    for _ in range(ESSAIS_PAR_ADRESSE):
        connecter(utilisateur.login, MOT_DE_PASSE, origine=ICI)
    monkeypatch.setattr(type(utilisateur), "check_password", lambda *_: pytest.fail("hashed"))
    assert code_du_refus(utilisateur.login, MOT_DE_PASSE) == "trop-de-demandes"


def test_une_autre_adresse_n_est_pas_freinee():
    utilisateur = UtilisateurFactory()
    for _ in range(ESSAIS_PAR_ADRESSE):
        connecter(utilisateur.login, MOT_DE_PASSE, origine=ICI)
    assert connecter(utilisateur.login, MOT_DE_PASSE, origine=Origine("192.0.2.2")) == utilisateur


@pytest.mark.parametrize("login", ["é" * 50, "a\x00b", "😀", "' OR 1=1 --"])
def test_un_login_impossible_est_refuse_comme_les_autres(login):
    if "\x00" in login and connection.vendor == "postgresql":
        pytest.skip("the form refuses NUL before the database sees it")
    assert code_du_refus(login) == "identifiants-faux"


@pytest.mark.exigence("LOG-06")
@pytest.mark.django_db(transaction=True)
def test_des_echecs_paralleles_sont_tous_comptes():
    utilisateur = UtilisateurFactory()

    def essayer(_):
        try:
            return code_du_refus(utilisateur.login)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as fils:
        codes = sorted(fils.map(essayer, range(12)))
    utilisateur.refresh_from_db()
    assert utilisateur.nb_echecs == 3
    assert codes == ["compte-bloque"] * 10 + ["identifiants-faux"] * 2
