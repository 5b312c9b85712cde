"""The request form for home help, to fill in by hand and to send to one's caisse (DOC-12).

Neutral: no caisse's own form was found, so that it asks what a prise en charge needs (formats.md §3) and no more.
"""

from datetime import datetime
from functools import lru_cache

from ppas.socle.operations.composer_texte import a_remplir, cases, composer_texte, texte, titre


@lru_cache(maxsize=2)
def demande_pdf(le: datetime) -> bytes:
    """Return the form as a tagged PDF, in its edition of the day of `le`."""
    blocs = [
        texte(
            "À remplir par la personne retraitée, ou avec l’aide du prestataire, et à envoyer à sa caisse de retraite. "
            "La caisse répond à la personne ; une évaluation de ses besoins, à son domicile, peut précéder sa réponse. "
            "Aucune heure ne peut être facturée avant la notification de la prise en charge."
        ),
        titre("La personne retraitée"),
        a_remplir(
            "Nom de naissance et nom d’usage",
            "Prénoms",
            "Date de naissance (JJ/MM/AAAA)",
            "N° de sécurité sociale (15 caractères)",
            "Adresse",
            "Code postal et commune",
            "Téléphone",
            "Caisse de retraite",
        ),
        titre("La demande"),
        cases(
            "première demande d’aide à domicile",
            "réexamen d’une aide en cours",
            "retour à domicile après une hospitalisation, le :",
            "situation de rupture (deuil, déménagement…)",
        ),
        texte("La personne vit :"),
        cases("seule", "en couple", "avec un proche"),
        texte("Elle reçoit déjà une autre aide (département, mutuelle, caisse) :"),
        cases("non", "oui, laquelle :"),
        a_remplir("Difficultés de la vie quotidienne", "Aide souhaitée", "Personne à prévenir (nom, téléphone)"),
        titre("Les ressources du foyer"),
        texte("Joindre la copie du dernier avis d’imposition : il sert à fixer la participation de la personne."),
        a_remplir("Revenu brut global du foyer", "Nombre de personnes du foyer"),
        titre("Le prestataire choisi, s’il est connu"),
        a_remplir("Nom de la structure", "Code convention", "Téléphone"),
        titre("Date et signature"),
        a_remplir("Fait à", "Le", "Signature de la personne, ou de son représentant"),
        texte(
            "Les données de cette demande servent à l’instruire et à rien d’autre. La personne peut demander à sa "
            "caisse à les lire et à les faire rectifier."
        ),
    ]
    return composer_texte(
        "Demande de prise en charge d’aide à domicile", "Imprimé à adresser à la caisse de retraite.", blocs, le=le
    )
