"""Saving one section of the form while others write: what is kept, and when a person has to choose (decision 0113).

A page says which answers it showed by their `empreinte`. Nothing here raises.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ppas.evaluations.regles.description import Description, Section
from ppas.evaluations.regles.formulaire import Faute, Reponses, nettoyer


@dataclass(frozen=True, slots=True)
class Fusion:
    """What the answers become: `reponses` are all of them; `fautes` are what could not be kept of the section.

    `est_en_conflit`: the section is no longer what the page showed, nor what was typed on it, and nothing may be
    written. `est_depassee`: it is no longer what the page showed, and nothing was typed there.
    """

    reponses: dict[str, object]
    fautes: tuple[Faute, ...]
    est_changee: bool
    est_en_conflit: bool
    est_depassee: bool


def empreinte(section: Section, reponses: Reponses) -> str:
    """Return what tells the answers to a section apart from any others."""
    siennes = _siennes(section, reponses)
    texte = json.dumps(siennes, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(texte.encode()).hexdigest()[:32]


def fusionner(
    description: Description,
    section: Section,
    gardees: Reponses,
    saisies: Mapping[str, object],
    *,
    vue: str,
    le: date,
) -> Fusion:
    """Put what was typed on the page of `section` in the place of what is kept there.

    `gardees` are all the answers kept; `saisies` those of the page, as they were typed: one that is absent was emptied.
    A faulty one leaves what was kept; a plan keeps what can be of its rows. `vue` is the `empreinte` that the page
    showed, `le` today. Other sections never change.
    """
    siennes = {question.cle: saisies.get(question.cle) for question in section.questions}
    propres, fautes = nettoyer(description, siennes, le=le)
    for cle in {faute.cle for faute in fautes} - set(propres):
        if cle in gardees:
            propres[cle] = gardees[cle]
    presente, proposee = empreinte(section, gardees), empreinte(section, propres)
    est_depassee = presente not in (vue, proposee)
    est_changee = proposee != presente and not (est_depassee and proposee == vue)
    autres = {cle: reponse for cle, reponse in gardees.items() if cle not in siennes}
    return Fusion(
        reponses=autres | propres if est_changee else dict(gardees),
        fautes=tuple(fautes),
        est_changee=est_changee,
        est_en_conflit=est_depassee and est_changee,
        est_depassee=est_depassee and not est_changee,
    )


def _siennes(section: Section, reponses: Reponses) -> dict[str, object]:
    return {question.cle: reponses[question.cle] for question in section.questions if reponses.get(question.cle)}
