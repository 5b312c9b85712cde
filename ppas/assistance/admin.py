"""What the national administrator keeps about the assistance, among the reference tables."""

from django.contrib import admin

from ppas.assistance.models import ModeleReponse
from ppas.caisses.admin import ReferenceAdmin
from ppas.socle.models import ParametreAssistance


@admin.register(ParametreAssistance)
class ParametreAssistanceAdmin(ReferenceAdmin):
    list_display = ["debut", "telephone", "autre_telephone", "cout", "jours", "delai_heures"]


@admin.register(ModeleReponse)
class ModeleReponseAdmin(admin.ModelAdmin):
    list_display = ["titre", "est_propose"]
