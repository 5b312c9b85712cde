"""How much a sign-in costs beside the password check it cannot do without: `make bench`.

P10: the whole sign-in (counters of tries, lock, expiry, journal) over a bare Argon2id check, both in this run, turn by
turn, median of 21.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_demo")
os.environ.setdefault("PPAS_DONNEES", tempfile.mkdtemp(prefix="ppas-banc-"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django

django.setup()

from django.contrib.auth.hashers import check_password, make_password
from django.core.management import call_command

from ppas.comptes.models import Utilisateur
from ppas.comptes.operations.connexion import connecter
from ppas.comptes.regles.origine import Origine
from ppas.socle.horloge import maintenant

MOT_DE_PASSE = "Tournesol26"
TOURS = 21
PLAFOND = 1.3


def chronometrer(geste: Callable[[], object]) -> float:
    """Return the seconds that `geste` takes."""
    debut = time.perf_counter()
    geste()
    return time.perf_counter() - debut


def main() -> int:
    """Print P10; return 1 when it is above its ceiling."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    empreinte = make_password(MOT_DE_PASSE)
    utilisateur = Utilisateur.objects.create(
        login=f"banc{time.time_ns()}",
        nom="BANC",
        prenom="Denis",
        mail="banc@exemple.fr",
        telephone="0300000000",
        password=empreinte,
        mot_de_passe_change_le=maintenant(),
    )
    origine = Origine("192.0.2.1", "Firefox sur Linux", frozenset({utilisateur.pk}))
    durees: list[tuple[float, float]] = []
    for _ in range(TOURS):
        nue = chronometrer(lambda: check_password(MOT_DE_PASSE, empreinte))
        entiere = chronometrer(lambda: connecter(utilisateur.login, MOT_DE_PASSE, origine=origine))
        durees.append((nue, entiere))
    nue, entiere = (statistics.median(colonne) for colonne in zip(*durees, strict=True))
    rapport = entiere / nue
    print(f"P10  sign-in {entiere * 1000:.0f} ms / bare check {nue * 1000:.0f} ms = {rapport:.2f} (at most {PLAFOND})")
    return int(rapport > PLAFOND)


if __name__ == "__main__":
    sys.exit(main())
