"""The month as a spreadsheet (PLU-09): what each cell says, and what differs from what the form holds.

A row is known by the hidden number of its line, never by its place. What the form held at the download is in hidden
columns: only what the person changed since is a change, so that several people may share a month
(docs/decisions/0070). Hours are in hundredths.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from ppas.facturation.regles.saisie import Illisible, lire_heures
from ppas.socle.regles.affichage import date_fr
from ppas.socle.regles.classeur import GENERAL, ColonneFeuille, Controle

FEUILLE = "Saisie"
OUI, NON = "oui", "non"
OUVRABLES, DIMANCHES, SANS_HEURES = "Heures jours ouvrables", "Heures dimanches et jours fériés", "Sans heures (-)"
_HEURES = Controle("Tapez un nombre d’heures de 0 à 744, avec une virgule : 14,5 pour 14 h 30.", maximum=744)
_BARRE = Controle("Choisissez « oui » ou « non », ou laissez la cellule vide.", choix=(OUI, NON))

COLONNES = (
    ColonneFeuille("Ligne", est_masquee=True),
    ColonneFeuille("Bénéficiaire", 30),
    ColonneFeuille("NIR", 24),
    ColonneFeuille("Prise en charge", 16),
    ColonneFeuille("Du", 11),
    ColonneFeuille("Au", 11),
    ColonneFeuille("Heures accordées", 11),
    ColonneFeuille("Déjà facturées", 11),
    ColonneFeuille("Reste", 11),
    # No format of number: under one, « 14:30 » would silently become 0,60. Here the spreadsheet makes it a time.
    ColonneFeuille(OUVRABLES, 14, GENERAL, est_saisie=True, controle=_HEURES),
    ColonneFeuille(DIMANCHES, 14, GENERAL, est_saisie=True, controle=_HEURES),
    ColonneFeuille(SANS_HEURES, 12, est_saisie=True, controle=_BARRE),
    ColonneFeuille("Ouvrables au téléchargement", est_masquee=True),
    ColonneFeuille("Dimanches au téléchargement", est_masquee=True),
    ColonneFeuille("Sans heures au téléchargement", est_masquee=True),
)
ENTETE = tuple(colonne.titre for colonne in COLONNES)
NUMERO, PRISE_EN_CHARGE, SAISIES, TELECHARGEES = 0, 3, slice(9, 12), slice(12, 15)
"""Where a row holds the number of its line, that of its grant, what is typed, what the form held."""

TOLERANCE = 1e-4
"""Hundredths of an hour by which a computed number may miss a whole one."""
NOMBRE_MAX = 10**5
MONTRES_MAX = 30
"""Characters of a wrong cell that its message quotes."""

MODE_D_EMPLOI = (
    "Remplissez seulement les cellules jaunes de la feuille « Saisie » : les autres sont verrouillées.",
    "Heures : un nombre avec une virgule et deux décimales au plus, par exemple 14,5 pour 14 h 30 ; 744 au plus.",
    "Une cellule laissée telle quelle ne change rien, même si une autre personne saisit ce mois entre-temps.",
    "Une cellule que vous videz efface la valeur qu’elle montrait.",
    "Sans heures (-) : « oui » pour un bénéficiaire qui n’a pas eu d’heures ce mois-ci ; « non » rétablit sa ligne.",
    "Une ligne « sans heures » est barrée : elle n’est ni facturée, ni présentée le mois suivant.",
    "N’ajoutez pas de ligne : un bénéficiaire n’apparaît qu’une fois reçue la notification de sa prise en charge.",
    "Enregistrez le fichier au format .xlsx, puis envoyez-le depuis la page « Facturer avec un tableur » du même mois.",
    "Le portail vous montre alors ce qui change : rien n’est enregistré avant que vous ne le confirmiez.",
    "Rien n’est envoyé à la caisse avant que vous ne cliquiez sur « Valider », à la dernière page du formulaire.",
)

type Cellule = str | float | bool | date | datetime | time | timedelta | None
"""What a spreadsheet gives for a cell."""


class Etat(NamedTuple):
    """What a line holds."""

    ouvrables_centiemes: int | None = None
    dimanches_feries_centiemes: int | None = None
    est_barree: bool = False


@dataclass(frozen=True)
class LigneVue:
    """A line of the form as it is now."""

    prise_en_charge: str
    etat: Etat


@dataclass(frozen=True)
class Rangee:
    """A row of the sheet: its number as the spreadsheet shows it, what it held and what it holds."""

    numero: int
    ligne: int
    prise_en_charge: str
    telechargee: Etat
    saisie: Etat


@dataclass(frozen=True)
class Erreur:
    """What cannot be taken of a row, in which column (empty for the whole row); `ligne` when the row is known."""

    rangee: int
    colonne: str
    raison: str
    ligne: int | None = None


@dataclass(frozen=True)
class Changement:
    """A line whose values are to change; `est_concurrent`: somebody else changed them since the download."""

    rangee: int
    ligne: int
    avant: Etat
    apres: Etat
    est_concurrent: bool


@dataclass
class Lecture:
    """A whole sheet: the rows that can be read, and what cannot."""

    rangees: list[Rangee] = field(default_factory=list)
    erreurs: list[Erreur] = field(default_factory=list)


@dataclass
class Comparaison:
    """What differs between a sheet and its form; `nb_absentes` lines of the form are not in the sheet."""

    changements: list[Changement] = field(default_factory=list)
    erreurs: list[Erreur] = field(default_factory=list)
    nb_absentes: int = 0


def en_heures(centiemes: int | None) -> Decimal | None:
    """Return hundredths of an hour as a cell holds them."""
    return None if centiemes is None else Decimal(centiemes).scaleb(-2)


def ecrire_etat(etat: Etat) -> list[Decimal | str | None]:
    """Return the three cells of a state."""
    heures = (etat.ouvrables_centiemes, etat.dimanches_feries_centiemes)
    return [*map(en_heures, heures), OUI if etat.est_barree else None]


def lire_rangees(cellules: Iterable[Sequence[Cellule]], *, premiere: int) -> Lecture:
    """Read the rows under the header; `premiere` is the number of the first one. Empty rows are skipped."""
    lecture = Lecture()
    deja: dict[int, int] = {}
    for numero, rangee in enumerate(cellules, start=premiere):
        utile = [*rangee, *[None] * len(COLONNES)][: len(COLONNES)]
        if all(valeur is None or not str(valeur).strip() for valeur in utile):
            continue
        ligne = _entier(utile[NUMERO])
        if ligne is None:
            raison = "cette ligne n’est pas du formulaire : elle a été ajoutée, ou son numéro masqué a été effacé."
            lecture.erreurs.append(Erreur(numero, "", raison))
        elif ligne in deja:
            raison = f"cette ligne est déjà à la rangée {deja[ligne]} : gardez une seule des deux."
            lecture.erreurs.append(Erreur(numero, "", raison, ligne))
        else:
            deja[ligne] = numero
            _ajouter(lecture, numero, ligne, utile)
    return lecture


def _ajouter(lecture: Lecture, numero: int, ligne: int, cellules: Sequence[Cellule]) -> None:
    erreurs: list[Erreur] = []
    saisie = _lire_etat(cellules[SAISIES], numero, ligne, erreurs)
    masquees: list[Erreur] = []
    telechargee = _lire_etat(cellules[TELECHARGEES], numero, ligne, masquees)
    if masquees:
        erreurs.append(Erreur(numero, "", "ses colonnes masquées ont été modifiées : téléchargez à nouveau.", ligne))
    if erreurs:
        lecture.erreurs.extend(erreurs)
    else:
        lecture.rangees.append(Rangee(numero, ligne, _texte(cellules[PRISE_EN_CHARGE]), telechargee, saisie))


def _lire_etat(cellules: Sequence[Cellule], numero: int, ligne: int, erreurs: list[Erreur]) -> Etat:
    heures: dict[str, int | None] = dict.fromkeys((OUVRABLES, DIMANCHES))
    for colonne, valeur in zip(heures, cellules, strict=False):
        try:
            heures[colonne] = lire_cellule(valeur)
        except Illisible as erreur:
            erreurs.append(Erreur(numero, colonne, str(erreur), ligne))
    marque = _texte(cellules[2]).casefold()
    if marque not in {"", OUI, NON}:
        erreurs.append(Erreur(numero, SANS_HEURES, f"« {_court(marque)} » lu ; choisissez « oui » ou « non ».", ligne))
    return Etat(heures[OUVRABLES], heures[DIMANCHES], est_barree=marque == OUI)


def lire_cellule(valeur: Cellule) -> int | None:
    """Read the hours of a cell, in hundredths; None when it is empty.

    A duration or a time of the day is what spreadsheets make of « 14:30 ». A date is never a number. Raises Illisible.
    """
    if isinstance(valeur, datetime | date):
        raise Illisible(
            f"Votre tableur a compris une date, le {date_fr(valeur)}. Remettez la cellule au format « Standard », puis "
            "tapez les heures avec une virgule, par exemple 14,50."
        )
    if isinstance(valeur, time):
        valeur = timedelta(hours=valeur.hour, minutes=valeur.minute, seconds=valeur.second)
    if isinstance(valeur, timedelta):
        return _duree(valeur)
    if isinstance(valeur, bool):
        raise Illisible("« VRAI » ou « FAUX » n’est pas un nombre d’heures.")
    if isinstance(valeur, int | float):
        return _nombre(valeur)
    texte = _texte(valeur)
    return lire_heures(texte) if texte else None


def _duree(duree: timedelta) -> int:
    minutes, secondes = divmod(round(duree.total_seconds()), 60)
    if secondes or minutes < 0:
        raise Illisible(f"Votre tableur a compris une durée, {duree} : écrivez un nombre, par exemple 14,50.")
    return lire_heures(f"{minutes // 60}:{minutes % 60:02}")


def _nombre(valeur: float) -> int:
    """Return a number as it was typed, or as a formula gave it with the rounding of its machine."""
    if not 0 <= valeur <= NOMBRE_MAX:  # NaN is not either
        raise Illisible("Écrivez un nombre d’heures de 0 à 744.")
    centiemes = round(valeur * 100)
    if abs(valeur * 100 - centiemes) > TOLERANCE:
        raise Illisible(f"« {_court(str(valeur)).replace('.', ',')} » lu ; deux décimales au plus.")
    return lire_heures(f"{centiemes // 100},{centiemes % 100:02}")


def comparer(lecture: Lecture, lignes: Mapping[int, LigneVue]) -> Comparaison:
    """Compare the sheet with the lines of the form as they are now, by number."""
    comparaison = Comparaison(erreurs=[e for e in lecture.erreurs if e.ligne is None or e.ligne in lignes])
    etrangeres = {e.rangee for e in lecture.erreurs} - {e.rangee for e in comparaison.erreurs}
    for rangee in lecture.rangees:
        vue = lignes.get(rangee.ligne)
        if vue is None:
            etrangeres.add(rangee.numero)
        elif vue.prise_en_charge != rangee.prise_en_charge:
            raison = "ses cellules ont été déplacées : son numéro et sa prise en charge ne vont plus ensemble."
            comparaison.erreurs.append(Erreur(rangee.numero, "", raison))
        else:
            _comparer(comparaison, rangee, vue.etat)
    inconnue = "cette ligne n’est pas de ce formulaire : elle ne sera pas prise."
    comparaison.erreurs.extend(Erreur(numero, "", inconnue) for numero in etrangeres)
    comparaison.erreurs.sort(key=lambda erreur: erreur.rangee)
    lues = {rangee.ligne for rangee in lecture.rangees} | {erreur.ligne for erreur in lecture.erreurs}
    comparaison.nb_absentes = len(lignes.keys() - lues)
    return comparaison


def _comparer(comparaison: Comparaison, rangee: Rangee, actuel: Etat) -> None:
    """Add what `rangee` changes: what differs from the download, and from what the form holds now."""
    voulu = Etat._make(
        maintenant if saisie == telechargee else saisie
        for saisie, telechargee, maintenant in zip(rangee.saisie, rangee.telechargee, actuel, strict=True)
    )
    if voulu.est_barree:
        if any(apres and apres != avant for avant, apres in zip(actuel[:2], voulu[:2], strict=True)):
            raison = "cette ligne est « sans heures » : effacez ses heures, ou remplacez « oui » par « non »."
            comparaison.erreurs.append(Erreur(rangee.numero, SANS_HEURES, raison, rangee.ligne))
            return
        voulu = actuel._replace(est_barree=True)  # as on the page, its hours are kept aside
    if voulu != actuel:
        est_concurrent = actuel != rangee.telechargee
        comparaison.changements.append(Changement(rangee.numero, rangee.ligne, actuel, voulu, est_concurrent))


def _entier(valeur: Cellule) -> int | None:
    if isinstance(valeur, int | float) and not isinstance(valeur, bool) and 0 < valeur < 2**53 and valeur % 1 == 0:
        return int(valeur)
    return None


def _texte(valeur: Cellule) -> str:
    return " ".join(str(valeur).split()) if valeur is not None else ""


def _court(texte: str) -> str:
    return texte if len(texte) <= MONTRES_MAX else f"{texte[:MONTRES_MAX]}…"
