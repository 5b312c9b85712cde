"""Remove the welcome page and the site that Wagtail makes: the portal has its own home page."""

from django.db import migrations


def retirer(apps, schema_editor):
    apps.get_model("wagtailcore", "Site").objects.all().delete()
    apps.get_model("wagtailcore", "Page").objects.filter(depth__gt=1).delete()
    apps.get_model("wagtailcore", "Page").objects.update(numchild=0)


class Migration(migrations.Migration):
    dependencies = [("publications", "0001_initial")]

    operations = [migrations.RunPython(retirer, migrations.RunPython.noop)]
