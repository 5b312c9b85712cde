"""What the lists of invoicing sort by (decision 0143)."""

from ppas.socle.tri import Tri, mots, texte

PAR_NOM = ("beneficiaire__nom_recherche", "id")

TRI_BENEFICIAIRES = Tri(
    {
        "nom": mots("nom", *PAR_NOM),
        "numero": texte("numéro de prise en charge", "numero"),
        "prestation": texte("prestation", "prestation__nom"),
    },
    defaut="nom",
)
"""Whom a convention may invoice for a month."""
