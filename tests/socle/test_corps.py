"""Bodies too long, of unknown length, or cut on the way: refused unread, and never taken for whole (H4)."""

import uuid
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client, RequestFactory
from django.urls import reverse

from ppas.facturation.models import Depot
from ppas.socle.corps import HABILLAGE, CorpsCoupe, CorpsEntier, corps_entiers
from tests.factories.comptes import UtilisateurFactory
from tests.factories.partenaires import RattachementFactory

DEPOTS = reverse("facturation:depots")
MO = 1024 * 1024


class CorpsInterdit:
    """A body that nobody may read."""

    def read(self, *_: object) -> bytes:
        pytest.fail("the body was read")

    readline = read


def annoncer(client: Client, adresse: str, nb_octets: int, **entetes: str) -> int:
    """Announce a body of that length; return the status of the answer, given without reading it."""
    return client.generic(
        "POST",
        adresse,
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(nb_octets),
        **{"wsgi.input": CorpsInterdit(), **entetes},
    ).status_code


@pytest.fixture
def connecte(client: Client) -> Client:
    client.force_login(RattachementFactory().utilisateur)
    return client


@pytest.mark.exigence("FIL-12")
@pytest.mark.django_db
def test_un_corps_plus_long_que_tout_fichier_admis_n_est_pas_lu(connecte: Client, settings: LazySettings) -> None:
    settings.DEPOT_TAILLE_MAX = 5 * MO
    assert annoncer(connecte, DEPOTS, 5 * MO + HABILLAGE + 1) == 413
    assert annoncer(connecte, DEPOTS, 10**30) == 413
    assert not Depot.objects.exists()
    assert list(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir()) == []


@pytest.mark.django_db
def test_la_page_dit_la_limite_et_que_rien_n_est_garde(connecte: Client, settings: LazySettings) -> None:
    settings.DEPOT_TAILLE_MAX = 5 * MO
    page = connecte.generic("POST", DEPOTS, CONTENT_LENGTH=str(10 * MO)).content.decode()
    assert "Un fichier de 5 Mo au plus" in page
    assert "Rien n’a été enregistré ni modifié." in page


@pytest.mark.django_db
@pytest.mark.parametrize("adresse", [DEPOTS, reverse("comptes:connexion"), "/nulle-part/"])
def test_qui_n_est_pas_connecte_n_envoie_pas_de_fichier(adresse: str, client: Client) -> None:
    assert annoncer(client, adresse, 3 * MO) == 413


@pytest.mark.django_db
def test_un_fichier_admis_est_lu(connecte: Client, settings: LazySettings) -> None:
    settings.DEPOT_TAILLE_MAX = 5 * MO
    fichier = BytesIO(b"x" * (5 * MO))
    fichier.name = "facture.xml"
    assert connecte.post(DEPOTS, {"cle": uuid.uuid4(), "fichier": fichier}).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("longueur", ["", "abc", "-5", "٥"])
def test_une_longueur_illisible_est_un_corps_vide(longueur: str, client: Client) -> None:
    client.force_login(UtilisateurFactory())
    assert client.generic("POST", reverse("comptes:connexion"), CONTENT_LENGTH=longueur).status_code < 500


@pytest.mark.django_db
def test_un_corps_de_longueur_inconnue_n_est_pas_lu(connecte: Client) -> None:
    assert annoncer(connecte, DEPOTS, 0, HTTP_TRANSFER_ENCODING="chunked") == 411


class Goutte(BytesIO):
    """A network that gives three bytes at a time."""

    def read(self, taille: int | None = -1) -> bytes:
        return super().read(3 if taille is None or taille < 0 else min(taille, 3))


def test_un_corps_entier_se_lit_comme_avant() -> None:
    assert CorpsEntier(Goutte(b"abcdefgh"), 8).read() == b"abcdefgh"
    corps = CorpsEntier(Goutte(b"ab\ncdefgh"), 8)
    assert [corps.readline(), corps.read(4), corps.read(4), corps.read(), corps.readline()] == [
        b"ab\n",
        b"cdef",
        b"g",
        b"",
        b"",
    ]


@pytest.mark.parametrize("lire", ["read", "readline"])
def test_un_corps_coupe_le_dit(lire: str) -> None:
    corps = CorpsEntier(BytesIO(b"abc"), 8)
    corps.read(3)
    with pytest.raises(CorpsCoupe):
        getattr(corps, lire)()


@pytest.mark.django_db
@pytest.mark.parametrize("protege", [True, False], ids=["protégé", "témoin"])
def test_un_formulaire_coupe_n_est_pas_compris_comme_un_autre(*, protege: bool) -> None:
    """The control reads « 10,00 » cut on the way as « 1 »."""
    lus = []

    def application(environ: dict, repondre: object) -> None:
        requete = WSGIHandler.request_class(environ)
        try:
            lus.append(requete.POST["heures"])
        except OSError:
            lus.append(None)

    corps = b"csrfmiddlewaretoken=x&heures=10,00"
    environ = RequestFactory()._base_environ(
        CONTENT_LENGTH=str(len(corps)),
        CONTENT_TYPE="application/x-www-form-urlencoded",
        REQUEST_METHOD="POST",
        **{"wsgi.input": BytesIO(corps[:-4])},
    )
    (corps_entiers(application) if protege else application)(environ, None)
    assert lus == [None if protege else "1"]
