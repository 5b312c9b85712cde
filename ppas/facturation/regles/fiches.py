"""What is published of each control: its entry, its two examples, and what the portal answers to the one that fails.

The procedure page, `ppas controles` and whoever else lists the controls read these, so that all list the same (PLU-03).
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from ppas.facturation.regles.catalogue import CATALOGUE
from ppas.facturation.regles.controle import Controle, Gravite
from ppas.facturation.regles.exemples import EXEMPLES
from ppas.facturation.regles.identite import forme_comparable


@dataclass(frozen=True, slots=True)
class Fiche:
    """A control as it is explained. `passe` and `echoue` say the examples, `reponse` is the message to the second.

    `passage` is the line of the example at fault, empty when no line is. Without a file to show (A02), all are empty.
    """

    controle: Controle
    passe: str = ""
    echoue: str = ""
    passage: str = ""
    reponse: str = ""

    @property
    def recherche(self) -> str:
        """Every word by which it may be looked for, in comparable form."""
        controle = self.controle
        return forme_comparable(" ".join((controle.code, controle.libelle, controle.conseil, *controle.champs)))

    def document(self) -> dict[str, Any]:
        """Return it as JSON gives it to a program."""
        controle = self.controle
        return {
            "code": controle.code,
            "famille": controle.famille.value,
            "gravite": controle.gravite.value,
            "libelle": controle.libelle,
            "phrase": controle.phrase,
            "remede": controle.conseil,
            "refacturable": controle.refacturable,
            "donnees_caisse": controle.donnees_caisse,
            "champs": list(controle.champs),
            "depuis": controle.depuis.isoformat() if controle.depuis else None,
            "refuse_a_partir_du": (controle.refuse_a_partir_du.isoformat() if controle.refuse_a_partir_du else None),
            "exemple_juste": self.passe or None,
            "exemple_faux": self.echoue or None,
        }


@cache
def fiches() -> tuple[Fiche, ...]:
    """Return every control of the catalogue, in its order, its failing example judged once."""
    return tuple(_fiche(controle) for controle in CATALOGUE.values())


def chercher(mots: str = "", gravite: Gravite | None = None) -> list[Fiche]:
    """Return those of `gravite` (all when None) that hold each word of `mots`, whatever the case and the accents."""
    formes = [forme_comparable(mot) for mot in mots.split()]
    return [
        fiche
        for fiche in fiches()
        if (gravite is None or fiche.controle.gravite is gravite) and all(forme in fiche.recherche for forme in formes)
    ]


def _fiche(controle: Controle) -> Fiche:
    if controle.code not in EXEMPLES:
        return Fiche(controle)
    juste, faux = EXEMPLES[controle.code]
    faute = next(faute for faute in faux.juger().anomalies if faute.code == controle.code)
    return Fiche(controle, juste.texte, faux.texte, faute.extrait or "", faute.message)
