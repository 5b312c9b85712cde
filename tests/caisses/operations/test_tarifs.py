from datetime import date
from typing import Any

import pytest

from ppas.caisses.models import Prestation, Tarif
from ppas.caisses.operations.charger_references import charger_references
from ppas.caisses.operations.tarifs import ajouter_tarif, supprimer_tarif
from ppas.socle.models import Evenement
from ppas.socle.refus import Refus
from tests.conftest import Horloge
from tests.factories.caisses import AgentFactory, CaisseFactory, PrestationFactory, TarifFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge"), pytest.mark.exigence("CAI-19")]

DEMAIN = date(2026, 11, 5)


@pytest.fixture
def administrateur():
    TarifFactory()
    return AgentFactory(administrateur=True)


def ajouter(administrateur, **champs: Any) -> Tarif:
    valeurs = {
        "prestation": PrestationFactory(),
        "debut": DEMAIN,
        "ouvrable_centimes": 27_00,
        "dimanche_ferie_centimes": 31_00,
        "source": "Décision du 1er novembre 2026",
        **champs,
    }
    return ajouter_tarif(administrateur.caisse, par=administrateur.utilisateur, **valeurs)


def refus(operation, *args: Any, **champs: Any) -> tuple[str, str | None]:
    with pytest.raises(Refus) as levee:
        operation(*args, **champs)
    return levee.value.code, levee.value.champ


def en_vigueur(caisse, le: date) -> int:
    tarif = Tarif.objects.en_vigueur(Prestation.objects.get(), caisse=caisse, le=le)
    return tarif.ouvrable_centimes if tarif else 0


def test_le_tarif_de_la_caisse_passe_avant_le_national_a_partir_de_sa_date(administrateur) -> None:
    ajouter(administrateur)
    assert [en_vigueur(administrateur.caisse, le) for le in (date(2026, 11, 4), DEMAIN)] == [26_80, 27_00]
    assert en_vigueur(CaisseFactory(code="05"), DEMAIN) == 26_80
    assert Evenement.objects.get().libelle == (
        "Tarif de PPP001 au 05/11/2026 (27,00\xa0€, dimanches 31,00\xa0€) ajouté"
    )


@pytest.mark.parametrize("debut", [date(2026, 11, 4), date(2026, 1, 1)])
def test_un_tarif_ne_refait_pas_le_passe(administrateur, debut: date) -> None:
    assert refus(ajouter, administrateur, debut=debut) == ("date-passee", "debut")
    assert Tarif.objects.count() == 1


def test_un_mois_passe_qui_attendait_un_tarif_le_recoit(administrateur) -> None:
    habitat = PrestationFactory(habitat=True)
    ajouter(administrateur, prestation=habitat, debut=date(2026, 1, 1), dimanche_ferie_centimes=None)
    assert Tarif.objects.count() == 2


def test_deux_tarifs_n_ont_pas_la_meme_date(administrateur) -> None:
    ajouter(administrateur)
    assert refus(ajouter, administrateur) == ("tarif-existant", "debut")


@pytest.mark.exigence("INV-14")
def test_une_prestation_en_heures_dit_toujours_le_prix_des_dimanches(administrateur) -> None:
    assert refus(ajouter, administrateur, dimanche_ferie_centimes=None) == ("dimanche-manquant", "dimanche_ferie")
    habitat = PrestationFactory(habitat=True)
    assert refus(ajouter, administrateur, prestation=habitat) == ("dimanche-inutile", "dimanche_ferie")


def test_un_tarif_a_venir_se_supprime(administrateur) -> None:
    supprimer_tarif(ajouter(administrateur), par=administrateur.utilisateur)
    assert en_vigueur(administrateur.caisse, DEMAIN) == 26_80
    assert Evenement.objects.latest("pk").libelle.endswith("supprimé avant de commencer")


def test_un_tarif_qui_a_commence_ne_se_supprime_plus(administrateur, horloge: Horloge) -> None:
    tarif = ajouter(administrateur)
    horloge.regler("2026-11-05 00:00")
    assert refus(supprimer_tarif, tarif, par=administrateur.utilisateur) == ("tarif-en-vigueur", None)
    assert Tarif.objects.filter(pk=tarif.pk).exists()


def test_un_agent_ne_touche_a_aucun_tarif(administrateur) -> None:
    tarif = ajouter(administrateur)
    agent = AgentFactory(caisse=administrateur.caisse)
    assert refus(ajouter, agent, debut=date(2027, 1, 1)) == ("droits-retires", None)
    assert refus(supprimer_tarif, tarif, par=agent.utilisateur) == ("droits-retires", None)


def test_les_references_se_chargent_a_cote_des_tarifs_des_caisses() -> None:
    """A caisse may have a tariff of the very date of a national one."""
    charger_references()
    national = Tarif.objects.latest("debut")
    TarifFactory(prestation=national.prestation, debut=national.debut, caisse=CaisseFactory(code="03"))
    assert charger_references()["tarifs"] == 0
