"""Guards of the evaluators' screens: a structure that signed for evaluations, and nobody else (SRV-09, EVA-17).

Like the partner's guards, they leave the partner on `request.partenaire`. What is written about a person's health is
for evaluators themselves: the national side, acting in a structure's name, sees its lists and no answer (R6).
"""

from django.http import HttpRequest

from ppas.caisses.models import TypePartenaire
from ppas.partenaires.gardes import est_rattache
from ppas.partenaires.models import Convention
from ppas.socle.gardes import garde


def _est_evaluateur(request: HttpRequest, *, administrateur: bool = False, en_personne: bool = False) -> bool:
    if en_personne and request.au_nom_de:
        return False
    if not est_rattache(request, administrateur=administrateur):
        return False
    conventions = Convention.objects.validees().filter(partenaire=request.partenaire)
    return conventions.filter(type_partenaire__code=TypePartenaire.EVALUATION).exists()


evaluateur = garde("evaluateur", _est_evaluateur)
evaluateur_en_personne = garde("evaluateur-en-personne", lambda request: _est_evaluateur(request, en_personne=True))
administrateur_evaluations = garde(
    "administrateur-evaluations", lambda request: _est_evaluateur(request, administrateur=True)
)
