"""Files of the fluxes of orders, each line told by what differs from a right one."""

import io
from collections.abc import Sequence

from ppas.evaluations.regles import fichier_annulations, fichier_commandes
from ppas.socle.regles.table import Colonne
from tests.factories.prises_en_charge import nir_de_femme

COMMANDE = {
    "no_commande": "EV1",
    "nir": nir_de_femme(1),
    "nom": "DURAND",
    "prenom": "Jeanne",
    "date_naissance": "1945-03-12",
    "adresse": "12 rue des Tilleuls",
    "code_postal": "21000",
    "commune": "DIJON",
    "telephone": "03 80 11 22 33",
    "code_convention": "EVA1",
    "nature": "premiere",
    "motif": "Première demande",
    "date_commande": "2026-11-02",
    "date_limite": "2026-12-02",
    "consignes": "Sonner deux fois",
}
ANNULATION = {"no_commande": "EV1", "date": "2026-11-03", "motif": "Décès"}


def commandes(*lignes: dict[str, str]) -> io.BytesIO:
    return _fichier(fichier_commandes.COLONNES, COMMANDE, lignes)


def annulations(*lignes: dict[str, str]) -> io.BytesIO:
    return _fichier(fichier_annulations.COLONNES, ANNULATION, lignes)


def _fichier(colonnes: Sequence[Colonne], bonne: dict[str, str], lignes: Sequence[dict[str, str]]) -> io.BytesIO:
    corps = [";".join((bonne | ligne)[colonne.nom] for colonne in colonnes) for ligne in lignes]
    return io.BytesIO("\n".join([";".join(colonne.nom for colonne in colonnes), *corps, ""]).encode())
