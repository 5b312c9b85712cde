"""What the evaluators of the demonstration answered at each visit: the same form, eleven persons."""

from collections.abc import Mapping
from datetime import date

ORDINAIRES: Mapping[str, object] = {
    "visite_demande": "premiere",
    "visite_coordonnees_changees": "non",
    "aides_hebergement": "non",
    "entourage_vit": "seule",
    "entourage_aidant": "non",
    "habitat_type": "appartement",
    "habitat_occupation": "locataire",
    "fragire_remplie": "oui",
    "fragire_score": "9",
    "fragire_niveau": "fragile",
    "besoins_domaines": ["aide_menagere"],
    "plan_issue": "aides",
    "consentement_information": "oui",
    "consentement_accord": "personne",
}
FAIT_TOUT, FAIT_MOINS_BIEN = "STCH", "STH"
"""Spontaneously, totally, correctly, habitually; and the same but correctly."""
GRILLE = (
    "coherence_communication", "coherence_comportement", "orientation_temps", "orientation_espace", "toilette_haut",
    "toilette_bas", "habillage_haut", "habillage_moyen", "habillage_bas", "alimentation_se_servir",
    "alimentation_manger", "elimination_urinaire", "elimination_fecale", "transferts", "deplacements_interieur",
    "deplacements_exterieur", "communication_distance",
)  # fmt: skip


def _heures(prestation: str, quantite: str, frequence: str = "par_mois") -> dict[str, str]:
    return {
        "prestation": prestation,
        "dispositif": "oscar-heures",
        "quantite": quantite,
        "unite": "heure",
        "frequence": frequence,
        "cout_unitaire": "26.80",
    }


def _prevention(prestation: str, cout: str, frequence: str = "une_fois") -> dict[str, str]:
    return {
        "prestation": prestation,
        "dispositif": "oscar-prevention",
        "quantite": "1.00",
        "unite": "forfait",
        "frequence": frequence,
        "cout_unitaire": cout,
    }


VISITES: Mapping[str, Mapping[str, object]] = {
    "MOUGEOT": {
        "visite_presents": ["enfant"],
        "visite_medecin": "Docteur Rolland",
        "besoins_analyse": "Madame Mougeot vit seule depuis deux ans. Elle cuisine et sort chaque jour, mais le gros "
        "ménage et les carreaux la fatiguent : elle y renonce depuis l’été.",
        "besoins_attentes": "« Que quelqu’un passe le balai et change les draps avec moi. »",
        "plan_lignes": [_heures("logement_linge", "6.00"), _prevention("telealarme", "24.90", "par_mois")],
        "observations_texte": "Sa fille habite la commune voisine et passe le dimanche.",
    },
    "JACQUIN": {
        "visite_demande": "renouvellement",
        "visite_presents": ["conjoint"],
        "aides_menagere": "4.00",
        "entourage_vit": "avec_dependante",
        "entourage_aidant": "oui",
        "entourage_aidant_lien": "enfant",
        "entourage_aidant_fatigue": "non",
        "habitat_type": "maison",
        "habitat_occupation": "proprietaire",
        "aggir_toilette_bas": FAIT_MOINS_BIEN,
        "fragire_score": "11",
        "besoins_domaines": ["aide_menagere", "courses"],
        "besoins_analyse": "Monsieur Jacquin s’occupe de son épouse, qui perd la mémoire. Les quatre heures du plan "
        "précédent ne suffisent plus : il ne peut pas s’absenter pour les courses.",
        "plan_lignes": [_heures("logement_linge", "5.00"), _prevention("courses", "18.00", "par_mois")],
    },
    "DUQUESNE": {
        "visite_presents": ["voisin"],
        "aides_services": ["infirmiers"],
        "habitat_acces": ["etage"],
        "aggir_toilette_bas": "0",
        "aggir_deplacements_exterieur": "ST",
        "besoins_domaines": ["aide_menagere", "securite"],
        "besoins_analyse": "Madame Duquesne sort de l’hôpital après une fracture du poignet. Elle se lave le bas du "
        "corps avec l’infirmière et ne descend plus seule les deux étages.",
        "plan_lignes": [_heures("logement_linge", "4.00"), _prevention("telealarme", "24.90", "par_mois")],
        "plan_objectifs": "Reprendre confiance et redescendre seule d’ici trois mois.",
    },
    "DELANNOY": {
        "visite_presents": ["professionnel"],
        "aides_services": ["infirmiers"],
        "aides_techniques": ["cannes"],
        "habitat_type": "maison",
        "habitat_occupation": "proprietaire",
        "habitat_sanitaires": ["baignoire"],
        "aggir_toilette_bas": "0",
        "fragire_score": "12",
        "besoins_domaines": ["aide_menagere", "logement"],
        "besoins_analyse": "Monsieur Delannoy est rentré après une opération du genou. Il marche avec une canne et "
        "n’enjambe plus la baignoire.",
        "plan_lignes": [_heures("logement_linge", "5.00"), _prevention("adaptation_logement", "450.00")],
        "conseils_themes": ["chutes", "logement"],
        "conseils_complement": "Enlever les deux tapis du couloir.",
    },
    "CHAPUIS": {
        "visite_presents": ["enfant"],
        "besoins_domaines": ["aide_menagere", "vie_sociale"],
        "besoins_analyse": "Madame Chapuis est en deuil et sort peu. Elle entretient son logement, sauf le linge.",
        "plan_lignes": [_heures("logement_linge", "3.00")],
        "conseils_themes": ["lien_social", "sommeil"],
        "conseils_orientations": ["ateliers"],
    },
    "GAUTHEROT": {
        "visite_presents": ["conjoint"],
        "entourage_vit": "avec_autonome",
        "aggir_toilette_bas": FAIT_MOINS_BIEN,
        "besoins_domaines": ["logement", "securite"],
        "besoins_analyse": "Monsieur Gautherot est tombé dans sa douche avant son hospitalisation. Le couple se "
        "débrouille pour tout le reste.",
        "plan_lignes": [_prevention("adaptation_logement", "380.00"), _prevention("conseil_prevention", "60.00")],
    },
    "PERRIN": {
        "visite_demande": "renouvellement",
        "aides_menagere": "3.00",
        "entourage_isolement": ["commerces"],
        "aggir_toilette_bas": "0",
        "aggir_deplacements_exterieur": "0",
        "fragire_score": "14",
        "fragire_niveau": "tres_fragile",
        "besoins_domaines": ["aide_menagere", "repas", "courses"],
        "besoins_analyse": "Madame Perrin ne sort plus depuis sa chute de septembre et saute des repas. Sa nièce "
        "s’inquiète et l’a signalé à la caisse.",
        "plan_lignes": [
            _heures("logement_linge", "4.00"),
            _heures("preparation_repas", "2.00"),
            _prevention("portage_repas", "38.00", "par_mois"),
        ],
        "conseils_orientations": ["departement"],
        "observations_texte": "À revoir dans six mois si elle ne reprend pas de poids.",
    },
    "DUMONT": {
        "habitat_acces": ["etage"],
        "aides_techniques": ["cannes"],
        "fragire_remplie": "non",
        "fragire_motif": "Monsieur Dumont, fatigué, a préféré arrêter.",
        "besoins_domaines": ["securite"],
        "besoins_analyse": "Trois chutes en deux mois, toutes la nuit. Pas de lumière au chevet, des fils au sol.",
        "plan_lignes": [_prevention("telealarme", "24.90", "par_mois"), _prevention("aide_technique", "95.00")],
        "conseils_themes": ["chutes"],
    },
    "BAILLEUL": {
        "habitat_type": "rural_disperse",
        "habitat_occupation": "proprietaire",
        "habitat_chauffage": ["approvisionnement"],
        "fragire_score": "6",
        "fragire_niveau": "peu_fragile",
        "besoins_domaines": ["aucun"],
        "besoins_analyse": "Monsieur Bailleul fait tout lui-même et reçoit ses voisins. Il demandait surtout à qui "
        "s’adresser pour son bois de chauffage.",
        "plan_issue": "conseils",
        "conseils_themes": ["droits", "logement"],
        "conseils_orientations": ["ccas"],
        "conseils_redaction": "S’adresser au CCAS pour l’aide au chauffage ; demander le chèque énergie.",
    },
    "MOREY": {
        "visite_presents": ["voisin"],
        "aides_techniques": ["deambulateur"],
        "aggir_toilette_bas": "0",
        "aggir_deplacements_exterieur": "ST",
        "besoins_domaines": ["aide_menagere", "hygiene", "securite"],
        "besoins_analyse": "Madame Morey est tombée deux fois cet automne. Elle marche avec un déambulateur et se fait "
        "aider pour se laver les jambes.",
        "plan_lignes": [_heures("accompagnement_toilette", "3.00"), _heures("logement_linge", "3.50")],
        "conseils_themes": ["chutes", "activite"],
    },
    "FOURNIER": {
        "visite_presents": ["enfant"],
        "visite_medecin": "Docteur Lenoir",
        "aides_repas": "5.00",
        "besoins_domaines": ["aide_menagere", "repas"],
        "besoins_analyse": "Madame Fournier se sent « moins vaillante » depuis l’hiver dernier. Elle voudrait garder "
        "la cuisine et laisser le ménage.",
        "plan_lignes": [_heures("logement_linge", "4.00"), _heures("preparation_repas", "1.50")],
    },
    "CARPENTIER": {
        "visite_demande": "renouvellement",
        "visite_presents": ["enfant"],
        "aides_menagere": "5.00",
        "aides_services": ["ssiad"],
        "aggir_toilette_bas": "0",
    },
    "HERMANT": {"visite_demande": "renouvellement", "visite_presents": ["professionnel"]},
}
"""By name of the person. The last two were never finished."""
PREMIERES_SECTIONS = ("visite_", "aides_", "entourage_", "habitat_", "aggir_")
OUBLI = "aggir_communication_distance"


def completes(nom: str, *, visite: date, evaluateur: str) -> dict[str, object]:
    """Return all that was answered about that person, visited that day."""
    grille = dict.fromkeys((f"aggir_{cle}" for cle in GRILLE), FAIT_TOUT)
    jour = visite.isoformat()
    dates = {"visite_date": jour, "visite_evaluateur": evaluateur, "consentement_date": jour}
    return {**ORDINAIRES, **grille, **dates, **VISITES[nom]}


def a_moitie(nom: str, *, visite: date, evaluateur: str) -> dict[str, object]:
    """Return what is answered when the evaluator stops in the middle of the grid."""
    reponses = completes(nom, visite=visite, evaluateur=evaluateur)
    return {cle: reponse for cle, reponse in reponses.items() if cle.startswith(PREMIERES_SECTIONS) and cle != OUBLI}
