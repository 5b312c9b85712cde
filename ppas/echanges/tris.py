"""What the lists of exchanges sort by (decision 0143)."""

from ppas.socle.tri import Tri, mots

TRI_BENEFICIAIRES = Tri({"nom": mots("nom", "nom_recherche")}, defaut="nom")
