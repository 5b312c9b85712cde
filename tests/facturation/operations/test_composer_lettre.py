"""The letter's PDF, read back: whom it is for, its number, what it invoices, where to sign."""

import io
from datetime import date

import pytest
from pypdf import PdfReader

from ppas.facturation.models import Courrier
from ppas.facturation.operations.composer_lettre import composer_lettre
from tests.factories.facturation import CourrierFactory, LigneRefuseeFactory
from tests.factories.partenaires import AdresseFactory
from tests.factories.prises_en_charge import PriseEnChargeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]


def lire(*courriers: Courrier) -> str:
    relus = Courrier.objects.detailles().filter(pk__in=[c.pk for c in courriers]).order_by("pk")
    pdf = PdfReader(io.BytesIO(composer_lettre(list(relus))))
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


@pytest.fixture
def courrier() -> Courrier:
    accordee = PriseEnChargeFactory(numero="2026004512", convention__caisse__adresse_postale="1 rue\n21000 DIJON")
    AdresseFactory(partenaire=accordee.convention.partenaire, commune="AUXONNE")
    return CourrierFactory(convention=accordee.convention, prise_en_charge=accordee)


@pytest.mark.exigence("ANO-07", "PLU-07")
def test_la_lettre_porte_le_numero_l_adresse_la_facture_et_la_place_de_signer(courrier: Courrier) -> None:
    lu = lire(courrier)
    for attendu in (
        f"Facturation par courrier n° {courrier.numero}",
        "CARSAT Bourgogne-Franche-Comté 1 rue 21000 DIJON",
        "AUXONNE",
        courrier.convention.code,
        "DURAND Jeanne",
        "2026004512",
        "du 01/10/2026 au 31/10/2026",
        "14,00 h",
        courrier.motif,
        "signature et cachet",
    ):
        assert attendu in lu


def test_sans_adresse_la_lettre_dit_ou_la_trouver(courrier: Courrier) -> None:
    type(courrier.caisse).objects.update(adresse_postale="")
    assert "demandez-la-lui" in lire(courrier)


@pytest.mark.exigence("INV-11")
def test_une_facture_sans_heures_se_remplit_a_la_main(courrier: Courrier) -> None:
    Courrier.objects.update(ouvrables_centiemes=0)
    assert "Heures jours ouvrables ........" in lire(courrier)


def test_plusieurs_factures_tiennent_dans_une_lettre(courrier: Courrier) -> None:
    refus = LigneRefuseeFactory(depot__convention=courrier.convention, nom="MARTIN", par_courrier=True)
    autre = CourrierFactory(convention=courrier.convention, refus=refus, echeance=None, quantite_centiemes=100)
    Courrier.objects.filter(pk=autre.pk).update(debut=date(2026, 10, 2))
    lu = lire(courrier, autre)
    assert "Facturation par courrier, 2 factures" in lu
    assert f"Facture n° {courrier.numero}" in lu
    assert "MARTIN Jeanne" in lu


@pytest.mark.parametrize("texte", ["#sys.version", '#read("courrier.typ")', "$x^2$", 'a"b\\', "*gras*"])
def test_aucun_texte_ne_commande_la_lettre(courrier: Courrier, texte: str) -> None:
    Courrier.objects.update(motif=texte)
    assert texte in lire(courrier)


def test_le_document_est_balise_et_le_meme_a_chaque_fois(courrier: Courrier) -> None:
    relu = Courrier.objects.detailles().get()
    octets = composer_lettre([relu])
    assert octets == composer_lettre([relu])
    racine = PdfReader(io.BytesIO(octets)).trailer["/Root"]
    assert racine["/MarkInfo"]["/Marked"]
    assert racine["/Lang"] == "fr-FR"
