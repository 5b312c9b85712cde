"""P10: what a sign-in costs beside the password check that it cannot do without.

The whole sign-in (counters of tries, lock, expiry, journal) over a bare Argon2id check, both in this run, turn by
turn, median of 21.
"""

import sys
import time

from django.contrib.auth.hashers import check_password, make_password

from bench.commun import Chiffre, chronometrer, creer_les_tables, medianes, rendre
from ppas.comptes.models import Utilisateur
from ppas.comptes.operations.connexion import connecter
from ppas.comptes.regles.origine import Origine
from ppas.socle.horloge import maintenant

MOT_DE_PASSE = "Tournesol26"
TOURS = 21
PLAFOND = 1.3


def main() -> int:
    """Print P10; return 1 when it is above its ceiling."""
    creer_les_tables()
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
    nue, entiere = medianes(durees)
    detail = f"{entiere * 1000:.0f} ms / {nue * 1000:.0f} ms; median of {TOURS}"
    return rendre([Chiffre("P10", "sign-in / bare check of the password", entiere / nue, PLAFOND, detail)])


if __name__ == "__main__":
    sys.exit(main())
