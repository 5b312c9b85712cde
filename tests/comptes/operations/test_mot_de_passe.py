from datetime import timedelta

import pytest

from ppas.comptes.operations.connexion import connecter
from ppas.comptes.operations.mot_de_passe import (
    CHANGEMENTS_PAR_HEURE,
    DEMANDES_PAR_ADRESSE,
    DEMANDES_PAR_COMPTE,
    changer_mot_de_passe,
    demander_mot_de_passe,
    repondre_aux_demandes,
)
from ppas.comptes.regles.origine import Origine
from ppas.socle.horloge import maintenant
from ppas.socle.models import Courriel, Evenement
from ppas.socle.refus import Refus
from tests.factories import MOT_DE_PASSE, UtilisateurFactory

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
    demander(UtilisateurFactory(est_actif=False))
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
