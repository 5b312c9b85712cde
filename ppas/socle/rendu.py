"""Drawing form controls without a template: a list of forms holds hundreds of them (fiabilite P3).

Django draws each control, each of its options and the attributes of both by templates of their own. The usual ones are
put into words here, as those templates do but for blank lines; any other control goes through its template.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

WIDGETS = "django/forms/widgets/{}.html"


class RenduDirect(DjangoTemplates):
    """The renderer of the project's forms (FORM_RENDERER)."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """Return the text of a control, or of whatever `template_name` draws."""
        dessiner = DESSINS.get(template_name)
        return dessiner(context["widget"]) if dessiner else super().render(template_name, context, request)


def _attributs(attributs: Mapping[str, Any]) -> str:
    return "".join(
        f" {conditional_escape(nom)}" + ("" if valeur is True else f'="{conditional_escape(valeur)}"')
        for nom, valeur in attributs.items()
        if valeur is not False
    )


def _saisie(widget: Mapping[str, Any]) -> SafeString:
    valeur = "" if widget["value"] is None else f' value="{conditional_escape(widget["value"])}"'
    type_, nom = conditional_escape(widget["type"]), conditional_escape(widget["name"])
    return SafeString(f'<input type="{type_}" name="{nom}"{valeur}{_attributs(widget["attrs"])}>')


def _liste(widget: Mapping[str, Any]) -> SafeString:
    groupes = "".join(
        (f'\n  <optgroup label="{conditional_escape(nom)}">' if nom else "")
        + "".join(map(_option, options))
        + ("\n  </optgroup>" if nom else "")
        for nom, options, _ in widget["optgroups"]
    )
    nom = conditional_escape(widget["name"])
    return SafeString(f'<select name="{nom}"{_attributs(widget["attrs"])}>{groupes}\n</select>')


def _option(option: Mapping[str, Any]) -> str:
    valeur, libelle = conditional_escape(option["value"]), conditional_escape(option["label"])
    return f'\n  <option value="{valeur}"{_attributs(option["attrs"])}>{libelle}</option>'


SAISIES = ("input", "text", "number", "email", "password", "hidden", "date", "checkbox", "file")
DESSINS: dict[str, Callable[[Mapping[str, Any]], SafeString]] = {
    **{WIDGETS.format(nom): _saisie for nom in SAISIES},
    WIDGETS.format("select"): _liste,
}
