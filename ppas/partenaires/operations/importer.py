"""Taking in the codes that a caisse has issued: the `conventions` file, whole or not at all (CAI-07, formats.md §3)."""

import hashlib
from collections.abc import Collection
from itertools import batched
from typing import BinaryIO

from django.db import transaction
from django.db.models.functions import Lower

from ppas.caisses.models import Caisse, Flux, Importation, TypePartenaire
from ppas.caisses.operations.importations import deja_importe, inscrire_importation
from ppas.comptes.models import Utilisateur
from ppas.partenaires.models import ConventionEmise
from ppas.partenaires.regles.conventions_emises import lire_conventions
from ppas.socle.journal import journaliser
from ppas.socle.refus import FichierRefuse
from ppas.socle.regles.table import Fautes, Ligne

LOT = 1000


def importer_conventions(fichier: BinaryIO, nom: str, *, caisse: Caisse, par: Utilisateur | None) -> Importation:
    """Create or replace the issued conventions of `fichier`; others stay; the same bytes again change nothing.

    Raises FichierRefuse with each fault of the file.
    """
    sha256 = hashlib.file_digest(fichier, "sha256").hexdigest()  # type: ignore[arg-type]
    fichier.seek(0)
    types = {type_partenaire.code: type_partenaire for type_partenaire in TypePartenaire.objects.all()}
    fautes = Fautes()
    lignes = list(lire_conventions(fichier, fautes, types=types))
    if fautes:
        raise FichierRefuse(fautes)
    with transaction.atomic():
        deja = deja_importe(caisse, Flux.CONVENTIONS, sha256)
        if deja:
            return deja
        importation = inscrire_importation(caisse, Flux.CONVENTIONS, sha256, nom=nom, nb_lignes=len(lignes), par=par)
        for lot in batched(lignes, LOT):
            _remplacer(importation, lot, types)
        journaliser(importation, "importer", par=par, libelle=f"Conventions émises : {len(lignes)}")
    return importation


def _remplacer(importation: Importation, lot: Collection[Ligne], types: dict[str, TypePartenaire]) -> None:
    codes = [ligne["code_convention"].lower() for ligne in lot]
    anciennes = ConventionEmise.objects.annotate(code_bas=Lower("code")).filter(caisse=importation.caisse)
    anciennes.filter(code_bas__parmi=codes).delete()
    ConventionEmise.objects.bulk_create(
        ConventionEmise(
            caisse=importation.caisse,
            code=ligne["code_convention"],
            type_partenaire=types[ligne["type"]],
            siret=ligne["siret"] or "",
            nom=ligne["nom"],
            identifiant_structure=ligne["identifiant_structure"] or "",
            debut=ligne["date_debut"],
            fin=ligne["date_fin"],
            importation=importation,
        )
        for ligne in lot
    )
