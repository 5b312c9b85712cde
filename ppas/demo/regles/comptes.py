"""The accounts of the demonstration: who may sign in, and what to look at first."""

from dataclasses import dataclass

MOT_DE_PASSE = "Demo2026"
MOT_DE_PASSE_TEMPORAIRE = "Premier2026"


@dataclass(frozen=True)
class Compte:
    """An account. `structure` is the partner, the caisse or the national side that the person works for."""

    login: str
    prenom: str
    nom: str
    mail: str
    telephone: str
    role: str
    structure: str
    a_voir: str
    mot_de_passe: str = MOT_DE_PASSE


REGIONAL = Compte(
    "Regional03", "Claire", "FONTAINE", "claire.fontaine@carsat-bfc.example", "0380706050",
    "Administrateur régional", "CARSAT Bourgogne-Franche-Comté",
    "« À valider » : quatre préinscriptions, dont une au SIRET douteux, et une convention.",
)  # fmt: skip
AGENT = Compte(
    "Agent03", "Marc", "PETITJEAN", "marc.petitjean@carsat-bfc.example", "0380706051",
    "Agent de caisse", "CARSAT Bourgogne-Franche-Comté",
    "« Évaluations reçues » : deux à accepter ; « Exporter les factures » ; « Importer un flux » pour les payer.",
)  # fmt: skip
EDITEUR = Compte(
    "Editeur03", "Lucie", "GARNIER", "lucie.garnier@carsat-bfc.example", "0380706052",
    "Éditeur de caisse", "CARSAT Bourgogne-Franche-Comté",
    "« Publications » : une actualité envoyée en relecture, que Regional03 peut publier ; un brouillon.",
)  # fmt: skip
REGIONAL_NORD = Compte(
    "Regional04", "Hélène", "DELATTRE", "helene.delattre@carsat-np.example", "0320304050",
    "Administrateur régional", "CARSAT Nord-Picardie",
    "« Commandes d’évaluation » : certaines sont en retard ; « Évaluations reçues » ; rien de la caisse voisine.",
)  # fmt: skip
REGIONAL_CNRACL = Compte(
    "RegionalCN", "Paul", "ESTEVE", "paul.esteve@cnracl.example", "0556010203",
    "Administrateur régional", "CNRACL",
    "« À valider » : la convention CL19720812 de l’Association Ciel Bleu.",
)  # fmt: skip
NATIONAL = Compte(
    "National", "Nadia", "PERRET", "nadia.perret@ppas.example", "0145010203",
    "Administrateur PPAS", "National",
    "Les tables de référence : caisses, prestations, tarifs, barèmes.",
)  # fmt: skip
EDITEUR_NATIONAL = Compte(
    "Editeur", "Thomas", "RIVIERE", "thomas.riviere@ppas.example", "0145010204",
    "Éditeur national", "National",
    "« Publications » : les pages, les documents, une actualité programmée ; le guide « Publier sur le portail ».",
)  # fmt: skip
ASSISTANCE = Compte(
    "Assistance", "Léa", "BERNARD", "lea.bernard@ppas.example", "0380331130",
    "Assistance fonctionnelle", "National",
    "« Demandes à l’assistance » : une en retard, une rouverte ; les modèles de réponse.",
)  # fmt: skip
ALEXANDRE = Compte(
    "Alex7", "Alexandre", "GRIZZI", "alexandre@fr.fr", "0302010509",
    "Administrateur du partenaire", "Association Ciel Bleu",
    "« Modification inscription » : les utilisateurs et les conventions du manuel, et une quatrième à la caisse 03.",
)  # fmt: skip
MIKAEL = Compte(
    "Martin37", "Mikael", "MARTIN", "martin37@fr.fr", "0302040506",
    "Utilisateur", "Association Ciel Bleu",
    "« Commande d’évaluation », « Gestion du mode déconnecté » ; « Évaluations en cours » : à continuer, à corriger.",
)  # fmt: skip
SOLANGE = Compte(
    "Solange778", "Solange", "SOLEIL", "solange778@fr.fr", "0302040507",
    "Administrateur du partenaire", "Association Ciel Bleu",
    "La seconde administratrice : « Commande d’évaluation », les transférer ; « Évaluations transmises ».",
)  # fmt: skip
CAMILLE = Compte(
    "Camille21", "Camille", "MOREL", "camille.morel@valdesaone.example", "0380314151",
    "Administrateur du partenaire", "Présence et Aide à Domicile du Val de Saône",
    "« Facturation par fichier » : envoyez les fichiers d’exemple ; « Bordereaux de paiements ».",
)  # fmt: skip
JULIEN = Compte(
    "Julien21", "Julien", "BARBIER", "julien.barbier@valdesaone.example", "0380314152",
    "Utilisateur", "Présence et Aide à Domicile du Val de Saône",
    "« Facturation par saisie en ligne » : un mois commencé, à compléter et à valider.",
)  # fmt: skip
NOUVELLE = Compte(
    "Nouvelle21", "Inès", "CARRÉ", "ines.carre@valdesaone.example", "0380314153",
    "Utilisateur", "Présence et Aide à Domicile du Val de Saône",
    "La première connexion : le mot de passe temporaire est à changer.",
    MOT_DE_PASSE_TEMPORAIRE,
)  # fmt: skip
HABITAT = Compte(
    "Habitat21", "Bruno", "LAMY", "bruno.lamy@habitat-mieux-vivre.example", "0380452310",
    "Administrateur du partenaire", "Habitat Mieux Vivre Bourgogne",
    "Des travaux facturés par fichier, sous plafond.",
)  # fmt: skip
SOPHIE = Compte(
    "Sophie62", "Sophie", "CARON", "sophie.caron@artois-aide.example", "0321506070",
    "Administrateur du partenaire", "Artois Aide à Domicile",
    "Un prestataire de l’autre caisse : rien du Val de Saône ne s’y voit.",
)  # fmt: skip

COMPTES = (
    CAMILLE, JULIEN, NOUVELLE, HABITAT, ALEXANDRE, MIKAEL, SOLANGE, SOPHIE,
    REGIONAL, AGENT, EDITEUR, REGIONAL_NORD, REGIONAL_CNRACL, NATIONAL, EDITEUR_NATIONAL, ASSISTANCE,
)  # fmt: skip
"""In the order in which the demonstration is best visited."""
