"""What a proposed plan adds up to, and what its ceilings forbid (domaine.md 7); twin of `hors_ligne/regles/plan.js`.

Ceilings are dated rows of the caisses' references, given here as `Plafond`. A plan with an alert cannot be finished:
what goes beyond a ceiling is moved to a row « hors dispositif » (decision 0100).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from ppas.evaluations.regles.description import Description, Dispositif, Question
from ppas.evaluations.regles.formulaire import LIGNE_OBLIGATOIRE, Reponses, est_demandee
from ppas.evaluations.regles.valeurs import centiemes
from ppas.socle.regles.affichage import date_fr, euros, heures

HORS_DISPOSITIF = "hors-dispositif"
HEURES = "centiemes_heure"
CENTIMES = "centimes"
MOIS_D_UN_AN = 12
SEMAINES_D_UN_AN = 52


@dataclass(frozen=True, slots=True)
class Plafond:
    """A ceiling: `code` is the `cle` of its dispositif in the form, `valeur` in cents or in hundredths of an hour.

    It counts over `periode_mois`, and holds from `debut` to `fin` included (None: still).
    """

    code: str
    unite: str
    valeur: int
    periode_mois: int
    debut: date
    fin: date | None


@dataclass(frozen=True, slots=True)
class Total:
    """What the rows of one dispositif add up to over `periode_mois`; `plafond` is None outside of any dispositif."""

    dispositif: str
    libelle: str
    unite: str
    total: int
    plafond: int | None
    periode_mois: int


@dataclass(frozen=True, slots=True)
class Alerte:
    """Why the plan cannot be finished as it is: stable code, French sentence, row (from 1) when one is at fault."""

    code: str
    dispositif: str
    phrase: str
    ligne: int | None = None


@dataclass(frozen=True, slots=True)
class Bilan:
    """Totals in the order of the form, then alerts: rows first."""

    totaux: tuple[Total, ...]
    alertes: tuple[Alerte, ...]


def controler_plan(description: Description, reponses: Reponses, plafonds: Iterable[Plafond], *, le: date) -> Bilan:
    """Add up the plan of clean answers and compare it with the ceilings that hold on `le`, the day of the visit.

    Rows not complete yet are left aside (`manques` names them); a plan that is not asked is empty.
    """
    en_vigueur = _en_vigueur(plafonds, le)
    totaux: list[Total] = []
    alertes: list[Alerte] = []
    for question in description.questions.values():
        if question.sorte != "plan" or not est_demandee(description, reponses, question.cle):
            continue
        lignes = _completes(reponses.get(question.cle))
        for dispositif in question.dispositifs:
            siennes = [(numero, ligne) for numero, ligne in lignes if ligne["dispositif"] == dispositif.cle]
            plafond = en_vigueur.get(dispositif.cle)
            alertes += _alertes_des_lignes(question, dispositif, plafond, siennes)
            if siennes and (plafond or dispositif.cle == HORS_DISPOSITIF):
                totaux.append(_total(dispositif, plafond, [ligne for _, ligne in siennes]))
        alertes += _alertes_du_plan(question, totaux, en_vigueur, lignes, le)
    return Bilan(tuple(totaux), tuple(alertes))


def _en_vigueur(plafonds: Iterable[Plafond], le: date) -> dict[str, Plafond]:
    """Return by code the ceilings that hold on `le`: of two, the one that began last."""
    tenus = [plafond for plafond in plafonds if plafond.debut <= le and (plafond.fin is None or plafond.fin >= le)]
    return {plafond.code: plafond for plafond in sorted(tenus, key=lambda plafond: plafond.debut)}


def _completes(lignes: object) -> list[tuple[int, Mapping[str, str]]]:
    if not isinstance(lignes, list):
        return []
    return [
        (numero, cast("Mapping[str, str]", ligne))
        for numero, ligne in enumerate(lignes, start=1)
        if all(champ in ligne for champ in LIGNE_OBLIGATOIRE)
    ]


def _alertes_des_lignes(
    question: Question,
    dispositif: Dispositif,
    plafond: Plafond | None,
    lignes: Sequence[tuple[int, Mapping[str, str]]],
) -> list[Alerte]:
    alertes = []
    for numero, ligne in lignes:
        if dispositif.prestations is not None and ligne["prestation"] not in dispositif.prestations:
            prestation = dict(question.prestations)[ligne["prestation"]]
            phrase = f"« {prestation} » n’entre pas dans « {dispositif.libelle} »."
            alertes.append(Alerte("prestation", dispositif.cle, phrase, numero))
        if plafond and plafond.unite == HEURES and ligne["unite"] != "heure":
            phrase = f"« {dispositif.libelle} » se compte en heures : choisissez cette unité."
            alertes.append(Alerte("unite", dispositif.cle, phrase, numero))
        if plafond and plafond.unite == CENTIMES and "cout_unitaire" not in ligne:
            phrase = f"« {dispositif.libelle} » se compte en euros : indiquez le coût unitaire."
            alertes.append(Alerte("cout", dispositif.cle, phrase, numero))
    return alertes


def _alertes_du_plan(
    question: Question,
    totaux: Sequence[Total],
    en_vigueur: Mapping[str, Plafond],
    lignes: Sequence[tuple[int, Mapping[str, str]]],
    le: date,
) -> list[Alerte]:
    employes = {ligne["dispositif"] for _, ligne in lignes}
    alertes = []
    for dispositif in question.dispositifs:
        if dispositif.cle not in employes or dispositif.cle == HORS_DISPOSITIF:
            continue
        if dispositif.cle not in en_vigueur:
            phrase = (
                f"« {dispositif.libelle} » n’a pas de plafond en vigueur au {date_fr(le)} : choisissez un autre "
                "dispositif, ou « Hors dispositif »."
            )
            alertes.append(Alerte("sans-plafond", dispositif.cle, phrase))
            continue
        alertes += _depassement(next(total for total in totaux if total.dispositif == dispositif.cle))
        if dispositif.apres:
            alertes += _condition(question, dispositif, totaux, en_vigueur)
    return alertes


def _depassement(total: Total) -> list[Alerte]:
    if total.plafond is None or total.total <= total.plafond:
        return []
    ecrire = _ecriture(total.unite)
    phrase = (
        f"« {total.libelle} » : {ecrire(total.total)} {_periode(total.periode_mois)}, pour un plafond de "
        f"{ecrire(total.plafond)}. Réduisez l’aide, ou passez ce qui dépasse dans une ligne « Hors dispositif »."
    )
    return [Alerte("plafond", total.dispositif, phrase)]


def _condition(
    question: Question, dispositif: Dispositif, totaux: Sequence[Total], en_vigueur: Mapping[str, Plafond]
) -> list[Alerte]:
    """A complement opens once the ceiling of the dispositif before it is reached."""
    plafond = en_vigueur.get(dispositif.apres)
    atteint = next((total.total for total in totaux if total.dispositif == dispositif.apres), 0)
    if plafond and atteint >= plafond.valeur:
        return []
    (libelle,) = [autre.libelle for autre in question.dispositifs if autre.cle == dispositif.apres]
    ecrire = _ecriture(plafond.unite if plafond else HEURES)
    seuil = f" ({ecrire(plafond.valeur)})" if plafond else ""
    phrase = (
        f"« {dispositif.libelle} » ne s’ajoute qu’à un plan qui atteint le plafond de « {libelle} »{seuil} ; "
        f"celui-ci en propose {ecrire(atteint)}."
    )
    return [Alerte("condition", dispositif.cle, phrase)]


def _total(dispositif: Dispositif, plafond: Plafond | None, lignes: Sequence[Mapping[str, str]]) -> Total:
    unite = plafond.unite if plafond else CENTIMES
    periode = plafond.periode_mois if plafond else MOIS_D_UN_AN
    compter = _centiemes_heure if unite == HEURES else _centimes
    return Total(
        dispositif.cle,
        dispositif.libelle,
        unite,
        sum(compter(ligne, periode) for ligne in lignes),
        plafond.valeur if plafond else None,
        periode,
    )


def _centiemes_heure(ligne: Mapping[str, str], periode: int) -> int:
    if ligne["unite"] != "heure":
        return 0
    fois, sur = _occurrences(ligne["frequence"], periode)
    return _arrondir(centiemes(ligne["quantite"]) * fois, sur)


def _centimes(ligne: Mapping[str, str], periode: int) -> int:
    fois, sur = _occurrences(ligne["frequence"], periode)
    cout = centiemes(ligne.get("cout_unitaire", "0"))
    return _arrondir(centiemes(ligne["quantite"]) * cout * fois, sur * 100)


def _occurrences(frequence: str, periode: int) -> tuple[int, int]:
    """Return how many times a row comes back in `periode` months, as a fraction: a year has 52 weeks."""
    return {
        "par_semaine": (SEMAINES_D_UN_AN * periode, MOIS_D_UN_AN),
        "par_mois": (periode, 1),
        "par_an": (-(-periode // MOIS_D_UN_AN), 1),
    }.get(frequence, (1, 1))


def _arrondir(numerateur: int, denominateur: int) -> int:
    """Round to the nearest integer, a half going up."""
    return (2 * numerateur + denominateur) // (2 * denominateur)


def _ecriture(unite: str) -> Callable[[int], str]:
    return heures if unite == HEURES else euros


def _periode(mois: int) -> str:
    return "par an" if mois == MOIS_D_UN_AN else f"sur {mois} mois"
