"""Sealed copies as a computer makes them, with bytes drawn at random in the place of what is encrypted."""

import base64
import os
import uuid

from ppas.evaluations.models import Appareil


def b64(nb: int) -> str:
    return base64.b64encode(os.urandom(nb)).decode()


def scelle() -> dict[str, str]:
    return {"iv": b64(12), "octets": b64(80)}


def copie_de(appareil: Appareil, *, nb: int = 2) -> dict:
    """Return a copy of `nb` evaluations."""
    return {
        "format": "ppas-1",
        "appareil": str(appareil.identifiant),
        "enveloppe": {
            "format": 1,
            "kdf": "PBKDF2-SHA256",
            "iterations": 600_000,
            "sel": b64(16),
            "iv": b64(12),
            "cle": b64(48),
        },
        "enregistrements": {
            "commandes": [{"id": rang, "scelle": scelle()} for rang in range(1, nb + 1)],
            "evaluations": [
                {
                    "commande": rang,
                    "etat": "en_cours",
                    "aEnvoyer": True,
                    "identifiant": str(uuid.uuid4()),
                    "base": 0,
                    "precedents": [],
                    "version": 1,
                    "modifieeLe": "2026-11-28T10:00:00.000Z",
                    "scelle": scelle(),
                }
                for rang in range(1, nb + 1)
            ],
            "mises_de_cote": [],
        },
    }
