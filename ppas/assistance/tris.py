"""What the requests to the assistance and the messages sort by (decision 0143)."""

from ppas.assistance.models import Cote
from ppas.socle.tri import Colonne, Tri, date, echeance, nombre, texte

_DEMANDE = {
    "numero": date("numéro", "id"),
    "expediteur": texte("nom de l’expéditeur", "nom", "prenom"),
}
TRI_DEMANDES = Tri(_DEMANDE, defaut="-numero")
"""All requests, whose deadline no longer says anything once they are resolved."""
TRI_DEMANDES_OUVERTES = Tri(_DEMANDE | {"echeance": echeance("échéance", "echeance_le", "id")}, defaut="echeance")

TRI_MES_DEMANDES = Tri({"envoyee": date("date d’envoi", "id")}, defaut="-envoyee")


def _messages(autre: Colonne, non_lus: str) -> Tri:
    return Tri(
        {
            "autre": autre,
            "dernier": date("date du dernier message", "dernier_le", "id"),
            "a_lire": nombre("nombre de messages à lire", non_lus),
        },
        defaut="-dernier",
    )


TRIS_DES_MESSAGES = {
    Cote.PARTENAIRE: _messages(texte("caisse", "caisse__nom"), "non_lus_partenaire"),
    Cote.CAISSE: _messages(texte("partenaire", "partenaire__nom"), "non_lus_caisse"),
}
