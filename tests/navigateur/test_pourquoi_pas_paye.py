"""« Pourquoi pas payé ? » in a real browser: a search, its stories, the life of a line; then the caisse's dashboard."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from ppas.comptes.models import Utilisateur
from ppas.facturation.etats import EtatLigne
from ppas.facturation.models import BilanMensuel
from ppas.facturation.regles.calendrier import mois_avant
from ppas.partenaires.models import Convention
from ppas.socle.horloge import aujourd_hui
from tests.factories import (
    AgentFactory,
    AnomalieFactory,
    BeneficiaireFactory,
    BordereauFactory,
    ConventionFactory,
    LigneFactureFactory,
    LignePaiementFactory,
    PriseEnChargeFactory,
    RattachementFactory,
    code_totp,
)
from tests.factories.facturation import ExportFacturesFactory, LigneRefuseeFactory
from tests.navigateur.gestes import se_connecter

type Capture = Callable[[Page, str], None]
type Axe = Callable[[Page], None]


@pytest.fixture
def convention(transactional_db: None) -> Convention:
    """Return a convention whose lines are in several states: paid, in payment, exported, refused, not invoiced."""
    convention = ConventionFactory()
    RattachementFactory(partenaire=convention.partenaire, utilisateur__login="camille")
    AgentFactory(caisse=convention.caisse, utilisateur__login="agent")
    personne = BeneficiaireFactory(caisse=convention.caisse, nom="LEFÈVRE", prenom="Zoé", nom_recherche="lefevre zoe")
    ce_mois = aujourd_hui().replace(day=1)
    droit = PriseEnChargeFactory(
        convention=convention, beneficiaire=personne, debut=mois_avant(ce_mois, 12), fin=ce_mois + timedelta(days=400)
    )
    export = ExportFacturesFactory(caisse=convention.caisse)
    for rang, etat in enumerate([EtatLigne.EXPORTEE, EtatLigne.PAYEE, EtatLigne.PAYEE], start=2):
        mois = mois_avant(ce_mois, rang)
        ligne = LigneFactureFactory(
            prise_en_charge=droit, echeance=mois, debut=mois, fin=mois + timedelta(days=27), etat=etat, export=export
        )
        if etat == EtatLigne.PAYEE:
            jour = aujourd_hui() - timedelta(days=1 if rang == 3 else 20)
            LignePaiementFactory(
                bordereau=BordereauFactory(convention=convention, date_paiement=jour), ligne_facture=ligne
            )
        BilanMensuel.objects.create(
            caisse=convention.caisse, mois=mois, nb_lignes_acceptees=10 * rang, montant_paye_centimes=123_456 * rang
        )
    refusee = LigneRefuseeFactory(depot=ligne.depot, nir=personne.nir, nom="LEFÈVRE", prenom="Zoé")
    AnomalieFactory(depot=ligne.depot, rang=refusee.rang)
    return convention


@pytest.mark.exigence("PLU-04", "PLU-06")
def test_un_partenaire_cherche_lit_le_recit_et_suit_la_vie_de_la_ligne(
    page: Page, convention: Convention, capture: Capture, sans_defaut_axe: Axe
) -> None:
    se_connecter(page, "camille")
    page.get_by_role("main").get_by_role("link", name="Pourquoi pas payé ?").click()
    sans_defaut_axe(page)
    page.get_by_role("button", name="Chercher").click()
    expect(page.get_by_text("Remplissez au moins un champ.")).to_be_visible()
    page.get_by_label("Bénéficiaire").fill("lefevre")
    page.get_by_role("button", name="Chercher").click()
    assert "lefevre" not in page.url
    expect(page.get_by_text("La caisse ne l’a pas encore mandatée.")).to_be_visible()
    expect(page.get_by_text("pourra être lu à partir du")).to_be_visible()
    expect(page.get_by_text("Que faire : Ramenez la quantité")).to_be_visible()
    sans_defaut_axe(page)
    capture(page, "pourquoi-pas-paye")
    page.get_by_role("article").filter(has_text="En paiement").get_by_role("link", name="Voir sa vie").click()
    etape = page.locator("[aria-current=step]")
    expect(etape).to_have_count(1)
    expect(etape).to_contain_text("En paiement")
    sans_defaut_axe(page)
    capture(page, "vie-d-une-ligne")


@pytest.mark.exigence("PLU-06", "CAI-11")
def test_la_caisse_retrouve_la_ligne_et_lit_son_tableau_de_bord(
    page: Page, convention: Convention, capture: Capture, sans_defaut_axe: Axe
) -> None:
    se_connecter(page, "agent")
    page.get_by_label("Code").fill(code_totp(Utilisateur.objects.get(login="agent")))
    page.get_by_role("button", name="Valider").click()
    page.get_by_role("link", name="Rechercher une ligne").click()
    page.get_by_label("Bénéficiaire").fill("zoé")
    page.get_by_role("button", name="Chercher").click()
    expect(page.get_by_text(convention.partenaire.nom).first).to_be_visible()
    sans_defaut_axe(page)
    page.goto("/paiements/caisse/tableau-de-bord/")
    expect(page.get_by_role("img", name="Montant payé, mois par mois")).to_be_visible()
    page.get_by_text("Lire les chiffres").first.click()
    expect(page.get_by_role("table").first).to_be_visible()
    sans_defaut_axe(page)
    capture(page, "tableau-de-bord")
    page.goto("/echanges/caisse/flux/")
    sans_defaut_axe(page)
    capture(page, "imports-et-exports")
