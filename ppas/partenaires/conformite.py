"""Reads what the caisse has issued under a convention code, beside what a partner says of it (REG-17, CAI-07)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ppas.caisses.models import Caisse
from ppas.partenaires.models import Convention, ConventionEmise, Preinscription
from ppas.partenaires.regles.comparaison import Comparaison, comparer, validite
from ppas.socle.horloge import aujourd_hui
from ppas.socle.regles import affichage


@dataclass(frozen=True)
class Conformite:
    """`emise` is None when the list of the caisse lacks the code; `sous_autre_code` then shares its SIRET."""

    emise: ConventionEmise | None
    comparaisons: Sequence[Comparaison] = field(default=())
    sous_autre_code: ConventionEmise | None = None

    @property
    def est_conforme(self) -> bool:
        """Whether nothing contradicts what the caisse has issued."""
        return self.emise is not None and all(c.est_conforme is not False for c in self.comparaisons)

    @property
    def identifiant_structure(self) -> str:
        """The identifier to propose, empty when the list gives none."""
        return self.emise.identifiant_structure if self.emise else ""


def conformite_de(demande: Preinscription | Convention) -> Conformite | None:
    """Return how `demande` compares, or None when its caisse has imported no list. At most three queries."""
    if isinstance(demande, Preinscription):
        code, nom, siret = demande.code_convention, demande.nom_partenaire, demande.siret
    else:
        code, nom, siret = demande.code, demande.partenaire.nom, demande.partenaire.siret
    emises = ConventionEmise.objects.filter(caisse=demande.caisse_id).select_related("type_partenaire")
    emise = emises.filter(code__iexact=code).first()
    if emise is None:
        return _code_inconnu(demande.caisse, siret)
    comparaisons = comparer(
        [
            ("Code convention", code, emise.code),
            ("Type partenaire", demande.type_partenaire.nom, emise.type_partenaire.nom),
            ("Nom partenaire", nom, emise.nom),
            ("SIRET", affichage.siret(siret), affichage.siret(emise.siret)),
        ]
    )
    return Conformite(emise, [*comparaisons, validite(emise.debut, emise.fin, le=aujourd_hui())])


def _code_inconnu(caisse: Caisse, siret: str) -> Conformite | None:
    emises = ConventionEmise.objects.filter(caisse=caisse)
    if not emises.exists():
        return None
    return Conformite(None, sous_autre_code=emises.filter(siret=siret).first() if siret else None)
