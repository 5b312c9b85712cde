"""What was invoiced beside what was paid, the filters of the list, the slip as a table."""

import csv
import io
from datetime import date, datetime
from html import unescape

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from ppas.facturation.etats import EtatLigne
from ppas.socle.models import Consultation
from ppas.socle.regles.classeur import TYPE_XLSX
from tests.factories.caisses import AgentFactory, CaisseFactory
from tests.factories.facturation import FormulaireFactory, LigneFactureFactory
from tests.factories.paiements import BordereauFactory, LignePaiementFactory
from tests.factories.partenaires import ConventionFactory, RattachementFactory
from tests.factories.prises_en_charge import PriseEnChargeFactory

pytestmark = pytest.mark.django_db
LISTE = "/paiements/bordereaux/"


@pytest.fixture
def convention(client, horloge):
    """Return the convention of the partner who is signed in, on 20 November 2026."""
    horloge.regler("2026-11-20 09:30")
    rattachement = RattachementFactory()
    client.force_login(rattachement.utilisateur)
    return ConventionFactory(partenaire=rattachement.partenaire, code="AMD1")


@pytest.fixture
def bordereau(convention):
    return BordereauFactory(convention=convention, numero="B12")


def payer(bordereau, nom, **paye):
    """Pay a line of 14,00 h and 337,68 € to `nom`, or what `paye` says instead."""
    return LignePaiementFactory(bordereau=bordereau, ligne_facture__prise_en_charge__beneficiaire__nom=nom, **paye)


def page(client, adresse, **question):
    reponse = client.get(adresse, question)
    assert reponse.status_code == 200
    return " ".join(unescape(reponse.content.decode()).replace("\N{NO-BREAK SPACE}", " ").split())


def adresse(bordereau, vue="bordereau"):
    return reverse(f"paiements:{vue}", args=[bordereau.pk])


@pytest.mark.exigence("PAY-01")
@pytest.mark.parametrize(
    ("paye", "attendus"),
    [
        pytest.param({}, ["Conforme", "Lignes avec un écart</span>"], id="conforme"),
        pytest.param({"montant_centimes": 30000}, ["−37,68 €", "Payé en moins"], id="montant-moindre"),
        pytest.param({"montant_centimes": 34000}, ["+2,32 €", "Payé en plus"], id="montant-plus-grand"),
        pytest.param(
            {"quantite_centiemes": 1200, "montant_centimes": 28944},
            ["−2,00 h", "−48,24 €", "Payé en moins"],
            id="heures",
        ),
        pytest.param({"quantite_centiemes": 1200}, ["−2,00 h", "Quantité différente"], id="heures-seulement"),
    ],
)
def test_ce_qui_est_paye_est_montre_a_cote_de_ce_qui_est_facture(client, bordereau, paye, attendus):
    payer(bordereau, "DURAND", **paye)
    lue = page(client, adresse(bordereau))
    for attendu in ("14,00 h", "337,68 €", *attendus):
        assert attendu in lue


@pytest.mark.exigence("PAY-01")
def test_les_totaux_disent_l_ecart_du_bordereau(client, bordereau):
    payer(bordereau, "DURAND")
    payer(bordereau, "MARTIN", montant_centimes=30000)
    lue = page(client, adresse(bordereau))
    assert "2 lignes de facture payées, dont 1 autrement que facturée." in lue
    for chiffre in ("675,36 €", "637,68 €", "−37,68 €"):
        assert f"<b>{chiffre}</b>" in lue


def test_seulement_les_ecarts_ne_montre_que_les_lignes_payees_autrement(client, bordereau):
    payer(bordereau, "CONFORME")
    payer(bordereau, "MONTANT", montant_centimes=30000)
    payer(bordereau, "QUANTITE", quantite_centiemes=1000)
    lue = page(client, adresse(bordereau), ecarts="1")
    assert [nom in lue for nom in ("CONFORME Jeanne", "MONTANT Jeanne", "QUANTITE Jeanne")] == [False, True, True]


def test_un_bordereau_sans_ecart_le_dit(client, bordereau):
    payer(bordereau, "DURAND")
    assert "Aucun écart" in page(client, adresse(bordereau), ecarts="1")


@pytest.mark.exigence("PAY-03")
def test_ce_qui_reste_a_payer_du_meme_envoi_est_montre_avec_son_etat(client, bordereau, convention):
    payee = payer(bordereau, "PAYEE").ligne_facture
    for nom, etat in (("ATTEND", EtatLigne.EXPORTEE), ("REJETEE", EtatLigne.REJETEE), ("ANNULEE", EtatLigne.ANNULEE)):
        prise_en_charge = PriseEnChargeFactory(convention=convention, beneficiaire__nom=nom)
        LigneFactureFactory(depot=payee.depot, prise_en_charge=prise_en_charge, exportee=True, etat=etat)
    LigneFactureFactory(prise_en_charge__convention=convention, prise_en_charge__beneficiaire__nom="AILLEURS")
    lue = page(client, adresse(bordereau, "bordereau_reste"))
    noms = ("ATTEND Jeanne", "REJETEE Jeanne", "PAYEE Jeanne", "ANNULEE Jeanne", "AILLEURS Jeanne")
    assert [nom in lue for nom in noms] == [True, True, False, False, False]
    assert payee.depot.nom_fichier in lue
    assert "337,68 € (1)" in lue


def test_le_reste_d_un_formulaire_est_nomme_par_son_mois(client, bordereau, convention):
    formulaire = FormulaireFactory(convention=convention, valide=True)
    payer(bordereau, "DURAND", ligne_facture__depot=None, ligne_facture__formulaire=formulaire)
    lue = page(client, adresse(bordereau, "bordereau_reste"))
    assert "Formulaire octobre 2026" in lue
    assert "Tout est payé" in lue


@pytest.mark.exigence("PAY-02")
def test_un_paiement_pas_encore_en_ligne_ne_se_devine_pas_dans_le_reste(client, bordereau, convention):
    payee = payer(bordereau, "PAYEE").ligne_facture
    demain = BordereauFactory(convention=convention, numero="B13", date_paiement=date(2026, 11, 19))
    autre = LignePaiementFactory(
        bordereau=demain, ligne_facture__depot=payee.depot, montant_centimes=11111, quantite_centiemes=777
    )
    lue = page(client, adresse(bordereau, "bordereau_reste"))
    assert f">{autre.ligne_facture_id}</a>" in lue
    assert "En paiement" in lue
    assert not [secret for secret in ("B13", "111,11", "7,77") if secret in lue]


def test_la_caisse_compare_aussi_et_ne_voit_que_ce_qu_elle_n_a_pas_paye(client, bordereau, convention):
    payee = payer(bordereau, "PAYEE", montant_centimes=30000).ligne_facture
    demain = BordereauFactory(convention=convention, date_paiement=date(2026, 11, 19))
    LignePaiementFactory(bordereau=demain, ligne_facture__depot=payee.depot)
    client.force_login(AgentFactory().utilisateur)
    assert "Payé en moins" in page(client, adresse(bordereau, "caisse_bordereau"))
    assert "Tout est payé" in page(client, adresse(bordereau, "caisse_bordereau_reste"))
    assert "lecteur-pdf" in page(client, adresse(bordereau, "caisse_bordereau_document"))


@pytest.mark.exigence("PAY-05")
@pytest.mark.parametrize(
    ("question", "attendus"),
    [
        ({}, {"B10", "B11", "B12"}),
        ({"du": "2026-10-10"}, {"B11", "B12"}),
        ({"du": "2026-10-10", "au": "2026-10-31"}, {"B11"}),
        ({"min_centimes": "1 000,50 €"}, {"B12"}),
        ({"min_centimes": "1000,50"}, {"B12"}),
        ({"max_centimes": "1000,50"}, {"B10", "B11"}),
        ({"du": "2026-12-01"}, set()),
    ],
)
def test_la_liste_se_filtre_par_date_et_par_montant(client, convention, question, attendus):
    for numero, mois, centimes in (("B10", 9, 10000), ("B11", 10, 20000), ("B12", 11, 100051)):
        BordereauFactory(
            convention=convention, numero=numero, date_paiement=date(2026, mois, 12), montant_centimes=centimes
        )
    lue = page(client, LISTE, **question)
    assert {numero for numero in ("B10", "B11", "B12") if f"n° {numero}<" in lue} == attendus


def test_la_liste_se_filtre_par_convention_et_par_caisse(client, convention):
    ailleurs = ConventionFactory(partenaire=convention.partenaire, caisse=CaisseFactory(code="05"))
    BordereauFactory(convention=convention, numero="B10")
    BordereauFactory(convention=ailleurs, numero="B11")
    for question in ({"convention": ailleurs.pk}, {"caisse": ailleurs.caisse_id}):
        lue = page(client, LISTE, **question)
        assert ("n° B10<" in lue, "n° B11<" in lue) == (False, True)


def test_un_filtre_faux_est_dit_et_la_convention_d_un_autre_ne_se_choisit_pas(client, convention):
    BordereauFactory(convention=convention, numero="B10")
    ConventionFactory(partenaire=convention.partenaire)
    autre = ConventionFactory(code="SECRETE")
    lue = page(client, LISTE, du="2026-12-01", au="2026-01-01", convention=autre.pk)
    assert "Cette date précède le début de la période." in lue
    assert "SECRETE" not in lue


@pytest.mark.exigence("PLU-08")
def test_le_bordereau_se_telecharge_en_csv(client, bordereau):
    payer(bordereau, "=DURAND", montant_centimes=30000)
    reponse = client.get(adresse(bordereau, "bordereau_csv"))
    assert reponse["Content-Type"] == "text/csv; charset=utf-8"
    assert reponse["Content-Disposition"] == 'attachment; filename="bordereau-AMD1-B12.csv"'
    lignes = list(csv.DictReader(io.StringIO(b"".join(reponse).decode()), delimiter=";"))
    assert [(ligne["beneficiaire"], ligne["montant_facture"], ligne["ecart"]) for ligne in lignes] == [
        ("'=DURAND Jeanne", "337.68", "-37.68")
    ]


@pytest.mark.exigence("PLU-08")
def test_le_bordereau_se_telecharge_en_tableur(client, bordereau):
    ligne = payer(bordereau, "@DURAND", montant_centimes=30000)
    reponse = client.get(adresse(bordereau, "bordereau_xlsx"))
    assert reponse["Content-Type"] == TYPE_XLSX
    assert reponse["Content-Disposition"] == 'attachment; filename="bordereau-AMD1-B12.xlsx"'
    feuille = load_workbook(io.BytesIO(b"".join(reponse)))["Bordereau"]
    assert [cellule.value for cellule in feuille[5]] == [
        ligne.ligne_facture_id,
        "'@DURAND Jeanne",
        ligne.ligne_facture.prise_en_charge.numero,
        "PPP001",
        datetime(2026, 10, 1),  # noqa: DTZ001 (as openpyxl says it)
        datetime(2026, 10, 31),  # noqa: DTZ001
        14,
        14,
        337.68,
        300,
        -37.68,
    ]


@pytest.mark.exigence("PLU-11")
@pytest.mark.parametrize("vue", ["bordereau_csv", "bordereau_xlsx"])
def test_un_telechargement_se_note_dans_les_consultations(client, bordereau, vue):
    payer(bordereau, "DURAND")
    client.get(adresse(bordereau, vue)).getvalue()
    notee = Consultation.objects.get()
    assert (notee.page, notee.objet_ref) == (f"paiements:{vue}", bordereau.pk)
