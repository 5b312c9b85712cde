"""What the rules read: the contents of an invoice, and views of what the caisse knows.

Quantities are integer hundredths of the prestation's unit (`*_centiemes`), money integer cents (`*_centimes`).
"""

from dataclasses import dataclass
from datetime import date, datetime

PRESTATION_AMD = "PPP001"
"""« Aide à domicile prestataire »: the one prestation invoiced in hours, by échéance (formats.md §1)."""


@dataclass(frozen=True, slots=True)
class EnteteLue:
    """The `<entete>` of an invoice file. `echeance` is the first day of its month, None outside AMD."""

    reference: str
    caisse: str
    identifiant_structure: str
    prestation: str
    echeance: date | None
    emise_le: date
    nb_lignes: int
    quantite_centiemes: int


@dataclass(slots=True)
class LigneSaisie:
    """One invoice line, whichever door it comes through: file or on-line form.

    An AMD line has hours (`ouvrables_centiemes`, `dimanches_feries_centiemes`); any other has a quantity, a unit price
    and an amount. `imprecis` lists the quantities written with more than two decimals: (field, text as received); their
    hundredths are then truncated. `numero_pec` is empty when the line names no prise en charge.
    Not frozen: a million of them are built from one file, and a frozen one costs three times more.
    """

    nir: str
    nom: str
    prenom: str
    debut: date
    fin: date
    prestation: str
    echeance: date | None = None
    numero_pec: str = ""
    ouvrables_centiemes: int = 0
    dimanches_feries_centiemes: int = 0
    quantite_centiemes: int = 0
    prix_unitaire_centimes: int = 0
    montant_centimes: int = 0
    imprecis: tuple[tuple[str, str], ...] = ()

    @property
    def est_horaire(self) -> bool:
        """Whether it is counted in hours."""
        return self.prestation == PRESTATION_AMD

    @property
    def total_centiemes(self) -> int:
        """Everything it invoices, in hundredths of its unit."""
        return self.ouvrables_centiemes + self.dimanches_feries_centiemes + self.quantite_centiemes

    @property
    def mois(self) -> date:
        """First day of the month that it draws on: its échéance, or the month in which it begins."""
        return self.echeance or self.debut.replace(day=1)


@dataclass(slots=True)
class LigneLue(LigneSaisie):
    """A line read from a file. `rang` is its `no`: the number of the record in the file, from 1."""

    rang: int = 0


@dataclass(slots=True)
class PriseEnChargeVue:
    """A prise en charge as the rules see it. `taux_participation`: the beneficiary's share, in basis points."""

    id: int
    numero: str
    nir: str
    nom: str
    prenom: str
    prestation: str
    unite: str
    debut: date
    fin: date
    quantite_mensuelle_centiemes: int | None = None
    plafond_centimes: int | None = None
    taux_participation: int = 0

    def couvre(self, debut: date, fin: date) -> bool:
        """Tell whether every day from `debut` to `fin` is granted."""
        return self.debut <= debut and fin <= self.fin

    def croise(self, debut: date, fin: date) -> bool:
        """Tell whether at least one day from `debut` to `fin` is granted."""
        return self.debut <= fin and debut <= self.fin


@dataclass(slots=True)
class DejaFacturee:
    """A line accepted before for the same beneficiary and prestation.

    `numero` is its number on the portal (« enregistrement n° »). `meme_envoi`: it belongs to the exchange being judged,
    and `rang` is then its number there. `mois` follows `LigneSaisie.mois`; `montant_centimes` is the whole amount.
    """

    numero: int | None
    prise_en_charge_id: int | None
    echeance: date | None
    debut: date
    fin: date
    quantite_centiemes: int
    montant_centimes: int = 0
    meme_envoi: bool = False
    rang: int | None = None

    @property
    def mois(self) -> date:
        """First day of the month that it draws on."""
        return self.echeance or self.debut.replace(day=1)


@dataclass(frozen=True, slots=True)
class Parametres:
    """What a caisse sets, and the tariffs that hold for the period; None where no tariff is known.

    `delai_mois`: beyond it a line goes by post (D10). `avertissement_mois`: beyond it payment may be refused.
    """

    delai_mois: int = 12
    avertissement_mois: int = 6
    jours_feries: frozenset[date] = frozenset()
    tarif_ouvrable_centimes: int | None = None
    tarif_dimanche_ferie_centimes: int | None = None
    tarif_unitaire_centimes: int | None = None


@dataclass(frozen=True, slots=True)
class ContexteDepot:
    """What the portal knows of the sender of a file; None means « not known here »: the control is not run.

    `caisses`: codes of the reference table. `structures`: for each caisse where the sender has a validated convention,
    the identifiers it gave him. `prestations`: known codes; `prestations_ouvertes`: open to the convention's type.
    `nom_utilise_le`: when the same name was deposited before.
    """

    caisses: frozenset[str] | None = None
    structures: dict[str, frozenset[str]] | None = None
    prestations: frozenset[str] | None = None
    prestations_ouvertes: frozenset[str] | None = None
    nom_utilise_le: datetime | None = None
