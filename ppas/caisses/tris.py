"""What the lists of a caisse sort by (decision 0143)."""

from ppas.socle.tri import Tri, date, nombre, texte

TRI_AGENTS = Tri(
    {
        "login": texte("login", "utilisateur__login"),
        "caisse": texte("caisse", "caisse__nom", "utilisateur__nom"),
        "nom": texte("nom", "utilisateur__nom", "utilisateur__prenom"),
        "prenom": texte("prénom", "utilisateur__prenom", "utilisateur__nom"),
    },
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
