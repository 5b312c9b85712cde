from datetime import timedelta
from itertools import pairwise

import pytest
from django.core import signing

from ppas.comptes.courriels import SEL_DU_LIEN
from ppas.comptes.models import DemandeMotDePasse
from ppas.comptes.operations import mot_de_passe
from ppas.comptes.operations.connexion import connecter
from ppas.comptes.operations.mot_de_passe import (
    CHANGEMENTS_PAR_HEURE,
    DEMANDES_PAR_ADRESSE,
    DEMANDES_PAR_COMPTE,
    changer_mot_de_passe,
    choisir_mot_de_passe,
    demander_mot_de_passe,
    reinitialiser_mot_de_passe,
    repondre_aux_demandes,
)
from ppas.comptes.regles.origine import Origine
from ppas.comptes.regles.profils import PROFILS
from ppas.socle.horloge import maintenant
from ppas.socle.models import Courriel, Evenement
from ppas.socle.refus import Refus
from tests.factories import MOT_DE_PASSE, AgentFactory, RattachementFactory, UtilisateurFactory

pytestmark = pytest.mark.django_db


def mot_de_passe_recu():
    return Courriel.objects.latest("pk").corps.partition("Mot de passe temporaire : ")[2].split()[0]


def demander(utilisateur):
    demander_mot_de_passe(utilisateur.login, utilisateur.mail, adresse="192.0.2.1")
    return repondre_aux_demandes()


def test_changer_remplace_le_mot_de_passe_temporaire():
    utilisateur = UtilisateurFactory(temporaire=True, mot_de_passe_expire_le=maintenant())
    changer_mot_de_passe(utilisateur, ancien=MOT_DE_PASSE, nouveau="Nouveau2026")
    utilisateur.refresh_from_db()
    assert utilisateur.check_password("Nouveau2026")
    assert not utilisateur.mot_de_passe_temporaire
    assert utilisateur.mot_de_passe_expire_le is None
    assert Evenement.objects.get(action="changer-mot-de-passe").auteur_ref == utilisateur.pk


@pytest.mark.parametrize(
    ("ancien", "nouveau", "code", "champ"),
    [
        pytest.param("Faux2026", "Nouveau2026", "ancien-incorrect", "ancien", id="ancien-faux"),
        pytest.param(MOT_DE_PASSE, "court1", "mot-de-passe-refuse", "nouveau", id="trop-court"),
        pytest.param(MOT_DE_PASSE, MOT_DE_PASSE, "mot-de-passe-refuse", "nouveau", id="le-meme"),
    ],
)
def test_un_changement_refuse_ne_change_rien(ancien, nouveau, code, champ):
    utilisateur = UtilisateurFactory(temporaire=True)
    with pytest.raises(Refus) as refus:
        changer_mot_de_passe(utilisateur, ancien=ancien, nouveau=nouveau)
    utilisateur.refresh_from_db()
    assert (refus.value.code, refus.value.champ) == (code, champ)
    assert utilisateur.check_password(MOT_DE_PASSE)
    assert utilisateur.mot_de_passe_temporaire


def test_l_ancien_mot_de_passe_ne_se_devine_pas_depuis_une_session_volee():
    utilisateur = UtilisateurFactory()
    for _ in range(CHANGEMENTS_PAR_HEURE):
        with pytest.raises(Refus, match="L’ancien"):
            changer_mot_de_passe(utilisateur, ancien="Faux2026", nouveau="Nouveau2026")
    with pytest.raises(Refus, match="Trop d’essais"):
        changer_mot_de_passe(utilisateur, ancien=MOT_DE_PASSE, nouveau="Nouveau2026")


@pytest.mark.exigence("LOG-20", "LOG-21", "MAI-04")
def test_un_oubli_envoie_un_mot_de_passe_temporaire_sans_le_login(horloge):
    utilisateur = UtilisateurFactory(login="Alex7", mail="grizzi@exemple.fr")
    demander(utilisateur)
    courriel = Courriel.objects.get()
    utilisateur.refresh_from_db()
    assert (courriel.destinataire, courriel.est_secret) == (utilisateur.mail, True)
    assert utilisateur.login not in courriel.corps
    assert utilisateur.check_password(mot_de_passe_recu())
    assert utilisateur.mot_de_passe_temporaire
    assert utilisateur.mot_de_passe_expire_le == maintenant() + timedelta(days=7)
    assert Evenement.objects.filter(action="demander-mot-de-passe", objet_ref=utilisateur.pk).exists()


@pytest.mark.exigence("LOG-08")
def test_un_nouveau_mot_de_passe_debloque_le_compte():
    utilisateur = UtilisateurFactory(nb_echecs=3, bloque_le=maintenant())
    demander(utilisateur)
    utilisateur.refresh_from_db()
    assert (utilisateur.nb_echecs, utilisateur.bloque_le) == (0, None)
    assert connecter(utilisateur.login, mot_de_passe_recu(), origine=Origine("192.0.2.1")) == utilisateur


@pytest.mark.exigence("LOG-20")
@pytest.mark.parametrize("champ", ["login", "mail"])
def test_le_login_et_le_mail_doivent_correspondre_tous_les_deux(champ):
    utilisateur = UtilisateurFactory()
    demander_mot_de_passe(
        **{"login": utilisateur.login, "mail": utilisateur.mail, "adresse": "192.0.2.1", champ: "autre@exemple.fr"}
    )
    utilisateur.refresh_from_db()
    assert not Courriel.objects.exists()
    assert utilisateur.check_password(MOT_DE_PASSE)


def test_un_compte_desactive_ne_recoit_rien():
    demander(UtilisateurFactory(is_active=False))
    assert not Courriel.objects.exists()


def test_un_compte_ne_recoit_que_trois_mails_par_heure():
    utilisateur = UtilisateurFactory()
    for _ in range(DEMANDES_PAR_COMPTE + 2):
        demander(utilisateur)
    assert Courriel.objects.count() == DEMANDES_PAR_COMPTE


def test_une_adresse_ne_demande_pas_sans_fin():
    for _ in range(DEMANDES_PAR_ADRESSE):
        demander_mot_de_passe("personne", "p@exemple.fr", adresse="192.0.2.1")
    with pytest.raises(Refus) as refus:
        demander_mot_de_passe("personne", "p@exemple.fr", adresse="192.0.2.1")
    assert refus.value.code == "trop-de-demandes"


@pytest.mark.exigence("LOG-15")
def test_le_nouveau_differe_des_trois_derniers_utilises_pas_du_quatrieme():
    suite = ["Pervenche26", "Tournesol26", "Coquelicot26", "Marguerit26"]
    utilisateur = UtilisateurFactory(password=suite[0])
    for ancien, nouveau in pairwise(suite[:3]):
        changer_mot_de_passe(utilisateur, ancien=ancien, nouveau=nouveau)
    for deja_utilise in suite[:3]:
        with pytest.raises(Refus, match=r"différent (de l’ancien mot de passe|des 3 derniers utilisés)"):
            changer_mot_de_passe(utilisateur, ancien=suite[2], nouveau=deja_utilise)
    changer_mot_de_passe(utilisateur, ancien=suite[2], nouveau=suite[3])
    changer_mot_de_passe(utilisateur, ancien=suite[3], nouveau=suite[0])
    assert utilisateur.check_password(suite[0])


@pytest.mark.exigence("LOG-15", "LOG-21")
def test_le_mot_de_passe_temporaire_et_celui_qu_il_remplace_sont_parmi_les_derniers():
    utilisateur = UtilisateurFactory()
    demander(utilisateur)
    secret = mot_de_passe_recu()
    utilisateur.refresh_from_db()
    for deja_utilise in (secret, MOT_DE_PASSE):
        with pytest.raises(Refus) as refus:
            changer_mot_de_passe(utilisateur, ancien=secret, nouveau=deja_utilise)
        assert refus.value.champ == "nouveau"


@pytest.mark.exigence("LOG-15")
def test_demander_trois_mots_de_passe_n_efface_pas_les_anciens():
    utilisateur = UtilisateurFactory()
    for _ in range(3):
        demander(utilisateur)
    utilisateur.refresh_from_db()
    with pytest.raises(Refus):
        changer_mot_de_passe(utilisateur, ancien=mot_de_passe_recu(), nouveau=MOT_DE_PASSE)


@pytest.mark.exigence("LOG-21")
def test_un_mot_de_passe_temporaire_ne_sert_qu_une_fois():
    utilisateur = UtilisateurFactory()
    demander(utilisateur)
    secret = mot_de_passe_recu()
    connecter(utilisateur.login, secret, origine=Origine("192.0.2.1"))
    with pytest.raises(Refus) as refus:
        connecter(utilisateur.login, secret, origine=Origine("192.0.2.1"))
    assert refus.value.code == "mot-de-passe-perime"


@pytest.mark.exigence("LOG-20")
def test_la_demande_ne_fait_rien_d_autre_qu_etre_gardee(django_assert_num_queries):
    connu = UtilisateurFactory()
    for login in (connu.login, "personne"):
        with django_assert_num_queries(1):
            demander_mot_de_passe(login, connu.mail, adresse="192.0.2.1")
    connu.refresh_from_db()
    assert connu.check_password(MOT_DE_PASSE)
    assert (repondre_aux_demandes(), DemandeMotDePasse.objects.count()) == (1, 0)


def test_une_demande_traitee_par_un_autre_n_envoie_rien(monkeypatch):
    utilisateur = UtilisateurFactory()
    demander_mot_de_passe(utilisateur.login, utilisateur.mail, adresse="192.0.2.1")
    secret = mot_de_passe.nouveau_secret

    def pendant_que_l_autre_finit():
        DemandeMotDePasse.objects.all().delete()
        return secret()

    monkeypatch.setattr(mot_de_passe, "nouveau_secret", pendant_que_l_autre_finit)
    assert (repondre_aux_demandes(), Courriel.objects.count()) == (0, 0)


def test_changer_previent_le_titulaire_par_mail():
    utilisateur = UtilisateurFactory()
    changer_mot_de_passe(utilisateur, ancien=MOT_DE_PASSE, nouveau="Tournesol26")
    courriel = Courriel.objects.get()
    assert (courriel.destinataire, courriel.sujet) == (utilisateur.mail, "Votre mot de passe a été modifié")
    assert "Tournesol26" not in courriel.corps


def test_le_siren_de_la_structure_n_est_pas_un_mot_de_passe():
    utilisateur = RattachementFactory(partenaire__siret="73282932000074").utilisateur
    with pytest.raises(Refus, match="SIRET"):
        changer_mot_de_passe(utilisateur, ancien=MOT_DE_PASSE, nouveau="a732829320")


@pytest.mark.exigence("LOG-13")
def test_un_agent_suit_la_regle_des_agents():
    agent = AgentFactory().utilisateur
    with pytest.raises(Refus, match="entre 16 et 128 caractères"):
        changer_mot_de_passe(agent, ancien=MOT_DE_PASSE, nouveau="Tournesol26")
    changer_mot_de_passe(agent, ancien=MOT_DE_PASSE, nouveau="le vent se lève, il faut…")
    assert agent.mot_de_passe_edition == PROFILS["agents"].edition


def test_qui_repond_du_compte_peut_faire_envoyer_un_mot_de_passe():
    agent, utilisateur = UtilisateurFactory(), UtilisateurFactory(bloque_le=maintenant())
    reinitialiser_mot_de_passe(utilisateur, par=agent)
    assert not utilisateur.est_bloque
    assert utilisateur.check_password(mot_de_passe_recu())
    assert Evenement.objects.get(action="reinitialiser-mot-de-passe").auteur_ref == agent.pk


def test_un_compte_desactive_ne_se_reinitialise_pas():
    with pytest.raises(Refus) as refus:
        reinitialiser_mot_de_passe(UtilisateurFactory(is_active=False), par=UtilisateurFactory())
    assert (refus.value.code, Courriel.objects.count()) == ("compte-inactif", 0)


@pytest.fixture
def lien(settings):
    """A user, and the secret of the link mailed to him."""
    settings.LIEN_UNIQUE = True
    utilisateur = UtilisateurFactory()
    demander(utilisateur)
    jeton = Courriel.objects.get().corps.partition("/mot-de-passe/lien/")[2].split("/")[0]
    return utilisateur, *signing.loads(jeton, salt=SEL_DU_LIEN)


@pytest.mark.exigence("LOG-21")
def test_le_lien_unique_choisit_le_mot_de_passe_une_seule_fois(lien):
    utilisateur, pk, secret = lien
    choisir_mot_de_passe(pk, secret, nouveau="Tournesol26", adresse="192.0.2.1")
    utilisateur.refresh_from_db()
    assert (utilisateur.check_password("Tournesol26"), utilisateur.mot_de_passe_temporaire) == (True, False)
    with pytest.raises(Refus) as refus:
        choisir_mot_de_passe(pk, secret, nouveau="Coquelicot26", adresse="192.0.2.1")
    assert refus.value.code == "lien-perime"


def test_le_lien_unique_finit_avec_le_mot_de_passe_temporaire(horloge, lien):
    _, pk, secret = lien
    horloge.avancer(days=30)
    with pytest.raises(Refus) as refus:
        choisir_mot_de_passe(pk, secret, nouveau="Tournesol26", adresse="192.0.2.1")
    assert refus.value.code == "lien-perime"


def test_un_mail_avec_lien_ne_contient_pas_de_mot_de_passe(lien):
    assert "Mot de passe temporaire :" not in Courriel.objects.get().corps
