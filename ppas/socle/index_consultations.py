"""The index of who was seen: the database fills it from each consultation that is written (docs/decisions/0092).

A migration that makes SQLite rebuild `socle_consultation` loses its trigger: it must end with `poser` again.
"""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

NOM = "socle_consultation_indexee"
VERS = "INSERT INTO socle_beneficiairevu (consultation_id, beneficiaire_ref) SELECT DISTINCT"
VUS = {
    "postgresql": "CAST(vu AS bigint) FROM unnest(string_to_array(btrim({liste}), ' ')) AS vu",
    "sqlite": "value FROM json_each('[' || replace(trim({liste}), ' ', ',') || ']')",
}
CREER = f"CREATE TRIGGER {NOM} AFTER INSERT ON socle_consultation"
POSER = {
    "postgresql": (
        f"CREATE FUNCTION {NOM}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {{indexer}}; RETURN NULL; END $$",
        f"{CREER} FOR EACH ROW WHEN (NEW.beneficiaires <> '') EXECUTE FUNCTION {NOM}()",
    ),
    "sqlite": (f"{CREER} WHEN NEW.beneficiaires <> '' BEGIN {{indexer}}; END",),
}
LEVER = {
    "postgresql": (f"DROP TRIGGER {NOM} ON socle_consultation", f"DROP FUNCTION {NOM}()"),
    "sqlite": (f"DROP TRIGGER {NOM}",),
}


def poser(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Index the consultations already written and create the trigger, as a step of a migration."""
    base = schema_editor.connection.vendor
    vus = VUS[base].replace(" FROM ", " FROM socle_consultation AS c, ")
    ordres = [f"{VERS} c.id, {vus.format(liste='c.beneficiaires')} WHERE c.beneficiaires <> ''"]
    indexer = f"{VERS} NEW.id, {VUS[base].format(liste='NEW.beneficiaires')}"
    ordres += [ordre.format(indexer=indexer) for ordre in POSER[base]]
    with schema_editor.connection.cursor() as curseur:
        for ordre in ordres:
            curseur.execute(ordre)


def lever(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the trigger, as the way back of a migration."""
    with schema_editor.connection.cursor() as curseur:
        for ordre in LEVER[schema_editor.connection.vendor]:
            curseur.execute(ordre)
