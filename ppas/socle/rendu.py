"""Drawing form fields without a template: a list of forms holds hundreds of them (fiabilite P3).

Django draws each control, each of its options and the attributes of both by templates of their own. The usual ones are
put into words here, as those templates do but for blank lines; any other control goes through its template. So is what
surrounds a control: its label, its help, its errors.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import Any

from django.forms import CheckboxInput, Select
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from ppas.socle.regles.affichage import insecables
from ppas.socle.templatetags.icones import icone

WIDGETS = "django/forms/widgets/{}.html"


class RenduDirect(DjangoTemplates):
    """The renderer of the project's forms (FORM_RENDERER)."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """Return the text of a control, or of whatever `template_name` draws."""
        dessiner = DESSINS.get(template_name)
        return dessiner(context["widget"]) if dessiner else super().render(template_name, context, request)


def _texte(valeur: Any) -> str:
    """Escape what is nearly always plain text, at a third of the price."""
    return escape(valeur) if type(valeur) is str else conditional_escape(valeur)


def _attributs(attributs: Mapping[str, Any]) -> str:
    return "".join(
        f" {_texte(nom)}" + ("" if valeur is True else f'="{_texte(valeur)}"')
        for nom, valeur in attributs.items()
        if valeur is not False
    )


def _saisie(widget: Mapping[str, Any]) -> SafeString:
    valeur = "" if widget["value"] is None else f' value="{_texte(widget["value"])}"'
    type_, nom = _texte(widget["type"]), _texte(widget["name"])
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
    valeur, libelle = _texte(option["value"]), _texte(option["label"])
    return f'\n  <option value="{valeur}"{_attributs(option["attrs"])}>{libelle}</option>'


SAISIES = ("input", "text", "number", "email", "password", "hidden", "date", "checkbox", "file")
DESSINS: dict[str, Callable[[Mapping[str, Any]], SafeString]] = {
    **{WIDGETS.format(nom): _saisie for nom in SAISIES},
    WIDGETS.format("select"): _liste,
}
REQUIS = SafeString(' <span class="requis" aria-hidden="true">*</span>')


def _phrase(texte: object) -> str:
    """Write a sentence of Python, safe or not, so that no line starts with its « : »."""
    ecrit = insecables(str(texte))
    return SafeString(ecrit) if isinstance(texte, SafeString) else ecrit


def dessiner_champ(field: BoundField, classe: str) -> SafeString:
    """Return a field with its label, its mark when required, its help and its errors; `classe` places it in a grid."""
    if field.is_hidden:
        return field.as_widget()
    requis = REQUIS if field.field.required else ""
    if field.use_fieldset:
        return _groupe(field, classe, requis)
    est_coche = isinstance(field.field.widget, CheckboxInput)
    etiquette = (
        f'<label class="{"form-check-label" if est_coche else "form-label"}" for="{_texte(field.id_for_label)}">'
        f"{conditional_escape(_phrase(field.label))}{requis}</label>"
    )
    controle, reste = dessiner_controle(field), dessiner_aide_et_erreurs(field)
    classe = _texte(classe)
    if est_coche:
        return SafeString(
            f'<div class="champ {classe}"><div class="form-check">{controle} {etiquette}</div>{reste}</div>'
        )
    return SafeString(f'<div class="champ {classe}">{etiquette}\n{controle}{reste}</div>')


def dessiner_controle(field: BoundField) -> SafeString:
    """Return the control of a field; a list of choices without what Django computes of each of them for a template."""
    widget = field.field.widget
    if type(widget) is not Select:
        return field.as_widget()
    attributs = field.build_widget_attrs({}, widget)
    if field.auto_id and "id" not in widget.attrs:
        attributs["id"] = field.auto_id
    choisies = widget.format_value(field.value())
    return _liste_de_choix(field.html_name, choisies, widget.attrs | attributs, widget.choices)


def _liste_de_choix(
    nom: str, choisies: Sequence[str], attributs: Mapping[str, Any], choix: Iterable[tuple[Any, Any]]
) -> SafeString:
    morceaux, reste = [], set(choisies)
    for valeur, libelle in choix:
        est_groupe = isinstance(libelle, (list, tuple))
        if est_groupe and valeur:
            morceaux.append(f'\n  <optgroup label="{conditional_escape(valeur)}">')
        for une, son_libelle in libelle if est_groupe else ((valeur, libelle),):
            texte = "" if une is None else str(une)
            marque = " selected" if texte in reste else ""
            if marque:
                reste = set()  # one at most
            morceaux.append(f'\n  <option value="{escape(texte)}"{marque}>{_texte(son_libelle)}</option>')
        if est_groupe and valeur:
            morceaux.append("\n  </optgroup>")
    return SafeString(f'<select name="{_texte(nom)}"{_attributs(attributs)}>{"".join(morceaux)}\n</select>')


def _groupe(field: BoundField, classe: str, requis: str) -> SafeString:
    decrit_par = field.aria_describedby
    return format_html(
        '<fieldset class="champ {}"{}><legend>{}{}</legend>{}{}</fieldset>',
        classe,
        format_html(' aria-describedby="{}"', decrit_par) if decrit_par else "",
        _phrase(field.label),
        requis,
        format_html_join(
            "",
            '<div class="form-check">{} <label class="form-check-label" for="{}">{}</label></div>',
            ((option.tag(), option.id_for_label, option.choice_label) for option in field),
        ),
        dessiner_aide_et_erreurs(field),
    )


def dessiner_aide_et_erreurs(field: BoundField) -> SafeString:
    """Return what the field's `aria-describedby` names: its help, then its errors."""
    morceaux = []
    if field.help_text:
        aide = SafeString(insecables(str(field.help_text)))
        morceaux.append(format_html('\n<div class="form-text" id="{}_helptext">{}</div>', field.auto_id, aide))
    if erreurs := field.errors:
        ligne = '<p class="erreur">{}<span>{}</span></p>'
        lignes = format_html_join("", ligne, ((icone("erreur"), _phrase(erreur)) for erreur in erreurs))
        morceaux.append(format_html('\n<div id="{}_error">{}</div>', field.auto_id, lignes))
    return SafeString("".join(morceaux))
