"""What the public pages list: kinds of partner, documents, plan of the site. Words of the manual's home page."""

from dataclasses import dataclass

from ppas.accueil.regles.menu import Entree


@dataclass(frozen=True)
class FicheType:
    """A kind of partner, as its card on the home page and its own page present it."""

    slug: str
    titre: str
    resume: str
    icone: str


TYPES = {
    fiche.slug: fiche
    for fiche in (
        FicheType(
            "aide-a-domicile",
            "Les prestataires de services d’aide à domicile",
            "Les services offerts aux prestataires de services : des informations, des imprimés de demande, "
            "des échanges dématérialisés.",
            "coeur",
        ),
        FicheType(
            "evaluation",
            "Les structures d’évaluations",
            "Les services offerts aux structures d’évaluation : des informations, des échanges dématérialisés.",
            "document",
        ),
        FicheType(
            "habitat",
            "Les prestataires Habitat et cadre de vie",
            "Les services offerts aux prestataires habitat : des informations, des échanges dématérialisés.",
            "outil",
        ),
    )
}


@dataclass(frozen=True)
class Document:
    """A document on line: its title, what it is for, its kind of file, the name of its URL."""

    titre: str
    resume: str
    format: str
    url: str


GUIDES = (
    Document(
        "Procédure de traitement des anomalies de facturation et de report",
        "Tous les motifs d’anomalies, ce qu’ils signifient et ce qu’il faut faire.",
        "page",
        "facturation:procedure",
    ),
)
CAHIERS_DES_CHARGES = (
    Document(
        "Cahier des charges du fichier de facturation XML",
        "Le tracé du fichier, les règles de son nom, des exemples commentés.",
        "page",
        "facturation:cahier_des_charges",
    ),
    Document(
        "Schéma du fichier de facturation",
        "Pour contrôler la forme d’un fichier avec votre logiciel de gestion.",
        "XSD",
        "facturation:xsd",
    ),
    Document(
        "Schéma de l’export des évaluations",
        "Pour lire dans un système d’information les évaluations qu’une caisse a acceptées.",
        "JSON",
        "evaluations:schema",
    ),
)

PAGES_PUBLIQUES = (
    Entree("Accueil", "accueil:accueil"),
    Entree("Les services", "accueil:services"),
    Entree("La documentation", "accueil:documentation"),
    Entree("S’inscrire", "partenaires:conditions"),
    Entree("Connexion", "comptes:connexion"),
    Entree("Mot de passe oublié", "comptes:mot_de_passe_oublie"),
    Entree("Aide du mode déconnecté", "evaluations:aide_hors_ligne"),
    Entree("Contact", "assistance:contact"),
    Entree("Mentions légales", "accueil:mentions"),
    Entree("Accessibilité", "accueil:accessibilite"),
)
