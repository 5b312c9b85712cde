"""What the lists of people who have an account sort by (decision 0143)."""

from ppas.socle.tri import texte

COLONNES_DU_COMPTE = {
    "login": texte("login", "utilisateur__login"),
    "nom": texte("nom", "utilisateur__nom", "utilisateur__prenom"),
    "prenom": texte("prénom", "utilisateur__prenom", "utilisateur__nom"),
}
"""The columns of whatever has an `utilisateur`: an agent, a user of a partner."""
