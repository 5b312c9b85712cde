"""The searches that the page « Exemples » suggests find what they say."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from ppas.comptes.models import Utilisateur
from ppas.demo.operations.recherches import recherches
from ppas.socle.horloge import maintenant
from ppas.socle.regles.affichage import MOIS

pytestmark = pytest.mark.usefixtures("demonstration")
ATTENDUS = {
    "Acceptée, pas encore exportée": "Acceptée",
    "Exportée, pas encore mandatée": "Exportée vers la caisse",
    "Rejetée par la caisse": "Rejetée par la caisse",
    "Annulée le jour même": "a été annulée le",
    "En paiement, bordereau attendu": "pourra être lu à partir du",
    "Payée, avec une différence": "de moins que la part de la caisse facturée",
    "Refusée à l’envoi, à corriger": "À corriger",
    "Refusée, à envoyer par courrier": "À envoyer par courrier",
    "Envoyée par courrier": "Courrier n°",
    "Corrigée et refacturée": "Refacturée",
    "Un versement reçu": "en un seul versement",
    "Un montant reçu": "en un seul versement",
    "Un fichier refusé en entier": "Refusé en entier",
    "Un fichier avec anomalies": "refusée",
    "Un formulaire à valider": "n’est pas validé",
    "Rien n’a été facturé": "Rien n’est facturé",
    "Le même récit, vu de la caisse": "Voir sa vie",
}


def page(client: Client, recherche) -> str:
    client.force_login(Utilisateur.objects.get(login=recherche.compte))
    if recherche.adresse:
        return client.get(recherche.adresse).text
    lu = re.fullmatch(r"Bénéficiaire (?P<personne>.+?)(?:, mois (?P<mois>.+))?", recherche.saisie)
    saisie = {"personne": lu["personne"]}
    if lu["mois"]:
        nom, annee = lu["mois"].split("\N{NO-BREAK SPACE}")
        saisie["mois"] = f"{annee}-{MOIS.index(nom) + 1:02d}"
    est_caisse = recherche.compte == "Agent03"
    adresse = reverse("paiements:caisse_rechercher" if est_caisse else "paiements:pourquoi")
    reponse = client.post(adresse, saisie)
    assert reponse.status_code == 302
    return client.get(reponse.url).text


@pytest.mark.exigence("PLU-06")
def test_chaque_recherche_proposee_raconte_ce_qu_elle_annonce(client: Client) -> None:
    proposees = recherches(le=maintenant())
    assert len(proposees) >= 11
    for recherche in proposees:
        lue = page(client, recherche).replace("&nbsp;", " ")
        assert ATTENDUS[recherche.histoire] in lue, recherche


def test_la_page_des_exemples_les_montre(client: Client) -> None:
    assert "Recherches à essayer" in client.get("/demo/exemples/").text
