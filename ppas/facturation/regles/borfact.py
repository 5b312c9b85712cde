"""The one adapter to the layout of invoice files (formats.md §1): a stream of bytes becomes a header, then lines.

Memory does not grow with the file: lines are freed as they are read, and none may exceed `ENREGISTREMENT_MAX`. A usual
line is recognised whole by one regular expression over its canonical text, where lxml has already refused whatever is
not well formed; any other line goes to `structure`, which reads it or explains what is wrong.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby, repeat
from typing import BinaryIO, cast

from lxml import etree

from ppas.facturation.regles import prologue, structure
from ppas.facturation.regles.catalogue import Anomalie, anomalie
from ppas.facturation.regles.donnees import PRESTATION_AMD, EnteteLue, LigneLue
from ppas.facturation.regles.prologue import Illisible
from ppas.facturation.regles.valeurs import (
    JOUR,
    MONTANT,
    NUMERO_PEC,
    QUANTITE,
    lire_centiemes,
    lire_jour,
    sans_blancs,
    tronquer_centiemes,
)

BLOC = 1 << 16
ENREGISTREMENT_MAX = 1 << 20

_UN_NOM = r"(?=[^<]{1,80}<)([^<&\s]+(?: [^<&\s]+)*)"
_DEBUT = (
    r'<ligne(?: xmlns:xsi="http://www\.w3\.org/2001/XMLSchema-instance")? no="([1-9][0-9]{0,6})">'
    rf"(?:<no-pec>({NUMERO_PEC})</no-pec>)?<nir>([0-9AB]{{15}}|(?:[0-9AB] ?){{14}}[0-9AB])</nir>"
    rf"<nom>{_UN_NOM}</nom><prenom>{_UN_NOM}</prenom>"
    rf"<dt-debut>({JOUR})</dt-debut><dt-fin>({JOUR})</dt-fin>"
)
_LIGNE_HEURES = re.compile(
    rf"{_DEBUT}<qt-ouvrables>({QUANTITE})</qt-ouvrables>"
    rf"<qt-dimanches-feries>({QUANTITE})</qt-dimanches-feries></ligne>",
    re.ASCII,
)
_LIGNE_UNITES = re.compile(
    rf"{_DEBUT}<qt>({QUANTITE})</qt><mt-unitaire>({MONTANT})</mt-unitaire><mt>({MONTANT})</mt></ligne>", re.ASCII
)

_ERREURS = {
    etree.ErrorTypes.ERR_TAG_NAME_MISMATCH: "une balise fermante ne correspond pas à la balise ouverte",
    etree.ErrorTypes.ERR_TAG_NOT_FINISHED: "le fichier s’arrête avant sa fin",
    etree.ErrorTypes.ERR_DOCUMENT_EMPTY: "il est vide",
    etree.ErrorTypes.ERR_DOCUMENT_END: "du contenu suit la fin du document",
    etree.ErrorTypes.ERR_INVALID_ENCODING: "un caractère ne correspond pas à l’encodage déclaré",
    etree.ErrorTypes.ERR_INVALID_CHAR: "un caractère interdit en XML s’y trouve",
    etree.ErrorTypes.ERR_ATTRIBUTE_REDEFINED: "un attribut est répété dans une même balise",
    etree.ErrorTypes.ERR_UNDECLARED_ENTITY: "une entité n’est pas définie (« & » s’écrit &amp;)",
    etree.ErrorTypes.ERR_NAME_REQUIRED: "un caractère « < » ou « & » n’est pas protégé (&lt; ou &amp;)",
}


@dataclass(frozen=True, slots=True)
class Limites:
    """The largest file taken: bytes and lines."""

    octets: int = 300 * 1024 * 1024
    lignes: int = 1_000_000


class Lecture:
    """One reading of an invoice file. It never raises on what the file holds: faults go to `anomalies`.

    The header is read at once: `entete` is None when the file is refused before its lines. Then iterate over
    `lignes()`; `anomalies` (F04, F05), `nb_lignes` and `quantite_totale` are complete once the iteration is over.
    Lines read before a fault have been given already: any anomaly here refuses the whole file. `octets_lus` tells the
    progress.
    """

    def __init__(self, source: BinaryIO, limites: Limites = Limites()) -> None:
        self.entete: EnteteLue | None = None
        self.anomalies: list[Anomalie] = []
        self.nb_lignes = 0
        self.octets_lus = 0
        self.encodage = "utf-8"
        self._source = source
        self._limites = limites
        self._octets_au_dernier_progres = 0
        self._centiemes = 0
        self._reste = Decimal()
        self._lignes: etree._Element | None = None
        self._ouvrir()

    @property
    def quantite_totale(self) -> Decimal:
        """Sum of every quantity read so far, to the hundredth (half up)."""
        return (Decimal(self._centiemes) / 100 + self._reste).quantize(Decimal("0.01"), ROUND_HALF_UP)

    def lignes(self) -> Iterator[LigneLue]:
        """Yield the lines in the order of the file, as long as nothing refuses it; read on to explain the rest."""
        try:
            while self._lignes is not None and len(self.anomalies) < structure.FAUTES_MAX:
                est_fini = not self._lire_bloc()
                complets = list(self._lignes)
                if not est_fini:
                    del complets[-1:]  # still open, or its tail still to come
                yield from self._lire_lignes(complets)
                if est_fini:
                    self._fermer(self._lignes)
                    return
                if complets:
                    self._octets_au_dernier_progres = self.octets_lus
                    del self._lignes[: len(complets)]
        except Illisible as illisible:
            self._refuser(illisible)

    def _ouvrir(self) -> None:
        try:
            tete = self._source.read(BLOC)
            debut = prologue.examiner(tete)
            self.encodage = debut.encodage
            if debut.racine != "borfact":
                self.anomalies.append(structure.racine_inattendue(debut.racine))
                return
            self._parseur = _parseur(debut.encodage)
            self._donner(tete[debut.debut :])
            while self._lignes is None and not self.anomalies and self._lire_bloc():
                pass
            if self._lignes is None and not self.anomalies:
                self._lire_entete(self._fin_du_document())
        except Illisible as illisible:
            self._refuser(illisible)

    def _lire_bloc(self) -> bool:
        """Feed the parser; False at the end of the file."""
        bloc = self._source.read(BLOC)
        if bloc:
            self._donner(bloc)
        return bool(bloc)

    def _donner(self, bloc: bytes) -> None:
        self.octets_lus += len(bloc)
        if self.octets_lus > self._limites.octets:
            raise Illisible(f"il dépasse {self._limites.octets // (1024 * 1024)} Mo")
        if self.octets_lus - self._octets_au_dernier_progres > ENREGISTREMENT_MAX + BLOC:
            raise Illisible(f"ce qui suit l’enregistrement n°{self.nb_lignes} dépasse 1 Mo sans autre enregistrement")
        try:
            self._parseur.feed(bloc)
            for _, element in self._parseur.read_events():
                self._commencer_lignes(element)  # type: ignore[arg-type] # the stubs forget "start"
        except etree.XMLSyntaxError as erreur:
            raise _illisible(erreur) from erreur

    def _commencer_lignes(self, element: etree._Element) -> None:
        """Read the header as `<lignes>` opens: what precedes it is complete."""
        racine = element.getparent()
        if self._lignes is not None or racine is None or racine.getparent() is not None:
            defaut = "Élément <lignes> répété ou mal placé"
            self.anomalies.append(anomalie("F05", "lignes", ligne=structure.ligne_source(element), defaut=defaut))
        else:
            self._lire_entete(racine)
            self._lignes = element

    def _lire_entete(self, racine: etree._Element) -> None:
        self.anomalies += structure.anomalies_racine(racine)
        element = racine.find("entete")
        if element is not None:
            entete, anomalies = structure.lire_entete(element)
            self.anomalies += anomalies
            self.entete = None if self.anomalies else entete

    def _lire_lignes(self, elements: list[etree._Element]) -> Iterator[LigneLue]:
        """Yield the lines of a block: runs of usual lines are read column by column, the others one by one."""
        motif = _LIGNE_HEURES if self.entete is None or self.entete.prestation == PRESTATION_AMD else _LIGNE_UNITES
        trouves = [motif.fullmatch(etree.tostring(element, encoding="unicode")) for element in elements]
        for est_usuelle, paires in groupby(zip(elements, trouves, strict=True), key=lambda paire: paire[1] is not None):
            suite = list(paires)
            lignes = self._lire_vite([trouve.groups() for _, trouve in suite if trouve]) if est_usuelle else None
            yield from self._lire_lentement([element for element, _ in suite]) if lignes is None else lignes

    def _lire_vite(self, textes: list[tuple[str, ...]]) -> list[LigneLue] | None:
        """Build lines from the groups of their pattern; None sends them to the slow path: one holds something unusual.

        Column by column, without a statement for each line: this is where a large file spends its time.
        """
        numeros, numeros_pec, nirs, noms, prenoms, debuts, fins, *quantites = zip(*textes, strict=True)
        jours = [[lire_jour(texte) for texte in colonne] for colonne in (debuts, fins)]
        nombres = [[lire_centiemes(texte) for texte in colonne] for colonne in quantites]
        rangs = range(self.nb_lignes + 1, self.nb_lignes + 1 + len(textes))
        if self.entete is None or any(None in colonne for colonne in jours + nombres):
            return None
        if numeros != tuple(map(str, rangs)) or rangs[-1] > self._limites.lignes:
            return None
        self.nb_lignes = rangs[-1]
        if self.anomalies:
            return []
        zeros = repeat(0)
        est_horaire = len(nombres) == len(structure.HEURES)
        totales = nombres if est_horaire else nombres[:1]
        self._centiemes += sum(sum(cast("list[int]", colonne)) for colonne in totales)
        return list(
            map(
                LigneLue,
                [nir.replace(" ", "") for nir in nirs],
                noms,
                prenoms,
                *jours,
                repeat(self.entete.prestation),
                repeat(self.entete.echeance),
                [numero or "" for numero in numeros_pec],
                *((*nombres, zeros, zeros, zeros) if est_horaire else (zeros, zeros, *nombres)),
                repeat(()),
                rangs,
            )
        )

    def _lire_lentement(self, elements: list[etree._Element]) -> Iterator[LigneLue]:
        for element in elements:
            if len(self.anomalies) >= structure.FAUTES_MAX:
                return
            self.nb_lignes += element.tag == "ligne"
            if self.nb_lignes > self._limites.lignes:
                raise Illisible(f"il dépasse {self._limites.lignes} lignes")
            ligne, anomalies = structure.lire_ligne(element, self.nb_lignes, self.entete)
            if sans_blancs(element.tail):
                anomalies.append(structure.texte_perdu(element, self.nb_lignes))
            self.anomalies += anomalies
            if ligne is not None and not self.anomalies:
                self._centiemes += ligne.total_centiemes
                for _, texte in ligne.imprecis:
                    self._reste += Decimal(texte) - Decimal(tronquer_centiemes(texte)) / 100
                yield ligne

    def _fermer(self, lignes: etree._Element) -> None:
        self._fin_du_document()
        self.anomalies += structure.anomalies_fin(lignes, self.nb_lignes)

    def _fin_du_document(self) -> etree._Element:
        try:
            return self._parseur.close()
        except etree.XMLSyntaxError as erreur:
            raise _illisible(erreur) from erreur

    def _refuser(self, illisible: Illisible) -> None:
        """A file that is not readable has no other fault worth telling."""
        self.entete = None
        faute = anomalie("F04", ligne=illisible.ligne, colonne=illisible.colonne, defaut=str(illisible))
        self.anomalies = [faute]


def _parseur(encodage: str) -> etree.XMLPullParser:
    return etree.XMLPullParser(
        events=("start",),
        tag="lignes",
        encoding=encodage,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_blank_text=True,
        remove_comments=True,
        remove_pis=True,
    )


def _illisible(erreur: etree.XMLSyntaxError) -> Illisible:
    """Say in French, with the place, why the document is not well formed."""
    ligne, colonne = erreur.position
    defaut = _ERREURS.get(getattr(erreur, "code", 0), "ce n’est pas un document XML bien formé")
    lieu = f" (ligne {ligne}, colonne {colonne})" if ligne else ""
    return Illisible(f"{defaut}{lieu}", ligne or None, colonne or None)
