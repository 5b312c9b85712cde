"""What keeps an evaluation from being finished, sentence by sentence, each with the question to go to (EVA-19)."""

from dataclasses import dataclass

from ppas.evaluations.regles.description import Description
from ppas.evaluations.regles.formulaire import Reponses, manques
from ppas.evaluations.regles.transmission import Controle


@dataclass(frozen=True, slots=True)
class Empechement:
    """What is missing or to be changed in a section, in French; with its question, `ligne` (from 1) and `champ`."""

    section: str
    phrase: str
    cle: str = ""
    ligne: int | None = None
    champ: str = ""


def empechements(description: Description, reponses: Reponses, controle: Controle) -> list[Empechement]:
    """Return all that `controle` found, in the order of the form, each missing answer apart; `reponses` are clean.

    Finishing asks for exactly what transmitting does: nobody learns at the second that the first was too kind.
    """
    trouves = [
        Empechement(manque.section, manque.libelle, manque.cle, manque.ligne, manque.champ)
        for manque in manques(description, reponses)
    ]
    trouves += [
        Empechement(remarque.section, remarque.phrase)
        for remarque in controle.empechements
        if remarque.code != "reponse-manquante"
    ]
    rangs = {section.cle: rang for rang, section in enumerate(description.sections)}
    return sorted(trouves, key=lambda empechement: rangs[empechement.section])
