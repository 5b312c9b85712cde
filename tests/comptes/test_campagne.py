"""Long measures on accounts: `make campagne`."""

import random
import statistics
import time

import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.core.management import call_command

from ppas.comptes.operations.connexion import connecter
from ppas.comptes.operations.mot_de_passe import demander_mot_de_passe
from ppas.comptes.regles.mot_de_passe import COURANTS
from ppas.comptes.regles.origine import Origine
from ppas.socle.horloge import maintenant
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


@pytest.fixture
def comme_en_service(transactional_db, settings):
    """The password hash and the cache of the portal: both take their time."""
    settings.PASSWORD_HASHERS = ARGON2
    cache = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "socle_cache"}
    settings.CACHES = settings.CACHES | {"default": cache}
    call_command("createcachetable", verbosity=0)


def refuser_les_connexions():
    """Refuse sign-ins to accounts that exist, to none, to locked ones and to deactivated ones; return their times."""
    comptes = {
        nom: [UtilisateurFactory(password=None) for _ in range(NB_MESURES)] for nom in ("ouvert", "clos", "parti")
    }
    tous = type(comptes["clos"][0]).objects
    tous.update(password=make_password("Bonjour2026"))
    tous.filter(pk__in=[clos.pk for clos in comptes["clos"]]).update(nb_echecs=3, bloque_le=maintenant())
    tous.filter(pk__in=[parti.pk for parti in comptes["parti"]]).update(is_active=False)
    logins = {nom: [compte.login for compte in siens] for nom, siens in comptes.items()}
    logins["inconnu"] = [f"inconnu{rang}" for rang in range(NB_MESURES)]
    gestes = [lambda rang, siens=siens: echouer(siens[rang], rang) for siens in logins.values()]
    return dict(zip(logins, mesurer(*gestes), strict=True))


@pytest.mark.usefixtures("comme_en_service")
def test_le_temps_de_la_connexion_ne_dit_pas_si_le_login_existe(settings):
    settings.DUREE_DU_REFUS = 0.25
    durees = refuser_les_connexions()
    ecarts = {nom: welch(siennes, durees["inconnu"]) for nom, siennes in durees.items() if nom != "inconnu"}
    mesure = {nom: f"{statistics.median(siennes) * 1000:.2f} ms" for nom, siennes in durees.items()}
    assert max(map(abs, ecarts.values())) < T_MAX, (ecarts, mesure)


@pytest.mark.usefixtures("comme_en_service")
def test_temoin_sans_attente_le_temps_dit_si_le_login_existe():
    durees = refuser_les_connexions()
    assert abs(welch(durees["ouvert"], durees["inconnu"])) > T_MAX


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
