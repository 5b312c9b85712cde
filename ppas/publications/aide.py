"""Which step of which guide explains a screen."""

from ppas.publications.regles.adresses import FIXES

GUIDES = f"/{FIXES['guides']}/"
AIDES = {
    "partenaires:modification": ("manuel-d-inscription", "2-modification-des-informations-partenaires"),
    "partenaires:modification_utilisateurs": ("manuel-d-inscription", "113-la-creation-des-utilisateurs"),
    "partenaires:modification_conventions": (
        "manuel-d-inscription",
        "26-peut-on-ajouter-une-nouvelle-convention",
    ),
    "partenaires:modification_adresse": ("manuel-d-inscription", "25-modification-de-ladresse-du-partenaire"),
    "facturation:beneficiaires": ("facturation-en-ligne", "verifier-la-liste-des-beneficiaires"),
    "facturation:formulaires": ("facturation-en-ligne", "ouvrir-le-mois"),
    "facturation:tableur": ("facturer-avec-un-tableur", "telecharger-le-mois"),
    "facturation:depots": ("facturation-par-fichier", "nommer-le-fichier"),
    "facturation:depot": ("facturation-par-fichier", "lire-le-rapport"),
    "facturation:anomalies": ("facturation-par-fichier", "corriger-et-refacturer-les-lignes-refusees"),
    "facturation:reste": ("facturation-par-fichier", "ce-qui-va-par-courrier"),
    "paiements:bordereaux": ("lire-un-bordereau", "quand-parait-un-bordereau"),
    "paiements:bordereau": ("lire-un-bordereau", "facture-et-paye"),
    "paiements:pourquoi": ("lire-un-bordereau", "pourquoi-pas-paye"),
    "evaluations:commandes": ("evaluation", "reserver-une-commande"),
    "evaluations:en_cours": ("evaluation", "ou-evaluer-en-ligne"),
    "evaluations:transmission": ("evaluation", "transmettre-a-la-caisse"),
    "evaluations:transmises": ("evaluation", "suivre-corriger-etre-paye"),
    "partenaires:file_attente": ("guide-de-la-caisse", "valider-une-inscription"),
    "echanges:imports": ("guide-de-la-caisse", "importer-un-flux"),
    "paiements:exports": ("guide-de-la-caisse", "exporter-les-factures"),
    "paiements:caisse_bordereaux": ("guide-de-la-caisse", "payer"),
    "facturation:caisse_courriers": ("guide-de-la-caisse", "traiter-les-courriers"),
    "evaluations:caisse_recues": ("guide-de-la-caisse", "commander-et-recevoir-des-evaluations"),
    "caisses:parametres": ("guide-de-la-caisse", "regler-les-parametres"),
}
"""Name of a screen's URL → slug of the guide, anchor of its step. A test follows each."""
GUIDE_DES_EDITEURS = f"{GUIDES}publier-sur-le-portail/"
"""Where the menu of the editors' screens leads."""
GUIDES_CITES = {f"{FIXES['guides']}/{guide}" for guide, _ in AIDES.values()} | {GUIDE_DES_EDITEURS.strip("/")}
"""Where these guides are: they may not leave while screens lead to them."""


def adresse_de_l_aide(ecran: str) -> str:
    """Return where the screen named `ecran` is explained, or nothing."""
    if ecran not in AIDES:
        return ""
    guide, etape = AIDES[ecran]
    return f"{GUIDES}{guide}/#{etape}"
