"""Structure of the document, explained (F05): the slow path, taken by what the adapter does not recognise at once.

`borfact-1.0.xsd` says the same thing to the editors of software: a test holds that both judge alike.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import cast

from lxml import etree

from ppas.facturation.regles.catalogue import Anomalie, anomalie
from ppas.facturation.regles.donnees import PRESTATION_AMD, EnteteLue, LigneLue
from ppas.facturation.regles.valeurs import (
    FORMES,
    lire_centiemes,
    lire_echeance,
    sans_blancs,
    tronquer_centiemes,
)

VERSION = "1.0"

_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
ATTRIBUTS_LIBRES = frozenset({f"{_XSI}schemaLocation", f"{_XSI}noNamespaceSchemaLocation"})
"""Where a document says its schema is: billing software writes it, nobody reads it."""

ENTETE = (
    "rf-borfact",
    "cd-caisse",
    "id-structure",
    "cd-prestation",
    "echeance",
    "dt-emission",
    "nb-lignes",
    "qt-totale",
)
DEBUT_LIGNE = ("no-pec", "nir", "nom", "prenom", "dt-debut", "dt-fin")
HEURES = ("qt-ouvrables", "qt-dimanches-feries")
UNITES = ("qt", "mt-unitaire", "mt")
FACULTATIFS = frozenset({"no-pec", "echeance"})

LONGUEUR_CITEE = 40
FAUTES_MAX = 100
"""Faults listed before the reading stops: one wrong setting of the software faults every line."""


def lire_entete(element: etree._Element) -> tuple[EnteteLue | None, list[Anomalie]]:
    """Read `<entete>`; None when its structure is wrong."""
    valeurs, anomalies = _lire(element, ENTETE, None)
    if anomalies:
        return None, anomalies
    entete = EnteteLue(
        reference=valeurs["rf-borfact"],
        caisse=valeurs["cd-caisse"],
        identifiant_structure=valeurs["id-structure"],
        prestation=valeurs["cd-prestation"],
        echeance=lire_echeance(valeurs["echeance"]) if "echeance" in valeurs else None,
        emise_le=date.fromisoformat(valeurs["dt-emission"]),
        nb_lignes=int(valeurs["nb-lignes"]),
        quantite_centiemes=tronquer_centiemes(valeurs["qt-totale"]),
    )
    return entete, []


def lire_ligne(element: etree._Element, rang: int, entete: EnteteLue | None) -> tuple[LigneLue | None, list[Anomalie]]:
    """Read the `<ligne>` that stands at place `rang`; None when its structure is wrong."""
    if element.tag != "ligne":
        return None, [_f05(f"Élément {_balise(element)} inattendu dans <lignes>", element, None, _nom(element))]
    presents = {_nom(enfant) for enfant in element}
    est_horaire = not presents.intersection(UNITES) or bool(presents.intersection(HEURES))
    valeurs, anomalies = _lire(element, DEBUT_LIGNE + (HEURES if est_horaire else UNITES), rang)
    anomalies += _numero(element, rang)
    if entete is not None and est_horaire != (entete.prestation == PRESTATION_AMD):
        attendus = HEURES if entete.prestation == PRESTATION_AMD else UNITES
        anomalies.append(
            _f05(f"La prestation {entete.prestation} attend {_liste(attendus)}", element, rang, attendus[0])
        )
    if anomalies:
        return None, anomalies
    return construire(valeurs, rang, entete), []


def construire(valeurs: Mapping[str, str], rang: int, entete: EnteteLue | None) -> LigneLue:
    """Build a line from texts that have their right forms; quantities too precise are kept aside for L08."""
    imprecis = tuple((c, valeurs[c]) for c in (*HEURES, "qt") if c in valeurs and lire_centiemes(valeurs[c]) is None)
    centiemes = {champ: tronquer_centiemes(valeurs.get(champ, "0")) for champ in (*HEURES, *UNITES)}
    return LigneLue(
        nir=valeurs["nir"].replace(" ", "").upper(),
        nom=valeurs["nom"],
        prenom=valeurs["prenom"],
        debut=date.fromisoformat(valeurs["dt-debut"]),
        fin=date.fromisoformat(valeurs["dt-fin"]),
        prestation=entete.prestation if entete else "",
        echeance=entete.echeance if entete else None,
        numero_pec=valeurs.get("no-pec", ""),
        ouvrables_centiemes=centiemes["qt-ouvrables"],
        dimanches_feries_centiemes=centiemes["qt-dimanches-feries"],
        quantite_centiemes=centiemes["qt"],
        prix_unitaire_centimes=centiemes["mt-unitaire"],
        montant_centimes=centiemes["mt"],
        imprecis=imprecis,
        rang=rang,
    )


def anomalies_racine(racine: etree._Element) -> list[Anomalie]:
    """Judge `<borfact>` itself, up to `<lignes>`: name, version, order of its children; not what they hold.

    What follows `<lignes>` may not be read yet: `anomalies_fin` judges it.
    """
    if racine.tag != "borfact":
        return [_f05(f"L’élément racine est {_balise(racine)} au lieu de <borfact>, sans espace de noms", racine)]
    anomalies = list(_attributs(racine, None, {"version"}))
    version = racine.get("version")
    if version is None:
        anomalies.append(_f05("Attribut version manquant dans <borfact>", racine, None, "borfact"))
    elif sans_blancs(version) != VERSION:
        constat = f"Version « {_cite(version)} » inconnue : la version reçue par le portail est {VERSION}"
        anomalies.append(_f05(constat, racine, None, "borfact"))
    lignes = racine.find("lignes")
    enfants = list(racine)[: None if lignes is None else racine.index(lignes) + 1]
    anomalies += islice(_suite(racine, enfants, ("entete", "lignes"), None), FAUTES_MAX)
    return anomalies


def anomalies_fin(lignes: etree._Element, nb_lignes: int) -> list[Anomalie]:
    """Judge, at the end of the document, `<lignes>` itself and what follows it; its lines are judged one by one."""
    anomalies = list(_attributs(lignes, None, set()))
    if sans_blancs(lignes.text):
        anomalies.append(_texte_dans(lignes, None))
    if sans_blancs(lignes.tail):
        anomalies.append(texte_perdu(lignes, None))
    anomalies += [
        _f05(f"Élément {_balise(intrus)} inattendu après <lignes>", intrus, None, _nom(intrus))
        for intrus in islice(lignes.itersiblings(), FAUTES_MAX)
    ]
    if not nb_lignes and not len(lignes):
        anomalies.append(_f05("Aucun élément <ligne> dans <lignes>", lignes, None, "lignes"))
    return anomalies


def texte_perdu(element: etree._Element, rang: int | None) -> Anomalie:
    """Report text that stands after `element`, where only elements may."""
    constat = f"Texte « {_cite(element.tail)} » inattendu après {_balise(element)}"
    return _f05(constat, element, rang, _nom(element))


def racine_inattendue(nom: str, ligne: int | None = None) -> Anomalie:
    """Report a root that the first bytes already show not to be ours."""
    return anomalie("F05", nom, ligne=ligne, defaut=f"L’élément racine est <{_cite(nom)}> au lieu de <borfact>")


def _lire(
    element: etree._Element, attendus: tuple[str, ...], rang: int | None
) -> tuple[dict[str, str], list[Anomalie]]:
    """Read the text of the children `attendus`, in that order, with every fault of structure or form."""
    anomalies = [
        *_attributs(element, rang, {"no"} if rang else set()),
        *islice(_suite(element, list(element), attendus, rang), FAUTES_MAX),
    ]
    valeurs: dict[str, str] = {}
    for enfant in element:
        nom = _nom(enfant)
        if nom not in attendus or len(anomalies) >= FAUTES_MAX:
            continue
        anomalies += _attributs(enfant, rang, set())
        if len(enfant):
            constat = f"Élément {_balise(enfant[0])} inattendu dans {_balise(enfant)}"
            anomalies.append(_f05(constat, enfant[0], rang, nom))
            continue
        texte = valeurs[nom] = sans_blancs(enfant.text)
        if not FORMES[nom].accepte(texte):
            recu = f"« {_cite(texte)} » dans {_balise(enfant)}" if texte else f"{_balise(enfant)} est vide"
            constat = f"{recu} : il faut {FORMES[nom].attendu}"
            anomalies.append(_f05(constat, enfant, rang, nom))
    return valeurs, anomalies


def _suite(
    element: etree._Element, enfants: Sequence[etree._Element], attendus: tuple[str, ...], rang: int | None
) -> Iterator[Anomalie]:
    """Yield what is unknown, repeated, missing or out of order among `enfants`, and text between them."""
    vus: list[str] = []
    for enfant in enfants:
        nom = _nom(enfant)
        if nom not in attendus:
            constat = f"Élément {_balise(enfant)} inconnu dans {_balise(element)}"
            yield _f05(constat, enfant, rang, nom)
        elif nom in vus:
            yield _f05(f"Élément {_balise(enfant)} répété dans {_balise(element)}", enfant, rang, nom)
        else:
            vus.append(nom)
    yield from _ordre(element, vus, attendus, rang)
    if sans_blancs(element.text):
        yield _texte_dans(element, rang)
    for enfant in enfants:
        if enfant.tag != "lignes" and sans_blancs(enfant.tail):
            yield texte_perdu(enfant, rang)


def _ordre(
    element: etree._Element, vus: Sequence[str], attendus: tuple[str, ...], rang: int | None
) -> Iterator[Anomalie]:
    for nom in attendus:
        if nom not in vus and nom not in FACULTATIFS:
            yield _f05(f"Élément <{nom}> manquant dans {_balise(element)}", element, rang, nom)
    ordre = [nom for nom in attendus if nom in vus]
    deplace = next((paire for paire in zip(vus, ordre, strict=True) if paire[0] != paire[1]), None)
    if deplace:
        vu, prevu = deplace
        constat = f"Élément <{vu}> mal placé dans {_balise(element)} : <{prevu}> attendu à cet endroit"
        yield _f05(constat, element, rang, vu)


def _texte_dans(element: etree._Element, rang: int | None) -> Anomalie:
    return _f05(f"Texte « {_cite(element.text)} » inattendu dans {_balise(element)}", element, rang, _nom(element))


def _attributs(element: etree._Element, rang: int | None, admis: set[str]) -> Iterator[Anomalie]:
    for attribut in element.keys():  # noqa: SIM118 -- an element iterates over its children
        if attribut not in admis and attribut not in ATTRIBUTS_LIBRES:
            constat = f"Attribut {_cite(str(attribut))} inconnu dans {_balise(element)}"
            yield _f05(constat, element, rang, _nom(element))
            return


def _numero(element: etree._Element, rang: int) -> Iterator[Anomalie]:
    """The records are numbered 1, 2, 3… without a gap."""
    numero = sans_blancs(element.get("no"))
    if element.get("no") is None:
        yield _f05(f"Attribut no manquant dans <ligne> : {rang} attendu", element, rang, "ligne")
    elif not FORMES["no"].accepte(numero):
        yield _f05(f"« {_cite(numero)} » dans l’attribut no : il faut {FORMES['no'].attendu}", element, rang, "ligne")
    elif int(numero) != rang:
        yield _f05(f"Enregistrement numéroté {numero} : {rang} attendu", element, rang, "ligne")


def _f05(constat: str, element: etree._Element, rang: int | None = None, champ: str | None = None) -> Anomalie:
    ou = f"{constat} (enregistrement n°{rang})" if rang else constat
    return anomalie("F05", champ, rang=rang, ligne=ligne_source(element), defaut=ou)


def ligne_source(element: etree._Element) -> int | None:
    """Return the line of `element` in the file; beyond 65535 libxml2 gives that of its first text."""
    return cast("int | None", element.sourceline)


def _nom(element: etree._Element) -> str:
    return str(element.tag)


def _balise(element: etree._Element) -> str:
    return f"<{_cite(_nom(element))}>"


def _cite(texte: str | None) -> str:
    """Quote what was received, short enough for a sentence."""
    court = sans_blancs(texte)
    return court if len(court) <= LONGUEUR_CITEE else f"{court[:LONGUEUR_CITEE]}…"


def _liste(champs: tuple[str, ...]) -> str:
    return ", ".join(f"<{champ}>" for champ in champs)
