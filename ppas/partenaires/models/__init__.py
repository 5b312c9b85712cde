"""Partners, their users and conventions, and the pre-registrations from which they are born."""

from ppas.partenaires.models.adresse import ChampsAdresse, IndiceVoie, TypeVoie
from ppas.partenaires.models.convention import Convention, ConventionEmise
from ppas.partenaires.models.partenaire import Adresse, Partenaire, Rattachement
from ppas.partenaires.models.preinscription import DemandeCorrection, Preinscription

__all__ = [
    "Adresse",
    "ChampsAdresse",
    "Convention",
    "ConventionEmise",
    "DemandeCorrection",
    "IndiceVoie",
    "Partenaire",
    "Preinscription",
    "Rattachement",
    "TypeVoie",
]
