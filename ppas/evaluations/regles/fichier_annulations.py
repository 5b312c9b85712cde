"""The `annulations-commandes` flux (formats.md §3): its columns, and which orders it may withdraw."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self

from ppas.evaluations.regles.fichier_commandes import MOTIF_NUMERO, NUMERO_ATTENDU
from ppas.socle.regles.affichage import date_fr
from ppas.socle.regles.table import Colonne, Fautes, Ligne, forme, jour, texte

COLONNES = (
    Colonne("no_commande", forme(MOTIF_NUMERO, NUMERO_ATTENDU)),
    Colonne("date", jour),
    Colonne("motif", texte(200)),
)


@dataclass(frozen=True, slots=True)
class AnnulationLue:
    """A line of the file: its place, the order, since when and why."""

    ligne: int
    numero: str
    le: date
    motif: str

    @classmethod
    def de(cls, ligne: Ligne) -> Self:
        """Return it from what was read."""
        return cls(ligne.numero, ligne["no_commande"], ligne["date"], ligne["motif"])


@dataclass(frozen=True, slots=True)
class CommandeVue:
    """An order of the caisse, as the rules see it. `annulee`: since when and why, when it already is."""

    est_ouverte: bool
    date_commande: date
    etat: str
    annulee: tuple[date | None, str]


def confronter(
    annulations: Iterable[AnnulationLue], fautes: Fautes, *, commandes: Mapping[str, CommandeVue], le: date
) -> list[AnnulationLue]:
    """Return what is to be withdrawn, without what already is so; note in `fautes` what cannot be.

    `commandes` are the caisse's orders among those named, by number; `le` is today in Paris.
    """
    deja: dict[str, int] = {}
    retenues = []
    for annulation in annulations:
        premiere = deja.setdefault(annulation.numero, annulation.ligne)
        if premiere != annulation.ligne:
            fautes.ajouter(annulation.ligne, "no_commande", f"cette commande est déjà à la ligne {premiere}.")
            continue
        vue = commandes.get(annulation.numero)
        if vue and not vue.est_ouverte and vue.annulee == (annulation.le, annulation.motif):
            continue
        defauts = _defauts(annulation, vue, le)
        for champ, raison in defauts:
            fautes.ajouter(annulation.ligne, champ, raison)
        if not defauts:
            retenues.append(annulation)
    return retenues


def _defauts(annulation: AnnulationLue, vue: CommandeVue | None, le: date) -> list[tuple[str, str]]:
    if vue is None:
        return [("no_commande", f"la commande n° {annulation.numero} est inconnue dans cette caisse.")]
    defauts = []
    if not vue.est_ouverte:
        raison = f"la commande n° {annulation.numero} ne peut plus être annulée : son état est « {vue.etat} »."
        defauts.append(("no_commande", raison))
    if annulation.le > le:
        defauts.append(("date", f"le {date_fr(annulation.le)} est à venir."))
    elif annulation.le < vue.date_commande:
        defauts.append(("date", f"le {date_fr(annulation.le)} précède la commande, {date_fr(vue.date_commande)}."))
    return defauts
