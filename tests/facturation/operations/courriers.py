"""What the tests of the register start from."""

from datetime import date
from typing import Any

from ppas.comptes.models import Utilisateur
from ppas.facturation.models import Courrier, LigneFacture
from ppas.facturation.operations.courriers import accepter_courrier
from ppas.facturation.operations.individuelle import FactureIndividuelle, examiner
from ppas.prises_en_charge.models import PriseEnCharge
from tests.factories.comptes import UtilisateurFactory


def individuelle(prise_en_charge: PriseEnCharge, **champs: Any) -> FactureIndividuelle:
    """Return 10,00 hours of October 2026 on this grant."""
    defauts = {"debut": date(2026, 10, 1), "fin": date(2026, 10, 31), "ouvrables_centiemes": 1000}
    return FactureIndividuelle(prise_en_charge=prise_en_charge, **defauts | champs)


def accepter(courrier: Courrier, par: Utilisateur | None = None, **champs: Any) -> LigneFacture:
    """Accept a letter as it is, whatever the rules say."""
    facture = FactureIndividuelle.de(courrier, courrier.prise_en_charge)
    vus = examiner(facture).cles
    return accepter_courrier(courrier, facture, par=par or UtilisateurFactory(), malgre=vus, **champs)
