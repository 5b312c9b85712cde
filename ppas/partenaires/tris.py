"""What the lists of partners sort by (decision 0143)."""

from ppas.socle.tri import Tri, date, texte

TRI_PARTENAIRES = Tri(
    {
        "nom": texte("nom", "nom"),
        "mail": texte("adresse mail", "mail"),
        "inscrit": date("date d’inscription", "id"),
    },
    defaut="inscrit",
)
"""Partners, those of a caisse or all of them; registered in the order of their numbers."""

TRI_CONVENTIONS = Tri(
    {
        "code": texte("code convention", "code"),
        "partenaire": texte("nom du partenaire", "partenaire__nom"),
        "caisse": texte("caisse", "caisse__nom"),
        "type": texte("type de convention", "type_partenaire__nom"),
        "demandee": date("date de demande", "id"),
    },
    defaut="-demandee",
)
"""The conventions of all caisses, asked for in the order of their numbers."""
