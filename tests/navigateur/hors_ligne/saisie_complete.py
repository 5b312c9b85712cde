"""What is typed in a whole evaluation: every question that must be answered, and some others."""

from datetime import timedelta
from typing import Any

from ppas.evaluations.regles.description import charger
from ppas.socle.horloge import aujourd_hui

SECTIONS = charger(1).sections
LIGNE = {
    "prestation": "logement_linge",
    "dispositif": "hors-dispositif",
    "quantite": "6",
    "unite": "heure",
    "frequence": "par_mois",
    "cout_unitaire": "26,80",
}


def reponses() -> dict[str, Any]:
    """Return the answers by question, of a visit made yesterday."""
    hier = (aujourd_hui() - timedelta(days=1)).isoformat()
    grille = {q.cle: "STCH" for q in charger(1).questions.values() if q.sorte == "adverbes" and q.obligatoire}
    return {
        "visite_date": hier,
        "visite_demande": "premiere",
        "visite_evaluateur": "Mikael Martin",
        "visite_presents": ["enfant", "voisin"],
        "visite_medecin": "Docteur Rolland",
        "visite_coordonnees_changees": "non",
        "aides_hebergement": "non",
        "aides_menagere": "4,5",
        "entourage_vit": "seule",
        "entourage_aidant": "oui",
        "entourage_aidant_lien": "enfant",
        "habitat_type": "appartement",
        **grille,
        "aggir_toilette_bas": "0",
        "fragire_remplie": "non",
        "fragire_motif": "La personne était fatiguée.",
        "besoins_domaines": ["aide_menagere"],
        "besoins_analyse": "Madame DURAND ne passe plus l’aspirateur.",
        "plan_issue": "aides",
        "plan_lignes": [LIGNE],
        "observations_texte": "À revoir dans un an.",
        "consentement_information": "oui",
        "consentement_accord": "personne",
        "consentement_date": hier,
    }
