"""What the caisse's system answers to an export: the `paiements` file that pays all its lines."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Sum

from ppas.facturation.etats import EtatLigne
from ppas.facturation.models import ExportFactures
from ppas.paiements.regles.fichier import COLONNES
from ppas.socle.horloge import aujourd_hui
from ppas.socle.refus import Refus
from ppas.socle.regles.table import Cellule, ecrire_csv

DEUX_JOURS = timedelta(days=2)


def fichier_paiements(export: ExportFactures, *, le: date | None = None, moins_centimes: int = 0) -> tuple[str, bytes]:
    """Return the name and the bytes of the file that pays the lines of `export` not paid yet, one slip a convention.

    `le` is the payment date; by default two days ago, so that the slips may be read at once (PAY-02). The first line
    of each slip is paid `moins_centimes` less than it was invoiced.
    Raises Refus("rien-a-payer") when every line is paid.
    """
    rangees = list(_rangees(export, le or aujourd_hui() - DEUX_JOURS, moins_centimes))
    if not rangees:
        raise Refus("rien-a-payer", f"{export} : toutes ses lignes sont déjà payées.")
    entete = [colonne.nom for colonne in COLONNES]
    return f"paiements-{export.pk}.csv", b"".join(ecrire_csv(entete, rangees))


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
        total_euros, _, quantite_unites, montant_euros = (Decimal(montant).scaleb(-2) for montant in montants)
        yield [numero, ligne.convention.code, le, total_euros, ligne.pk, quantite_unites, montant_euros]
