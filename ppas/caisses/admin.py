"""The reference tables in Django's admin (CAI-19)."""

from django.contrib import admin

from ppas.caisses.models import Caisse, Prestation, Regime, Tarif, TrancheBareme, TypePartenaire


@admin.register(Regime)
class RegimeAdmin(admin.ModelAdmin):
    list_display = ["code", "nom", "source"]


@admin.register(Caisse)
class CaisseAdmin(admin.ModelAdmin):
    list_display = ["code", "nom", "regime", "departements", "est_exemple"]
    list_filter = ["regime", "est_exemple"]
    list_select_related = ["regime"]
    search_fields = ["code", "nom", "departements"]


@admin.register(TypePartenaire)
class TypePartenaireAdmin(admin.ModelAdmin):
    list_display = ["nom", "source"]
    readonly_fields = ["code"]

    def has_add_permission(self, request, obj=None):
        """The menu of each kind of partner is written in the code: a new kind would open nothing."""
        return False


@admin.register(Prestation)
class PrestationAdmin(admin.ModelAdmin):
    list_display = ["code", "nom", "unite", "est_exemple"]
    list_filter = ["unite", "types", "est_exemple"]
    filter_horizontal = ["types"]


@admin.register(Tarif)
class TarifAdmin(admin.ModelAdmin):
    list_display = ["prestation", "debut", "ouvrable_centimes", "dimanche_ferie_centimes", "est_exemple"]
    list_filter = ["prestation"]
    list_select_related = ["prestation"]


@admin.register(TrancheBareme)
class TrancheBaremeAdmin(admin.ModelAdmin):
    list_display = ["bareme", "debut", "plafond_seul", "plafond_menage", "participation"]
    list_filter = ["bareme", "debut"]
