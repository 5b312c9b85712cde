"""What is read without reading the table: lines by their grant, and the short lists among long histories.

Neither database may miss an index: SQLite recognises a partial one only by the words of the statement.
"""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.db.models import Count, QuerySet
from django.test.utils import CaptureQueriesContext

from ppas.caisses.models import Importation
from ppas.facturation.etats import OUVERTS, EtatLigne
from ppas.facturation.models import Courrier, ExportFactures, LigneFacture, LigneRefusee
from ppas.facturation.operations.chargement import charger
from ppas.facturation.operations.contexte import deja_facturees, vues_prises_en_charge
from ppas.facturation.regles.donnees import PriseEnChargeVue
from ppas.partenaires.models import Convention
from ppas.prises_en_charge.models import PriseEnCharge
from tests.factories.facturation import DepotFactory, LigneFactureFactory
from tests.factories.prises_en_charge import PriseEnChargeFactory
from tests.plans import plan_de

pytestmark = pytest.mark.django_db

PAR_PRISE_EN_CHARGE = {
    "engageantes": LigneFacture.objects.engageantes().filter(prise_en_charge_id__parmi=[1, 2]),
    "comptees": LigneFacture.objects.comptees().filter(prise_en_charge__in=[1, 2]),
    "beneficiaire": LigneFacture.objects.engageantes().filter(prise_en_charge__beneficiaire=1),
}
COURTES = {
    "depot_ouvert": LigneFacture.objects.publiees().filter(pk=1),
    "depot_ouvert des refus": LigneRefusee.objects.publiees().filter(pk=1),
    "ligne_refusee_par_depot": LigneRefusee.objects.a_traiter()
    .filter(convention=1)
    .order_by("-depot")
    .values("depot")
    .annotate(nb=Count("pk"))[:20],
    "convention_file": Convention.objects.filter(caisse=1).en_attente().order_by("demandee_le"),
    "importation_recentes": Importation.objects.filter(caisse=1).order_by("-importe_le", "-pk")[:26],
    "courrier_a_traiter": Courrier.objects.filter(caisse=1).a_traiter().values("pk")[:101],
    "export_recents": ExportFactures.objects.filter(caisse=1).order_by("-cree_le", "-pk")[:26],
}
"""By the name of the index, what a page asks of a long table."""


def plan(lignes: QuerySet) -> str:
    """Return how the database would find `lignes` if the table were large."""
    if connection.vendor == "postgresql":
        connection.cursor().execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        # Rows that other tests wrote and undid make an index look dear beside another.
        connection.cursor().execute(f"REINDEX TABLE {lignes.model._meta.db_table}")
    return lignes.explain()


@pytest.mark.parametrize("lignes", PAR_PRISE_EN_CHARGE.values(), ids=PAR_PRISE_EN_CHARGE)
def test_une_ligne_se_trouve_par_sa_prise_en_charge(lignes: QuerySet[LigneFacture]) -> None:
    LigneFactureFactory()
    assert "ligne_facture_periode_unique" in plan(lignes)


def test_temoin_sans_l_etat_l_index_ne_sert_pas() -> None:
    assert "ligne_facture_periode_unique" not in plan(LigneFacture.objects.filter(prise_en_charge_id__parmi=[1, 2]))


@pytest.mark.parametrize(("index", "lignes"), COURTES.items(), ids=COURTES)
def test_une_liste_courte_se_lit_dans_son_index(index: str, lignes: QuerySet) -> None:
    assert index.partition(" ")[0] in plan(lignes)


def test_temoin_joints_les_depots_ne_se_lisent_pas_dans_l_index() -> None:
    assert "depot_ouvert" not in plan(LigneFacture.objects.exclude(depot__etat__in=OUVERTS).filter(pk=1))


def test_un_nom_se_lit_prise_en_charge_par_prise_en_charge() -> None:
    sien = plan(PriseEnCharge.objects.filter(convention=1).nommees("durand"))
    assert ("SubPlan" if connection.vendor == "postgresql" else "CORRELATED SCALAR SUBQUERY") in sien


OCTOBRE = {"debut": date(2026, 10, 1), "fin": date(2026, 10, 31)}


@pytest.fixture
def lot() -> list[PriseEnChargeVue]:
    """Five hundred grants of which a file invoices a month, in a table of ten thousand lines of that month."""
    est_postgresql = connection.vendor == "postgresql"
    if est_postgresql:
        # Rows that other tests wrote and undid make the table look dear beside an index.
        connection.cursor().execute("CLUSTER facturation_lignefacture USING ligne_facture_convention")
    depot = DepotFactory()
    champs = {
        "depot": depot.pk,
        "convention": depot.convention_id,
        "periode": OCTOBRE["debut"],
        **OCTOBRE,
        "ordre": 1,
        "ouvrables_centiemes": 1400,
        "dimanches_feries_centiemes": 0,
        "quantite_centiemes": 0,
        "montant_caisse_centimes": 33768,
        "montant_beneficiaire_centimes": 3752,
        "etat": EtatLigne.ACCEPTEE,
    }
    lignes = ((rang, rang, *champs.values()) for rang in range(1, 10_001))
    charger(LigneFacture, ("rang", "prise_en_charge", *champs), lignes)
    if est_postgresql:
        connection.cursor().execute("ANALYZE facturation_lignefacture")
    PriseEnChargeFactory(convention=depot.convention)
    (vue,) = vues_prises_en_charge(depot.convention)
    return [replace(vue, id=pk) for pk in range(1, 501)]


def plan_du_lot(lot: list[PriseEnChargeVue]) -> str:
    """Return how the database finds what was invoiced for `lot`."""
    with CaptureQueriesContext(connection) as requetes:
        assert deja_facturees(lot, depuis=OCTOBRE["debut"], jusqu_a=OCTOBRE["fin"])
    return plan_de(requetes[0]["sql"])


def test_ce_qui_fut_facture_se_lit_sans_lire_la_table(lot: list[PriseEnChargeVue]) -> None:
    assert "ligne_facture_periode_unique" in plan_du_lot(lot)


def test_temoin_une_lecture_eparse_crue_chere_lit_toute_la_table(lot: list[PriseEnChargeVue]) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("it weighs no scattered read")
    connection.cursor().execute("SET LOCAL random_page_cost = 4")
    assert "ligne_facture_periode_unique" not in plan_du_lot(lot)
