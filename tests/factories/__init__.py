"""Test data without surprise: each factory makes one valid row; Traits name situations."""

from tests.factories.assistance import (
    ConversationFactory,
    DemandeFactory,
    InterventionFactory,
    MessageFactory,
    ModeleReponseFactory,
)
from tests.factories.caisses import (
    AgentFactory,
    CaisseFactory,
    PrestationFactory,
    RegimeFactory,
    TarifFactory,
    TypePartenaireFactory,
)
from tests.factories.comptes import MOT_DE_PASSE, SecondFacteurFactory, UtilisateurFactory, code_totp
from tests.factories.evaluations import (
    AppareilFactory,
    CommandeFactory,
    EnvoiEvaluationFactory,
    EvaluationFactory,
    ExportEvaluationsFactory,
    RenvoiFactory,
    ReservationFactory,
    TransmissionFactory,
)
from tests.factories.facturation import (
    AnomalieFactory,
    CourrierFactory,
    DepotFactory,
    ExportFacturesFactory,
    FormulaireFactory,
    LigneFactureFactory,
    LigneRefuseeFactory,
    PieceJointeFactory,
)
from tests.factories.paiements import (
    AnomalieReportFactory,
    BordereauFactory,
    EvaluationPayeeFactory,
    LignePaiementFactory,
)
from tests.factories.partenaires import (
    AdresseFactory,
    ConventionEmiseFactory,
    ConventionFactory,
    PartenaireFactory,
    PreinscriptionFactory,
    RattachementFactory,
)
from tests.factories.prises_en_charge import BeneficiaireFactory, PriseEnChargeFactory

__all__ = [
    "MOT_DE_PASSE",
    "AdresseFactory",
    "AgentFactory",
    "AnomalieFactory",
    "AnomalieReportFactory",
    "AppareilFactory",
    "BeneficiaireFactory",
    "BordereauFactory",
    "CaisseFactory",
    "CommandeFactory",
    "ConventionEmiseFactory",
    "ConventionFactory",
    "ConversationFactory",
    "CourrierFactory",
    "DemandeFactory",
    "DepotFactory",
    "EnvoiEvaluationFactory",
    "EvaluationFactory",
    "EvaluationPayeeFactory",
    "ExportEvaluationsFactory",
    "ExportFacturesFactory",
    "FormulaireFactory",
    "InterventionFactory",
    "LigneFactureFactory",
    "LignePaiementFactory",
    "LigneRefuseeFactory",
    "MessageFactory",
    "ModeleReponseFactory",
    "PartenaireFactory",
    "PieceJointeFactory",
    "PreinscriptionFactory",
    "PrestationFactory",
    "PriseEnChargeFactory",
    "RattachementFactory",
    "RegimeFactory",
    "RenvoiFactory",
    "ReservationFactory",
    "SecondFacteurFactory",
    "TarifFactory",
    "TransmissionFactory",
    "TypePartenaireFactory",
    "UtilisateurFactory",
    "code_totp",
]
