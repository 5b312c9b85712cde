"""The page of one line: accepted, refused or sent by post, for its partner and its caisse."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from ppas.facturation.etats import EtatCourrier, EtatLigne, EtatLigneRefusee
from ppas.facturation.models import LigneFacture, PieceJointe
from ppas.socle.journal import journaliser
from ppas.socle.models import Consultation
from tests.conftest import Horloge
from tests.factories import (
    AgentFactory,
    AnomalieFactory,
    CaisseFactory,
    DepotFactory,
    FormulaireFactory,
    LigneFactureFactory,
    LignePaiementFactory,
    PieceJointeFactory,
    PriseEnChargeFactory,
    RattachementFactory,
)
from tests.factories.facturation import CourrierFactory, LigneRefuseeFactory
from tests.factories.paiements import AnomalieReportFactory

pytestmark = pytest.mark.django_db


def ligne_de(convention, **champs) -> LigneFacture:
    return LigneFactureFactory(prise_en_charge__convention=convention, **champs)


def lire(client: Client, page: str, pk: int) -> str:
    reponse = client.get(reverse(f"paiements:{page}", args=[pk]))
    assert reponse.status_code == 200
    return " ".join(reponse.text.replace("&nbsp;", " ").replace("\N{NO-BREAK SPACE}", " ").split())


@pytest.mark.exigence("PLU-04", "HIS-04")
def test_un_enregistrement_montre_ce_qu_il_facture_et_sa_vie(partenaire: Client, convention) -> None:
    ligne = ligne_de(convention)
    page = lire(partenaire, "enregistrement", ligne.pk)
    for attendu in ("14,00 h", ligne.depot.nom_fichier, "337,68 €", "DURAND Jeanne", "Acceptée"):
        assert attendu in page
    assert page.count('aria-current="step"') == 1


@pytest.mark.exigence("PLU-04")
def test_l_ancienne_adresse_mene_a_la_page(partenaire: Client, convention) -> None:
    ligne = ligne_de(convention)
    assertRedirects(
        partenaire.get(reverse("facturation:enregistrement", args=[ligne.pk])),
        reverse("paiements:enregistrement", args=[ligne.pk]),
    )


@pytest.mark.exigence("PLU-04", "PAY-02")
def test_avant_48_heures_la_page_dit_quand_lire_le_bordereau_et_rien_d_autre(
    partenaire: Client, convention, horloge: Horloge
) -> None:
    paye = LignePaiementFactory(
        bordereau__convention=convention,
        bordereau__numero="B77",
        bordereau__date_paiement=date(2026, 11, 19),
        montant_centimes=12345,
    )
    page = lire(partenaire, "enregistrement", paye.ligne_facture_id)
    assert "En paiement" in page
    assert "à partir du 21/11/2026 à 00:00" in page
    assert "B77" not in page
    assert "123,45" not in page
    assert reverse("paiements:bordereau", args=[paye.bordereau_id]) not in page
    horloge.regler("2026-11-21 00:00")
    partenaire.force_login(RattachementFactory(partenaire=convention.partenaire).utilisateur)
    page = lire(partenaire, "enregistrement", paye.ligne_facture_id)
    assert "Payée le 19 novembre 2026 par le bordereau n° B77, pour 123,45 €." in page
    assert reverse("paiements:bordereau", args=[paye.bordereau_id]) in page


@pytest.mark.exigence("PLU-04", "ANO-01")
def test_une_ligne_rejetee_montre_ses_anomalies_de_report(partenaire: Client, convention) -> None:
    ligne = ligne_de(convention, exportee=True, etat=EtatLigne.REJETEE)
    AnomalieReportFactory(ligne_facture=ligne)
    page = lire(partenaire, "enregistrement", ligne.pk)
    assert "R12 : Droits fermés à la date de l’intervention." in page
    assert "Rejetée le 6 novembre 2026" in page
    assert reverse("paiements:anomalies_report") in page


@pytest.mark.exigence("PLU-04")
def test_une_ligne_annulee_est_datee_par_le_journal(partenaire: Client, convention) -> None:
    formulaire = FormulaireFactory(convention=convention)
    ligne = ligne_de(convention, depot=None, formulaire=formulaire, etat=EtatLigne.ANNULEE)
    journaliser(formulaire, "annuler_facturation", par=None)
    assert "a été annulée le 20 novembre 2026" in lire(partenaire, "enregistrement", ligne.pk)


@pytest.mark.exigence("PLU-04")
def test_une_ligne_venue_par_courrier_le_dit(partenaire: Client, convention) -> None:
    courrier = CourrierFactory(convention=convention, etat=EtatCourrier.ACCEPTE, decide_le="2026-11-16T12:00Z")
    ligne = ligne_de(convention, depot=None, courrier=courrier)
    assert f"courrier n° {courrier.numero}" in lire(partenaire, "enregistrement", ligne.pk)
    assert f"enregistrement n° {ligne.pk}" in lire(partenaire, "vie_courrier", courrier.pk)


@pytest.mark.exigence("PLU-04")
def test_une_ligne_refusee_montre_ses_anomalies_et_le_remede(partenaire: Client, convention) -> None:
    refusee = LigneRefuseeFactory(depot=DepotFactory(convention=convention))
    AnomalieFactory(depot=refusee.depot, rang=refusee.rang)
    page = lire(partenaire, "vie_refus", refusee.pk)
    for attendu in ("Refusée à l’envoi", "L07 :", "Ramenez la quantité à 15,50 h au plus.", "À corriger"):
        assert attendu in page
    assert reverse("facturation:refacturer", args=[refusee.depot_id]) in page


@pytest.mark.exigence("PLU-04")
def test_une_ligne_refacturee_mene_a_celle_qui_l_a_remplacee(partenaire: Client, convention) -> None:
    ligne = ligne_de(convention)
    refusee = LigneRefuseeFactory(depot=ligne.depot, etat=EtatLigneRefusee.REFACTUREE, facture=ligne)
    assert reverse("paiements:enregistrement", args=[ligne.pk]) in lire(partenaire, "vie_refus", refusee.pk)


@pytest.mark.exigence("PLU-04")
def test_une_ligne_envoyee_par_courrier_suit_son_courrier(partenaire: Client, convention) -> None:
    refusee = LigneRefuseeFactory(depot=DepotFactory(convention=convention), etat=EtatLigneRefusee.ENVOYEE)
    CourrierFactory(convention=convention, refus=refusee, etat=EtatCourrier.RECU, recu_le=date(2026, 11, 13))
    assert "Reçu par la caisse le 13 novembre 2026" in lire(partenaire, "vie_refus", refusee.pk)


def objets(convention) -> dict[str, int]:
    """Return a line of each kind, by page."""
    return {
        "enregistrement": ligne_de(convention).pk,
        "vie_refus": LigneRefuseeFactory(depot=DepotFactory(convention=convention)).pk,
        "vie_courrier": CourrierFactory(
            convention=convention, prise_en_charge=PriseEnChargeFactory(convention=convention)
        ).pk,
    }


@pytest.mark.exigence("PLU-04", "CAI-18")
def test_chaque_page_n_existe_que_pour_son_partenaire_et_sa_caisse(
    partenaire: Client, agent: Client, convention
) -> None:
    autre = AgentFactory(caisse=CaisseFactory(code="30")).utilisateur
    voisin = RattachementFactory().utilisateur
    for page, pk in objets(convention).items():
        lire(partenaire, page, pk)
        lire(agent, f"caisse_{page}", pk)
        for utilisateur, adresse in ((autre, f"caisse_{page}"), (voisin, page)):
            client = Client()
            client.force_login(utilisateur)
            assert client.get(reverse(f"paiements:{adresse}", args=[pk])).status_code == 404


@pytest.mark.exigence("PLU-11")
@pytest.mark.parametrize("vue", ["enregistrement", "vie_courrier"])
def test_qui_a_regarde_la_ligne_est_note(agent: Client, convention, vue: str) -> None:
    lire(agent, f"caisse_{vue}", objets(convention)[vue])
    assert Consultation.objects.get().page == f"paiements:caisse_{vue}"


def test_une_ligne_pas_encore_publiee_n_existe_pas(partenaire: Client, convention) -> None:
    depot = DepotFactory(en_traitement=True, convention=convention)
    ligne = ligne_de(convention, depot=depot)
    refusee = LigneRefuseeFactory(depot=depot)
    assert partenaire.get(reverse("paiements:enregistrement", args=[ligne.pk])).status_code == 404
    assert partenaire.get(reverse("paiements:vie_refus", args=[refusee.pk])).status_code == 404


def test_la_caisse_lit_ce_qu_elle_a_a_faire(agent: Client, convention) -> None:
    ligne = ligne_de(convention)
    reponse = agent.get(reverse("paiements:caisse_enregistrement", args=[ligne.pk]))
    assertContains(reponse, "La caisse doit agir.")
    assertContains(reponse, "Exporter les factures")
    assertNotContains(reponse, "Vous n’avez rien à faire")


@pytest.fixture
def travaux(convention) -> LigneFacture:
    """Return a line of works typed on line, sent with its quote."""
    formulaire = FormulaireFactory(convention=convention, valide=True)
    droit = PriseEnChargeFactory(convention=convention)
    PieceJointeFactory(ligne=formulaire.lignes.create(prise_en_charge=droit, rang=1))
    return LigneFactureFactory(depot=None, formulaire=formulaire, prise_en_charge=droit)


@pytest.mark.exigence("PLU-04")
def test_la_vie_de_travaux_donne_leurs_documents(partenaire: Client, agent: Client, travaux: LigneFacture) -> None:
    piece = PieceJointe.objects.get()
    for client, page, document in (
        (partenaire, "enregistrement", "piece"),
        (agent, "caisse_enregistrement", "caisse_piece"),
    ):
        reponse = client.get(reverse(f"paiements:{page}", args=[travaux.pk]))
        adresse = reverse(f"facturation:{document}", args=[piece.pk])
        assertContains(reponse, f'<dt>Devis</dt><dd><a href="{adresse}">devis.png</a></dd>')


def test_une_ligne_annulee_ne_donne_plus_de_documents(partenaire: Client, travaux: LigneFacture) -> None:
    LigneFacture.objects.update(etat=EtatLigne.ANNULEE)
    assertNotContains(partenaire.get(reverse("paiements:enregistrement", args=[travaux.pk])), "devis.png")
