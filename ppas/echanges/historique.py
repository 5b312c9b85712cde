"""« Historique des échanges »: the journal as a partner and as a caisse read it (HIS-01, HIS-02)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Model, Q, QuerySet
from django.urls import reverse

from ppas.caisses.models import Caisse
from ppas.evaluations.models import Commande, Evaluation, ExportEvaluations
from ppas.facturation.models import Courrier, Depot, ExportFactures, Formulaire
from ppas.paiements.models import Bordereau
from ppas.partenaires.models import Partenaire
from ppas.socle.horloge import debut_du_jour
from ppas.socle.models import Evenement, NatureEchange

BORDEREAU = Bordereau._meta.label_lower
PAGES_PARTENAIRE = {
    Depot._meta.label_lower: "facturation:depot",
    Formulaire._meta.label_lower: "facturation:formulaire",
    BORDEREAU: "paiements:bordereau",
}
PAGES_CAISSE = {
    Depot._meta.label_lower: "facturation:caisse_depot",
    ExportFactures._meta.label_lower: "paiements:export",
    BORDEREAU: "paiements:caisse_bordereau",
    Courrier._meta.label_lower: "facturation:caisse_courrier",
    Commande._meta.label_lower: "evaluations:caisse_commande",
    Evaluation._meta.label_lower: "evaluations:caisse_evaluation",
    ExportEvaluations._meta.label_lower: "evaluations:caisse_export",
}
"""The page of what was exchanged, by type of object."""
LISTES_PARTENAIRE: dict[str, str] = {
    NatureEchange.PRISES_EN_CHARGE: "facturation:beneficiaires",
    NatureEchange.ANOMALIES_REPORT: "paiements:anomalies_report",
    NatureEchange.COMMANDES: "evaluations:commandes",
    NatureEchange.COURRIERS: "facturation:courriers",
    NatureEchange.EVALUATIONS: "evaluations:transmises",
}
LISTES_CAISSE: dict[str, str] = {
    NatureEchange.PRISES_EN_CHARGE: "echanges:imports",
    NatureEchange.ANOMALIES_REPORT: "echanges:imports",
    NatureEchange.COMMANDES: "evaluations:caisse_commandes",
}
"""The list where what was exchanged is found, by nature, when it has no page of its own."""


@dataclass(frozen=True)
class Echange:
    """A row of the page. `adresse` leads to what was exchanged, "" when no page shows it."""

    evenement: Evenement
    adresse: str
    partenaire: Partenaire | None = None


def echanges_du_partenaire(partenaire: Partenaire, *, le: datetime) -> QuerySet[Evenement]:
    """Return what `partenaire` exchanged with its caisses, as it may be read at the instant `le`.

    A slip does not show before its publication, 48 hours after the payment (PAY-02).
    """
    publies = Bordereau.objects.de_partenaire(partenaire).publies(le).values("pk")
    return _echanges().filter(~Q(objet_type=BORDEREAU) | Q(objet_ref__in=publies), partenaire_ref=partenaire.pk)


def echanges_de_la_caisse(caisse: Caisse) -> QuerySet[Evenement]:
    """Return what `caisse` exchanged with its partners.

    An export or an import is told once for each of them; « Imports et exports » lists the whole.
    """
    return _echanges().filter(caisse_ref=caisse.pk, partenaire_ref__isnull=False)


def _echanges() -> QuerySet[Evenement]:
    return Evenement.objects.exclude(nature="")


def filtrer[M: Model](
    evenements: QuerySet[M], *, nature: str = "", sens: str = "", du: date | None = None, au: date | None = None
) -> QuerySet[M]:
    """Keep the rows of a kind, of a direction, from the day `du` to the end of the day `au`, in Paris."""
    if nature:
        evenements = evenements.filter(nature=nature)
    if sens:
        evenements = evenements.filter(sens=sens)
    if du:
        evenements = evenements.filter(le__gte=debut_du_jour(du))
    if au:
        evenements = evenements.filter(le__lt=debut_du_jour(au + timedelta(days=1)))
    return evenements


def lignes_du_partenaire(evenements: Iterable[Evenement]) -> list[Echange]:
    """Return the rows of the partner's page."""
    return [Echange(e, _adresse(e, PAGES_PARTENAIRE, LISTES_PARTENAIRE)) for e in evenements]


def lignes_de_la_caisse(evenements: Iterable[Evenement]) -> list[Echange]:
    """Return the rows of the caisse's page, each with its partner, in one query."""
    evenements = list(evenements)
    partenaires = Partenaire.objects.in_bulk({e.partenaire_ref for e in evenements if e.partenaire_ref})
    return [
        Echange(e, _adresse(e, PAGES_CAISSE, LISTES_CAISSE), partenaires.get(e.partenaire_ref or 0)) for e in evenements
    ]


def _adresse(evenement: Evenement, pages: dict[str, str], listes: Mapping[str, str]) -> str:
    if page := pages.get(evenement.objet_type):
        return reverse(page, args=[evenement.objet_ref])
    liste = listes.get(evenement.nature)
    return reverse(liste) if liste else ""
