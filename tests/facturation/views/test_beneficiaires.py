"""« Liste des bénéficiaires » (LST-01)."""

from base64 import b64decode
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from ppas.facturation.etats import EtatLigne
from ppas.facturation.views.partenaire import beneficiaires
from ppas.partenaires.models import Convention
from ppas.prises_en_charge.models import PriseEnCharge
from ppas.socle.models import Consultation
from ppas.socle.regles.affichage import nir
from tests.factories import (
    AgentFactory,
    BeneficiaireFactory,
    CaisseFactory,
    ConventionFactory,
    DepotFactory,
    LigneFactureFactory,
    PrestationFactory,
    PriseEnChargeFactory,
    RattachementFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]
ADRESSE = "facturation:beneficiaires"


@pytest.fixture
def convention(client: Client) -> Convention:
    """Return a convention whose user is signed in."""
    convention = ConventionFactory()
    client.force_login(RattachementFactory(partenaire=convention.partenaire).utilisateur)
    return convention


def lignes(client: Client, **choix: str | int) -> list[tuple[str, str, str, str]]:
    """Return what the page shows: number, granted, invoiced, left."""
    lues = client.get(reverse(ADRESSE, query=choix)).context["lignes"]
    return [
        tuple(
            t.replace("\N{NO-BREAK SPACE}", " ") for t in (ligne.prise_en_charge.numero, c.accorde, c.facture, c.reste)
        )
        for ligne in lues
        for c in [ligne.consommation]
    ]


@pytest.mark.exigence("LST-01")
def test_la_liste_dit_tout_ce_qu_il_faut_pour_facturer(client: Client, convention: Convention) -> None:
    pec = PriseEnChargeFactory(convention=convention)
    LigneFactureFactory(prise_en_charge=pec)
    reponse = client.get(reverse(ADRESSE))
    for texte in (
        "DURAND Jeanne",
        nir(pec.beneficiaire.nir),
        pec.numero,
        "Aide à domicile",
        "01/01/2026",
        "31/12/2026",
    ):
        assertContains(reponse, texte)
    assert lignes(client) == [(pec.numero, "15,50 h par mois", "14,00 h", "1,50 h")]


@pytest.mark.exigence("LST-01")
def test_le_mois_qui_vient_de_finir_est_propose(client: Client, convention: Convention) -> None:
    reponse = client.get(reverse(ADRESSE))
    assert reponse.context["echeance"] == date(2026, 10, 1)
    assert reponse.context["echeances"][0] == date(2026, 11, 1)


@pytest.mark.exigence("LST-01")
@pytest.mark.parametrize(
    ("debut", "fin", "est_montree"),
    [
        pytest.param(date(2026, 11, 1), date(2026, 12, 31), False, id="commence-apres"),
        pytest.param(date(2026, 1, 1), date(2026, 9, 30), False, id="finit-avant"),
        pytest.param(date(2026, 10, 31), date(2026, 12, 31), True, id="commence-le-dernier-jour"),
        pytest.param(date(2026, 1, 1), date(2026, 10, 1), True, id="finit-le-premier-jour"),
    ],
)
def test_seules_les_prises_en_charge_de_l_echeance_sont_montrees(
    client: Client,
    convention: Convention,
    debut: date,
    fin: date,
    est_montree: bool,  # noqa: FBT001
) -> None:
    PriseEnChargeFactory(convention=convention, debut=debut, fin=fin)
    assert bool(lignes(client, echeance="2026-10")) == est_montree


@pytest.mark.exigence("LST-01")
def test_ce_qui_est_facture_est_celui_de_l_echeance(client: Client, convention: Convention) -> None:
    pec = PriseEnChargeFactory(convention=convention)
    LigneFactureFactory(prise_en_charge=pec, echeance=date(2026, 9, 1), debut=date(2026, 9, 1), fin=date(2026, 9, 30))
    assert lignes(client, echeance="2026-10") == [(pec.numero, "15,50 h par mois", "0,00 h", "15,50 h")]
    assert lignes(client, echeance="2026-09") == [(pec.numero, "15,50 h par mois", "14,00 h", "1,50 h")]


@pytest.mark.parametrize(
    "situation",
    [
        pytest.param({"etat": EtatLigne.ANNULEE}, id="annulee"),
        pytest.param({"depot": {"en_traitement": True}}, id="depot-en-traitement"),
    ],
)
def test_une_ligne_qui_ne_compte_pas_n_est_pas_facturee(client: Client, convention: Convention, situation) -> None:
    pec = PriseEnChargeFactory(convention=convention)
    if "depot" in situation:
        situation = {"depot": DepotFactory(convention=convention, **situation["depot"])}
    LigneFactureFactory(prise_en_charge=pec, **situation)
    assert lignes(client) == [(pec.numero, "15,50 h par mois", "0,00 h", "15,50 h")]


def test_un_plafond_se_consomme_d_une_echeance_a_l_autre(client: Client) -> None:
    pec = PriseEnChargeFactory(
        prestation=PrestationFactory(habitat=True), quantite_mensuelle_centiemes=None, plafond_centimes=250_000
    )
    client.force_login(RattachementFactory(partenaire=pec.convention.partenaire).utilisateur)
    for mois in (9, 10):
        LigneFactureFactory(
            prise_en_charge=pec, echeance=None, debut=date(2026, mois, 5), fin=date(2026, mois, 8),
            ouvrables_centiemes=0, quantite_centiemes=100, montant_caisse_centimes=40_000,
            montant_beneficiaire_centimes=10_000,
        )  # fmt: skip
    assert lignes(client, echeance="2026-10") == [(pec.numero, "2 500,00 € au total", "500,00 €", "1 500,00 €")]


@pytest.mark.exigence("LST-01")
def test_on_cherche_par_nom_sans_casse_ni_accents_et_sans_nom_dans_l_adresse(
    client: Client, convention: Convention
) -> None:
    for nom, recherche in (("LEFÈVRE", "lefevre zoe"), ("MARTIN", "martin jean")):
        beneficiaire = BeneficiaireFactory(caisse=convention.caisse, nom=nom, nom_recherche=recherche)
        PriseEnChargeFactory(convention=convention, beneficiaire=beneficiaire, numero=nom[:2])
    chercher = reverse("facturation:beneficiaires_chercher")
    choix = {"convention": str(convention.pk), "echeance": "2026-10"}
    reponse = client.post(chercher, {"nom": "Zoé lefevre", **choix})
    assertRedirects(reponse, reverse(ADRESSE, query=choix))
    assert [ligne[0] for ligne in lignes(client)] == ["LE"]
    client.post(chercher, choix)
    assert [ligne[0] for ligne in lignes(client)] == ["LE", "MA"]


def test_un_nom_absent_le_dit(client: Client, convention: Convention) -> None:
    PriseEnChargeFactory(convention=convention)
    client.post(reverse("facturation:beneficiaires_chercher"), {"nom": "inconnu"})
    assertContains(client.get(reverse(ADRESSE)), "Aucun bénéficiaire de ce nom")


@pytest.mark.exigence("LST-01")
def test_un_partenaire_ne_voit_que_ses_beneficiaires(client: Client, convention: Convention) -> None:
    ailleurs = PriseEnChargeFactory(beneficiaire__nom="AILLEURS")
    reponse = client.get(reverse(ADRESSE))
    assertNotContains(reponse, "AILLEURS")
    assert client.get(reverse(ADRESSE, query={"convention": ailleurs.convention.pk})).status_code == 404


def test_une_convention_en_attente_n_ouvre_pas_de_liste(client: Client, convention: Convention) -> None:
    attente = ConventionFactory(partenaire=convention.partenaire, en_attente=True)
    assert client.get(reverse(ADRESSE, query={"convention": attente.pk})).status_code == 404


def test_sans_convention_validee_la_page_le_dit(client: Client) -> None:
    client.force_login(RattachementFactory().utilisateur)
    assertContains(client.get(reverse(ADRESSE)), "Aucune convention validée")


def test_chaque_convention_a_sa_liste(client: Client, convention: Convention) -> None:
    autre = ConventionFactory(partenaire=convention.partenaire, caisse=CaisseFactory(code="04"))
    pec = PriseEnChargeFactory(convention=autre)
    assert lignes(client, convention=convention.pk) == []
    assert [ligne[0] for ligne in lignes(client, convention=autre.pk)] == [pec.numero]


@pytest.mark.parametrize("echeance", ["", "2019-01", "demain", "2026-10-01", "\x00"])
def test_une_echeance_qui_n_est_pas_ouverte_donne_le_mois_passe(
    client: Client, convention: Convention, echeance: str
) -> None:
    assert client.get(reverse(ADRESSE), {"echeance": echeance}).context["echeance"] == date(2026, 10, 1)


def test_la_liste_est_par_pages(client: Client, convention: Convention, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beneficiaires, "PAR_PAGE", 2)
    for n in range(3):
        beneficiaire = BeneficiaireFactory(caisse=convention.caisse, nom_recherche=f"nom {n}")
        PriseEnChargeFactory(convention=convention, beneficiaire=beneficiaire, numero=str(n))
    assert [ligne[0] for ligne in lignes(client)] == ["0", "1"]
    curseur = client.get(reverse(ADRESSE)).context["page"].suivant
    assert [ligne[0] for ligne in lignes(client, curseur=curseur)] == ["2"]


@pytest.mark.exigence("LST-01")
def test_l_adresse_d_une_page_ne_dit_le_nom_de_personne(
    client: Client, convention: Convention, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beneficiaires, "PAR_PAGE", 1)
    for nom in ("durand jeanne", "lefevre zoe"):
        beneficiaire = BeneficiaireFactory(caisse=convention.caisse, nom_recherche=nom)
        PriseEnChargeFactory(convention=convention, beneficiaire=beneficiaire)
    charge, _, _ = client.get(reverse(ADRESSE)).context["page"].suivant.partition(":")
    assert "durand" not in b64decode(f"{charge}====", altchars=b"-_").decode(errors="replace")


def test_le_curseur_d_une_autre_liste_donne_le_debut(
    client: Client, convention: Convention, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beneficiaires, "PAR_PAGE", 1)
    PriseEnChargeFactory.create_batch(2, convention=convention)
    curseur = client.get(reverse(ADRESSE)).context["page"].suivant
    autre = ConventionFactory()
    PriseEnChargeFactory(convention=autre, numero="AUTRE")
    client.force_login(RattachementFactory(partenaire=autre.partenaire).utilisateur)
    assert [ligne[0] for ligne in lignes(client, curseur=curseur)] == ["AUTRE"]


@pytest.mark.exigence("LST-01")
def test_la_liste_entiere_se_telecharge_avec_les_montants(client: Client, convention: Convention) -> None:
    pec = PriseEnChargeFactory(convention=convention)
    PriseEnChargeFactory(convention=convention, debut=date(2026, 11, 1))
    LigneFactureFactory(prise_en_charge=pec)
    reponse = client.get(reverse("facturation:beneficiaires_csv"), {"echeance": "2026-10"})
    entete, *rangees = reponse.content.decode("utf-8-sig").replace("\N{NO-BREAK SPACE}", " ").splitlines()
    assert entete.startswith("nom;prenom;nir;no_pec;")
    assert len(rangees) == 1
    assert rangees[0].startswith(f"DURAND;Jeanne;{pec.beneficiaire.nir};{pec.numero};PPP001;2026-01-01;2026-12-31;")
    assert rangees[0].endswith(";375.20")
    assert Consultation.objects.get().beneficiaires == f" {pec.beneficiaire_id} "


@pytest.mark.parametrize("nb", [1, 3])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_lignes(
    client: Client, convention: Convention, nb: int, django_assert_num_queries
) -> None:
    for pec in PriseEnChargeFactory.create_batch(nb, convention=convention):
        LigneFactureFactory(prise_en_charge=pec)
    assert PriseEnCharge.objects.count() == nb
    with django_assert_num_queries(7):
        client.get(reverse(ADRESSE))


def test_un_agent_de_caisse_n_a_pas_cette_liste(client: Client) -> None:
    client.force_login(AgentFactory().utilisateur)
    assert client.get(reverse(ADRESSE)).status_code == 404
