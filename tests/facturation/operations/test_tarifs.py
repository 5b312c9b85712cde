"""Which tariff prices a line: the one of the day on which its period begins, for ever."""

from datetime import date

import pytest

from ppas.facturation.models import LigneFacture
from ppas.facturation.regles.montant import partager
from tests.conftest import Horloge
from tests.factories.caisses import TarifFactory
from tests.facturation.envois import Expediteur, document, lignes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge"), pytest.mark.exigence("INV-14")]


def part_de_la_caisse(expediteur: Expediteur, total_centimes: int) -> int:
    return partager(total_centimes, expediteur.prise_en_charge.participation).caisse_centimes


def test_un_tarif_sans_prix_du_dimanche_les_paie_au_prix_ordinaire_jamais_a_zero(expediteur: Expediteur) -> None:
    """The national administrator, or an old source, may give one: 14,00 h and 1,50 h at 20,00 €."""
    caisse = expediteur.convention.caisse
    TarifFactory(caisse=caisse, debut=date(2026, 1, 1), ouvrable_centimes=20_00, dimanche_ferie_centimes=None)
    expediteur.envoyer()
    assert LigneFacture.objects.get().montant_caisse_centimes == part_de_la_caisse(expediteur, 310_00)


def test_un_nouveau_tarif_ne_change_pas_les_lignes_acceptees(expediteur: Expediteur, horloge: Horloge) -> None:
    octobre = expediteur.envoyer()
    avant = lignes(octobre)
    decembre = date(2026, 12, 1)
    TarifFactory(caisse=expediteur.convention.caisse, debut=decembre, ouvrable_centimes=30_00)
    horloge.regler("2027-01-04 09:00")
    expediteur.accorder(1)
    nom = "03_21231300_202612.xml"
    depot = expediteur.envoyer(document(1, nom, decembre), nom)
    assert lignes(octobre) == avant
    facturee = LigneFacture.objects.get(depot=depot)
    participation = facturee.prise_en_charge.participation
    assert facturee.montant_caisse_centimes == partager(300_00, participation).caisse_centimes
