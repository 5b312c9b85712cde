"""What the lists of a caisse sort by (decision 0143)."""

from ppas.comptes.tris import COLONNES_DU_COMPTE
from ppas.socle.tri import Tri, date, nombre, texte

TRI_AGENTS = Tri(
    COLONNES_DU_COMPTE | {"caisse": texte("caisse", "caisse__nom", "utilisateur__nom")},
    cle=("id",),
)

TRI_TARIFS = Tri(
    {
        "debut": date("date d’application", "debut", "id"),
        "prestation": texte("prestation", "prestation__code"),
        "prix": nombre("prix", "ouvrable_centimes"),
    },
    defaut="-debut",
)
