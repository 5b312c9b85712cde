"""What the lists of partners sort by (decision 0143)."""

from ppas.comptes.tris import COLONNES_DU_COMPTE
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

TRI_UTILISATEURS = Tri(COLONNES_DU_COMPTE, cle=("id",))
"""The users of a partner."""

_CODE = texte("code convention", "code")
_TYPE = texte("type de convention", "type_partenaire__nom")

TRI_CONVENTIONS_DU_PARTENAIRE = Tri(
    {
        "regime": texte("régime", "caisse__regime__code", "caisse__nom"),
        "caisse": texte("caisse", "caisse__nom"),
        "code": _CODE,
        "type": _TYPE,
    },
    cle=("id",),
)

TRI_CONVENTIONS_AVEC_LA_CAISSE = Tri(
    {
        "code": _CODE,
        "type": _TYPE,
        "identifiant": texte("identifiant de la structure", "identifiant_structure"),
    },
    cle=("id",),
    parametre="tri_conventions",
)
"""Those of one partner with one caisse: a handful, over its users."""

TRI_CONVENTIONS = Tri(
    {
        "code": _CODE,
        "partenaire": texte("nom du partenaire", "partenaire__nom"),
        "caisse": texte("caisse", "caisse__nom"),
        "type": _TYPE,
        "demandee": date("date de demande", "id"),
    },
    defaut="-demandee",
)
"""The conventions of all caisses, asked for in the order of their numbers."""

_PREINSCRIPTION = {
    "partenaire": texte("nom du partenaire", "nom_partenaire"),
    "code": texte("code convention", "code_convention"),
}
_CONVENTION = {
    "partenaire": texte("nom du partenaire", "partenaire__nom"),
    "code": _CODE,
    "type": _TYPE,
}
_TRAITEE = {"traitee": date("date de décision", "traitee_le", "id")}

TRIS_DE_LA_FILE = {
    "preinscriptions": Tri(
        _PREINSCRIPTION
        | {
            "type": texte("type de partenaire", "type_partenaire__nom"),
            "commune": texte("commune", "commune"),
            "recue": date("date de réception", "deposee_le", "id"),
        },
        defaut="recue",
    ),
    "conventions": Tri(_CONVENTION | {"demandee": date("date de demande", "demandee_le", "id")}, defaut="demandee"),
    "decisions": Tri(_PREINSCRIPTION | _TRAITEE, defaut="-traitee"),
    "conventions-decidees": Tri(_CONVENTION | _TRAITEE, defaut="-traitee"),
}
"""The four tabs of « À valider »."""
