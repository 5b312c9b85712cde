"""What a control is: one entry of the catalogue (formats.md §2, PLU-03, docs/decisions/0078)."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from ppas.socle.regles.affichage import date_fr

EN_GENERAL = {
    "attendu": "le nom du fichier sans son extension",
    "debut": "JJ/MM/AAAA",
    "fin": "JJ/MM/AAAA",
    "numero": "x",
    "proposition": "",
    "reste": "quantité accordée moins quantité déjà facturée",
}
"""What stands for the values of a case where a remedy is shown for none."""


class Gravite(StrEnum):
    """What an anomaly stops."""

    FICHIER = "fichier"
    LIGNE = "ligne"
    AVERTISSEMENT = "avertissement"


class Famille(StrEnum):
    """Who raises an anomaly, hence whether it can be corrected through the portal (ANO-01).

    The anomalies of the second family have no entry: their codes and words are those of the caisse's system.
    """

    FACTURATION = "facturation"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Controle:
    """One control. `phrase` and `remede` are templates filled with the values of the case.

    `champs`: the elements of the layout that it reads; none when it judges the file or its sender.
    `refacturable`: whether a line it refused may be sent again through the portal (ANO-04, ANO-05).
    `donnees_caisse`: whether it needs what only the portal knows, so that `ppas verifier` cannot run it whole.
    `depuis`: the first day on which it is judged, None for ever; `refuse_a_partir_du`: until that day, it only warns.
    """

    code: str
    libelle: str
    phrase: str
    remede: str
    champs: tuple[str, ...] = ()
    refacturable: bool = True
    donnees_caisse: bool = False
    depuis: date | None = None
    refuse_a_partir_du: date | None = None
    famille: Famille = Famille.FACTURATION

    @property
    def conseil(self) -> str:
        """Its remedy as the published procedure gives it, for no case in particular."""
        return self.remede.format_map(EN_GENERAL)

    @property
    def gravite(self) -> Gravite:
        """What it stops once it is fully in force, told by the first letter of its code."""
        return {"F": Gravite.FICHIER, "L": Gravite.LIGNE, "A": Gravite.AVERTISSEMENT}[self.code[0]]

    def gravite_au(self, le: date) -> Gravite | None:
        """Return what it stops on the day `le` of the sending; None when it does not exist yet."""
        if self.depuis is not None and le < self.depuis:
            return None
        if self.refuse_a_partir_du is not None and le < self.refuse_a_partir_du:
            return Gravite.AVERTISSEMENT
        return self.gravite

    @property
    def vigueur(self) -> str:
        """Since when it is judged and what it does then, as a sentence; empty when it always was."""
        depuis = date_fr(self.depuis) if self.depuis else ""
        if self.refuse_a_partir_du is None:
            return f"Contrôle fait à partir du {depuis}." if depuis else ""
        periode = f"du {depuis} au" if depuis else "jusqu’au"
        veille = date_fr(self.refuse_a_partir_du - timedelta(days=1))
        refus = date_fr(self.refuse_a_partir_du)
        return f"Simple avertissement {periode} {veille}, refus à partir du {refus} (jour de l’envoi)."
