"""A whole file judged in memory, by every rule: what `ppas verifier` runs, and what the portal's verdict must equal.

The portal reads the same rules with a database behind them; here what the caisse knows is given, or left out.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO

from ppas.facturation.regles.borfact import Lecture
from ppas.facturation.regles.catalogue import CATALOGUE, Anomalie
from ppas.facturation.regles.donnees import ContexteDepot, DejaFacturee, LigneLue, Parametres, PriseEnChargeVue
from ppas.facturation.regles.entete import anomalies_entete, anomalies_nom, anomalies_totaux
from ppas.facturation.regles.ligne import anomalies, montant_total
from ppas.facturation.regles.localisation import Reperage
from ppas.facturation.regles.nom_fichier import NomFichier, analyser
from ppas.facturation.regles.rapprochement import rapprocher

NON_VERIFIABLES = tuple(
    controle for controle in CATALOGUE.values() if controle.donnees_caisse and controle.code != "A02"
)
"""What depends on the caisse's data, in whole or in part; A02 is about the registration of a partner, not a file."""


@dataclass(frozen=True, slots=True)
class DonneesCaisse:
    """What the portal knows of the sender, for one prestation: everything is by NIR."""

    depot: ContexteDepot = field(default_factory=ContexteDepot)
    prises_en_charge: Mapping[str, Sequence[PriseEnChargeVue]] = field(default_factory=dict)
    deja_facturees: Mapping[str, Sequence[DejaFacturee]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found in a file: faults of the whole first, then those of lines, in the order of the file."""

    nb_lignes: int
    anomalies: list[Anomalie]

    @property
    def est_acceptable(self) -> bool:
        """Whether nothing in it would be refused."""
        return not any(faute.est_refus for faute in self.anomalies)


def verifier(
    source: BinaryIO, nom: str, *, le: date, parametres: Parametres, caisse: DonneesCaisse | None = None
) -> Verdict:
    """Judge the file `nom`, whose bytes `source` gives, as of `le`. Without `caisse`, judge what needs no such data."""
    lecture = Lecture(source)
    du_fichier = _juger_entete(lecture, nom, caisse.depot if caisse else ContexteDepot(), le)
    registre = _Registre(caisse, le, parametres)
    des_lignes = [faute for ligne in lecture.lignes() for faute in registre.juger(ligne)]
    if lecture.anomalies:
        du_fichier, des_lignes = du_fichier + lecture.anomalies, []
    elif lecture.entete is not None:
        du_fichier += anomalies_totaux(lecture.entete, lecture.nb_lignes, lecture.quantite_totale, le=le)
    reperage = Reperage(source, lecture.encodage)
    trouvees = sorted(du_fichier, key=lambda faute: faute.rang or 0) + des_lignes
    return Verdict(lecture.nb_lignes, [reperage.situer(faute) for faute in trouvees])


def _juger_entete(lecture: Lecture, nom: str, contexte: ContexteDepot, le: date) -> list[Anomalie]:
    lu = analyser(nom, lecture.entete)
    nom_lu = lu if isinstance(lu, NomFichier) else None
    trouvees = anomalies_nom(lu, contexte) if isinstance(lu, NomFichier) else [lu]
    if lecture.entete is not None:
        trouvees += anomalies_entete(lecture.entete, nom_lu, contexte=contexte, le=le)
    return trouvees


class _Registre:
    """Lines judged so far: an accepted one counts against the next ones, a refused one does not."""

    def __init__(self, caisse: DonneesCaisse | None, le: date, parametres: Parametres) -> None:
        self._caisse = caisse
        self._le = le
        self._parametres = parametres
        self._acceptees: dict[str, list[DejaFacturee]] = defaultdict(list)

    def juger(self, ligne: LigneLue) -> list[Anomalie]:
        if self._caisse is None:
            pec, refus = None, None
            deja = [*self._acceptees.get(ligne.nir, ()), *self._acceptees.get(f"n°{ligne.numero_pec}", ())]
        else:
            pec, refus = rapprocher(ligne, self._caisse.prises_en_charge.get(ligne.nir, ()))
            deja = [*self._caisse.deja_facturees.get(ligne.nir, ()), *self._acceptees.get(ligne.nir, ())]
        fautes = [refus] if refus else []
        fautes += anomalies(ligne, prise_en_charge=pec, deja_facturees=deja, le=self._le, parametres=self._parametres)
        if not any(faute.est_refus for faute in fautes):
            self._retenir(ligne, pec)
        return [faute.a_l_enregistrement(ligne.rang) for faute in fautes]

    def _retenir(self, ligne: LigneLue, pec: PriseEnChargeVue | None) -> None:
        retenue = DejaFacturee(
            numero=None,
            prise_en_charge_id=pec.id if pec else None,
            echeance=ligne.echeance,
            debut=ligne.debut,
            fin=ligne.fin,
            quantite_centiemes=ligne.total_centiemes,
            montant_centimes=montant_total(ligne, self._parametres) or 0,
            meme_envoi=True,
            rang=ligne.rang,
        )
        self._acceptees[ligne.nir].append(retenue)
        if pec is None and ligne.numero_pec:
            self._acceptees[f"n°{ligne.numero_pec}"].append(retenue)
