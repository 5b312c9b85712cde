"""The database itself indexes who was seen, from the consultations already written on."""

from django.db import migrations

from ppas.socle.index_consultations import lever, poser


class Migration(migrations.Migration):

    dependencies = [
        ("socle", "0006_index_des_consultations"),
    ]

    operations = [migrations.RunPython(poser, lever)]
