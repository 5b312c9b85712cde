"""The `anomalies-report` file (formats.md §3, CAI-13): its columns, and which lines it may reject."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self

from ppas.paiements.regles.fichier import numero_enregistrement
from ppas.socle.regles.affichage import date_fr
from ppas.socle.regles.table import Colonne, Fautes, Ligne, forme, jour, texte

COLONNES = (
    Colonne("no_enregistrement", numero_enregistrement),
    Colonne("code", forme("[0-9A-Za-z][0-9A-Za-z._-]{0,19}", "1 à 20 lettres, chiffres, . _ ou -")),
    Colonne("libelle", texte(300)),
    Colonne("date", jour),
)


@dataclass(frozen=True, slots=True)
class RejetLu:
    """A line of the file: its place, the record that it rejects, the caisse's own code and words, the day."""

    ligne: int
    enregistrement: int
    code: str
    libelle: str
    date: date

    @classmethod
    def de(cls, ligne: Ligne) -> Self:
        """Return it from what was read."""
        return cls(ligne.numero, ligne["no_enregistrement"], ligne["code"], ligne["libelle"], ligne["date"])


@dataclass(frozen=True, slots=True)
class LigneVue:
    """An invoice line of the caisse, as the rules see it."""

    est_rejetable: bool
    etat: str


def confronter(rejets: Iterable[RejetLu], fautes: Fautes, *, lignes: Mapping[int, LigneVue], le: date) -> None:
    """Note what cannot be: an anomaly said twice, a date to come, a line that the caisse's system does not hold.

    One line may have several anomalies, each with its code. `lignes` holds, by record number, those of this caisse
    among those that the file names; `le` is today in Paris.
    """
    deja: dict[tuple[int, str], int] = {}
    for rejet in rejets:
        premiere = deja.setdefault((rejet.enregistrement, rejet.code), rejet.ligne)
        if premiere != rejet.ligne:
            fautes.ajouter(
                rejet.ligne,
                "code",
                f"l’anomalie {rejet.code} de l’enregistrement n° {rejet.enregistrement} est déjà à la ligne "
                f"{premiere} de ce fichier.",
            )
        raison = _empechement(rejet.enregistrement, lignes.get(rejet.enregistrement))
        if raison:
            fautes.ajouter(rejet.ligne, "no_enregistrement", raison)
        if rejet.date > le:
            fautes.ajouter(rejet.ligne, "date", f"le {date_fr(rejet.date)} est à venir.")


def _empechement(numero: int, vue: LigneVue | None) -> str | None:
    if vue is None:
        return f"l’enregistrement n° {numero} est inconnu dans cette caisse."
    if not vue.est_rejetable:
        return f"l’enregistrement n° {numero} ne peut pas être rejeté : son état est « {vue.etat} »."
    return None
