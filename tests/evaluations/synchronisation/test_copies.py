"""Only ciphertext enters the portal (PLU-15, O5)."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from ppas.evaluations.models import CopieScellee
from ppas.evaluations.operations.copies import deposer_copie
from ppas.socle.refus import Refus
from tests.evaluations.synchronisation.copies import copie_de
from tests.evaluations.synchronisation.monde import Evaluateur

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("PLU-15")]


def premiere(copie: dict[str, Any], magasin: str = "evaluations") -> dict[str, Any]:
    return copie["enregistrements"][magasin][0]


ATTEINTES: dict[str, Callable[[dict[str, Any]], object]] = {
    "un nom en clair": lambda copie: premiere(copie).update(nom="DURAND"),
    "des réponses en clair": lambda copie: premiere(copie).update(reponses={"visite_medecin": "MARTIN"}),
    "une phrase dans une date": lambda copie: premiere(copie).update(modifieeLe="Mme DURAND, 12 rue des Tilleuls"),
    "une phrase dans un code": lambda copie: copie["enregistrements"]["mises_de_cote"].append(
        {"identifiant": premiere(copie)["identifiant"], "code": "Mme DURAND", "scelle": premiere(copie)["scelle"]}
    ),
    "un texte non chiffré": lambda copie: premiere(copie)["scelle"].update(octets="Docteur MARTIN, visite à refaire"),
    "un chiffré trop court": lambda copie: premiere(copie)["scelle"].update(octets="AAAA"),
    "un vecteur d’une autre taille": lambda copie: premiere(copie)["scelle"].update(iv="AAAA"),
    "un état inconnu": lambda copie: premiere(copie).update(etat="Mme DURAND"),
    "un état qui est une liste": lambda copie: premiere(copie).update(etat=["en_cours"]),
    "un magasin inconnu": lambda copie: copie["enregistrements"].update(notes=[]),
    "une clé en trop": lambda copie: copie.update(note="DURAND"),
    "une clé en moins": lambda copie: premiere(copie).pop("scelle"),
    "une enveloppe d’un autre format": lambda copie: copie["enveloppe"].update(format=2),
    "une clé trop facile à deviner": lambda copie: copie["enveloppe"].update(iterations=1000),
    "un autre format": lambda copie: copie.update(format="ppas-2"),
    "des enregistrements qui n’en sont pas": lambda copie: copie.update(enregistrements=[]),
    "trop d’enregistrements": lambda copie: copie["enregistrements"].update(
        commandes=[copie["enregistrements"]["commandes"][0]] * 2001
    ),
    "un booléen pour un numéro": lambda copie: premiere(copie, "commandes").update(id=True),
}


@pytest.mark.parametrize("atteinte", ATTEINTES.values(), ids=ATTEINTES)
def test_une_copie_qui_n_est_pas_toute_chiffree_est_refusee(
    evaluateur: Evaluateur, atteinte: Callable[[dict[str, Any]], object]
) -> None:
    copie = copy.deepcopy(copie_de(evaluateur.appareil))
    atteinte(copie)
    with pytest.raises(Refus) as refus:
        deposer_copie(evaluateur.appareil, copie, par=evaluateur.utilisateur)
    assert refus.value.code == "copie-illisible"
    assert not CopieScellee.objects.exists()


@pytest.mark.parametrize("brut", [None, 1, "ppas-1", [], {}, {"format": "ppas-1"}], ids=str)
def test_n_importe_quoi_n_est_pas_une_copie(evaluateur: Evaluateur, brut: object) -> None:
    with pytest.raises(Refus):
        deposer_copie(evaluateur.appareil, brut, par=evaluateur.utilisateur)


def test_la_copie_d_un_autre_ordinateur_est_refusee(evaluateur: Evaluateur, collegue: Evaluateur) -> None:
    with pytest.raises(Refus):
        deposer_copie(evaluateur.appareil, copie_de(collegue.appareil), par=evaluateur.utilisateur)
