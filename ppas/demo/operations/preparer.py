"""Building the demonstration's database, and never touching another one."""

import hashlib
from enum import Enum
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from ppas.caisses.operations.charger_references import charger_references
from ppas.comptes.models import Utilisateur
from ppas.demo.models import Construction
from ppas.demo.operations.agenda import Agenda
from ppas.demo.operations.facturation import travailler
from ppas.demo.operations.historique import ecrire_le_passe
from ppas.demo.operations.inscriptions import ouvrir_les_comptes
from ppas.demo.operations.publier import publier
from ppas.demo.operations.reglages import regler
from ppas.demo.regles.structures import EXEMPLES
from ppas.publications.operations.charger_contenus import charger_contenus
from ppas.publications.operations.indexer import tout_indexer
from ppas.socle.horloge import aujourd_hui, maintenant
from ppas.socle.refus import Refus

DOMAINES = Path(__file__).parents[2]


class Etat(Enum):
    """What a database is, seen from the demonstration."""

    VIDE = "vide"
    A_JOUR = "à jour"
    PERIMEE = "périmée"
    ETRANGERE = "étrangère"


def empreinte() -> str:
    """Return the hash of what decides of the demonstration's database: its code, its data, the tables."""
    sources = [
        *(DOMAINES / "demo").rglob("*.py"),
        *(DOMAINES / "demo").rglob("*.csv"),
        *DOMAINES.glob("*/contenu/**/*"),
        *DOMAINES.glob("*/migrations/*.py"),
        EXEMPLES / "prises-en-charge.csv",
    ]
    condense = hashlib.sha256(b"avant le manuel" if settings.AVANT_LE_MANUEL else b"")
    for source in sorted(source for source in sources if source.is_file()):
        condense.update(source.relative_to(DOMAINES.parent).as_posix().encode() + source.read_bytes())
    return condense.hexdigest()


def etat_de_la_base() -> Etat:
    """Say whether the database is empty, the demonstration's (up to date or not), or somebody else's.

    A row of `Construction` makes it the demonstration's. Without one, it may only be filled if it holds no table at
    all, or the empty tables of the demonstration.
    """
    tables = connection.introspection.table_names()
    if not tables:
        return Etat.VIDE
    if Construction._meta.db_table not in tables:
        return Etat.ETRANGERE
    construction = Construction.objects.first()
    if construction is None:
        return Etat.ETRANGERE if Utilisateur.objects.exists() else Etat.VIDE
    est_a_jour = construction.terminee_le is not None and construction.empreinte == empreinte()
    return Etat.A_JOUR if est_a_jour else Etat.PERIMEE


def construire() -> None:
    """Make the tables and the data of the demonstration in an empty database.

    Raises Refus("base-etrangere") when the database is not empty.
    """
    if etat_de_la_base() is not Etat.VIDE:
        raise Refus(
            "base-etrangere",
            "Cette base contient déjà des données, qui ne sont pas celles de la démonstration : rien n’a été modifié. "
            "Indiquez-en une autre par PPAS_BASE, ou un autre dossier par PPAS_DONNEES.",
        )
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    construction = Construction.objects.create(empreinte=empreinte(), commencee_le=maintenant())
    charger_references()
    charger_contenus()
    publier()
    tout_indexer()
    agenda = Agenda()
    ecrire_le_passe(agenda, le=aujourd_hui())
    agenda.derouler()
    ouvrir_les_comptes()
    travailler()
    regler()
    construction.terminee_le = maintenant()
    construction.save()


def vider() -> None:
    """Drop every table of the demonstration's database, whatever version of the portal made them.

    Raises Refus("base-etrangere") when it is not the demonstration's.
    """
    if etat_de_la_base() not in {Etat.A_JOUR, Etat.PERIMEE}:
        raise Refus("base-etrangere", "Cette base n’est pas celle de la démonstration : rien n’a été effacé.")
    tables = connection.introspection.table_names()
    plein_texte = tuple(f"{table}_" for table in tables if table.endswith("_fts"))  # SQLite drops these with their own
    with connection.schema_editor() as editeur:
        for table in tables:
            if table.startswith(plein_texte):
                continue
            editeur.execute(editeur.sql_delete_table % {"table": editeur.quote_name(table)})
