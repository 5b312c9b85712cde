"""The `paiements` file (formats.md §3): its columns, and what its slips must be. Knows nothing of the database."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from ppas.socle.regles.affichage import date_fr, euros
from ppas.socle.regles.table import Colonne, Fautes, Ligne, centiemes, forme, jour, texte

AVANCE_MAX = timedelta(days=366)
"""A payment announced further ahead is a slip of the pen."""
MONTANT_MAX = 1_000_000_000_00
QUANTITE_MAX = 9_999_999_99


def numero_enregistrement(valeur: str) -> int:
    """Read a record number; raise ValueError on what cannot be one."""
    return int(forme("[0-9]{1,18}", "un numéro d’enregistrement, en chiffres")(valeur))


def enregistrement_paye(valeur: str) -> str:
    """Read the number of what is paid, an invoice line or an evaluation, and write it as the portal does.

    `0012` is `12`, `E017` is `E17` (docs/decisions/0102). Raises ValueError on what cannot be one.
    """
    attendu = "un numéro d’enregistrement, en chiffres, ou E suivi du numéro d’une évaluation"
    lu = forme("E?[0-9]{1,18}", attendu)(valeur)
    return f"{lu[:1]}{int(lu[1:])}" if est_une_evaluation(lu) else str(int(lu))


def est_une_evaluation(enregistrement: str) -> bool:
    """Tell whether a record number is that of an evaluation."""
    return enregistrement.startswith("E")


def numeros(enregistrements: Iterable[str], *, evaluations: bool) -> list[int]:
    """Return the numbers of the evaluations, or of the invoice lines, among these record numbers."""
    lus = (e for e in enregistrements if est_une_evaluation(e) is evaluations)
    return [int(enregistrement.removeprefix("E")) for enregistrement in lus]


COLONNES = (
    Colonne("no_bordereau", forme("[0-9A-Za-z][0-9A-Za-z._/-]{0,29}", "1 à 30 lettres, chiffres, . _ / ou -")),
    Colonne("code_convention", texte(30)),
    Colonne("date_paiement", jour),
    Colonne("montant_total", centiemes(MONTANT_MAX)),
    Colonne("no_enregistrement", enregistrement_paye),
    Colonne("quantite", centiemes(QUANTITE_MAX)),
    Colonne("montant", centiemes(MONTANT_MAX)),
)


@dataclass(frozen=True, slots=True)
class LigneLue:
    """A payment: its line in the file, the record that it pays (`12`, `E17`), hundredths of the unit, cents."""

    ligne: int
    enregistrement: str
    quantite_centiemes: int
    montant_centimes: int


@dataclass
class BordereauLu:
    """A slip of the file: what its first line says of it, then its payments."""

    ligne: int
    numero: str
    code_convention: str
    date_paiement: date
    montant_centimes: int
    lignes: list[LigneLue] = field(default_factory=list)

    @property
    def cle(self) -> tuple[str, str]:
        """What two slips never share: the code of the convention, whatever its case, and the number."""
        return self.code_convention.casefold(), self.numero


@dataclass(frozen=True, slots=True)
class FactureVue:
    """An invoice line or an evaluation of the caisse, as the rules see it. `bordereau` is the slip that paid it."""

    code_convention: str
    est_payable: bool
    etat: str
    bordereau: str | None


def regrouper(lignes: Iterable[Ligne], fautes: Fautes, *, le: date) -> list[BordereauLu]:
    """Gather `lignes` by slip; note those that contradict the first line of their slip, and wrong sums.

    `le` is today in Paris. Sums are checked only once every line could be read.
    """
    bordereaux: dict[tuple[str, str], BordereauLu] = {}
    for ligne in lignes:
        lu = BordereauLu(
            ligne.numero,
            ligne["no_bordereau"],
            ligne["code_convention"],
            ligne["date_paiement"],
            ligne["montant_total"],
        )
        bordereau = bordereaux.setdefault(lu.cle, lu)
        _comparer(lu, bordereau, fautes, le=le)
        bordereau.lignes.append(LigneLue(ligne.numero, ligne["no_enregistrement"], ligne["quantite"], ligne["montant"]))
    if not fautes:
        for bordereau in bordereaux.values():
            _additionner(bordereau, fautes)
    return list(bordereaux.values())


def _comparer(lu: BordereauLu, bordereau: BordereauLu, fautes: Fautes, *, le: date) -> None:
    if lu.date_paiement > le + AVANCE_MAX:
        fautes.ajouter(lu.ligne, "date_paiement", f"le {date_fr(lu.date_paiement)} est dans plus d’un an.")
    if lu.date_paiement != bordereau.date_paiement:
        fautes.ajouter(
            lu.ligne,
            "date_paiement",
            f"{date_fr(lu.date_paiement)} lu, {date_fr(bordereau.date_paiement)} à la ligne {bordereau.ligne} "
            "du même bordereau.",
        )
    if lu.montant_centimes != bordereau.montant_centimes:
        fautes.ajouter(
            lu.ligne,
            "montant_total",
            f"{euros(lu.montant_centimes)} lu, {euros(bordereau.montant_centimes)} à la ligne {bordereau.ligne} "
            "du même bordereau.",
        )


def _additionner(bordereau: BordereauLu, fautes: Fautes) -> None:
    somme = sum(ligne.montant_centimes for ligne in bordereau.lignes)
    if somme != bordereau.montant_centimes:
        fautes.ajouter(
            bordereau.ligne,
            "montant_total",
            f"{euros(bordereau.montant_centimes)} annoncé pour le bordereau {bordereau.numero}, mais ses lignes "
            f"font {euros(somme)}.",
        )


def confronter(
    bordereaux: Iterable[BordereauLu],
    fautes: Fautes,
    *,
    codes_convention: Collection[str],
    deja_recus: Collection[tuple[str, str]],
    factures: Mapping[str, FactureVue],
) -> None:
    """Note what the caisse's data contradicts: unknown conventions, slips already received, lines that cannot be paid.

    `codes_convention` and the codes of `deja_recus` (keys of slips) are folded; `factures` holds, by record number,
    what this caisse has among what the file names.
    """
    payees: dict[str, int] = {}
    for bordereau in bordereaux:
        code, _ = bordereau.cle
        if code not in codes_convention:
            fautes.ajouter(
                bordereau.ligne,
                "code_convention",
                f"« {bordereau.code_convention} » n’est pas validé dans cette caisse.",
            )
            continue
        if bordereau.cle in deja_recus:
            fautes.ajouter(
                bordereau.ligne,
                "no_bordereau",
                f"le bordereau {bordereau.numero} de cette convention a déjà été reçu, dans un autre fichier.",
            )
            continue
        for ligne in bordereau.lignes:
            raison = _empechement(ligne, code, factures.get(ligne.enregistrement), payees)
            if raison:
                fautes.ajouter(ligne.ligne, "no_enregistrement", raison)


def _empechement(ligne: LigneLue, code: str, facture: FactureVue | None, payees: dict[str, int]) -> str | None:
    """Return why `ligne` cannot be paid, or None; remember in `payees` which line of the file pays which record."""
    numero = ligne.enregistrement
    premiere = payees.setdefault(numero, ligne.ligne)
    if premiere != ligne.ligne:
        return f"l’enregistrement n° {numero} est déjà payé à la ligne {premiere} de ce fichier."
    if facture is None:
        return f"l’enregistrement n° {numero} est inconnu dans cette caisse."
    if facture.code_convention.casefold() != code:
        return f"l’enregistrement n° {numero} est d’une autre convention ({facture.code_convention})."
    if facture.bordereau is not None:
        return f"l’enregistrement n° {numero} est déjà payé par le bordereau {facture.bordereau}."
    if not facture.est_payable:
        return f"l’enregistrement n° {numero} n’attend pas de paiement : son état est « {facture.etat} »."
    return None
