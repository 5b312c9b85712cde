"""A refused file, corrected where its writing alone is at fault and only one reading is possible (PLU-02).

What is corrected never changes what the file says: no amount, quantity, date or identity takes another value; a value
is only written as the layout asks (docs/decisions/0079). The rest is left, byte for byte, as it was received.
"""

from collections.abc import Container, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from io import BytesIO

from ppas.facturation.regles import ecriture
from ppas.facturation.regles.borfact import Lecture
from ppas.facturation.regles.catalogue import Anomalie
from ppas.facturation.regles.donnees import ContexteDepot, EnteteLue
from ppas.facturation.regles.entete import anomalies_entete, anomalies_totaux
from ppas.facturation.regles.nom_fichier import NomFichier, analyser, nom_propose

TAILLE_MAX = 10 * 1024 * 1024
"""Bytes beyond which nothing is proposed, some 30,000 lines: a page must answer within a few seconds."""
DIFFERENCES_MAX = 100
"""Differences kept to be shown; the others are only counted."""
CORRIGEABLES = frozenset({"F01", "F02", "F03", "F04", "F05"})
"""Codes for which there may be something to propose."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What is changed: in which line of the text (None: the file's name), before, after, by reason of which control."""

    ligne: int | None
    avant: str
    apres: str
    code: str


@dataclass(slots=True)
class Correction:
    """The corrected file. `differences` holds the first ones in the order of the file, `nb` counts them all.

    `restantes`: what still refuses the whole file, as far as the file alone can tell.
    """

    contenu: bytes
    nom: str
    differences: list[Difference] = field(default_factory=list)
    nb: int = 0
    restantes: list[Anomalie] = field(default_factory=list)

    def noter(self, code: str, reecritures: Iterable[ecriture.Reecriture], decalage: int = 0) -> None:
        """Count what was rewritten, and keep it while few were kept; `decalage` leads to the lines received."""
        for faite in reecritures:
            self.nb += 1
            if self.nb <= DIFFERENCES_MAX:
                ligne = max(faite.ligne + decalage, 1)
                self.differences.append(
                    Difference(ligne, faite.avant.decode("utf-8", "replace"), faite.apres.decode(), code)
                )


def corriger(contenu: bytes, nom: str, *, le: date, noms_utilises: Container[str] = ()) -> Correction | None:
    """Return `contenu` and its name corrected, or None when nothing is certain.

    `le` is the day on which the file would be sent; `noms_utilises` are the names that the sender may not use again.
    """
    if len(contenu) > TAILLE_MAX:
        return None
    correction = Correction(contenu, nom)
    _corriger_prologue(correction)
    correction.contenu, reecritures = ecriture.reecrire_valeurs(correction.contenu)
    correction.noter("F05", reecritures, _decalage(contenu, correction.contenu))
    _numeroter(correction, _decalage(contenu, correction.contenu))
    entete = _lire(correction.contenu).entete
    _nommer(correction, entete, noms_utilises)
    _referencer(correction, entete, _decalage(contenu, correction.contenu))
    if not correction.nb:
        return None
    correction.differences.sort(key=lambda difference: difference.ligne or 0)
    correction.restantes = _restantes(correction, le)
    return correction


def _decalage(recu: bytes, corrige: bytes) -> int:
    """Return what to add to a line of the corrected text to find it in the one received: only the prolog moves it."""
    return recu.count(b"\n") - corrige.count(b"\n")


def _lire(contenu: bytes) -> Lecture:
    """Read everything; what is wrong is in `anomalies`."""
    lecture = Lecture(BytesIO(contenu))
    for _ in lecture.lignes():
        pass
    return lecture


def _restantes(correction: Correction, le: date) -> list[Anomalie]:
    lecture = _lire(correction.contenu)
    nom = analyser(correction.nom, lecture.entete)
    fautes = [*lecture.anomalies] if isinstance(nom, NomFichier) else [nom, *lecture.anomalies]
    if lecture.entete is not None:
        nom_lu = nom if isinstance(nom, NomFichier) else None
        fautes += anomalies_entete(lecture.entete, nom_lu, contexte=ContexteDepot(), le=le)
    return [faute for faute in [*fautes, *_totaux(lecture, le)] if faute.est_refus]


def _totaux(lecture: Lecture, le: date) -> list[Anomalie]:
    if lecture.entete is None or lecture.anomalies:
        return []
    return anomalies_totaux(lecture.entete, lecture.nb_lignes, lecture.quantite_totale, le=le)


def _corriger_prologue(correction: Correction) -> None:
    """F04: blanks before the declaration; an encoding that the bytes contradict."""
    for essayer in (ecriture.oter_les_blancs_du_debut, ecriture.declarer_l_encodage):
        trouve = essayer(correction.contenu)
        if trouve is not None:
            correction.contenu, reecriture = trouve
            correction.noter("F04", [reecriture])


def _numeroter(correction: Correction, decalage: int) -> None:
    """F05: records numbered anew when nothing else is wrong; where totals disagree, a line may be missing."""
    if not _lire(correction.contenu).anomalies:
        return
    numerote, reecritures = ecriture.numeroter(correction.contenu)
    relue = _lire(numerote)
    if reecritures and not relue.anomalies and not _totaux(relue, date.max):
        correction.contenu = numerote
        correction.noter("F05", reecritures, decalage)


def _nommer(correction: Correction, entete: EnteteLue | None, noms_utilises: Container[str]) -> None:
    """F01, F02: the name that the wrong one or the header tells; where it was used, that of the next complement."""
    recu = correction.nom
    est_conforme = isinstance(analyser(recu), NomFichier)
    nom = recu if est_conforme else nom_propose(recu, entete)
    while nom is not None and nom in noms_utilises:
        lu = analyser(nom)
        nom = lu.complement_suivant() if isinstance(lu, NomFichier) else None
    if nom is not None and nom != recu:
        correction.nom = nom
        correction.nb += 1
        correction.differences.append(Difference(None, recu, nom, "F02" if est_conforme else "F01"))


def _referencer(correction: Correction, entete: EnteteLue | None, decalage: int) -> None:
    """F03: the reference is the name, when all that the header shares with the name agrees with it."""
    nom = analyser(correction.nom)
    if entete is None or not isinstance(nom, NomFichier):
        return
    suppose = replace(entete, reference=nom.reference)
    fautes, autres = (anomalies_entete(e, nom, contexte=ContexteDepot(), le=date.max) for e in (entete, suppose))
    if not fautes or autres:
        return
    trouve = ecriture.ecrire_reference(correction.contenu, nom.reference)
    if trouve is not None:
        correction.contenu, reecriture = trouve
        correction.noter("F03", [reecriture], decalage)
