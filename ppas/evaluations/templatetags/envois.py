"""« Synchronisation »: `{% load envois %}{% resultat_envoi envoi %}`."""

from django import template
from django.utils.safestring import SafeString

from ppas.evaluations.etats import ResultatEnvoi
from ppas.evaluations.models import EnvoiEvaluation
from ppas.socle.templatetags.composants import etat

register = template.Library()


@register.simple_tag
def resultat_envoi(envoi: EnvoiEvaluation) -> SafeString:
    """Draw what became of a sending: kept, chosen or not, to be chosen, set aside. A list has one a row."""
    if envoi.resultat == ResultatEnvoi.PRISE:
        return etat("Enregistrée", "ok")
    if envoi.choix:
        return etat(envoi.get_choix_display(), "info")
    return etat("À choisir" if envoi.resultat == ResultatEnvoi.CONFLIT else "Mise de côté", "attente")
