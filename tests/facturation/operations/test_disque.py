"""A disk that refuses, at every call that may: a refusal that keeps nothing, then all goes on once it takes again (D3).

`tests/pannes/test_disque.py` has the true refusals of the kernel, through the whole portal.
"""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, Self

import pytest
from django.conf import LazySettings
from django_tasks_db.models import DBTaskResult

from ppas.facturation.etats import EtatDepot
from ppas.facturation.models import Depot
from ppas.facturation.operations import magasin
from ppas.facturation.operations.traiter import traiter
from ppas.facturation.taches import reprendre_les_depots
from ppas.socle.models import Evenement
from ppas.socle.refus import Refus
from tests.conftest import Horloge
from tests.facturation.envois import Expediteur, relu

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]

ERREURS = [errno.EIO, errno.ENOSPC, errno.EDQUOT, errno.EROFS]
APPELS = [
    (os, "fsync", 1),
    (os, "fsync", 2),
    (os, "fsync", 3),
    (Path, "replace", 1),
    (Path, "mkdir", 2),
    (os, "open", 1),
]


def presents(settings: LazySettings) -> list[Path]:
    """Return every file that the portal keeps, anywhere it may write."""
    dossiers = (Path(settings.DEPOTS), Path(settings.FILE_UPLOAD_TEMP_DIR))
    return [fichier for dossier in dossiers for fichier in dossier.rglob("*") if fichier.is_file()]


def echouer_au(appel: int, faire: Callable[..., Any], erreur: int) -> Callable[..., Any]:
    """Return `faire`, which fails at its n-th call only."""
    appels = []

    def fait(*args: Any, **kwargs: Any) -> Any:
        appels.append(args)
        if len(appels) == appel:
            raise OSError(erreur, os.strerror(erreur))
        return faire(*args, **kwargs)

    return fait


class SortieQuiRefuse:
    """A file that takes half of what it is given, then no more."""

    def __init__(self, fichier: BinaryIO, erreur: int) -> None:
        self._fichier = fichier
        self._erreur = erreur

    def write(self, octets: bytes) -> None:
        self._fichier.write(octets[: len(octets) // 2])
        raise OSError(self._erreur, os.strerror(self._erreur))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._fichier.close()

    def __getattr__(self, nom: str) -> Any:
        return getattr(self._fichier, nom)


def refuser_puis_reprendre(expediteur: Expediteur, patch: pytest.MonkeyPatch, contenu: bytes) -> None:
    """Send once for nothing, then again."""
    with pytest.raises(Refus) as refus:
        expediteur.deposer(contenu)
    assert refus.value.code == "stockage-indisponible"
    assert "Rien n’a été conservé" in refus.value.message
    assert (Depot.objects.count(), DBTaskResult.objects.count(), Evenement.objects.count()) == (0, 0, 0)
    patch.undo()
    assert expediteur.deposer().etat == EtatDepot.RECU


@pytest.mark.parametrize("erreur", ERREURS, ids=errno.errorcode.get)
@pytest.mark.parametrize(("cible", "fonction", "appel"), APPELS, ids=lambda valeur: getattr(valeur, "__name__", None))
def test_un_appel_refuse_par_le_disque_est_un_refus(
    *, cible: object, fonction: str, appel: int, erreur: int, expediteur: Expediteur
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cible, fonction, echouer_au(appel, getattr(cible, fonction), erreur))
        refuser_puis_reprendre(expediteur, patch, b"x")


@pytest.mark.parametrize("erreur", ERREURS, ids=errno.errorcode.get)
def test_une_ecriture_refusee_ne_laisse_rien(erreur: int, expediteur: Expediteur, settings: LazySettings) -> None:
    ouvrir = Path.open
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "open", lambda chemin, mode: SortieQuiRefuse(ouvrir(chemin, mode), erreur))
        refuser_puis_reprendre(expediteur, patch, b"x" * 100_000)
    assert presents(settings) == [magasin.chemin(Depot.objects.get().sha256)]


def test_un_disque_plein_est_un_refus_et_se_libere(
    expediteur: Expediteur, settings: LazySettings, disque_plein: Path
) -> None:
    settings.DEPOTS = disque_plein / "depots"
    settings.FILE_UPLOAD_TEMP_DIR = disque_plein / "arrivees"
    with pytest.raises(Refus) as refus:
        expediteur.deposer(b"x" * 2_000_000)
    assert refus.value.code == "stockage-indisponible"
    assert (Depot.objects.count(), presents(settings)) == (0, [])
    assert expediteur.envoyer().etat == EtatDepot.TRAITE


def test_une_lecture_refusee_au_traitement_attend_et_reprend(expediteur: Expediteur, horloge: Horloge) -> None:
    depot = expediteur.deposer()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(magasin, "ouvrir", echouer_au(2, magasin.ouvrir, errno.EIO))
        with pytest.raises(OSError, match="Input/output error"):
            traiter(depot.pk)
    assert (relu(depot).etat, depot.anomalies.count()) == (EtatDepot.RECU, 0)
    horloge.avancer(minutes=2)
    reprendre_les_depots()
    assert relu(depot).etat == EtatDepot.TRAITE
