"""Guards of the evaluators' screens: a structure that signed for evaluations, and nobody else (SRV-09, EVA-17).

Like the partner's guards, they leave the partner on `request.partenaire`, and his validated conventions on
`request.conventions`, each with its caisse, in the order of the caisses' names: lists go by their numbers.
What is written about a person's health is for evaluators themselves: the national side, acting in a structure's name,
sees its lists and no answer (R6).
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
    validees = Convention.objects.validees().filter(partenaire=request.partenaire)
    validees = validees.select_related("caisse", "type_partenaire").only("caisse__nom", "type_partenaire__code")
    request.conventions = list(validees.order_by("caisse__nom", "id"))
    return any(c.type_partenaire.code == TypePartenaire.EVALUATION for c in request.conventions)


evaluateur = garde("evaluateur", _est_evaluateur)
evaluateur_en_personne = garde("evaluateur-en-personne", lambda request: _est_evaluateur(request, en_personne=True))
administrateur_evaluations = garde(
    "administrateur-evaluations", lambda request: _est_evaluateur(request, administrateur=True)
)
