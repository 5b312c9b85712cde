"""What the lists of orders and of evaluations sort by (decision 0143)."""

from ppas.socle.tri import Tri, date, echeance, mots, texte

_BENEFICIAIRE = mots("nom du bénéficiaire", "beneficiaire__nom_recherche")
_LIMITE = echeance("date limite", "date_limite", "id")

TRI_COMMANDES = Tri({"commande": date("arrivée", "id")}, defaut="-commande")
"""All orders, a history: numbered as they came."""

TRI_COMMANDES_OUVERTES = Tri(
    {
        "beneficiaire": _BENEFICIAIRE,
        "commune": texte("commune", "commune"),
        "limite": _LIMITE,
        "caisse": texte("caisse", "caisse__nom"),
    },
    defaut="limite",
)
"""What a structure has still to do."""

TRI_COMMANDES_OUVERTES_DE_LA_CAISSE = Tri(
    {
        "beneficiaire": _BENEFICIAIRE,
        "structure": texte("structure", "convention__partenaire__nom"),
        "commandee": date("date de commande", "date_commande", "id"),
        "limite": _LIMITE,
    },
    defaut="limite",
)

TRI_EVALUATIONS_MODIFIABLES = Tri(
    {
        "beneficiaire": mots("nom du bénéficiaire", "commande__beneficiaire__nom_recherche"),
        "limite": echeance("date limite", "commande__date_limite", "id", est_discrete=True),
    },
    cle=("-modifiee_le", "-id"),
)
"""Evaluations begun or finished, the last changed first."""

TRI_EVALUATIONS_TRANSMISES = Tri({"transmise": date("date de transmission", "transmise_le", "id")}, defaut="-transmise")
