"""What the caisse's system answers to an export: the `paiements` file that pays all its lines."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from operator import itemgetter

from django.db.models import Sum
from django.db.models.functions import Coalesce

from ppas.evaluations.etats import EtatEvaluation
from ppas.evaluations.models import ExportEvaluations
from ppas.facturation.etats import EtatLigne
from ppas.facturation.models import ExportFactures
from ppas.paiements.attendus import tarif_de_l_evaluation
from ppas.paiements.regles.fichier import COLONNES
from ppas.socle.horloge import aujourd_hui
from ppas.socle.refus import Refus
from ppas.socle.regles.table import Cellule, ecrire_csv

DEUX_JOURS = timedelta(days=2)
PAYEE_CENTIMES = 95_00
"""What the caisses of the demonstration pay for an evaluation: no public source gives a price."""


def fichier_paiements(export: ExportFactures, *, le: date | None = None, moins_centimes: int = 0) -> tuple[str, bytes]:
    """Return the name and the bytes of the file that pays the lines of `export` not paid yet, one slip a convention.

    `le` is the payment date; by default two days ago, so that the slips may be read at once (PAY-02). The first line
    of each slip is paid `moins_centimes` less than it was invoiced.
    Raises Refus("rien-a-payer") when every line is paid.
    """
    rangees = list(_rangees(export, le or aujourd_hui() - DEUX_JOURS, moins_centimes))
    if not rangees:
        raise Refus("rien-a-payer", f"{export} : toutes ses lignes sont déjà payées.")
    return f"paiements-{export.pk}.csv", _fichier(rangees)


def fichier_paiements_evaluations(
    export: ExportEvaluations, *, le: date | None = None, sans_tarif_centimes: int = PAYEE_CENTIMES
) -> tuple[str, bytes]:
    """Return the name and the bytes of the file that pays the evaluations of `export`, one slip a convention.

    Each is paid its tariff, or `sans_tarif_centimes` without one. `le` is as for `fichier_paiements`.
    Raises Refus("rien-a-payer") when every evaluation is paid.
    """
    tarif = Coalesce(tarif_de_l_evaluation("caisse", "visitee_le"), sans_tarif_centimes)
    a_payer = export.evaluations.filter(etat=EtatEvaluation.ACCEPTEE).annotate(tarif=tarif)
    payees = list(a_payer.order_by("convention", "pk").values_list("convention__code", "pk", "tarif"))
    if not payees:
        raise Refus("rien-a-payer", f"{export} : toutes ses évaluations sont déjà payées.")
    le = le or aujourd_hui() - DEUX_JOURS
    rangees: list[list[Cellule]] = []
    for rang, (code, siennes) in enumerate(groupby(payees, key=itemgetter(0)), start=1):
        lignes = list(siennes)
        total = _unites(sum(centimes for _, _, centimes in lignes))
        debut = [f"BE{le:%Y%m}-{export.pk:04d}-{rang}", code, le, total]
        rangees += [[*debut, f"E{pk}", _unites(100), _unites(centimes)] for _, pk, centimes in lignes]
    return f"paiements-evaluations-{export.pk}.csv", _fichier(rangees)


def _fichier(rangees: list[list[Cellule]]) -> bytes:
    return b"".join(ecrire_csv([colonne.nom for colonne in COLONNES], rangees))


def _unites(centiemes: int) -> Decimal:
    return Decimal(centiemes).scaleb(-2)


def _rangees(export: ExportFactures, le: date, moins_centimes: int) -> Iterator[list[Cellule]]:
    a_payer = export.lignes.filter(etat=EtatLigne.EXPORTEE)
    totaux = a_payer.order_by().values_list("convention").annotate(total=Sum("montant_caisse_centimes"))
    bordereaux = {
        convention: (f"B{le:%Y%m}-{export.pk:04d}-{rang}", total - moins_centimes)
        for rang, (convention, total) in enumerate(sorted(totaux), start=1)
    }
    moins = dict.fromkeys(bordereaux, moins_centimes)
    for ligne in a_payer.select_related("convention").order_by("convention", "pk"):
        numero, total = bordereaux[ligne.convention_id]
        quantite = ligne.ouvrables_centiemes + ligne.dimanches_feries_centiemes + ligne.quantite_centiemes
        montants = (total, ligne.pk, quantite, ligne.montant_caisse_centimes - moins.pop(ligne.convention_id, 0))
        total_euros, _, quantite_unites, montant_euros = map(_unites, montants)
        yield [numero, ligne.convention.code, le, total_euros, ligne.pk, quantite_unites, montant_euros]
