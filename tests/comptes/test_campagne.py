"""Long measures on accounts: `make campagne`."""

import random
import statistics
import time

import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import cache

from ppas.comptes.operations.connexion import connecter
from ppas.comptes.operations.mot_de_passe import demander_mot_de_passe
from ppas.comptes.regles.mot_de_passe import COURANTS
from ppas.comptes.regles.origine import Origine
from ppas.socle.refus import Refus
from tests.factories import UtilisateurFactory

pytestmark = pytest.mark.campagne
NB_MESURES = 500
T_MAX = 2.58
"""Welch's statistic beyond which, with so many measures, p < 0.01."""
ARGON2 = ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def welch(a, b):
    """Return Welch's t for two samples, the slowest tenth of each left out: this machine does other things too."""
    a, b = (sorted(mesures)[: len(mesures) * 9 // 10] for mesures in (a, b))
    erreur = (statistics.variance(a) / len(a) + statistics.variance(b) / len(b)) ** 0.5
    return (statistics.fmean(a) - statistics.fmean(b)) / erreur


def mesurer(*gestes):
    """Time each gesture in turn, so that the machine's moods fall on all alike."""
    durees = [[] for _ in gestes]
    for rang in range(NB_MESURES):
        for geste, mesures in zip(gestes, durees, strict=True):
            debut = time.perf_counter()
            geste(rang)
            mesures.append(time.perf_counter() - debut)
    return durees


def echouer(login, rang):
    with pytest.raises(Refus):
        connecter(login, "Mauvais2026", origine=Origine(f"10.0.{rang // 250}.{rang % 250}"))


@pytest.mark.django_db(transaction=True)
def test_le_temps_de_la_connexion_ne_dit_pas_si_le_login_existe(settings):
    settings.PASSWORD_HASHERS = ARGON2
    connus = [UtilisateurFactory(password=None) for _ in range(NB_MESURES)]
    empreinte = make_password("Bonjour2026")
    type(connus[0]).objects.update(password=empreinte)
    connu, inconnu = mesurer(
        lambda rang: echouer(connus[rang].login, rang), lambda rang: echouer(f"inconnu{rang}", rang)
    )
    ecart = statistics.median(connu) - statistics.median(inconnu)
    mesure = f"median gap {ecart * 1000:.2f} ms of {statistics.median(connu) * 1000:.0f}, t {welch(connu, inconnu):.2f}"
    assert abs(welch(connu, inconnu)) < T_MAX, mesure


@pytest.mark.django_db(transaction=True)
def test_le_temps_de_l_oubli_ne_dit_pas_si_le_compte_existe():
    utilisateur = UtilisateurFactory()
    connu, inconnu = mesurer(
        lambda rang: demander_mot_de_passe(utilisateur.login, utilisateur.mail, adresse=f"a{rang}"),
        lambda rang: demander_mot_de_passe("personne", "personne@exemple.fr", adresse=f"b{rang}"),
    )
    assert abs(welch(connu, inconnu)) < T_MAX


@pytest.mark.django_db
def test_dix_mille_essais_sur_cent_comptes_n_en_ouvrent_aucun():
    graine = random.randrange(10**6)
    hasard = random.Random(graine)
    logins = [UtilisateurFactory(password=f"Imprev{n:03}ok").login for n in range(100)]
    essais = sorted(COURANTS)
    codes = set()
    for rang in range(10_000):
        if rang % 1000 == 0:
            cache.clear()  # the windows of the addresses go by, the locks stay
        with pytest.raises(Refus) as refus:
            connecter(hasard.choice(logins), hasard.choice(essais), origine=Origine(f"10.0.{rang % 250}.{rang % 4}"))
        codes.add(refus.value.code)
    assert codes <= {"identifiants-faux", "compte-bloque", "trop-de-demandes"}, f"seed {graine}"
    assert set(
        type(UtilisateurFactory.build()).objects.filter(login__in=logins).values_list("nb_echecs", flat=True)
    ) == {3}
