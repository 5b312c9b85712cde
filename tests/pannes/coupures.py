"""A network that cuts: a TCP proxy before the portal, which lets a request pass, or breaks it at a chosen moment."""

import random
import re
import socket
from contextlib import closing, suppress
from enum import Enum
from threading import Thread

from tests.pannes.portail import Portail

LONGUEUR = re.compile(rb"content-length: *([0-9]+)", re.IGNORECASE)
FIN_DES_ENTETES = b"\r\n\r\n"


class Coupure(Enum):
    """Where the connection breaks: what the server saw, and what the browser did not."""

    DEMANDE = "in the body of the request: the server gets half of it"
    APRES = "after the whole answer, hence after the commit; the browser gets none of it"
    REPONSE = "in the middle of the answer"


class Reseau:
    """The proxy. Each connection takes the next of `coupures`; without one it passes."""

    def __init__(self, portail: Portail) -> None:
        self._portail = portail
        self._ecoute = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._ecoute.getsockname()[1]
        self.coupures: list[Coupure] = []
        self._fil = Thread(target=self._servir, daemon=True)
        self._fil.start()

    def annoncer(self, hasard: random.Random) -> None:
        """Break the next one, two or three requests at random."""
        self.coupures = hasard.choices(list(Coupure), k=hasard.randint(1, 3))

    def fermer(self) -> None:
        """Stop listening."""
        with suppress(OSError):
            self._ecoute.shutdown(socket.SHUT_RDWR)
        self._ecoute.close()
        self._fil.join()

    def _servir(self) -> None:
        with suppress(OSError):
            while True:
                navigateur, _ = self._ecoute.accept()
                with closing(navigateur), suppress(OSError):
                    self._relayer(navigateur, self.coupures.pop(0) if self.coupures else None)

    def _relayer(self, navigateur: socket.socket, coupure: Coupure | None) -> None:
        demande = _lire_demande(navigateur)
        with closing(socket.create_connection(("127.0.0.1", self._portail.port), timeout=30)) as serveur:
            if coupure is Coupure.DEMANDE:
                serveur.sendall(demande[: len(demande) - (len(demande) - demande.index(FIN_DES_ENTETES)) // 2])
                serveur.shutdown(socket.SHUT_WR)
                _lire_tout(serveur)  # whatever it makes of it, nobody hears
                return
            serveur.sendall(demande)
            reponse = _lire_tout(serveur)
        if coupure is None:
            navigateur.sendall(reponse)
        elif coupure is Coupure.REPONSE:
            navigateur.sendall(reponse[: reponse.index(FIN_DES_ENTETES)])


def _lire_demande(prise: socket.socket) -> bytes:
    recu = b""
    while FIN_DES_ENTETES not in recu:
        recu += _recevoir(prise)
    tete, _, corps = recu.partition(FIN_DES_ENTETES)
    longueur = LONGUEUR.search(tete)
    attendu = int(longueur[1]) if longueur else 0
    while len(corps) < attendu:
        corps += _recevoir(prise)
    return tete + FIN_DES_ENTETES + corps


def _recevoir(prise: socket.socket) -> bytes:
    bloc = prise.recv(65536)
    if not bloc:
        raise ConnectionResetError
    return bloc


def _lire_tout(prise: socket.socket) -> bytes:
    recu = b""
    while bloc := prise.recv(65536):
        recu += bloc
    return recu
