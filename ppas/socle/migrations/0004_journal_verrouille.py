"""The database itself refuses to change the journal."""

from django.db import migrations

from ppas.socle.verrous import lever, poser


class Migration(migrations.Migration):

    dependencies = [
        ("socle", "0003_journal_scelle"),
    ]

    operations = [migrations.RunPython(poser, lever)]
