"""« Agir en tant que » a partner: its beginning and its end in the journal, the partner's included (PLU-11)."""

from ppas.comptes.models import Utilisateur
from ppas.partenaires.models import Partenaire
from ppas.socle.journal import journaliser


def commencer_a_representer(partenaire: Partenaire, *, par: Utilisateur) -> None:
    """Say that `par`, of the national side, begins to look at the portal as `partenaire` does."""
    journaliser(partenaire, "agir-en-tant-que", par=par, libelle="Début de consultation au nom du partenaire")


def cesser_de_representer(partenaire: Partenaire, *, par: Utilisateur) -> None:
    """Say that `par` looks no more."""
    journaliser(partenaire, "cesser-d-agir", par=par, libelle="Fin de consultation au nom du partenaire")
