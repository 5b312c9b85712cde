"""The public pages that are not an editor's: screens that the portal makes by itself (PUB-18)."""

from ppas.accueil.regles.menu import Entree

PAGES_PUBLIQUES = (
    Entree("Les services", "accueil:services"),
    Entree("S’inscrire", "partenaires:conditions"),
    Entree("Connexion", "comptes:connexion"),
    Entree("Mot de passe oublié", "comptes:mot_de_passe_oublie"),
    Entree("Aide du mode déconnecté", "evaluations:aide_hors_ligne"),
    Entree("Configuration de votre poste", "accueil:configuration"),
    Entree("Contact", "assistance:contact"),
    Entree("Accessibilité", "accueil:accessibilite"),
)
