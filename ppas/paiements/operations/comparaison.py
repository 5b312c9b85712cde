"""What was invoiced beside what was paid: of the exchanges that a slip pays, which lines are still not paid.

Evaluations are sent one by one: what remains beside one that is paid are the others that the caisse accepted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from ppas.evaluations.etats import EtatEvaluation
from ppas.evaluations.models import Evaluation
from ppas.facturation.etats import EtatLigne
from ppas.facturation.models import Depot, Formulaire, LigneFacture
from ppas.paiements.models import Bordereau, LignePaiement
from ppas.paiements.regles.publication import derniere_date_publiee
from ppas.socle.regles.affichage import mois

ORIGINES = ("depot", "formulaire", "courrier")
MONTANT = "montant_caisse_centimes"
MONTRES = (
    "depot__nom_fichier",
    "formulaire",
    "courrier",
    "echeance",
    "debut",
    "fin",
    "etat",
    MONTANT,
    "prise_en_charge__beneficiaire__nom",
    "prise_en_charge__beneficiaire__prenom",
)
"""What a page says of a line that is not paid."""


@dataclass(frozen=True)
class Envoi:
    """A file, a form or a letter that the slip pays, whole or in part; amounts are the caisse's share, in cents."""

    libelle: str
    depot: int | None
    formulaire: int | None
    nb_factures: int
    facture_centimes: int
    nb_ici: int
    ici_centimes: int
    nb_en_attente: int
    en_attente_centimes: int
    nb_rejetees: int


def non_payees(le: datetime | None) -> Q:
    """Return the condition of a line that no slip pays, or none that a partner may read at the instant `le` (PAY-02).

    `le` None: for the caisse, who reads them all.
    """
    sans_paiement = Q(paiement__isnull=True)
    if le is None:
        return sans_paiement
    return sans_paiement | Q(paiement__bordereau__date_paiement__gt=derniere_date_publiee(le))


class Reste:
    """What is still not paid of the exchanges that `bordereau` pays, as one may know it at the instant `le`."""

    def __init__(self, bordereau: Bordereau, *, le: datetime | None) -> None:
        self._bordereau, self._le = bordereau, le
        champs = [f"ligne_facture__{origine}" for origine in ORIGINES]
        rangees = list(bordereau.lignes.order_by().values_list(*champs).distinct())
        lues = zip(*rangees, strict=True)
        self.paie_des_evaluations = any(rangee == (None, None, None) for rangee in rangees)
        self._origines = {origine: {pk for pk in pks if pk} for origine, pks in zip(ORIGINES, lues, strict=False)}

    def lignes(self) -> QuerySet[LigneFacture]:
        """Return the lines not paid, with all that a page says of them."""
        return (
            _factures(self._origines)
            .filter(non_payees(self._le))
            .select_related("depot", "prise_en_charge__beneficiaire")
            .prefetch_related("formulaire")
            .only(*MONTRES)
        )

    def evaluations(self) -> QuerySet[Evaluation]:
        """Return the accepted evaluations of the convention that are not paid, oldest first; none beside invoices."""
        if not self.paie_des_evaluations:
            return Evaluation.objects.none()
        attendues = Q(etat=EtatEvaluation.ACCEPTEE)
        if self._le:
            caches = Bordereau.objects.filter(convention=self._bordereau.convention_id).a_paraitre(self._le)
            payees = LignePaiement.objects.filter(bordereau__in=caches.order_by(), evaluation__isnull=False)
            attendues |= Q(pk__in=payees.order_by().values("evaluation"))
        siennes = Evaluation.objects.filter(attendues, convention=self._bordereau.convention_id)
        return siennes.select_related("commande__beneficiaire").defer("reponses", "commande__consignes").order_by("pk")

    def envois(self) -> list[Envoi]:
        """Return the exchanges, each with how far it is paid, in three queries."""
        reste, rejetees = non_payees(self._le), Q(etat=EtatLigne.REJETEE)
        ici = Q(paiement__bordereau=self._bordereau)
        sommes = (
            _factures(self._origines)
            .values(*ORIGINES)
            .annotate(
                nb_factures=Count("pk"),
                facture_centimes=Sum(MONTANT),
                nb_ici=Count("pk", filter=ici),
                ici_centimes=Coalesce(Sum("paiement__montant_centimes", filter=ici), 0),
                nb_en_attente=Count("pk", filter=reste & ~rejetees),
                en_attente_centimes=Coalesce(Sum(MONTANT, filter=reste & ~rejetees), 0),
                nb_rejetees=Count("pk", filter=rejetees),
            )
            .order_by(*ORIGINES)
        )
        return list(_nommer(sommes, self._origines))


def _factures(origines: dict[str, set[int]]) -> QuerySet[LigneFacture]:
    condition = Q(pk__in=[])
    for origine, pks in origines.items():
        if pks:
            condition |= Q(**{f"{origine}__in": pks})
    return LigneFacture.objects.publiees().non_annulees().filter(condition)


def _nommer(sommes: QuerySet[LigneFacture, dict[str, Any]], origines: dict[str, set[int]]) -> Iterator[Envoi]:
    depots = Depot.objects.in_bulk(origines.get("depot", ()))
    formulaires = Formulaire.objects.in_bulk(origines.get("formulaire", ()))
    for somme in sommes:
        depot, formulaire, courrier = (somme.pop(origine) for origine in ORIGINES)
        if depot:
            libelle = depots[depot].nom_fichier
        elif formulaire:
            libelle = f"Formulaire {mois(formulaires[formulaire].echeance)}"
        else:
            libelle = f"Courrier n° {courrier}"
        yield Envoi(libelle=libelle, depot=depot, formulaire=formulaire, **somme)
