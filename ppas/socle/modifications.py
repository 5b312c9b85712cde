"""Changing the fields of a row, with the old and the new values that the journal keeps."""

from typing import Any

from django.db import models

type Modifications = dict[str, list[Any]]


def appliquer(objet: models.Model, **valeurs: Any) -> Modifications:
    """Set on `objet` those of `valeurs` that differ, save them, and return {field: [old, new]}."""
    modifications = {
        nom: [ancienne, valeur] for nom, valeur in valeurs.items() if (ancienne := getattr(objet, nom)) != valeur
    }
    for nom, (_, valeur) in modifications.items():
        setattr(objet, nom, valeur)
    if modifications:
        objet.save(update_fields=list(modifications))
    return modifications
