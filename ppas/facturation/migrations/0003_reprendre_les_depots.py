from datetime import date

from django.db import migrations
from django.db.models import Count


def reprendre(apps, schema_editor):
    """Write on the deposits already there what new ones hold: severity and counts of anomalies, échéance, prestation."""
    Anomalie = apps.get_model("facturation", "Anomalie")
    Depot = apps.get_model("facturation", "Depot")
    prestations = dict(apps.get_model("caisses", "Prestation").objects.values_list("code", "pk"))
    for lettre, gravite in (("F", "fichier"), ("L", "ligne"), ("A", "avertissement")):
        Anomalie.objects.filter(code__startswith=lettre).update(gravite=gravite)
    for depot in Depot.objects.exclude(convention=None).iterator():
        parties = depot.nom_fichier.removesuffix(".xml").split("-")[0].split("_")
        est_amd = len(parties) == 3
        depot.echeance = date(int(parties[2][:4]), int(parties[2][4:6]), 1) if est_amd else None
        depot.prestation_id = prestations.get("PPP001" if est_amd else f"PPP{parties[2]}")
        comptes = Anomalie.objects.filter(depot=depot).order_by().values_list("code").annotate(nb=Count("pk"))
        depot.nb_par_code = dict(comptes)
        depot.save(update_fields=["echeance", "prestation", "nb_par_code"])


class Migration(migrations.Migration):
    dependencies = [("facturation", "0002_facturation_complete")]
    operations = [migrations.RunPython(reprendre, migrations.RunPython.noop)]
