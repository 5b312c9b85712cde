"""Writing an invoice file (formats.md §1), as a partner's billing software would."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape

from ppas.facturation.regles.donnees import PRESTATION_AMD
from ppas.facturation.regles.nom_fichier import EXTENSION, NomFichier


@dataclass(frozen=True)
class LigneAEcrire:
    """A line. Hours or a quantity in hundredths; `prix_centimes` is the unit price of what is not counted in hours.

    `montant_centimes` None: quantity × price. An empty `no_pec` is left out.
    """

    no_pec: str
    nir: str
    nom: str
    prenom: str
    debut: date
    fin: date
    ouvrables_centiemes: int = 0
    dimanches_feries_centiemes: int = 0
    quantite_centiemes: int = 0
    prix_centimes: int = 0
    montant_centimes: int | None = None

    @property
    def total_centiemes(self) -> int:
        """All that it counts, in hundredths."""
        return self.ouvrables_centiemes + self.dimanches_feries_centiemes + self.quantite_centiemes


def ecrire(nom: NomFichier, lignes: Sequence[LigneAEcrire], *, emise_le: date) -> tuple[str, bytes]:
    """Return the name and the bytes of the file that invoices `lignes`."""
    entete = {
        "rf-borfact": nom.reference,
        "cd-caisse": nom.caisse,
        "id-structure": nom.identifiant_structure,
        "cd-prestation": nom.prestation,
    }
    if nom.echeance:
        entete["echeance"] = f"{nom.echeance:%Y%m}"
    entete |= {
        "dt-emission": emise_le.isoformat(),
        "nb-lignes": str(len(lignes)),
        "qt-totale": _nombre(sum(ligne.total_centiemes for ligne in lignes)),
    }
    corps = "\n".join(
        f'    <ligne no="{rang}">\n{_elements(_champs(ligne, nom.prestation), 6)}\n    </ligne>'
        for rang, ligne in enumerate(lignes, start=1)
    )
    texte = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<borfact version="1.0">\n'
        f"  <entete>\n{_elements(entete, 4)}\n  </entete>\n  <lignes>\n{corps}\n  </lignes>\n</borfact>\n"
    )
    return nom.reference + EXTENSION, texte.encode()


def _champs(ligne: LigneAEcrire, prestation: str) -> dict[str, str]:
    champs = {"no-pec": ligne.no_pec} if ligne.no_pec else {}
    champs |= {
        "nir": ligne.nir,
        "nom": ligne.nom,
        "prenom": ligne.prenom,
        "dt-debut": ligne.debut.isoformat(),
        "dt-fin": ligne.fin.isoformat(),
    }
    if prestation == PRESTATION_AMD:
        return champs | {
            "qt-ouvrables": _nombre(ligne.ouvrables_centiemes),
            "qt-dimanches-feries": _nombre(ligne.dimanches_feries_centiemes),
        }
    montant = ligne.montant_centimes
    return champs | {
        "qt": _nombre(ligne.quantite_centiemes),
        "mt-unitaire": _nombre(ligne.prix_centimes),
        "mt": _nombre(ligne.quantite_centiemes * ligne.prix_centimes // 100 if montant is None else montant),
    }


def _elements(valeurs: dict[str, str], retrait: int) -> str:
    return "\n".join(f"{' ' * retrait}<{nom}>{escape(valeur)}</{nom}>" for nom, valeur in valeurs.items())


def _nombre(centiemes: int) -> str:
    return f"{Decimal(centiemes).scaleb(-2):.2f}"
