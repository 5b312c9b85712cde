"""Handing the accepted lines to the caisse's system: the `factures` file (formats.md §3), each line in one export."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet, Sum

from ppas.caisses.models import Caisse
from ppas.comptes.models import Utilisateur
from ppas.facturation.etats import TRANSITIONS_LIGNE
from ppas.facturation.models import ExportFactures, LigneFacture
from ppas.partenaires.models import Convention
from ppas.socle.horloge import maintenant
from ppas.socle.journal import journaliser
from ppas.socle.models import NatureEchange, SensEchange
from ppas.socle.refus import Refus
from ppas.socle.regles.table import Cellule, ecrire_csv

COLONNES = (
    "no_export",
    "no_enregistrement",
    "origine",
    "code_convention",
    "no_pec",
    "nir",
    "prestation",
    "date_debut",
    "date_fin",
    "qt_ouvrables",
    "qt_dimanches_feries",
    "qt",
    "montant_caisse",
    "montant_beneficiaire",
)
LOT = 2000


def lignes_a_exporter(caisse: Caisse) -> QuerySet[LigneFacture]:
    """Return the lines that the next export of `caisse` takes: published, accepted, never exported.

    A form validated today is among them. Exported, it can no longer be cancelled (« Annuler », INV-09), since its
    lines have left the only state that this verb may leave.
    """
    (depart,), _ = TRANSITIONS_LIGNE["exporter"]
    conventions = Convention.objects.filter(caisse=caisse)
    return LigneFacture.objects.publiees().filter(convention__in=conventions, etat=depart)


@transaction.atomic
def exporter_factures(caisse: Caisse, *, par: Utilisateur | None) -> ExportFactures:
    """Take every line of `lignes_a_exporter` into a new export (CAI-11); tell each partner and the caisse.

    The conventions of the caisse are locked, in order, as by whoever validates, publishes or cancels lines: two
    agents at once never export a line twice, and a form is exported whole or not at all.

    Raises Refus("rien-a-exporter").
    """
    conventions = Convention.objects.filter(caisse=caisse).order_by("pk")
    list(conventions.select_for_update(no_key=True).values_list("pk"))
    export = ExportFactures.objects.create(
        caisse=caisse, cree_le=maintenant(), cree_par=par, nb_lignes=0, montant_caisse_centimes=0
    )
    departs, arrivee = TRANSITIONS_LIGNE["exporter"]
    # The state is asked again outside the subquery: PostgreSQL reads that condition anew on a row it had to wait for.
    a_prendre = LigneFacture.objects.filter(pk__in=lignes_a_exporter(caisse).values("pk"), etat__in=departs)
    export.nb_lignes = a_prendre.update(etat=arrivee, export=export)
    if not export.nb_lignes:
        raise Refus(
            "rien-a-exporter",
            "Aucune ligne de facture n’est en attente : rien n’a été exporté. Les exports précédents restent "
            "disponibles dans la liste.",
        )
    _totaliser(export, par=par)
    return export


def _totaliser(export: ExportFactures, *, par: Utilisateur | None) -> None:
    """Write the total of `export` and its journal: a row for each partner, one for the caisse."""
    parts = (
        export.lignes.order_by("convention__partenaire")
        .values("convention__partenaire")
        .annotate(nb=Count("pk"), centimes=Sum("montant_caisse_centimes"))
    )
    for part in parts:
        export.montant_caisse_centimes += part["centimes"]
        _journaliser(export, part["nb"], par=par, partenaire_ref=part["convention__partenaire"])
    export.save(update_fields=["nb_lignes", "montant_caisse_centimes"])
    _journaliser(export, export.nb_lignes, par=par)


def _journaliser(
    export: ExportFactures, nb: int, *, par: Utilisateur | None, partenaire_ref: int | None = None
) -> None:
    lignes = "1 ligne de facture transmise" if nb == 1 else f"{nb} lignes de facture transmises"
    journaliser(
        export,
        "exporter",
        par=par,
        libelle=f"{lignes} à la caisse ({export})",
        nature=NatureEchange.FACTURES,
        sens=SensEchange.ENVOYE,
        details={"nb_lignes": nb},
        partenaire_ref=partenaire_ref,
    )


def lignes_csv(export: ExportFactures) -> Iterator[bytes]:
    """Yield the `factures` file of `export`, record by record and in constant memory; the same bytes each time."""
    lignes = export.lignes.order_by("pk").values_list(
        "pk",
        "formulaire_id",
        "courrier_id",
        "convention__code",
        "prise_en_charge__numero",
        "prise_en_charge__beneficiaire__nir",
        "prise_en_charge__prestation__code",
        "debut",
        "fin",
        "ouvrables_centiemes",
        "dimanches_feries_centiemes",
        "quantite_centiemes",
        "montant_caisse_centimes",
        "montant_beneficiaire_centimes",
    )
    return ecrire_csv(COLONNES, (_rangee(export, *champs) for champs in lignes.iterator(chunk_size=LOT)))


def _rangee(
    export: ExportFactures, numero: int, formulaire: int | None, courrier: int | None, *champs: Any
) -> list[Cellule]:
    *textes_et_dates, ouvrables, dimanches_feries, quantite, caisse, beneficiaire = champs
    origine = "courrier" if courrier is not None else "fichier" if formulaire is None else "saisie"
    centiemes = (ouvrables, dimanches_feries, quantite, caisse, beneficiaire)
    return [export.pk, numero, origine, *textes_et_dates, *(Decimal(nombre).scaleb(-2) for nombre in centiemes)]
