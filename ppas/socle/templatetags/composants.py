"""Components of the pages: `{% load composants icones %}`. Their markup is in templates/socle/composants/."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.db.models import Model
from django.forms.boundfield import BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.urls import get_script_prefix, get_urlconf
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify

from ppas.socle.adresses import adresse
from ppas.socle.horloge import aujourd_hui
from ppas.socle.operations.captcha import nouveau_captcha
from ppas.socle.pagination import PageCurseur
from ppas.socle.regles import affichage
from ppas.socle.regles.preuve import BITS, EPREUVES
from ppas.socle.rendu import dessiner_aide_et_erreurs, dessiner_champ
from ppas.socle.templatetags.icones import DESSINS
from ppas.socle.tri import TriLu

register = template.Library()


def _ou_vide(ecrire: Callable[[Any], str]) -> Callable[[Any], str]:
    """Leave an absent value empty, so that `{{ depot.traite_le|date_fr }}` needs no `if`."""
    return lambda valeur: "" if valeur is None or valeur == "" else ecrire(valeur)


for ecrire in (
    affichage.centiemes,
    affichage.date_fr,
    affichage.date_heure_fr,
    affichage.de_mois,
    affichage.ecart_euros,
    affichage.euros,
    affichage.heures,
    affichage.mois,
    affichage.nir,
    affichage.nir_masque,
    affichage.nombre,
    affichage.quand_fr,
    affichage.siret,
    affichage.taille,
    affichage.telephone,
):
    register.filter(ecrire.__name__, _ou_vide(ecrire))
register.filter("insecables", _ou_vide(affichage.insecables), is_safe=True)

COUPURES = re.compile(r"_|(?=\.\w+$)")
"""Where the name of a file may be cut: after « _ », before its extension."""


@register.filter
def nom_de_fichier(nom: str) -> SafeString:
    """Write the name of a file for a title: a narrow screen cuts it between its parts."""
    return SafeString(COUPURES.sub(r"\g<0><wbr>", escape(nom)))


TONS = {
    "non": re.compile(r"^(refus|invalid|rejet|annul|abandon|bloqu|echec|erreur)"),
    "attente": re.compile(r"anomalie|^(attente|en_|a_|brouillon|ouvert|partiel|recu|depos)"),
    "info": re.compile(r"^(transmis|exporte)"),
    "ok": re.compile(r"^(valid|accept|trait|realis|pay|envoy|publi|activ|actif|termin|conforme|import|resolu)"),
}
"""The first pattern found in the name of a state gives its tone; a state that matches none is neutral."""

SENS = {sens: SafeString(f' aria-sort="{sens}"' if sens else "") for sens in ("", "ascending", "descending")}
FLECHES = {"": "tri", "ascending": "croissant", "descending": "decroissant"}

NOMBRES = ("", "Un", "Deux", "Trois", "Quatre", "Cinq", "Six", "Sept", "Huit", "Neuf")

NON_RENVOYES = {forms.PasswordInput: "mots de passe", forms.FileInput: "fichiers"}
"""What a browser does not send back to the page: after an error, it is to be given again."""


@register.simple_tag
def champ(field: BoundField, classe: str = "") -> SafeString:
    """Draw a field: label, mark when required, help, widget, errors tied to it. `classe` places it in a grid."""
    widget = field.field.widget
    est_groupe = field.use_fieldset
    base = "form-check-input" if est_groupe or isinstance(widget, forms.CheckboxInput) else "form-control"
    if isinstance(widget, forms.Select) and not est_groupe:
        base = "form-select"
    propres = widget.attrs.get("class", "")
    widget.attrs["class"] = " ".join(filter(None, [propres, base, "is-invalid" if field.errors else ""]))
    return dessiner_champ(field, classe)


register.simple_tag(dessiner_aide_et_erreurs, name="aide_et_erreurs")


@register.inclusion_tag("socle/composants/captcha.html")
def captcha(field: BoundField, classe: str = "") -> dict[str, Any]:
    """Draw the panel « Captcha » of a `ChampCaptcha`, with characters that nobody has seen (REG-26)."""
    return {"field": field, "classe": classe, "captcha": nouveau_captcha(), "epreuves": EPREUVES, "bits": BITS}


@register.inclusion_tag("socle/composants/resume_erreurs.html")
def resume_erreurs(*formulaires: forms.BaseForm) -> dict[str, Any]:
    """Sum up what is to be corrected, with a link to each field; takes the focus when the page opens."""
    generales = [erreur for formulaire in formulaires for erreur in formulaire.non_field_errors()]
    liens = [lien for formulaire in formulaires for lien in _liens_d_erreur(formulaire)]
    nb = len({ancre for ancre, _ in liens})
    if nb == 1:
        titre = "Un champ est à corriger"
    elif nb:
        titre = f"{NOMBRES[nb] if nb < len(NOMBRES) else nb} champs sont à corriger"
    else:
        titre = "La saisie n’a pas été acceptée"
    widgets = [champ.widget for formulaire in formulaires for champ in formulaire.fields.values()]
    return {
        "titre": titre,
        "generales": generales,
        "liens": liens,
        "est_conservee": any(not (widget.is_hidden or isinstance(widget, tuple(NON_RENVOYES))) for widget in widgets),
        "exceptions": " et ".join(
            nom for classe, nom in NON_RENVOYES.items() if any(isinstance(widget, classe) for widget in widgets)
        ),
    }


def _liens_d_erreur(formulaire: forms.BaseForm) -> Iterator[tuple[str, str]]:
    for field in formulaire:
        ancre = f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label
        for erreur in map(str, field.errors):
            est_nomme = field.label.casefold() in erreur.casefold()
            yield ancre, erreur if est_nomme else f"{field.label.rstrip('.')} : {erreur}"


@register.simple_tag
def etat(valeur: Any, ton: str = "") -> SafeString:
    """Draw a state as a pill. `valeur` is an object that has an `etat`, a member of Choices, or a text.

    `ton` is ok, non, attente, info or neutre; without it, it follows from the name of the state.
    """
    if isinstance(valeur, Model):
        nom, libelle = valeur.etat, valeur.get_etat_display()
    else:
        nom, libelle = str(valeur), getattr(valeur, "label", valeur)
    return format_html('<span class="etat {}">{}</span>', ton or _ton(nom), libelle)


@lru_cache(maxsize=256)
def _ton(nom: str) -> str:
    nom = slugify(nom).replace("-", "_")
    return next((ton for ton, motif in TONS.items() if motif.search(nom)), "neutre")


@register.inclusion_tag("socle/composants/pagination.html", takes_context=True)
def pagination(context: Context, page: Page | PageCurseur, nom: str = "Pages de la liste") -> dict[str, Any]:
    """Draw the links between the pages of a list, numbered or by cursor; the filters in the address stay.

    `nom` tells the lists of one page apart.
    """
    numeros = (
        page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1) if _est_numerotee(page) else []
    )
    return {
        "page": page,
        "nom": nom,
        "numeros": numeros,
        "est_numerotee": _est_numerotee(page),
        "request": context["request"],
    }


def _est_numerotee(page: Page | PageCurseur) -> bool:
    return isinstance(page, Page)


@register.simple_tag(takes_context=True)
def bouton_post(
    context: Context, url: str, libelle: str, classe: str = "btn-primary", precision: str = "", **champs: Any
) -> SafeString:
    """Draw a button that writes, as a form of its own. `precision` is read aloud only; `champs` are hidden fields.

    Without a template of its own: some lists have two or three of them a row.
    """
    champs = {"csrfmiddlewaretoken": context.get("csrf_token", ""), **champs}
    gabarit = '<input type="hidden" name="{}" value="{}">' * len(champs)
    valeurs = [texte for champ in champs.items() for texte in champ]
    lue = '<span class="visually-hidden"> {}</span>' if precision else "{}"
    return format_html(
        '<form class="en-ligne" method="post" action="{}">'
        f'{gabarit}<button type="submit" class="btn {{}}">{{}}{lue}</button></form>',
        url,
        *valeurs,
        classe,
        libelle,
        precision,
    )


@register.simple_block_tag
def tableau(
    content: str,
    legende: str,
    classe: str = "tableau-fiches",
    est_legende_visible: bool = False,
    *,
    tri: TriLu | None = None,
    ordre: str = "",
) -> SafeString:
    """Wrap `thead` and `tbody` in a table that has a caption and that a narrow screen can scroll or turn into cards.

    With `tri`, headers sort it (`colonne`) and the caption says how; `ordre` words the list's own order.
    """
    if tri is not None:
        legende = tri.legende(legende, ordre)
    return format_html(
        '<div class="tableau"{4} role="region" aria-label="{0}" tabindex="0">'
        '<table class="table table-hover align-middle {1}"><caption class="{2}">{0}</caption>{3}</table></div>',
        legende,
        f"{classe} triable" if tri is not None else classe,
        "" if est_legende_visible else "visually-hidden",
        content,
        format_html(' id="{}"', tri.parametre) if tri is not None else "",
    )


@register.simple_tag
def colonne(tri: TriLu | None, nom: str, libelle: str, classe: str = "") -> SafeString:
    """Draw the header of a column: a link that sorts by it, or the other way, when `tri` knows `nom`."""
    attributs = format_html(' class="{}"', classe) if classe else ""
    if tri is None or nom not in tri.colonnes:
        return format_html('<th scope="col"{}>{}</th>', attributs, libelle)
    sens = tri.aria_sort(nom)
    adresse_du_tri, effet = tri.action(nom)
    return format_html(
        '<th scope="col"{} abbr="{}"{}><a class="tri" href="{}">{}{}'
        '<span class="visually-hidden"> : trier {}</span></a></th>',
        attributs,
        libelle,
        SENS[sens],
        adresse_du_tri,
        libelle,
        DESSINS[FLECHES[sens]],
        effet,
    )


@register.simple_tag
def champ_tri(tri: TriLu | None) -> SafeString:
    """Keep in a form of filters the order chosen."""
    if tri is None or not tri.est_choisi:
        return SafeString("")
    return format_html('<input type="hidden" name="{}" value="{}">', tri.parametre, tri.choix)


@register.inclusion_tag("socle/composants/vide.html")
def vide(titre: str, texte: str = "", url: str = "", libelle: str = "", icone: str = "boite") -> dict[str, str]:
    """Say that a list is empty, why, and what to do."""
    return {"titre": titre, "texte": texte, "url": url, "libelle": libelle, "icone": icone}


@register.inclusion_tag("socle/composants/progression.html")
def progression(libelle: str, fait: int, total: int | None) -> dict[str, Any]:
    """Draw how far a long work has come; `total` None when it is not known yet."""
    pourcentage = min(100, 100 * fait // total) if total else None
    return {"libelle": libelle, "fait": fait, "total": total, "pourcentage": pourcentage}


@register.inclusion_tag("socle/composants/chiffre.html")
def chiffre(libelle: str, valeur: Any, ton: str = "", url: str = "", lien: str = "") -> dict[str, Any]:
    """Draw a number that matters as a tile; `ton` is ok or non, `url` and `lien` add what to do about it."""
    return {"libelle": libelle, "valeur": valeur, "ton": ton, "url": url, "lien": lien}


HREF = re.compile(r'href="([^"]+)"')


@register.simple_tag(takes_context=True)
def menu(context: Context, nom: str, *, est_mobile: bool = False) -> SafeString:
    """Draw `socle/composants/<nom>.html`: links that are the same on every page, but for the mark of where one is."""
    request = context.get("request")
    est_connecte = hasattr(request, "user") and request.user.is_authenticated
    commun = (nom, est_mobile, est_connecte, aujourd_hui(), get_urlconf(), get_script_prefix())
    adresses = HREF.findall(_dessiner_menu("", frozenset(), *commun))
    ici = request.path if request is not None and request.path in adresses else ""
    etapes = frozenset(url for _, url in context.get("fil") or () if url in adresses)
    return _dessiner_menu(ici, etapes, *commun)


@lru_cache(maxsize=256)
def _dessiner_menu(
    ici: str,
    etapes: frozenset[str],
    nom: str,
    est_mobile: bool,
    est_connecte: bool,
    _le: date,
    _urlconf: str | None,
    _prefixe: str,
) -> SafeString:
    """Draw it once a day: the statement of accessibility that it names is worth nothing after its term."""
    contexte = {"ici": ici, "etapes": etapes, "est_mobile": est_mobile, "est_connecte": est_connecte}
    return render_to_string(f"socle/composants/{nom}.html", contexte)


@register.simple_tag(takes_context=True)
def lien_menu(context: Context, nom: str, libelle: str, titre: str = "") -> SafeString:
    """Draw a link of a menu to the page `nom`; marked when it is this page, or a step of its breadcrumb.

    `titre` is read aloud beside a `libelle` that is only a picture.
    """
    url = adresse(nom)
    if context.get("ici") == url:
        marque = SafeString(' aria-current="page"')
    elif url in (context.get("etapes") or ()):
        marque = SafeString(' aria-current="true"')
    else:
        marque = SafeString("")
    lu = format_html('<span class="visually-hidden">{}</span>', titre) if titre else ""
    return format_html('<a href="{}"{}>{}{}</a>', url, marque, libelle, lu)
