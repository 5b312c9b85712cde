"""What the situations of sorted lists share: who reads, and rows made in an order that is no other."""

from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse

from ppas.caisses.models import Caisse
from ppas.comptes.models import Utilisateur
from ppas.partenaires.models import Convention, Partenaire
from ppas.socle.horloge import maintenant
from ppas.socle.models import Evenement, NatureEchange, SensEchange
from ppas.socle.regles.alphabet import cle_alphabetique
from tests.factories import (
    AgentFactory,
    BeneficiaireFactory,
    CaisseFactory,
    ConventionFactory,
    DepotFactory,
    PartenaireFactory,
    RattachementFactory,
    RegimeFactory,
    TypePartenaireFactory,
    UtilisateurFactory,
)

NOMS = ["Zèbre", "association", "Étoile"]
"""Made in this order, so that no order of numbers is that of the alphabet."""
RANGS = [2, 0, 1]
TYPES = ["evaluation", "habitat", "aide-a-domicile"]


@dataclass(frozen=True)
class Situation:
    """Who reads a list, where, and the name that he looked for there."""

    par: Utilisateur
    adresse: str
    recherche: str = ""


def caisse(rang: int) -> Caisse:
    regime = RegimeFactory(code=f"R{RANGS[rang]}")
    return CaisseFactory(code=f"4{rang}", nom=f"{NOMS[rang]} caisse", regime=regime)


def conventions(**champs: object) -> list[Convention]:
    return [
        ConventionFactory(
            partenaire=PartenaireFactory(
                nom=nom, mail=f"{'fda'[rang]}@exemple.fr", inscrit_le=maintenant() - timedelta(days=3 - rang)
            ),
            code=f"K{RANGS[rang]}",
            type_partenaire=TypePartenaireFactory(code=TYPES[rang]),
            demandee_le=maintenant() - timedelta(days=RANGS[rang]),
            **champs,
        )
        for rang, nom in enumerate(NOMS)
    ]


def national(adresse: str) -> Situation:
    return Situation(UtilisateurFactory(national=True), reverse(adresse))


def regional(adresse: str, *args: int, onglet: str = "") -> Situation:
    agent = AgentFactory(administrateur=True)
    return Situation(agent.utilisateur, reverse(adresse, args=args, query={"onglet": onglet} if onglet else None))


def administrateur(partenaire: Partenaire, adresse: str) -> Situation:
    return Situation(RattachementFactory(partenaire=partenaire, administrateur=True).utilisateur, reverse(adresse))


def personne(convention: Convention, nom: str):
    recherche = f"{cle_alphabetique(nom)[0]} jeanne"
    return BeneficiaireFactory(caisse=convention.caisse, nom=nom, prenom="Jeanne", nom_recherche=recherche)


def evenements(convention: Convention) -> None:
    for rang in range(3):
        le = maintenant() - timedelta(days=3 - rang)
        depot = DepotFactory(convention=convention, depose_le=le)
        Evenement.objects.create(
            le=le,
            auteur_nom=f"Auteur {rang}",
            action="deposer",
            objet_type="facturation.depot",
            objet_ref=depot.pk,
            nature=NatureEchange.FICHIER,
            sens=SensEchange.ENVOYE,
            **depot.portee(),
        )
