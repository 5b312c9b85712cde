"""The mails of the chapters, read where the portal keeps them."""

import re

from ppas.comptes.operations.mot_de_passe import repondre_aux_demandes
from ppas.socle.models import Courriel, EtatCourriel
from ppas.socle.operations.courriels import envoyer_les_dus


def dernier_courriel(mail: str) -> Courriel:
    """Return the last mail sent to this address, once the worker has done its turn."""
    repondre_aux_demandes()
    envoyer_les_dus()
    return Courriel.objects.filter(destinataire=mail, etat=EtatCourriel.ENVOYE).latest("pk")


def mot_de_passe_de(courriel: Courriel) -> str:
    """Return the temporary password that this mail carries."""
    trouve = re.search(r"^Mot de passe temporaire : (\S+)$", courriel.corps, re.MULTILINE)
    assert trouve, f"no password in « {courriel.sujet} »"
    return trouve[1]
