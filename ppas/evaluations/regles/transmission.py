"""May this evaluation go to the caisse? What prevents it, and what deserves a second look before it leaves."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from ppas.evaluations.regles.description import Description
from ppas.evaluations.regles.formulaire import Faute, Reponses, manques, nettoyer, retenir
from ppas.evaluations.regles.gir import calculer_gir
from ppas.evaluations.regles.plan import Alerte, Plafond, controler_plan
from ppas.socle.regles.affichage import date_fr

DATE_DE_VISITE = "visite_date"
INFORMATION = "consentement_information"
ACCORD = "consentement_accord"
"""The three questions that the transmission knows by their names, with the grid and the plan (decision 0100)."""


@dataclass(frozen=True, slots=True)
class Remarque:
    """A French sentence about the section of that key, or about none (empty); `code` is stable."""

    code: str
    phrase: str
    section: str


@dataclass(frozen=True, slots=True)
class Controle:
    """What the check of an evaluation found.

    `reponses` are what would be transmitted: clean, and only what is asked. `gir` is computed here, whatever a browser
    showed; None as long as the grid lacks something, and then `empechements` says so.
    """

    reponses: Mapping[str, object]
    gir: int | None
    visitee_le: date | None
    empechements: tuple[Remarque, ...] = field(default=())
    avertissements: tuple[Remarque, ...] = field(default=())


def controler(
    description: Description,
    reponses: object,
    plafonds: Iterable[Plafond],
    *,
    le: date,
    commandee_le: date,
    limite: date,
) -> Controle:
    """Check an evaluation to be transmitted on `le`, for an order of `commandee_le` due on `limite`.

    The ceilings of the plan are those of the day of the visit.
    """
    propres, fautes = nettoyer(description, reponses, le=le)
    sections = {question.cle: section.cle for section in description.sections for question in section.questions}
    libelles = {cle: question.libelle for cle, question in description.questions.items()}
    empechements = [
        Remarque(
            "reponse-invalide",
            f"« {libelles.get(faute.cle, faute.cle)} »{_a_la_ligne(faute)} : {faute.phrase}",
            sections.get(faute.cle, description.sections[0].cle),
        )
        for faute in fautes
    ]
    empechements += _ce_qui_manque(description, propres)
    retenues = retenir(description, propres)
    if retenues.get(INFORMATION) == "non":
        empechements.append(
            Remarque(
                "personne-non-informee",
                "La personne ne sait pas à qui l’évaluation est transmise ni pourquoi : informez-la, puis corrigez "
                "cette réponse.",
                sections[INFORMATION],
            )
        )
    visitee_le = date_de_visite(retenues)
    if visitee_le:
        bilan = controler_plan(description, retenues, plafonds, le=visitee_le)
        empechements += [Remarque(f"plan-{a.code}", _phrase(a), _section_du_plan(description)) for a in bilan.alertes]
    return Controle(
        retenues,
        calculer_gir(retenues).gir,
        visitee_le,
        tuple(empechements),
        tuple(_a_verifier(retenues, visitee_le, sections, le=le, commandee_le=commandee_le, limite=limite)),
    )


def date_de_visite(reponses: Reponses) -> date | None:
    """Return the day of the visit that clean answers give."""
    visite = reponses.get(DATE_DE_VISITE)
    return date.fromisoformat(visite) if isinstance(visite, str) else None


def _a_la_ligne(faute: Faute) -> str:
    return f", ligne {faute.ligne}" if faute.ligne else ""


def _phrase(alerte: Alerte) -> str:
    return f"Plan, ligne {alerte.ligne} : {alerte.phrase}" if alerte.ligne else f"Plan : {alerte.phrase}"


def _section_du_plan(description: Description) -> str:
    return next(section.cle for section in description.sections if any(q.sorte == "plan" for q in section.questions))


def _ce_qui_manque(description: Description, propres: Reponses) -> Iterator[Remarque]:
    """Yield one remark a section, that names what is not answered there."""
    titres = {section.cle: section.titre for section in description.sections}
    for section, absents in groupby(manques(description, propres), key=lambda manque: manque.section):
        noms = [f"« {manque.libelle} »" for manque in absents]
        reponses = "une réponse" if len(noms) == 1 else f"{len(noms)} réponses"
        yield Remarque("reponse-manquante", f"{titres[section]} : il manque {reponses}, {', '.join(noms)}.", section)


def _a_verifier(
    retenues: Reponses,
    visitee_le: date | None,
    sections: Mapping[str, str],
    *,
    le: date,
    commandee_le: date,
    limite: date,
) -> Iterator[Remarque]:
    """Yield what does not prevent anything, and which a person should have seen."""
    if visitee_le and visitee_le < commandee_le:
        yield Remarque(
            "visite-avant-commande",
            f"La visite, le {date_fr(visitee_le)}, précède la commande du {date_fr(commandee_le)} : vérifiez la date.",
            sections[DATE_DE_VISITE],
        )
    if retenues.get(ACCORD) == "refus":
        yield Remarque(
            "accord-refuse", "La personne refuse ce qui est proposé : la caisse en lira le motif.", sections[ACCORD]
        )
    if le > limite:
        yield Remarque("hors-delai", f"La date limite du {date_fr(limite)} est dépassée.", "")
