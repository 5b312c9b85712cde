"""`{% url %}` for every template of the portal (a builtin, in the settings): Django's own, each address found once."""

from typing import Any

from django import template
from django.template import Context
from django.template.base import Parser, Token
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as url_de_django
from django.urls import NoReverseMatch
from django.utils.html import conditional_escape

from ppas.socle.adresses import adresse

register = template.Library()


class NoeudAdresse(URLNode):
    """What Django's node draws, by `ppas.socle.adresses`."""

    def render(self, context: Context) -> str:
        """Return the address, or keep it under the name that follows `as`, empty when there is none."""
        args = [arg.resolve(context) for arg in self.args]
        kwargs = {cle: valeur.resolve(context) for cle, valeur in self.kwargs.items()}
        nom = self.view_name.resolve(context)
        try:
            trouvee = adresse(nom, args, kwargs, application=_application(context))
        except NoReverseMatch:
            if self.asvar is None:
                raise
            trouvee = ""
        if self.asvar:
            context[self.asvar] = trouvee
            return ""
        return conditional_escape(trouvee) if context.autoescape else trouvee


def _application(context: Any) -> str | None:
    """Return the instance of an application in which the page is, as Django's node reads it."""
    request = getattr(context, "request", None)
    resolu = getattr(request, "resolver_match", None)
    return getattr(request, "current_app", getattr(resolu, "namespace", None))


@register.tag
def url(parser: Parser, token: Token) -> NoeudAdresse:
    """Draw the address of a page: `{% url nom arg cle=valeur as variable %}`."""
    noeud = url_de_django(parser, token)
    return NoeudAdresse(noeud.view_name, noeud.args, noeud.kwargs, noeud.asvar)
