"""« Pourquoi pas payé ? » and « Rechercher une ligne »."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from ppas.facturation.etats import EtatLigne
from ppas.facturation.models import LigneFormulaire
from ppas.paiements import recherche
from ppas.socle.models import Consultation
from tests.factories import (
    AnomalieFactory,
    BeneficiaireFactory,
    BordereauFactory,
    CaisseFactory,
    ConventionFactory,
    DepotFactory,
    FormulaireFactory,
    LigneFactureFactory,
    LignePaiementFactory,
    PriseEnChargeFactory,
)
from tests.factories.facturation import CourrierFactory, LigneRefuseeFactory

pytestmark = pytest.mark.django_db
PARTENAIRE, CAISSE = "paiements:pourquoi", "paiements:caisse_rechercher"
NB_REQUETES = {PARTENAIRE: 24, CAISSE: 22}
"""Literal on purpose: neither one row nor three changes it."""


@pytest.fixture
def droit(convention):
    """Return what is granted to Zoé Lefèvre."""
    personne = BeneficiaireFactory(
        caisse=convention.caisse, nom="LEFÈVRE", prenom="Zoé", nom_recherche="lefevre zoe", nir="245032123100155"
    )
    return PriseEnChargeFactory(convention=convention, beneficiaire=personne)


def chercher(client: Client, page: str = PARTENAIRE, **saisie: str) -> str:
    reponse = client.post(reverse(page), saisie)
    assert reponse.status_code == 302, reponse.text
    for secret in ("lefevre", "lefèvre", "zoé", "zo%", "2450"):
        assert secret not in reponse.url.lower()
    return lire(client, reponse.url)


def lire(client: Client, url: str) -> str:
    reponse = client.get(url)
    assert reponse.status_code == 200
    return " ".join(reponse.text.replace("&nbsp;", " ").replace("\N{NO-BREAK SPACE}", " ").split())


@pytest.mark.exigence("PLU-06")
@pytest.mark.parametrize("personne", ["lefevre", "ZOÉ Lefèvre", "2 45 03 21 231 001 55", "2450321231001"])
def test_on_cherche_par_nom_sans_accents_ou_par_nir_et_rien_n_est_dans_l_adresse(
    partenaire: Client, droit, personne: str
) -> None:
    ligne = LigneFactureFactory(prise_en_charge=droit)
    page = chercher(partenaire, personne=personne)
    assert f"Enregistrement n° {ligne.pk}" in page
    assert "LEFÈVRE Zoé, octobre 2026" in page
    assert "contrôlée et acceptée" in page


@pytest.mark.exigence("PLU-06")
@pytest.mark.parametrize(
    "saisie",
    [
        {"mois": "2026-10"},
        {"montant": "337,68"},
        {"montant": "375,20 €"},
        {"fichier": "03_21231300_202610"},
        {"fichier": "03_21231300_202610.xml"},
        {"personne": "zoe", "mois": "2026-10", "montant": "337.68"},
    ],
    ids=str,
)
def test_on_cherche_par_mois_montant_ou_fichier(partenaire: Client, droit, saisie: dict[str, str]) -> None:
    depot = DepotFactory(convention=droit.convention, nom_fichier="03_21231300_202610.xml")
    ligne = LigneFactureFactory(prise_en_charge=droit, depot=depot)
    assert f"Enregistrement n° {ligne.pk}" in chercher(partenaire, **saisie)


@pytest.mark.exigence("PLU-06")
@pytest.mark.parametrize("saisie", [{"mois": "2026-09"}, {"montant": "1"}, {"fichier": "autre.xml"}], ids=str)
def test_ce_qui_ne_repond_pas_n_est_pas_montre(partenaire: Client, droit, saisie: dict[str, str]) -> None:
    LigneFactureFactory(prise_en_charge=droit)
    assert "Aucune ligne ne répond à cette recherche" in chercher(partenaire, **saisie)


@pytest.mark.exigence("PLU-06", "HIS-04")
def test_on_cherche_par_numero_d_enregistrement_ou_de_courrier(partenaire: Client, droit) -> None:
    ligne = LigneFactureFactory(prise_en_charge=droit)
    courrier = CourrierFactory(convention=droit.convention, prise_en_charge=droit)
    assert f"Enregistrement n° {ligne.pk}" in chercher(partenaire, numero=str(ligne.pk))
    assert f"Courrier n° {courrier.numero} annoncé" in chercher(partenaire, numero=courrier.numero)
    assert "Aucune ligne" in chercher(partenaire, numero="999999999999")


@pytest.mark.exigence("PLU-06")
def test_une_ligne_refusee_dit_ses_anomalies_et_le_remede(partenaire: Client, droit) -> None:
    refusee = LigneRefuseeFactory(depot=DepotFactory(convention=droit.convention), nir="1", nom="Lefevre", prenom="Zoe")
    AnomalieFactory(depot=refusee.depot, rang=refusee.rang, code="L13")
    page = chercher(partenaire, personne="lefèvre", mois="2026-10")
    assert "refusée à l’envoi" in page
    assert "Que faire : Ramenez la quantité à 15,50 h au plus." in page
    assert "Vous devez agir." in page


@pytest.mark.exigence("PLU-06")
def test_une_ligne_annulee_se_retrouve_par_la_personne(partenaire: Client, droit) -> None:
    formulaire = FormulaireFactory(convention=droit.convention)
    LigneFactureFactory(prise_en_charge=droit, depot=None, formulaire=formulaire, etat=EtatLigne.ANNULEE)
    assert "La validation du formulaire a été annulée" in chercher(partenaire, personne="zoe")


@pytest.mark.exigence("PLU-06", "PAY-07")
@pytest.mark.parametrize("saisie", [{"versement": "2026-11-15"}, {"montant": "1234,56"}], ids=str)
def test_un_versement_recu_donne_son_bordereau(partenaire: Client, convention, saisie: dict[str, str]) -> None:
    bordereau = BordereauFactory(convention=convention, numero="B77", montant_centimes=123456)
    page = chercher(partenaire, **saisie)
    assert "Le bordereau n° B77, daté du 12 novembre 2026, paie 1 234,56 €" in page
    assert reverse("paiements:bordereau", args=[bordereau.pk]) in page


@pytest.mark.exigence("PLU-06")
def test_les_lignes_d_un_versement_sont_montrees(partenaire: Client, convention) -> None:
    paye = LignePaiementFactory(bordereau__convention=convention, montant_centimes=30000)
    page = chercher(partenaire, versement="2026-11-12")
    assert f"Enregistrement n° {paye.ligne_facture_id}" in page
    assert "C’est 37,68 € de moins" in page


@pytest.mark.exigence("PLU-06", "PAY-02")
@pytest.mark.parametrize(
    "saisie", [{"versement": "2026-11-19"}, {"montant": "1234,56"}, {"versement": "2026-11-19", "montant": "1234,56"}]
)
def test_un_bordereau_de_moins_de_48_heures_ne_se_devine_pas(
    partenaire: Client, convention, saisie: dict[str, str]
) -> None:
    LignePaiementFactory(
        bordereau__convention=convention,
        bordereau__numero="B77",
        bordereau__montant_centimes=123456,
        bordereau__date_paiement=date(2026, 11, 19),
    )
    page = chercher(partenaire, **saisie)
    assert "B77" not in page
    assert "1 234,56 €" not in page
    assert ("pourra être lu à partir du 21/11/2026" in page) == ("versement" in saisie)
    assert page == page.replace("Enregistrement n°", "")


@pytest.mark.exigence("PLU-06")
@pytest.mark.parametrize(
    ("situation", "attendu"),
    [
        ("rien", "ni fichier, ni formulaire"),
        ("brouillon", "qui n’est pas validé : rien n’est transmis"),
        ("barree", "La ligne a été barrée"),
        ("sans-heures", "aucune heure n’y est saisie"),
        ("valide", "a été validé sans heures"),
    ],
)
def test_un_mois_jamais_facture_dit_pourquoi(partenaire: Client, droit, situation: str, attendu: str) -> None:
    if situation != "rien":
        formulaire = FormulaireFactory(convention=droit.convention, valide=situation == "valide")
        LigneFormulaire.objects.create(
            formulaire=formulaire,
            prise_en_charge=droit,
            rang=1,
            est_barree=situation == "barree",
            ouvrables_centiemes=1400 if situation in {"brouillon", "barree"} else None,
        )
    page = chercher(partenaire, personne="lefevre", mois="2026-10")
    assert "Rien n’est facturé" in page
    assert attendu in page


@pytest.mark.exigence("PLU-06")
@pytest.mark.parametrize(
    ("mois", "attendu"),
    [("2025-12", "Aucune prise en charge ne court en décembre 2025"), ("2026-01", "ni fichier")],
)
def test_le_mois_cherche_decide_du_droit(partenaire: Client, droit, mois: str, attendu: str) -> None:
    assert attendu in chercher(partenaire, personne="zoe", mois=mois)


def test_un_mois_facture_n_est_pas_dit_absent(partenaire: Client, droit) -> None:
    LigneFactureFactory(prise_en_charge=droit)
    assert "Rien n’est facturé" not in chercher(partenaire, personne="zoe", mois="2026-10")


@pytest.mark.exigence("PLU-06")
def test_un_mois_seul_dit_ou_en_est_sa_saisie(partenaire: Client, convention) -> None:
    FormulaireFactory(convention=convention)
    assert "n’est pas validé : rien n’est transmis à la caisse." in chercher(partenaire, mois="2026-10")


def test_une_personne_inconnue_le_dit(partenaire: Client, droit) -> None:
    assert "Aucun bénéficiaire de ce nom" in chercher(partenaire, personne="inconnu")


def test_une_recherche_sans_nom_oublie_le_nom_d_avant(partenaire: Client, droit) -> None:
    autre = LigneFactureFactory(prise_en_charge__convention=droit.convention)
    chercher(partenaire, personne="zoe")
    assert f"Enregistrement n° {autre.pk}" in chercher(partenaire, mois="2026-10")
    assert "Enregistrement n°" not in lire(partenaire, reverse(PARTENAIRE))


@pytest.mark.parametrize(
    "saisie", [{}, {"montant": "beaucoup"}, {"versement": "hier"}, {"numero": "n° 12"}, {"mois": "2026-13"}], ids=str
)
@pytest.mark.parametrize("adresse", [PARTENAIRE, CAISSE])
def test_une_saisie_fautive_est_refusee_avec_sa_raison(
    partenaire: Client, agent: Client, adresse: str, saisie: dict[str, str]
) -> None:
    client = partenaire if adresse == PARTENAIRE else agent
    reponse = client.post(reverse(adresse), saisie)
    assert reponse.status_code == 422
    assert "resume-erreurs" in reponse.text
    assert client.get(reverse(adresse), saisie).status_code == 200


@pytest.mark.exigence("PLU-06", "CAI-18")
def test_chacun_ne_cherche_que_chez_soi(partenaire: Client, agent: Client, droit) -> None:
    ailleurs = PriseEnChargeFactory(convention__caisse=CaisseFactory(code="30"), beneficiaire__nom_recherche="lefevre")
    etrangere = LigneFactureFactory(prise_en_charge=ailleurs)
    for client, page in ((partenaire, PARTENAIRE), (agent, CAISSE)):
        assert "Enregistrement n°" not in chercher(client, page, numero=str(etrangere.pk))
        assert "Enregistrement n°" not in chercher(client, page, personne="lefevre")
        assert "Aucune ligne" in chercher(client, page, fichier=etrangere.depot.nom_fichier)


@pytest.mark.exigence("PLU-06", "PLU-11")
def test_la_caisse_cherche_parmi_tous_ses_partenaires_et_qui_est_note(agent: Client, droit) -> None:
    for convention in (droit.convention, ConventionFactory(caisse=droit.caisse)):
        sien = PriseEnChargeFactory(convention=convention, beneficiaire=droit.beneficiaire)
        LigneFactureFactory(prise_en_charge=sien)
    page = chercher(agent, CAISSE, personne="lefevre")
    assert page.count("Voir sa vie") == 2
    assert "La caisse doit agir." in page
    consultation = Consultation.objects.get()
    assert (consultation.page, consultation.beneficiaires) == (CAISSE, f" {droit.beneficiaire_id} ")


def test_la_caisse_doit_preciser(agent: Client) -> None:
    reponse = agent.post(reverse(CAISSE), {"mois": "2026-10", "montant": "337,68"})
    assert reponse.status_code == 422
    assert "désignerait trop de lignes" in reponse.text


@pytest.mark.exigence("PLU-11")
def test_deux_caisses_notent_chacune_qui_a_vu_les_siens(partenaire: Client, droit) -> None:
    autre = ConventionFactory(partenaire=droit.convention.partenaire, caisse=CaisseFactory(code="30"))
    LigneFactureFactory(prise_en_charge=droit)
    LigneFactureFactory(prise_en_charge__convention=autre)
    chercher(partenaire, mois="2026-10")
    assert set(Consultation.objects.values_list("caisse_ref", flat=True)) == {droit.caisse_id, autre.caisse_id}


def test_les_lignes_sont_par_pages(partenaire: Client, droit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recherche, "PAR_PAGE", 2)
    for mois in (8, 9, 10):
        LigneFactureFactory(
            prise_en_charge=droit, echeance=date(2026, mois, 1), debut=date(2026, mois, 1), fin=date(2026, mois, 28)
        )
    reponse = partenaire.get(partenaire.post(reverse(PARTENAIRE), {"personne": "zoe"}).url)
    page = reponse.context["resultats"].page
    assert (len(page), page.suivant is not None) == (2, True)
    suite = partenaire.get(reverse(PARTENAIRE), {"personne": "1", "curseur": page.suivant})
    assert len(suite.context["resultats"].page) == 1


def test_une_recherche_trop_large_demande_de_preciser(
    partenaire: Client, droit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recherche, "PAR_LISTE", 1)
    depot = DepotFactory(convention=droit.convention)
    LigneRefuseeFactory.create_batch(2, depot=depot)
    page = chercher(partenaire, mois="2026-10")
    assert "Précisez" in page
    assert page.count("refusée à l’envoi") == 1


@pytest.mark.parametrize("nb", [1, 3])
@pytest.mark.parametrize("adresse", [PARTENAIRE, CAISSE])
def test_le_nombre_de_requetes_ne_depend_pas_de_ce_qui_est_trouve(
    request: pytest.FixtureRequest, droit, nb: int, adresse: str, django_assert_num_queries
) -> None:
    client = request.getfixturevalue("partenaire" if adresse == PARTENAIRE else "agent")
    depot = DepotFactory(convention=droit.convention)
    for rang in range(nb):
        mois = date(2026, 10 - rang, 1)
        LigneFactureFactory(
            prise_en_charge=droit, depot=depot, rang=10 + rang, echeance=mois, debut=mois, fin=mois.replace(day=28)
        )
        refusee = LigneRefuseeFactory(depot=depot, nir=droit.beneficiaire.nir)
        AnomalieFactory(depot=depot, rang=refusee.rang)
        CourrierFactory(convention=droit.convention, prise_en_charge=droit)
    url = client.post(reverse(adresse), {"personne": "zoe"}).url
    with django_assert_num_queries(NB_REQUETES[adresse]):
        lu = client.get(url)
    assert len(lu.context["histoires"]) == 3 * nb
