"""What may be kept of the answers to a form, what lacks, how far one is; twin of `hors_ligne/regles/formulaire.js`.

Answers (`reponses`) are those of decision 0100. They come from outside: nothing here raises, whatever they hold.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ppas.evaluations.regles import valeurs
from ppas.evaluations.regles.description import Choix, Description, Question

Reponses = Mapping[str, object]

LIGNE_OBLIGATOIRE = {
    "prestation": "prestation",
    "dispositif": "dispositif",
    "quantite": "quantité",
    "unite": "unité",
    "frequence": "fréquence",
}
QUANTITE_MAX = "9999.99"
COUT_MAX = "99999.99"
COMMENTAIRE_MAX = 300


@dataclass(frozen=True, slots=True)
class Faute:
    """What cannot be kept: stable code, French sentence; `ligne` (from 1) and `champ` in a plan."""

    cle: str
    code: str
    phrase: str
    ligne: int | None = None
    champ: str = ""


@dataclass(frozen=True, slots=True)
class Manque:
    """What has to be answered and is not; `ligne` (from 1) and `champ` in a plan."""

    section: str
    cle: str
    libelle: str
    ligne: int | None = None
    champ: str = ""


@dataclass(frozen=True, slots=True)
class Avancement:
    """How far a section is: `a_faire`, `commencee`, `complete`, or `facultative` (empty, and nothing lacks)."""

    section: str
    etat: str
    nb_reponses: int
    nb_manques: int


def nettoyer(
    description: Description, reponses: object, *, le: date | None = None
) -> tuple[dict[str, object], list[Faute]]:
    """Return the answers as they are kept, in the order of the form, and the faults; a faulty answer is left out.

    `le`: today, for the dates that must be past; None when it is not known (the clock of a laptop is not trusted).
    Answers to questions that are not asked any more stay: see `retenir`.
    """
    if not isinstance(reponses, dict):
        return {}, [_faute("", valeurs.Refusee("forme", "Les réponses n’ont pas la forme attendue."))]
    propres: dict[str, object] = {}
    fautes: list[Faute] = []
    for cle, question in description.questions.items():
        propre = _nettoyer_une(question, reponses.get(cle), le, fautes)
        if propre:
            propres[cle] = propre
    fautes += [
        Faute(cle, "inconnue", "Cette question n’existe pas dans le formulaire.")
        for cle in reponses
        if cle not in description.questions
    ]
    return propres, fautes


def est_demandee(description: Description, reponses: Reponses, cle: str) -> bool:
    """Tell whether the question is asked: its condition holds, and that of the question it depends on."""
    si = description.questions[cle].si
    if si is None:
        return True
    reponse = reponses.get(si.cle)
    cochees = reponse if isinstance(reponse, list) else [reponse]
    return any(une in si.parmi for une in cochees if isinstance(une, str)) and est_demandee(
        description, reponses, si.cle
    )


def retenir(description: Description, reponses: Reponses) -> dict[str, object]:
    """Return the answers to the questions asked, in the order of the form: what is transmitted."""
    return {
        cle: reponses[cle]
        for cle in description.questions
        if cle in reponses and est_demandee(description, reponses, cle)
    }


def manques(description: Description, reponses: Reponses) -> list[Manque]:
    """Return what must be answered and is not, in the order of the form; `reponses` are clean."""
    lacunes: list[Manque] = []
    for section in description.sections:
        for question in section.questions:
            if question.si is None or est_demandee(description, reponses, question.cle):
                lacunes += _manques_de(section.cle, question, reponses)
    return lacunes


def avancement(description: Description, reponses: Reponses) -> list[Avancement]:
    """Return how far each section is, in the order of the form; `reponses` are clean."""
    bilan = []
    for section in description.sections:
        demandees = [q for q in section.questions if q.si is None or est_demandee(description, reponses, q.cle)]
        attendues = [q for q in demandees if q.obligatoire or q.sorte == "plan"]
        nb_manques = sum(len(_manques_de(section.cle, question, reponses)) for question in attendues)
        nb_reponses = sum(question.cle in reponses for question in demandees)
        if nb_manques:
            etat = "commencee" if nb_reponses else "a_faire"
        else:
            etat = "complete" if nb_reponses else "facultative"
        bilan.append(Avancement(section.cle, etat, nb_reponses, nb_manques))
    return bilan


def _nettoyer_une(question: Question, valeur: object, le: date | None, fautes: list[Faute]) -> object:
    """Return the clean answer, empty when there is none; faults are added to `fautes`."""
    if valeur is None:
        return None
    if question.sorte == "plan":
        return _nettoyer_plan(question, valeur, fautes)
    try:
        return valeurs.simple(question, valeur, le)
    except valeurs.Refusee as refusee:
        fautes.append(_faute(question.cle, refusee))
        return None


def _nettoyer_plan(question: Question, lignes: object, fautes: list[Faute]) -> list[dict[str, str]]:
    if not isinstance(lignes, list):
        fautes.append(_faute(question.cle, valeurs.Refusee("forme", "La réponse n’a pas la forme attendue.")))
        return []
    if len(lignes) > question.max_lignes:
        phrase = f"{question.max_lignes} lignes au plus ; il y en a {len(lignes)}."
        fautes.append(Faute(question.cle, "trop-de-lignes", phrase))
    propres = [
        _nettoyer_ligne(question, ligne, numero, fautes)
        for numero, ligne in enumerate(lignes[: question.max_lignes], start=1)
    ]
    return [ligne for ligne in propres if ligne]


def _nettoyer_ligne(question: Question, ligne: object, numero: int, fautes: list[Faute]) -> dict[str, str]:
    if not isinstance(ligne, dict):
        fautes.append(Faute(question.cle, "forme", "La ligne n’a pas la forme attendue.", numero))
        return {}
    champs = champs_du_plan(question)
    propre: dict[str, str] = {}
    for champ, lire in champs.items():
        try:
            valeur = lire(ligne.get(champ))
        except valeurs.Refusee as refusee:
            fautes.append(Faute(question.cle, refusee.code, refusee.phrase, numero, champ))
            continue
        if valeur:
            propre[champ] = valeur
    fautes += [
        Faute(question.cle, "inconnue", "Cette colonne n’existe pas dans le plan.", numero, champ)
        for champ in ligne
        if champ not in champs
    ]
    return propre


def champs_du_plan(question: Question) -> dict[str, Callable[[object], str]]:
    """Return the fields of a row of the plan, in their order, each with how it is cleaned."""
    dispositifs: Choix = tuple((dispositif.cle, dispositif.libelle) for dispositif in question.dispositifs)
    return {
        "prestation": lambda valeur: valeurs.un_parmi(valeur, question.prestations),
        "dispositif": lambda valeur: valeurs.un_parmi(valeur, dispositifs),
        "quantite": lambda valeur: valeurs.nombre(valeur, minimum="0", maximum=QUANTITE_MAX, decimales=2),
        "unite": lambda valeur: valeurs.un_parmi(valeur, question.unites),
        "cout_unitaire": lambda valeur: valeurs.euros(valeur, maximum=COUT_MAX),
        "frequence": lambda valeur: valeurs.un_parmi(valeur, question.frequences),
        "commentaire": lambda valeur: valeurs.texte(valeur, longueur=COMMENTAIRE_MAX),
    }


def _manques_de(section: str, question: Question, reponses: Reponses) -> Sequence[Manque]:
    """Return what lacks of one question, which is asked."""
    reponse = reponses.get(question.cle)
    if question.obligatoire and not reponse:
        return (Manque(section, question.cle, question.libelle),)
    if question.sorte == "plan" and isinstance(reponse, list):
        return _manques_du_plan(section, question, reponse)
    return ()


def _manques_du_plan(section: str, question: Question, lignes: list[object]) -> list[Manque]:
    return [
        Manque(section, question.cle, f"{question.libelle}, ligne {numero} : {libelle}", numero, champ)
        for numero, ligne in enumerate(lignes, start=1)
        if isinstance(ligne, dict)
        for champ, libelle in LIGNE_OBLIGATOIRE.items()
        if not ligne.get(champ)
    ]


def _faute(cle: str, refusee: valeurs.Refusee) -> Faute:
    return Faute(cle, refusee.code, refusee.phrase)
