"""The reference tables in Django's admin (CAI-19)."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.contrib.auth.models import Group
from django.db import models
from django.forms import CheckboxSelectMultiple
from django_tasks_db.models import DBTaskResult

from ppas.caisses.models import (
    Caisse,
    PlafondPlan,
    Prestation,
    Regime,
    Tarif,
    TrancheBareme,
    TypePartenaire,
    UnitePlafond,
)
from ppas.socle.regles.affichage import euros, heures

# Rights hang on the portal's own tables, and jobs are no reference data.
admin.site.unregister([Group, DBTaskResult])


class ReferenceAdmin(admin.ModelAdmin):
    """A table whose rows say where they come from, in as many words as needed."""

    def formfield_for_dbfield(self, db_field: models.Field, request: Any, **kwargs: Any) -> Any:
        """Give the source two lines."""
        if db_field.name == "source":
            kwargs["widget"] = AdminTextareaWidget(attrs={"rows": 2})
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(Regime)
class RegimeAdmin(ReferenceAdmin):
    list_display = ["code", "nom", "source"]


@admin.register(Caisse)
class CaisseAdmin(ReferenceAdmin):
    list_display = ["code", "nom", "regime", "departements", "est_exemple"]
    list_filter = ["regime", "est_exemple"]
    list_select_related = ["regime"]
    search_fields = ["code", "nom", "departements"]


@admin.register(TypePartenaire)
class TypePartenaireAdmin(ReferenceAdmin):
    list_display = ["nom", "source"]
    readonly_fields = ["code"]

    def has_add_permission(self, request, obj=None):
        """The menu of each kind of partner is written in the code: a new kind would open nothing."""
        return False


@admin.register(Prestation)
class PrestationAdmin(ReferenceAdmin):
    list_display = ["code", "nom", "unite", "est_exemple"]
    list_filter = ["unite", "types", "est_exemple"]
    formfield_overrides = {models.ManyToManyField: {"widget": CheckboxSelectMultiple}}


@admin.register(Tarif)
class TarifAdmin(ReferenceAdmin):
    list_display = ["prestation", "caisse", "debut", "ouvrables", "dimanches", "est_exemple"]
    list_filter = ["caisse", "prestation"]
    list_select_related = ["caisse", "prestation"]

    @admin.display(description="jours ouvrables", ordering="ouvrable_centimes")
    def ouvrables(self, tarif: Tarif) -> str:
        """Write the price as people read it."""
        return euros(tarif.ouvrable_centimes)

    @admin.display(description="dimanches et jours fériés", ordering="dimanche_ferie_centimes")
    def dimanches(self, tarif: Tarif) -> str | None:
        """Write the price of Sundays, when there is one."""
        return None if tarif.dimanche_ferie_centimes is None else euros(tarif.dimanche_ferie_centimes)


@admin.register(TrancheBareme)
class TrancheBaremeAdmin(ReferenceAdmin):
    list_display = ["bareme", "debut", "plafond_seul", "plafond_menage", "participation"]
    list_filter = ["bareme", "debut"]


@admin.register(PlafondPlan)
class PlafondPlanAdmin(ReferenceAdmin):
    list_display = ["libelle", "dispositif", "plafond", "periode_mois", "debut", "fin", "est_exemple"]
    list_filter = ["dispositif", "est_exemple"]

    @admin.display(description="plafond", ordering="valeur")
    def plafond(self, plafond: PlafondPlan) -> str:
        """Write the ceiling in its unit, as people read it."""
        return heures(plafond.valeur) if plafond.unite == UnitePlafond.CENTIEMES_HEURE else euros(plafond.valeur)
