"""Bodies that are too long, lie about their length, have none, or trickle: refused unread, and others served (H4)."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from threading import Thread

import pytest

from tests.pannes.portail import DEPOTS, JETON_CSRF, Portail, portail_neuf

TROP = 302 * 1024 * 1024
"""Bytes: more than the largest file (300 MB) and what a form puts around it."""
FILS = 4
"""Requests that the web server of the tests answers at once."""
SIMULTANES = 20
SECONDES_MAX = 20.0


@pytest.fixture(scope="module")
def portail(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portail]:
    """One portal for all: none of these sendings changes anything."""
    with portail_neuf(tmp_path_factory.mktemp("portail")) as neuf:
        neuf.tuer("travailleur")
        yield neuf
        assert neuf.lire("SELECT COUNT(*) FROM facturation_depot") == [(0,)]
        assert [fichier for fichier in (neuf.dossier / "depots").rglob("*") if fichier.is_file()] == []
        assert a_fini_par_effacer(neuf)


def ouvrir(portail: Portail, *entetes: str, corps: bytes = b"", session: str | None = None) -> socket.socket:
    """Begin to post on the page of the deposits; return the connection, nothing read yet."""
    lignes = [
        f"POST {DEPOTS} HTTP/1.1",
        "Host: 127.0.0.1",
        f"Cookie: ppas_session={portail.monde[0] if session is None else session}; csrftoken={JETON_CSRF}",
        "Content-Type: multipart/form-data; boundary=x",
        *entetes,
    ]
    prise = socket.create_connection(("127.0.0.1", portail.port), timeout=SECONDES_MAX)
    prise.sendall("\r\n".join([*lignes, "", ""]).encode() + corps)
    return prise


def statut(prise: socket.socket) -> int:
    """Read the status of the answer, and close."""
    with closing(prise):
        return int(prise.recv(4096).split()[1])


@pytest.mark.exigence("FIL-12")
def test_une_taille_annoncee_trop_grande_est_refusee_sans_attendre_le_corps(portail: Portail) -> None:
    assert statut(ouvrir(portail, f"Content-Length: {TROP}", corps=b"--x\r\n")) == 413


def test_un_visiteur_n_envoie_pas_de_fichier(portail: Portail) -> None:
    assert statut(ouvrir(portail, f"Content-Length: {3 * 1024 * 1024}", session="inconnue")) == 413


def test_une_taille_tue_est_refusee(portail: Portail) -> None:
    assert statut(ouvrir(portail, "Transfer-Encoding: chunked", corps=b"5\r\n--x\r\n\r\n")) == 411


def test_deux_tailles_sont_refusees(portail: Portail) -> None:
    assert statut(ouvrir(portail, "Content-Length: 3", "Content-Length: 5", corps=b"--x\r\n")) == 400


def test_un_envoi_abandonne_en_route_ne_laisse_rien(portail: Portail) -> None:
    partie = b'--x\r\nContent-Disposition: form-data; name="fichier"; filename="a.xml"\r\n\r\n' + b"<" * 200_000
    ouvrir(portail, "Content-Length: 900000", corps=partie).close()
    assert a_fini_par_effacer(portail)


def a_fini_par_effacer(portail: Portail) -> bool:
    """Tell whether nothing is left of the files that were arriving, once their threads had time to end."""
    fin = time.monotonic() + SECONDES_MAX
    while any((portail.dossier / "arrivees").iterdir()) and time.monotonic() < fin:
        time.sleep(0.05)
    return not any((portail.dossier / "arrivees").iterdir())


def test_vingt_envois_demesures_a_la_fois_sont_tous_refuses(portail: Portail) -> None:
    statuts: list[int] = []
    fils = [
        Thread(target=lambda: statuts.append(statut(ouvrir(portail, f"Content-Length: {TROP}"))))
        for _ in range(SIMULTANES)
    ]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert statuts == [413] * SIMULTANES


def test_les_autres_sont_servis_pendant_des_envois_goutte_a_goutte(portail: Portail) -> None:
    """As many slow bodies as threads would hold them all: only a proxy that waits for the body bounds that."""
    with ExitStack() as pile:
        lents = [
            pile.enter_context(closing(ouvrir(portail, "Content-Length: 100000", corps=b"-"))) for _ in range(FILS - 1)
        ]
        for _ in range(5):
            for lent in lents:
                lent.sendall(b"-")
            debut = time.monotonic()
            assert portail.poster(portail.monde[0], DEPOTS, {"cle": "x"}) == (422, "")
            assert time.monotonic() - debut < SECONDES_MAX
            time.sleep(0.1)
