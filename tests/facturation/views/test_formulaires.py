"""The on-line month through its pages: what a partner sees, types, and cannot do."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from ppas.facturation.models import Formulaire
from ppas.facturation.operations.formulaire import ouvrir_formulaire, valider_formulaire
from ppas.facturation.operations.saisie import enregistrer_formulaire
from ppas.partenaires.etats import EtatConvention
from ppas.partenaires.models import Convention
from tests.factories.caisses import CaisseFactory
from tests.factories.facturation import DepotFactory
from tests.factories.partenaires import ConventionFactory, RattachementFactory
from tests.factories.prises_en_charge import PriseEnChargeFactory
from tests.facturation.views.formulaires import adresse, page, saisie

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]

LISTE = reverse("facturation:formulaires")
OUVRIR = reverse("facturation:formulaire_ouvrir")
OCTOBRE = date(2026, 10, 1)


# The list of months


@pytest.mark.exigence("INV-11", "INV-12")
def test_la_liste_montre_les_mois_que_l_on_peut_ouvrir(partenaire: Client) -> None:
    texte = page(partenaire.get(LISTE))
    assert "novembre 2026" in texte
    assert "novembre 2025" in texte
    assert "octobre 2025" not in texte
    assert texte.count(f'action="{OUVRIR}"') == 13


def test_la_liste_garde_les_formulaires_plus_anciens_que_le_delai(
    partenaire: Client, formulaire: Formulaire, utilisateur, horloge
) -> None:
    horloge.regler("2028-01-10 09:00")
    partenaire.force_login(utilisateur)
    assert "octobre 2026" in page(partenaire.get(LISTE, {"page": 2}))


@pytest.mark.exigence("INV-12")
def test_un_mois_facture_par_fichier_le_dit_et_se_complete(partenaire: Client, convention: Convention) -> None:
    depot = DepotFactory(
        convention=convention, echeance=OCTOBRE, nb_lignes_acceptees=3, montant_caisse_centimes=1234_56
    )
    DepotFactory(convention=convention, echeance=date(2026, 9, 1), nb_lignes_refusees=3)
    DepotFactory(convention=convention, echeance=date(2026, 8, 1), refuse=True)
    DepotFactory(convention=convention, echeance=date(2026, 7, 1), recu=True)
    DepotFactory(echeance=date(2026, 6, 1), nb_lignes_acceptees=3)  # of another partner
    texte = page(partenaire.get(LISTE))
    assert texte.count("Facturé par fichier") == 1
    assert f'<a href="{reverse("facturation:depot", args=[depot.pk])}">{depot.nom_fichier}</a>' in texte
    assert "1 234,56 €" in texte
    assert texte.count("Fichier en cours de traitement") == 1
    assert texte.count("Non ouvert") == 11
    assert texte.count("Compléter en ligne") == 2


@pytest.mark.exigence("INV-02")
def test_les_brouillons_sont_en_tete_de_la_liste(partenaire: Client, formulaire: Formulaire, utilisateur) -> None:
    enregistrer_formulaire(formulaire, {formulaire.lignes.first().pk: {"ouvrables_centiemes": 1450}}, par=utilisateur)
    texte = page(partenaire.get(LISTE))
    assert "Un formulaire à terminer" in texte
    assert "1 bénéficiaire saisi, 14,50 h, enregistré le 04/11/2026 à 09:30" in texte


def test_les_brouillons_des_autres_conventions_sont_en_tete_aussi(
    partenaire: Client, formulaire: Formulaire, convention: Convention
) -> None:
    autre = ConventionFactory(partenaire=convention.partenaire, caisse=CaisseFactory(code="04"))
    texte = page(partenaire.get(LISTE, {"convention": autre.pk}))
    assert f"Octobre 2026</a>, convention {convention.code} : rien n’est saisi" in texte


def test_la_liste_donne_le_montant_des_mois_valides(partenaire: Client, formulaire: Formulaire, utilisateur) -> None:
    formulaire.lignes.update(ouvrables_centiemes=800)
    valider_formulaire(formulaire, par=utilisateur)
    texte = page(partenaire.get(LISTE))
    assert "385,92 €" in texte
    assert "16,00 h" in texte


def test_la_liste_dit_l_etat_de_chaque_mois(partenaire: Client, formulaire: Formulaire) -> None:
    assert "À compléter" in page(partenaire.get(LISTE))


def test_la_liste_d_une_autre_convention_se_choisit(partenaire: Client, convention: Convention) -> None:
    autre = ConventionFactory(partenaire=convention.partenaire, caisse=CaisseFactory(code="04"))
    assert f"<b>{autre.code}</b>" in page(partenaire.get(LISTE, {"convention": autre.pk}))


@pytest.mark.parametrize("valeur", ["0", "-1", "abc", "9" * 40, "1 OR 1=1"])
def test_une_convention_inconnue_n_existe_pas(valeur: str, partenaire: Client) -> None:
    assert partenaire.get(LISTE, {"convention": valeur}).status_code == 404


@pytest.mark.parametrize("nb", [1, 3])
def test_la_liste_fait_toujours_les_memes_requetes(
    nb: int, partenaire: Client, convention: Convention, utilisateur, django_assert_num_queries
) -> None:
    PriseEnChargeFactory.create_batch(nb, convention=convention)
    for mois in range(nb):
        ouvrir_formulaire(convention, date(2026, 8 + mois, 1), par=utilisateur)
    with django_assert_num_queries(8):
        partenaire.get(LISTE)


def test_sans_convention_d_aide_a_domicile_la_saisie_en_ligne_n_existe_pas(
    partenaire: Client, convention: Convention
) -> None:
    Convention.objects.filter(pk=convention.pk).update(etat=EtatConvention.INVALIDEE)
    assert partenaire.get(LISTE).status_code == 404


# Opening


@pytest.mark.exigence("INV-01")
def test_ouvrir_un_mois_montre_ses_beneficiaires(partenaire: Client, convention: Convention) -> None:
    PriseEnChargeFactory(convention=convention)
    reponse = partenaire.post(OUVRIR, {"convention": convention.pk, "echeance": "2026-10"}, follow=True)
    assert reponse.redirect_chain == [(reverse("facturation:formulaire", args=[Formulaire.objects.get().pk]), 302)]
    assert "DURAND Jeanne" in page(reponse)


@pytest.mark.exigence("INV-11")
def test_ouvrir_un_mois_trop_ancien_dit_quoi_faire(partenaire: Client, convention: Convention) -> None:
    reponse = partenaire.post(OUVRIR, {"convention": convention.pk, "echeance": "2025-10"}, follow=True)
    assert "faire des facturations individuelles et les envoyer à la caisse pour traitement manuel" in page(reponse)
    assert not Formulaire.objects.exists()


@pytest.mark.parametrize("echeance", ["", "2026-13", "2026-1", "２０２６-10", "2026-10-01", "9999-12", "x" * 10_000])
def test_ouvrir_une_echeance_mal_ecrite_n_existe_pas(echeance: str, partenaire: Client, convention: Convention) -> None:
    reponse = partenaire.post(OUVRIR, {"convention": convention.pk, "echeance": echeance})
    assert reponse.status_code == 404


def test_ouvrir_sur_la_convention_d_un_autre_n_existe_pas(partenaire: Client) -> None:
    reponse = partenaire.post(OUVRIR, {"convention": ConventionFactory().pk, "echeance": "2026-10"})
    assert reponse.status_code == 404


def test_un_get_n_ouvre_rien(partenaire: Client) -> None:
    assert partenaire.get(OUVRIR).status_code == 405


@pytest.mark.exigence("INV-10")
def test_la_page_propose_d_ajouter_ce_qui_a_ete_notifie_depuis(
    partenaire: Client, formulaire: Formulaire, convention: Convention
) -> None:
    PriseEnChargeFactory(convention=convention)
    assert "Mettre la liste à jour" in page(partenaire.get(adresse(formulaire)))
    partenaire.post(OUVRIR, {"convention": convention.pk, "echeance": "2026-10"})
    assert "Mettre la liste à jour" not in page(partenaire.get(adresse(formulaire)))


# Typing


@pytest.mark.exigence("INV-02")
def test_enregistrer_conserve_et_la_page_le_montre_a_la_connexion_suivante(
    partenaire: Client, formulaire: Formulaire, utilisateur
) -> None:
    partenaire.post(adresse(formulaire), saisie(formulaire.lignes.first(), "14,50"))
    partenaire.logout()
    partenaire.force_login(utilisateur)
    assert 'value="14,50"' in page(partenaire.get(adresse(formulaire)))


@pytest.mark.exigence("INV-04")
@pytest.mark.parametrize(
    ("texte", "centiemes"),
    [
        ("14", 1400),
        ("14,5", 1450),
        ("14.25", 1425),
        (" 14,50 ", 1450),
        ("0", 0),
        ("007", 700),
        ("744", 74400),
        ("14h30", 1450),
        ("14 h 30", 1450),
        ("1:15", 125),
        ("", None),
    ],
)
def test_les_heures_s_ecrivent_avec_une_virgule_ou_un_point(
    texte: str, centiemes: int | None, partenaire: Client, formulaire: Formulaire
) -> None:
    partenaire.post(adresse(formulaire), saisie(formulaire.lignes.first(), texte))
    assert formulaire.lignes.first().ouvrables_centiemes == centiemes


@pytest.mark.exigence("INV-04")
@pytest.mark.parametrize(
    "texte",
    [
        "NaN",
        "1e9",
        "-1",
        "1,5,5",
        "１４",
        "14,505",
        "Infinity",
        "1_000",
        "744,01",
        "9" * 10_000,
        "<b>",
        "14h20",
        "14h75",
        "\x00",
    ],
)
def test_une_valeur_illisible_est_refusee_a_cote_du_champ(
    texte: str, partenaire: Client, formulaire: Formulaire
) -> None:
    ligne = formulaire.lignes.first()
    reponse = partenaire.post(adresse(formulaire), saisie(ligne, texte))
    assert reponse.status_code == 422
    assert f'id="id_ligne-{ligne.pk}-ouvrables_centiemes_error"' in page(reponse)
    assert formulaire.lignes.first().ouvrables_centiemes is None


def test_une_valeur_illisible_n_empeche_pas_de_garder_les_autres(partenaire: Client, formulaire: Formulaire) -> None:
    premiere, seconde = formulaire.lignes.all()
    reponse = partenaire.post(adresse(formulaire), saisie(premiere, "douze") | saisie(seconde, "8", "1,5"))
    seconde.refresh_from_db()
    assert (seconde.ouvrables_centiemes, seconde.dimanches_feries_centiemes) == (800, 150)
    assert 'value="douze"' in page(reponse)
    assert "Le reste de votre saisie est enregistré." in page(reponse)


def test_apres_une_erreur_un_champ_enregistre_peut_encore_s_effacer(partenaire: Client, formulaire: Formulaire) -> None:
    premiere, seconde = formulaire.lignes.all()
    reponse = partenaire.post(adresse(formulaire), saisie(premiere, "douze") | saisie(seconde, "8"))
    renvoyee = reponse.context["saisie"].donnees.dict()
    partenaire.post(
        adresse(formulaire),
        renvoyee | {f"ligne-{premiere.pk}-ouvrables_centiemes": "", f"ligne-{seconde.pk}-ouvrables_centiemes": ""},
    )
    seconde.refresh_from_db()
    assert seconde.ouvrables_centiemes is None


def test_une_quantite_trop_grande_est_gardee_avec_un_avertissement(partenaire: Client, formulaire: Formulaire) -> None:
    reponse = partenaire.post(adresse(formulaire), saisie(formulaire.lignes.first(), "18"), follow=True)
    assert formulaire.lignes.first().ouvrables_centiemes == 1800
    assert "<code>L07</code>" in page(reponse)


def test_deux_personnes_sur_la_meme_page_ne_s_effacent_pas(partenaire: Client, formulaire: Formulaire) -> None:
    premiere, seconde = formulaire.lignes.all()  # both browsers show the page as it is now
    partenaire.post(adresse(formulaire), saisie(premiere, "8") | saisie(seconde, ""))
    partenaire.post(adresse(formulaire), saisie(premiere, "") | saisie(seconde, "9"))
    assert list(formulaire.lignes.values_list("ouvrables_centiemes", flat=True)) == [800, 900]


def test_la_page_dit_qui_a_enregistre_et_quand(partenaire: Client, formulaire: Formulaire, utilisateur) -> None:
    reponse = partenaire.post(adresse(formulaire), saisie(formulaire.lignes.first(), "8"), follow=True)
    assert f"dernier enregistrement le 04/11/2026 à 09:30 par {utilisateur}" in page(reponse)


def test_une_ligne_d_une_autre_convention_dans_l_envoi_est_ignoree(partenaire: Client, formulaire: Formulaire) -> None:
    etrangere = PriseEnChargeFactory()
    autre = ouvrir_formulaire(etrangere.convention, OCTOBRE, par=RattachementFactory().utilisateur).lignes.get()
    partenaire.post(adresse(formulaire), saisie(autre, "8"))
    autre.refresh_from_db()
    assert autre.ouvrables_centiemes is None
