"""A section of the form as a page: what was typed, what is shown again, what is at fault (EVA-19).

Built from the description alone: no question is known by its name here.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby

from django.http import QueryDict

from ppas.evaluations.regles.description import Choix, Description, Question, Section
from ppas.evaluations.regles.formulaire import (
    COMMENTAIRE_MAX,
    LIGNE_OBLIGATOIRE,
    Faute,
    Reponses,
    champs_du_plan,
    est_demandee,
)
from ppas.evaluations.regles.fusion import empreinte
from ppas.evaluations.regles.gir import ADVERBES, AUCUN_ADVERBE
from ppas.evaluations.regles.valeurs import OUI_NON
from ppas.socle.regles.affichage import date_fr

LIBELLES_ADVERBES = ("spontanément", "totalement", "correctement", "habituellement")
COLONNES: Choix = (*zip(ADVERBES, LIBELLES_ADVERBES, strict=True), (AUCUN_ADVERBE, "ne fait pas seul"))
SANS_REPONSE = ("", "Sans réponse")
"""The way back from a choice that need not be made: a radio button cannot be cleared."""
LIBELLES_DU_PLAN = LIGNE_OBLIGATOIRE | {"cout_unitaire": "coût unitaire (€)", "commentaire": "précisions"}
_DECIMAL = re.compile(r"-?[0-9]+\.[0-9]+", re.ASCII)
SAISIE_MAX = 20_000
"""Characters read of a field: far more than any question takes, so that a fault is said and not cut off."""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose: its value, what is read, whether it is chosen."""

    valeur: str
    libelle: str
    est_choisie: bool
    id: str


@dataclass(frozen=True, slots=True)
class Case:
    """A field of a row of the plan; `options` when it is a list."""

    champ: str
    nom: str
    id: str
    libelle: str
    valeur: str
    options: tuple[Option, ...]
    erreurs: tuple[str, ...]
    est_obligatoire: bool
    longueur: int


@dataclass(frozen=True, slots=True)
class Ligne:
    """A row of the plan, from 1."""

    numero: int
    cases: tuple[Case, ...]


@dataclass(frozen=True)
class Champ:
    """A question with its answer, as it was typed or as it is kept; `condition` says in French when it is asked."""

    question: Question
    valeur: object
    fautes: tuple[Faute, ...]
    est_demandee: bool
    condition: str
    condition_est_ici: bool
    nb_lignes: int = 0

    @property
    def id(self) -> str:
        """The id of its field, or the beginning of those of its options."""
        return f"id_{self.question.cle}"

    @property
    def ancre(self) -> str:
        """The id of the first thing that takes the focus."""
        return ancre(self.question.cle, self.question.sorte)

    @property
    def erreurs(self) -> tuple[str, ...]:
        """The faults of the answer as a whole."""
        return tuple(faute.phrase for faute in self.fautes if not faute.champ)

    @property
    def texte(self) -> str:
        """What a field of text shows."""
        return _affichee(self.question.sorte, self.valeur)

    @property
    def options(self) -> tuple[Option, ...]:
        """The answers to choose among."""
        if self.question.sorte == "adverbes":
            return _options(COLONNES, list(str(self.valeur or "")), self.id)
        choix = _choix(self.question)
        if self.question.sorte in {"choix", "oui_non"} and not self.question.obligatoire:
            choix = (*choix, SANS_REPONSE)
        return _options(choix, self.valeur or "", self.id)

    @property
    def parmi(self) -> str:
        """The answers that make the question asked, for the script."""
        return " ".join(sorted(self.question.si.parmi)) if self.question.si else ""

    @property
    def lignes(self) -> tuple[Ligne, ...]:
        """The rows of a plan, and at least one to fill in."""
        saisies = (
            [ligne for ligne in self.valeur if isinstance(ligne, Mapping)] if isinstance(self.valeur, list) else []
        )
        nb = min(max(self.nb_lignes, len(saisies), 1), self.question.max_lignes)
        saisies += [{}] * (nb - len(saisies))
        return tuple(self._ligne(rang, ligne) for rang, ligne in enumerate(saisies))

    @property
    def peut_grandir(self) -> bool:
        """Whether a row may be added."""
        return len(self.lignes) < self.question.max_lignes

    @property
    def modele(self) -> Ligne:
        """An empty row, for the script."""
        return self._ligne(len(self.lignes), {})

    def _ligne(self, rang: int, ligne: Mapping[str, object]) -> Ligne:
        listes: dict[str, Choix] = {
            "prestation": self.question.prestations,
            "dispositif": tuple((dispositif.cle, dispositif.libelle) for dispositif in self.question.dispositifs),
            "unite": self.question.unites,
            "frequence": self.question.frequences,
        }
        cases = []
        for nom in champs_du_plan(self.question):
            id_case = f"{self.id}-{rang}-{nom}"
            valeur = _affichee("nombre" if nom in {"quantite", "cout_unitaire"} else "texte", ligne.get(nom))
            cases.append(
                Case(
                    champ=nom,
                    nom=f"{self.question.cle}-{nom}",
                    id=id_case,
                    libelle=LIBELLES_DU_PLAN[nom],
                    valeur=valeur,
                    options=_options(listes[nom], valeur, id_case) if nom in listes else (),
                    erreurs=tuple(f.phrase for f in self.fautes if f.champ == nom and f.ligne == rang + 1),
                    est_obligatoire=nom in LIGNE_OBLIGATOIRE,
                    longueur=COMMENTAIRE_MAX if nom == "commentaire" else 0,
                )
            )
        return Ligne(rang + 1, tuple(cases))


@dataclass(frozen=True, slots=True)
class Bloc:
    """Questions under one sub-heading; `est_grille`: all those of the AGGIR grid, drawn as the rows of a table."""

    titre: str
    champs: tuple[Champ, ...]
    est_grille: bool


@dataclass(frozen=True, slots=True)
class Erreur:
    """A line of the summary of faults."""

    ancre: str
    phrase: str


class SectionForm:
    """The page of a section, with the answers kept or, after a sending, with those that were typed.

    `nb_lignes`: rows that a plan shows at least.
    """

    def __init__(
        self,
        description: Description,
        section: Section,
        reponses: Reponses,
        *,
        saisies: Mapping[str, object] | None = None,
        fautes: Iterable[Faute] = (),
        nb_lignes: int = 0,
    ) -> None:
        self.description = description
        self.section = section
        self.reponses = reponses
        self.fautes = tuple(fautes)
        self.vue = empreinte(section, reponses)
        self.nb_lignes = nb_lignes
        self._montrees: Mapping[str, object] = reponses if saisies is None else {**reponses, **saisies}

    @cached_property
    def champs(self) -> tuple[Champ, ...]:
        """The questions, in the order of the form."""
        return tuple(self._champ(question) for question in self.section.questions)

    @property
    def blocs(self) -> Iterator[Bloc]:
        """The questions by sub-heading."""
        for (titre, est_grille), champs in groupby(self.champs, key=_bloc_de):
            yield Bloc(titre, tuple(champs), est_grille)

    @property
    def a_une_grille(self) -> bool:
        """Whether the GIR is made of what is answered here."""
        return any(question.sorte == "adverbes" for question in self.section.questions)

    @property
    def a_un_plan(self) -> bool:
        """Whether a plan is proposed here."""
        return any(question.sorte == "plan" for question in self.section.questions)

    @property
    def erreurs(self) -> list[Erreur]:
        """Every fault, each with where to go."""
        questions = self.description.questions
        trouvees = []
        for faute in self.fautes:
            question = questions[faute.cle]
            lieu = f", ligne {faute.ligne}" if faute.ligne else ""
            champ = f", {LIBELLES_DU_PLAN[faute.champ]}" if faute.champ else ""
            phrase = f"{question.libelle}{lieu}{champ} : {faute.phrase}"
            trouvees.append(Erreur(ancre(faute.cle, question.sorte, faute.ligne, faute.champ), phrase))
        return trouvees

    def _champ(self, question: Question) -> Champ:
        si = question.si
        condition = ""
        if si:
            parent = self.description.questions[si.cle]
            libelles = [f"« {libelle} »" for valeur, libelle in _choix(parent) if valeur in si.parmi]
            condition = f"Si « {parent.libelle.rstrip(' ?').rstrip('\u00a0')} » : {' ou '.join(libelles)}."
        return Champ(
            question,
            self._montrees.get(question.cle),
            tuple(faute for faute in self.fautes if faute.cle == question.cle),
            est_demandee(self.description, self._montrees, question.cle),
            condition,
            condition_est_ici=bool(si and any(q.cle == si.cle for q in self.section.questions)),
            nb_lignes=self.nb_lignes,
        )


def lire_saisies(section: Section, donnees: QueryDict) -> dict[str, object]:
    """Return what was typed on the page of a section, before any cleaning; `retirer` names a row to leave out."""
    return {question.cle: _saisie(question, donnees) for question in section.questions}


def ancre(cle: str, sorte: str, ligne: int | None = None, champ: str = "") -> str:
    """Return the id of the field to which a sentence about a question leads."""
    if sorte == "plan":
        return f"id_{cle}-{(ligne or 1) - 1}-{champ or 'prestation'}"
    return f"id_{cle}" if sorte in {"texte", "texte_long", "date", "nombre", "euros"} else f"id_{cle}_0"


def _bloc_de(champ: Champ) -> tuple[str, bool]:
    """Return the sub-heading of a question; those of the grid are one table, whose rows have sub-headings."""
    est_grille = champ.question.sorte == "adverbes"
    return "" if est_grille else champ.question.groupe, est_grille


def _saisie(question: Question, donnees: QueryDict) -> object:
    if question.sorte == "plan":
        return _lignes_saisies(question, donnees)
    if question.sorte == "cases":
        return [valeur[:SAISIE_MAX] for valeur in donnees.getlist(question.cle)]
    if question.sorte == "adverbes":
        return "".join(donnees.getlist(question.cle))[:SAISIE_MAX]
    return donnees.get(question.cle, "")[:SAISIE_MAX]


def _lignes_saisies(question: Question, donnees: QueryDict) -> list[dict[str, str]]:
    """Return the rows of a plan: each field comes as many times as there are rows, in their order."""
    colonnes = {nom: donnees.getlist(f"{question.cle}-{nom}") for nom in champs_du_plan(question)}
    nb = max(map(len, colonnes.values()), default=0)
    lignes = [
        {nom: valeurs[rang][:SAISIE_MAX] for nom, valeurs in colonnes.items() if rang < len(valeurs)}
        for rang in range(nb)
    ]
    retiree = donnees.get(f"retirer-{question.cle}", "")
    return [ligne for rang, ligne in enumerate(lignes) if str(rang) != retiree]


def _affichee(sorte: str, valeur: object) -> str:
    """Write an answer as one types it: a French date, a comma; what could not be kept stays as it was typed."""
    if not isinstance(valeur, str):
        return ""
    if sorte == "date":
        try:
            return date_fr(date.fromisoformat(valeur))
        except ValueError:
            return valeur
    est_un_nombre = sorte in {"nombre", "euros"} and _DECIMAL.fullmatch(valeur)
    return valeur.replace(".", ",") if est_un_nombre else valeur


def _choix(question: Question) -> Choix:
    return OUI_NON if question.sorte == "oui_non" else question.choix


def _options(choix: Choix, choisies: object, debut: str) -> tuple[Option, ...]:
    retenues = choisies if isinstance(choisies, list) else [choisies]
    return tuple(
        Option(valeur, libelle, valeur in retenues, f"{debut}_{rang}") for rang, (valeur, libelle) in enumerate(choix)
    )
