"""The answers to an evaluation as people read them: on a page, in a PDF, side by side in a conflict.

A reader never fails: an answer that the form does not know how to write is shown as it was received.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from ppas.evaluations.regles.description import Choix, Description, Question
from ppas.evaluations.regles.formulaire import Reponses, retenir
from ppas.evaluations.regles.gir import ADVERBES, calculer_gir, coder, lire_aggir
from ppas.evaluations.regles.plan import HEURES, MOIS_D_UN_AN, Total
from ppas.socle.regles.affichage import INSECABLE, date_fr, euros, heures, nombre

_NOMBRE = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,9})?", re.ASCII)
EN_MOTS = dict(zip(ADVERBES, ("spontanément", "totalement", "correctement", "habituellement"), strict=True))
OUI_NON = (("oui", "Oui"), ("non", "Non"))
COLONNES_DU_PLAN = ("Aide", "Dispositif", "Quantité", "Fréquence", "Coût unitaire", "Précisions")
"""The columns of a plan as it is read; an answer that is no plan has none."""


@dataclass(frozen=True, slots=True)
class Reponse:
    """One answer: what was asked, what was answered, in French.

    `texte` keeps the ends of lines of a long text. A plan has no text but `lignes`, a cell for each of
    `COLONNES_DU_PLAN`.
    """

    cle: str
    libelle: str
    texte: str
    lignes: tuple[tuple[str, ...], ...] = ()

    @property
    def colonnes(self) -> tuple[str, ...]:
        """The columns of a plan."""
        return COLONNES_DU_PLAN

    @property
    def rangees(self) -> list[list[tuple[str, str]]]:
        """The rows of a plan, each cell after the name of its column."""
        return [list(zip(COLONNES_DU_PLAN, ligne, strict=True)) for ligne in self.lignes]


@dataclass(frozen=True, slots=True)
class Groupe:
    """Answers under one sub-heading, empty when the form gives none."""

    titre: str
    reponses: tuple[Reponse, ...]


@dataclass(frozen=True, slots=True)
class SectionLue:
    """One section of the form, with what was answered there."""

    cle: str
    titre: str
    groupes: tuple[Groupe, ...]

    @property
    def reponses(self) -> Iterator[Reponse]:
        """Every answer of the section, in the order of the form."""
        return (reponse for groupe in self.groupes for reponse in groupe.reponses)


type Lecture = tuple[SectionLue, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A question that was not answered alike; None on the side where it was not answered."""

    section: str
    libelle: str
    avant: Reponse | None
    apres: Reponse | None


def lire_reponses(description: Description, reponses: Reponses) -> Lecture:
    """Return what was answered to the questions asked, section by section, in the order of the form.

    A section or a sub-heading without any answer is left out. `reponses` may hold anything.
    """
    donnees = retenir(description, reponses)
    lues = []
    for section in description.sections:
        repondues = [question for question in section.questions if not _est_vide(donnees.get(question.cle))]
        groupes = tuple(
            Groupe(titre, tuple(_lire(question, donnees[question.cle]) for question in questions))
            for titre, questions in groupby(repondues, key=lambda question: question.groupe)
        )
        if groupes:
            lues.append(SectionLue(section.cle, section.titre, groupes))
    return tuple(lues)


def differences(avant: Lecture, apres: Lecture) -> tuple[Difference, ...]:
    """Return what changed from `avant` to `apres`, read from the same form or from two versions of it.

    In the order of `apres`, then what is left of `avant`.
    """
    de_avant, de_apres = _par_cle(avant), _par_cle(apres)
    trouvees = []
    for cle, (section, reponse) in {**de_apres, **{c: r for c, r in de_avant.items() if c not in de_apres}}.items():
        ancienne, nouvelle = de_avant.get(cle, (section, None))[1], de_apres.get(cle, (section, None))[1]
        if _contenu(ancienne) != _contenu(nouvelle):
            trouvees.append(Difference(section, reponse.libelle, ancienne, nouvelle))
    return tuple(trouvees)


def profil(reponses: Reponses) -> tuple[tuple[str, str], ...]:
    """Return each variable of the AGGIR grid coded so far, by its name, with its modality A, B or C."""
    aggir, modalites = lire_aggir(), calculer_gir(reponses).modalites
    variables = (*aggir.discriminantes, *aggir.illustratives)
    return tuple((variable.libelle, modalites[variable.cle]) for variable in variables if variable.cle in modalites)


def ecrire_total(total: Total) -> tuple[str, str, str]:
    """Return the dispositif of a plan, what its rows add up to and its ceiling, empty when it has none."""
    ecrire = heures if total.unite == HEURES else euros
    periode = "par an" if total.periode_mois == MOIS_D_UN_AN else f"sur {total.periode_mois} mois"
    plafond = "" if total.plafond is None else ecrire(total.plafond)
    return total.libelle, f"{ecrire(total.total)} {periode}", plafond


def _par_cle(lecture: Lecture) -> dict[str, tuple[str, Reponse]]:
    return {reponse.cle: (section.titre, reponse) for section in lecture for reponse in section.reponses}


def _contenu(reponse: Reponse | None) -> tuple[str, tuple[tuple[str, ...], ...]] | None:
    return (reponse.texte, reponse.lignes) if reponse else None


def _est_vide(reponse: object) -> bool:
    return reponse is None or reponse in ("", [])


def _lire(question: Question, reponse: object) -> Reponse:
    if question.sorte == "plan" and isinstance(reponse, list):
        return Reponse(question.cle, question.libelle, "", tuple(_ligne_du_plan(question, ligne) for ligne in reponse))
    return Reponse(question.cle, question.libelle, _texte(question, reponse))


def _texte(question: Question, reponse: object) -> str:
    if isinstance(reponse, list):
        return " ; ".join(_choisi(question.choix, une) for une in reponse)
    ecrire = _ECRITURES.get(question.sorte)
    return ecrire(question, reponse) if ecrire and isinstance(reponse, str) else str(reponse)


def _adverbes(reponse: str) -> str:
    """Write the adverbs of one question of the grid: what is done and how, then its modality."""
    code = coder(reponse)
    if code is None:
        return reponse
    if code == "C":
        return "Ne fait pas seul (C)"
    faits = [mot for lettre, mot in EN_MOTS.items() if lettre in reponse]
    manques = [mot for lettre, mot in EN_MOTS.items() if lettre not in reponse]
    reserve = f", mais pas {_enumerer(manques, 'ni')}" if manques else ""
    return f"Fait seul {_enumerer(faits, 'et')}{reserve} ({code})"


def _enumerer(mots: Sequence[str], lien: str) -> str:
    """Join words as a French sentence does: `a, b et c`."""
    return f" {lien} ".join(filter(None, [", ".join(mots[:-1]), mots[-1]]))


def _ligne_du_plan(question: Question, ligne: object) -> tuple[str, ...]:
    if not isinstance(ligne, Mapping):
        return (str(ligne), *([""] * (len(COLONNES_DU_PLAN) - 1)))
    champs = {champ: str(valeur) for champ, valeur in ligne.items()}
    dispositifs = tuple((dispositif.cle, dispositif.libelle) for dispositif in question.dispositifs)
    return (
        _choisi(question.prestations, champs.get("prestation", "")),
        _choisi(dispositifs, champs.get("dispositif", "")),
        _quantite(champs.get("quantite", ""), _choisi(question.unites, champs.get("unite", ""))),
        _choisi(question.frequences, champs.get("frequence", "")),
        _euros(champs.get("cout_unitaire", "")),
        champs.get("commentaire", ""),
    )


def _quantite(quantite: str, unite: str) -> str:
    """Write a quantity and its unit: `2 heures`, `0,50 heure`."""
    valeur = _decimal(quantite)
    if valeur is not None and valeur >= 2 and unite and not unite.endswith("s"):  # noqa: PLR2004 -- French plurals
        unite += "s"
    return INSECABLE.join(filter(None, [_nombre(quantite), unite]))


def _choisi(choix: Choix, reponse: object) -> str:
    return dict(choix).get(str(reponse), str(reponse))


def _date(reponse: str) -> str:
    try:
        return date_fr(date.fromisoformat(reponse))
    except ValueError:
        return reponse


def _nombre(reponse: str) -> str:
    """Write a number with a comma; a whole one without decimals."""
    valeur = _decimal(reponse)
    if valeur is None:
        return reponse
    return nombre(valeur, 0 if valeur == valeur.to_integral_value() else -int(valeur.as_tuple().exponent))


def _euros(reponse: str) -> str:
    valeur = _decimal(reponse)
    return reponse if valeur is None else euros(int(valeur.scaleb(2)))


def _decimal(reponse: str) -> Decimal | None:
    """Read a number as the form keeps it; None when it is none."""
    return Decimal(reponse) if _NOMBRE.fullmatch(reponse) else None


_ECRITURES: Mapping[str, Callable[[Question, str], str]] = {
    "date": lambda _, reponse: _date(reponse),
    "nombre": lambda question, reponse: INSECABLE.join(filter(None, [_nombre(reponse), question.unite])),
    "euros": lambda _, reponse: _euros(reponse),
    "oui_non": lambda _, reponse: _choisi(OUI_NON, reponse),
    "choix": lambda question, reponse: _choisi(question.choix, reponse),
    "adverbes": lambda _, reponse: _adverbes(reponse),
}
"""How the answer to each sort of question is written; any other is a text."""
