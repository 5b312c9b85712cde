from datetime import timedelta

import pytest

from ppas.comptes.models import Utilisateur
from ppas.comptes.operations.utilisateurs import creer_utilisateur
from ppas.socle.horloge import maintenant
from ppas.socle.models import Evenement
from ppas.socle.refus import Refus
from tests.factories import UtilisateurFactory

pytestmark = pytest.mark.django_db


def nouveau(login):
    return Utilisateur(login=login, nom="SOLEIL", prenom="Solange", mail="s@exemple.fr", telephone="0302010509")


def test_un_utilisateur_nait_avec_un_mot_de_passe_temporaire_de_sept_jours(horloge):
    auteur, utilisateur = UtilisateurFactory(), nouveau("Solange778")
    mot_de_passe = creer_utilisateur(utilisateur, par=auteur)
    assert utilisateur.check_password(mot_de_passe)
    assert utilisateur.mot_de_passe_temporaire
    assert utilisateur.mot_de_passe_expire_le == maintenant() + timedelta(days=7)
    assert Evenement.objects.get(action="creer", objet_ref=utilisateur.pk).auteur_ref == auteur.pk


@pytest.mark.exigence("REG-23")
def test_un_login_deja_pris_est_refuse_quelle_que_soit_sa_casse():
    UtilisateurFactory(login="Alex7")
    with pytest.raises(Refus) as refus:
        creer_utilisateur(nouveau("aLEX7"), par=None)
    assert (refus.value.code, refus.value.champ) == ("login-pris", "login")
    assert Utilisateur.objects.count() == 1
