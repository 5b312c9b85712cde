"""The store of files: each under its hash, and nothing that no deposit names for long."""

import hashlib
import os
import time
from pathlib import Path

import pytest
from django.conf import LazySettings

from ppas.facturation.operations import magasin
from ppas.facturation.taches import balayer_le_magasin
from tests.facturation.envois import Expediteur, recu

OCTETS = b"<borfact/>" * 300_000
VIEUX = magasin.AGE_ORPHELIN.total_seconds() + 60


def vieillir(fichier: Path) -> Path:
    """Make a file look forgotten."""
    os.utime(fichier, (time.time() - VIEUX,) * 2)
    return fichier


def test_les_octets_sont_sous_leur_empreinte() -> None:
    sha256, taille = magasin.ranger(recu(OCTETS))
    assert (sha256, taille) == (hashlib.sha256(OCTETS).hexdigest(), len(OCTETS))
    with magasin.ouvrir(sha256) as fichier:
        assert fichier.read() == OCTETS


def test_les_memes_octets_ne_sont_gardes_qu_une_fois(settings: LazySettings) -> None:
    premier, second = magasin.ranger(recu(b"a")), magasin.ranger(recu(b"a"))
    assert premier == second
    assert len(list(Path(settings.DEPOTS).glob("*/*"))) == 1


def test_au_dela_de_la_limite_rien_n_est_ecrit_mais_la_taille_est_dite(settings: LazySettings) -> None:
    settings.DEPOT_TAILLE_MAX = 2 * magasin.BLOC
    sha256, taille = magasin.ranger(recu(OCTETS))
    assert taille == len(OCTETS)
    assert magasin.chemin(sha256).stat().st_size <= 2 * magasin.BLOC


def test_un_envoi_interrompu_ne_laisse_rien(settings: LazySettings) -> None:
    fichier = recu(b"")
    fichier.chunks = lambda _: (_ for _ in [b"a", 1 / 0])
    with pytest.raises(ZeroDivisionError):
        magasin.ranger(fichier)
    assert list(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir()) == []


@pytest.mark.django_db
def test_le_balayage_efface_ce_qu_aucun_depot_ne_nomme(settings: LazySettings) -> None:
    orphelin = vieillir(magasin.chemin(magasin.ranger(recu(OCTETS))[0]))
    arrivee = Path(settings.FILE_UPLOAD_TEMP_DIR) / "depot-1-a"
    arrivee.write_bytes(b"a")
    vieillir(arrivee)
    assert magasin.balayer() == 2
    assert not orphelin.exists()
    assert not arrivee.exists()


def test_le_balayage_garde_ce_qu_un_depot_nomme(expediteur: Expediteur) -> None:
    fichier = vieillir(magasin.chemin(expediteur.deposer().sha256))
    balayer_le_magasin()
    assert fichier.exists()


@pytest.mark.django_db
def test_le_balayage_garde_ce_qui_vient_d_arriver() -> None:
    fichier = magasin.chemin(magasin.ranger(recu(OCTETS))[0])
    assert magasin.balayer() == 0
    assert fichier.exists()


def test_des_octets_redeposes_pendant_le_balayage_sont_gardes(
    expediteur: Expediteur, monkeypatch: pytest.MonkeyPatch
) -> None:
    fichier = vieillir(magasin.chemin(magasin.ranger(recu(OCTETS))[0]))
    retirer = magasin._retirer

    def retirer_trop_tard(*args: object) -> bool:
        expediteur.deposer(OCTETS)  # the sweep has just read that no deposit names these bytes
        return retirer(*args)

    monkeypatch.setattr(magasin, "_retirer", retirer_trop_tard)
    assert magasin.balayer() == 0
    assert fichier.read_bytes() == OCTETS


@pytest.mark.django_db
def test_deux_balayages_a_la_fois_ne_se_genent_pas(monkeypatch: pytest.MonkeyPatch) -> None:
    fichier = vieillir(magasin.chemin(magasin.ranger(recu(OCTETS))[0]))
    retirer = magasin._retirer

    def retirer_apres_un_autre(*args: object) -> bool:
        retirer(*args)
        return retirer(*args)

    monkeypatch.setattr(magasin, "_retirer", retirer_apres_un_autre)
    assert magasin.balayer() == 0
    assert not fichier.exists()


def test_le_balayage_ne_depend_pas_du_nombre_de_fichiers(expediteur: Expediteur, django_assert_num_queries) -> None:
    for n in range(3):
        vieillir(magasin.chemin(expediteur.deposer(nom=f"{n}.xml", contenu=str(n)).sha256))
    with django_assert_num_queries(2):
        magasin.balayer()
