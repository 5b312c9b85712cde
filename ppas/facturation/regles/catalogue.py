"""The single catalogue of the controls, and the anomalies built from it (formats.md §2, ANO-02, PLU-03)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from ppas.facturation.regles.controle import Controle, Gravite
from ppas.facturation.regles.controles import CONTROLES
from ppas.socle.regles.affichage import en_clair

CATALOGUE: dict[str, Controle] = {controle.code: controle for controle in CONTROLES}


@dataclass(frozen=True, slots=True)
class Anomalie:
    """One fault found. `champ` is the element of the layout, `rang` the number of the record in the file, from 1.

    `ligne` and `colonne` (from 1) place it in the text of the file; `numero_facture` is the accepted record that the
    message names, for a page to link to it (ANO-06). `gravite` is what it stops on the day of the sending, once `dater`
    has looked at that day: a control may warn first and refuse later.
    """

    code: str
    gravite: Gravite
    message: str
    remede: str
    champ: str | None = None
    rang: int | None = None
    ligne: int | None = None
    colonne: int | None = None
    extrait: str | None = None
    numero_facture: int | None = None

    @property
    def controle(self) -> Controle:
        """Its row of the catalogue."""
        return CATALOGUE[self.code]

    @property
    def est_refus(self) -> bool:
        """Whether it refuses something: a warning does not."""
        return self.gravite is not Gravite.AVERTISSEMENT

    def a_l_enregistrement(self, rang: int) -> Self:
        """Return it attached to the record number `rang`."""
        return replace(self, rang=rang)


def anomalie(
    code: str,
    champ: str | None = None,
    *,
    rang: int | None = None,
    ligne: int | None = None,
    colonne: int | None = None,
    numero_facture: int | None = None,
    **valeurs: object,
) -> Anomalie:
    """Build the anomaly `code`, its sentences filled with `valeurs`: written for people, or quoted from the file."""
    controle = CATALOGUE[code]
    return Anomalie(
        code=code,
        gravite=controle.gravite,
        message=en_clair(controle.phrase.format_map(valeurs)),
        remede=en_clair(controle.remede.format_map(valeurs)),
        champ=champ,
        rang=rang,
        ligne=ligne,
        colonne=colonne,
        numero_facture=numero_facture,
    )


def dater(fautes: Iterable[Anomalie], le: date) -> list[Anomalie]:
    """Return `fautes` as they count on the day `le`, without those whose control did not exist yet."""
    return [
        faute if faute.gravite is gravite else replace(faute, gravite=gravite)
        for faute in fautes
        if (gravite := faute.controle.gravite_au(le)) is not None
    ]
