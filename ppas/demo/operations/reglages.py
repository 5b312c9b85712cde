"""What the caisse 03 has set for itself, and a file refused for its writing alone.

Delays stay those of the sources.
"""

import re
from datetime import date

from ppas.caisses.models import Agent, Prestation
from ppas.caisses.operations.parametres import modifier_parametres
from ppas.caisses.operations.tarifs import ajouter_tarif
from ppas.demo.operations import facturation
from ppas.demo.operations.inscriptions import utilisateur
from ppas.demo.regles import comptes
from ppas.demo.regles.structures import ARTOIS
from ppas.facturation.regles.composition import ecrire
from ppas.facturation.regles.nom_fichier import NomFichier
from ppas.socle.horloge import aujourd_hui

PRESTATION = "PPP001"
MENTION = (
    "Votre interlocuteur : le service action sociale de la caisse, du lundi au vendredi de 9 h à 12 h.\n"
    "Les factures envoyées par courrier doivent porter le numéro de votre convention."
)


def regler() -> None:
    """Write the address, the telephone and the paragraph of caisse 03, and its own tariff of next year."""
    par = utilisateur(comptes.REGIONAL)
    caisse = Agent.objects.select_related("caisse").get(utilisateur=par).caisse
    modifier_parametres(
        caisse,
        par=par,
        adresse_postale="Service action sociale, facturation\n38 rue des Exemples\n21044 DIJON CEDEX",
        telephone="0380000303",
        courriel="action-sociale.03@exemple.fr",
        mention_courriels=MENTION,
    )
    ajouter_tarif(
        caisse,
        prestation=Prestation.objects.get(code=PRESTATION),
        debut=date(aujourd_hui().year + 1, 1, 1),
        ouvrable_centimes=27_40,
        dimanche_ferie_centimes=30_40,
        source="Exemple du projet : décision de la commission d’action sociale de la caisse",
        par=par,
    )


def envoyer_une_ecriture_fautive(echeance: date) -> None:
    """Send a month whose dates and decimals are written as people do: the portal proposes it corrected."""
    nom = NomFichier(ARTOIS.caisse, ARTOIS.identifiant, ARTOIS.prestation, echeance=echeance)
    fichier, octets = ecrire(nom, facturation.lignes_du_mois(ARTOIS, echeance), emise_le=aujourd_hui())
    texte = re.sub(r"(<dt-[a-z]+>)([0-9]{4})-([0-9]{2})-([0-9]{2})<", r"\1\4/\3/\2<", octets.decode())
    texte = re.sub(r"(<qt-[a-z-]+>[0-9]+)[.]", r"\1,", texte)
    facturation.envoyer(fichier, texte.encode(), par=comptes.SOPHIE)
