"""Wagtail expects Django's own name for the active accounts, and groups on a user."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("auth", "0012_alter_user_first_name_max_length"), ("comptes", "0002_securite_des_comptes")]

    operations = [
        migrations.RenameField("utilisateur", "est_actif", "is_active"),
        migrations.AddField(
            "utilisateur",
            "is_superuser",
            models.BooleanField(
                default=False,
                help_text="Designates that this user has all permissions without explicitly assigning them.",
                verbose_name="superuser status",
            ),
        ),
        migrations.AddField(
            "utilisateur",
            "groups",
            models.ManyToManyField(
                blank=True,
                help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                related_name="user_set",
                related_query_name="user",
                to="auth.group",
                verbose_name="groups",
            ),
        ),
        migrations.AddField(
            "utilisateur",
            "user_permissions",
            models.ManyToManyField(
                blank=True,
                help_text="Specific permissions for this user.",
                related_name="user_set",
                related_query_name="user",
                to="auth.permission",
                verbose_name="user permissions",
            ),
        ),
    ]
