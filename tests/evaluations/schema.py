"""A validator of the few keywords that our published JSON schema uses; an unknown one is an error, not a silence."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

TYPES = {"object": dict, "array": list, "string": str, "integer": int, "null": type(None)}
FORMATS = {"date": date.fromisoformat, "date-time": datetime.fromisoformat}
SANS_EFFET = {"$schema", "$defs", "title", "description"}


def fautes(valeur: Any, schema: dict[str, Any], racine: dict[str, Any] | None = None, ou: str = "$") -> Iterator[str]:
    """Yield what of `valeur` does not follow `schema`, each with its place."""
    racine = racine or schema
    if "type" in schema and (mauvais := list(_type(valeur, schema["type"], schema, racine, ou))):
        yield from mauvais  # the other words speak of values of that type
        return
    for mot, attendu in schema.items():
        if mot not in SANS_EFFET:
            yield from CONTROLES[mot](valeur, attendu, schema, racine, ou)


def _reference(valeur, attendu, schema, racine, ou):
    cible = racine
    for partie in attendu.removeprefix("#/").split("/"):
        cible = cible[partie]
    yield from fautes(valeur, cible, racine, ou)


def _type(valeur, attendu, schema, racine, ou):
    types = [attendu] if isinstance(attendu, str) else attendu
    if not any(isinstance(valeur, TYPES[nom]) and not isinstance(valeur, bool) for nom in types):
        yield f"{ou}: {valeur!r} is not {attendu}"


def _proprietes(valeur, attendu, schema, racine, ou):
    for nom, sous in attendu.items():
        if nom in valeur:
            yield from fautes(valeur[nom], sous, racine, f"{ou}.{nom}")


def _autres(valeur, attendu, schema, racine, ou):
    autres = [nom for nom in valeur if nom not in schema.get("properties", {})]
    for nom in autres:
        if attendu is False:
            yield f"{ou}: unexpected {nom}"
        else:
            yield from fautes(valeur[nom], attendu, racine, f"{ou}.{nom}")


def _elements(valeur, attendu, schema, racine, ou):
    for rang, element in enumerate(valeur if isinstance(valeur, list) else []):
        yield from fautes(element, attendu, racine, f"{ou}[{rang}]")


def _un_seul(valeur, attendu, schema, racine, ou):
    admis = [sous for sous in attendu if not list(fautes(valeur, sous, racine, ou))]
    if len(admis) != 1:
        yield f"{ou}: {valeur!r} follows {len(admis)} of the shapes"


def _si(condition):
    def controler(valeur, attendu, schema, racine, ou):
        if valeur is not None and not condition(valeur, attendu):
            yield f"{ou}: {valeur!r} against {attendu!r}"

    return controler


def _lisible(valeur, attendu):
    try:
        return bool(FORMATS[attendu](valeur))
    except ValueError:
        return False


CONTROLES = {
    "$ref": _reference,
    "type": _type,
    "properties": _proprietes,
    "additionalProperties": _autres,
    "items": _elements,
    "oneOf": _un_seul,
    "required": _si(lambda valeur, noms: set(noms) <= set(valeur)),
    "const": _si(lambda valeur, attendu: valeur == attendu),
    "pattern": _si(lambda valeur, motif: re.search(motif, valeur)),
    "format": _si(_lisible),
    "minimum": _si(lambda valeur, borne: valeur >= borne),
    "maximum": _si(lambda valeur, borne: valeur <= borne),
    "minItems": _si(lambda valeur, borne: len(valeur) >= borne),
    "minLength": _si(lambda valeur, borne: len(valeur) >= borne),
    "maxLength": _si(lambda valeur, borne: len(valeur) <= borne),
}
