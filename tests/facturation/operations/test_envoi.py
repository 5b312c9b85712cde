"""Several files in one sending: each has its receipt, and none stops another."""

import uuid
from collections.abc import Iterable, Iterator

import pytest

from ppas.facturation.etats import EtatDepot
from ppas.facturation.models import Depot
from ppas.facturation.operations import magasin
from ppas.facturation.operations.envoi import Envoi, deposer_tous
from ppas.facturation.regles.exemples import DOCUMENT_AMD, NOM_AMD
from tests.facturation.envois import DOCUMENT_2, NOM_2, Expediteur, recu

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]


def envoyer(expediteur: Expediteur, cle: uuid.UUID, fichiers: Iterable[tuple[str, str]]) -> list[Envoi]:
    return deposer_tous(
        [recu(contenu, nom) for contenu, nom in fichiers],
        partenaire=expediteur.convention.partenaire,
        par=expediteur.utilisateur,
        cle_envoi=cle,
    )


BONS = [(DOCUMENT_AMD, NOM_AMD), (DOCUMENT_2, NOM_2)]


@pytest.mark.exigence("FIL-01")
def test_le_meme_envoi_rend_les_memes_accuses(expediteur: Expediteur) -> None:
    cle = uuid.uuid4()
    premiers, seconds = envoyer(expediteur, cle, BONS), envoyer(expediteur, cle, BONS)
    assert [envoi.depot for envoi in premiers] == [envoi.depot for envoi in seconds]
    assert Depot.objects.count() == 2


def test_un_fichier_seul_garde_la_cle_de_la_page(expediteur: Expediteur) -> None:
    cle = uuid.uuid4()
    (envoi,) = envoyer(expediteur, cle, BONS[:1])
    assert envoi.depot is not None
    assert envoi.depot.cle_envoi == cle


def test_un_mauvais_nom_n_arrete_pas_les_autres(expediteur: Expediteur) -> None:
    envois = envoyer(expediteur, uuid.uuid4(), [("x", "facture.pdf"), *BONS])
    assert [envoi.depot and envoi.depot.etat for envoi in envois] == [
        EtatDepot.REFUSE,
        EtatDepot.RECU,
        EtatDepot.RECU,
    ]


def test_un_nom_repete_dans_l_envoi_est_refuse_la_seconde_fois(expediteur: Expediteur) -> None:
    envois = envoyer(expediteur, uuid.uuid4(), [BONS[0], (DOCUMENT_AMD + " ", NOM_AMD)])
    assert [envoi.depot and envoi.depot.nb_par_code for envoi in envois] == [{}, {"F02": 1}]


@pytest.fixture
def disque_capricieux(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Make the disk refuse the file NOM_AMD, until the patch is undone."""
    ranger = magasin.ranger

    def ranger_ou_refuser(fichier: magasin.FichierRecu) -> tuple[str, int]:
        if fichier.name == NOM_AMD:
            raise OSError
        return ranger(fichier)

    with monkeypatch.context() as patch:
        patch.setattr(magasin, "ranger", ranger_ou_refuser)
        yield patch


@pytest.mark.usefixtures("disque_capricieux")
def test_un_disque_qui_refuse_un_fichier_n_arrete_pas_les_autres(expediteur: Expediteur) -> None:
    manque, arrive = envoyer(expediteur, uuid.uuid4(), BONS)
    assert (manque.depot, manque.refus and manque.refus.code) == (None, "stockage-indisponible")
    assert arrive.depot is not None


def test_un_envoi_repris_apres_une_panne_complete_ce_qui_manque(
    expediteur: Expediteur, disque_capricieux: pytest.MonkeyPatch
) -> None:
    cle = uuid.uuid4()
    _, arrive = envoyer(expediteur, cle, BONS)
    disque_capricieux.undo()
    envois = envoyer(expediteur, cle, BONS)
    assert [envoi.depot and envoi.depot.etat for envoi in envois] == [EtatDepot.RECU, EtatDepot.RECU]
    assert envois[1].depot == arrive.depot
