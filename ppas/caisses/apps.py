"""The application, and its settings of Django's admin."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin


class CaissesConfig(AppConfig):
    name = "ppas.caisses"
    verbose_name = "Tables de référence"
    default = True


class ReferencesConfig(admin.AdminConfig):
    """Django's admin as the portal uses it: for reference tables, with the portal's own login."""

    default = False
    default_site = "ppas.caisses.site.SiteDesReferences"
