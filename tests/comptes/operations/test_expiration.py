"""Six months, then an exact number of sign-ins left (LOG-16 to LOG-18, D16, promise C4)."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from ppas.comptes.models import Utilisateur
from ppas.comptes.operations.connexion import connecter, prendre_une_connexion
from ppas.comptes.operations.mot_de_passe import changer_mot_de_passe, demander_mot_de_passe, repondre_aux_demandes
from ppas.comptes.operations.profils import choisir_profil
from ppas.comptes.regles.origine import Origine
from ppas.socle.horloge import maintenant
from ppas.socle.models import Courriel, Evenement
from ppas.socle.refus import Refus
from tests.factories import MOT_DE_PASSE, UtilisateurFactory

ICI = Origine("192.0.2.1")
NB_PARALLELES = 50


def essayer(utilisateur, origine=ICI):
    try:
        connecter(utilisateur.login, MOT_DE_PASSE, origine=origine)
    except Refus as refus:
        return refus.code
    utilisateur.refresh_from_db()
    return utilisateur.nb_connexions_restantes


def en_parallele(fonction):
    depart = Barrier(NB_PARALLELES, timeout=60)

    def courir(rang):
        try:
            depart.wait()
            return fonction(rang)
        finally:
            connection.close()

    with ThreadPoolExecutor(NB_PARALLELES) as fils:
        return Counter(fils.map(courir, range(NB_PARALLELES)))


@pytest.mark.django_db
@pytest.mark.exigence("LOG-16", "LOG-17")
@pytest.mark.parametrize(("secondes", "restantes"), [(-1, None), (0, 4)], ids=["la-seconde-avant", "a-la-seconde"])
def test_un_mot_de_passe_vaut_six_mois_a_la_seconde(horloge, secondes, restantes):
    utilisateur = UtilisateurFactory()
    horloge.regler("2027-05-04 09:30")
    horloge.avancer(seconds=secondes)
    assert essayer(utilisateur) == restantes


@pytest.mark.django_db
@pytest.mark.exigence("LOG-17", "LOG-18")
def test_cinq_connexions_restent_puis_le_compte_est_bloque(horloge):
    utilisateur = UtilisateurFactory()
    horloge.avancer(days=200)
    assert [essayer(utilisateur) for _ in range(7)] == [4, 3, 2, 1, 0, "compte-bloque", "compte-bloque"]
    connu = Origine("192.0.2.1", "", frozenset({utilisateur.pk}))
    assert essayer(utilisateur, connu) == "compte-bloque"
    assert Evenement.objects.filter(action="bloquer").count() == 1
    assert Courriel.objects.filter(sujet="Votre compte a été bloqué").count() == 1


@pytest.mark.django_db
@pytest.mark.exigence("LOG-17")
def test_le_nombre_de_connexions_restantes_est_un_reglage(horloge, settings):
    settings.CONNEXIONS_RESTANTES = 2
    utilisateur = UtilisateurFactory()
    horloge.avancer(days=200)
    assert [essayer(utilisateur) for _ in range(3)] == [1, 0, "compte-bloque"]


@pytest.mark.django_db
@pytest.mark.exigence("LOG-17")
def test_un_mot_de_passe_faux_ne_coute_aucune_connexion_restante(horloge):
    utilisateur = UtilisateurFactory()
    horloge.avancer(days=200)
    with pytest.raises(Refus):
        connecter(utilisateur.login, "Mauvais2026", origine=ICI)
    assert essayer(utilisateur) == 4


@pytest.mark.django_db
@pytest.mark.exigence("LOG-17")
def test_changer_le_mot_de_passe_arrete_le_compte_a_rebours(horloge):
    utilisateur = UtilisateurFactory()
    horloge.avancer(days=200)
    essayer(utilisateur)
    changer_mot_de_passe(utilisateur, ancien=MOT_DE_PASSE, nouveau="Tournesol26")
    connecter(utilisateur.login, "Tournesol26", origine=ICI)
    utilisateur.refresh_from_db()
    assert utilisateur.nb_connexions_restantes is None


@pytest.mark.django_db
@pytest.mark.exigence("LOG-18", "LOG-08")
def test_un_nouveau_mot_de_passe_rouvre_un_compte_epuise(horloge):
    utilisateur = UtilisateurFactory()
    horloge.avancer(days=200)
    for _ in range(6):
        essayer(utilisateur)
    demander_mot_de_passe(utilisateur.login, utilisateur.mail, adresse="192.0.2.1")
    repondre_aux_demandes()
    secret = Courriel.objects.latest("pk").corps.partition("Mot de passe temporaire : ")[2].split()[0]
    assert connecter(utilisateur.login, secret, origine=ICI) == utilisateur


@pytest.mark.django_db
def test_un_changement_de_profil_ne_ferme_pas_les_comptes_mais_demande_un_nouveau_mot_de_passe():
    utilisateur = UtilisateurFactory()
    choisir_profil("partenaire", "nist-2025", par=UtilisateurFactory(national=True))
    assert essayer(utilisateur) == 4


@pytest.mark.exigence("LOG-17", "LOG-18")
@pytest.mark.django_db(transaction=True)
def test_cinquante_connexions_paralleles_en_prennent_exactement_trois():
    utilisateur = UtilisateurFactory(
        mot_de_passe_change_le=maintenant() - timedelta(days=200), nb_connexions_restantes=3
    )

    def entrer(rang):
        try:
            connecter(utilisateur.login, MOT_DE_PASSE, origine=Origine(f"192.0.2.{rang}"))
        except Refus as refus:
            return refus.code
        return "entre"

    assert en_parallele(entrer) == {"entre": 3, "compte-bloque": NB_PARALLELES - 3}
    utilisateur.refresh_from_db()
    assert utilisateur.nb_connexions_restantes == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("est_exacte", "attendu"), [(True, True), (False, False)], ids=["conditionnelle", "controle"])
def test_le_compteur_est_exact_sans_aucun_verrou_et_le_controle_ne_l_est_pas(est_exacte, attendu):
    utilisateur = UtilisateurFactory(nb_connexions_restantes=3)
    lus = Barrier(NB_PARALLELES, timeout=60)

    def lire_puis_ecrire():
        """The control: what everybody writes first."""
        compte = Utilisateur.objects.get(pk=utilisateur.pk)
        lus.wait()
        if not compte.nb_connexions_restantes:
            return False
        compte.nb_connexions_restantes -= 1
        compte.save(update_fields=["nb_connexions_restantes"])
        return True

    prises = en_parallele(lambda _: prendre_une_connexion(utilisateur) if est_exacte else lire_puis_ecrire())
    assert (prises[True] == 3) is attendu
