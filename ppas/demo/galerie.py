"""What the gallery of components shows: each one, empty, usual, at its longest, at fault."""

from typing import Any

from django.contrib.messages import DEFAULT_LEVELS
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import HttpRequest

from ppas.demo.forms import GalerieCaptchaForm, GalerieForm
from ppas.socle.pagination import PageCurseur
from ppas.socle.regles.alphabet import cle_alphabetique
from ppas.socle.regles.graphique import Mesure
from ppas.socle.templatetags.icones import TRACES
from ppas.socle.tri import Tri, nombre, texte

LONG = (
    "Association intercommunale d’aide à domicile et de soins infirmiers des personnes âgées du Val-de-Saône-et-Loire "
    "méridional"
)
INSECABLE = "association-intercommunale-d-aide-a-domicile@departement-de-saone-et-loire.example"
MOIS = ("novembre 2025", "décembre 2025", "janvier 2026", "février 2026", "mars 2026", "avril 2026")
PHRASES = {
    "INFO": "Une information : rien n’est à faire.",
    "SUCCESS": "Une réussite : ce qui a été fait.",
    "WARNING": "Un avertissement : ce qui mérite attention.",
    "ERROR": f"Une erreur : ce qui s’est passé, ce qui est gardé, quoi faire. {LONG}.",
}


STRUCTURES = [("Zélie Services", 123_456), ("association Ciel Bleu", 0), ("Étoile du Berger", 9_900)]
"""A name and an amount in cents."""
TRI = Tri({"nom": texte("nom", "0"), "montant": nombre("montant", "1")}, defaut="nom")


def galerie(request: HttpRequest) -> dict[str, Any]:
    """Return the context of the page."""
    tri = TRI.lire(request)
    rang, cle = (1, int) if tri.nom == "montant" else (0, cle_alphabetique)
    serie = [Mesure(mois, 1200 * rang, f"{1200 * rang} €") for rang, mois in enumerate(MOIS, start=1)]
    vierge = GalerieForm(prefix="vierge")
    fautif = GalerieForm({"fautif-nom": "", "fautif-mail": "sans arobase"}, prefix="fautif")
    return {
        "long": LONG,
        "insecable": INSECABLE,
        "icones": sorted(TRACES),
        "avis": [Message(DEFAULT_LEVELS[niveau], phrase) for niveau, phrase in PHRASES.items()],
        "formulaires": [vierge, fautif],
        "fautif": fautif,
        "seul": GalerieForm({"seul-nom": ""}, prefix="seul"),
        "essai_captcha": GalerieCaptchaForm(),
        "tri": tri,
        "structures": sorted(STRUCTURES, key=lambda structure: cle(structure[rang]), reverse=tri.est_inverse),
        "page_longue": Paginator(range(500), 10).page(25),
        "page_courte": Paginator(range(12), 10).page(1),
        "page_curseur": PageCurseur([], precedent="avant", suivant="apres"),
        "serie": serie,
        "serie_nulle": [Mesure(mois, 0, "0 €") for mois in MOIS],
        "serie_seule": serie[-1:],
    }
