"""The pages of a form, its struck lines, its validation; another partner's form."""

from datetime import date
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from ppas.facturation.models import Formulaire, LigneFacture, bilan_de
from ppas.facturation.operations.formulaire import ouvrir_formulaire, valider_formulaire
from ppas.partenaires.models import Convention
from tests.factories.facturation import LigneFactureFactory
from tests.factories.partenaires import RattachementFactory
from tests.factories.prises_en_charge import PriseEnChargeFactory
from tests.facturation.views.formulaires import adresse, page, saisie

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]

LISTE = reverse("facturation:formulaires")
OUVRIR = reverse("facturation:formulaire_ouvrir")
OCTOBRE = date(2026, 10, 1)


# Pages


@pytest.fixture
def deux_pages(formulaire: Formulaire, settings: LazySettings) -> Formulaire:
    """The same form, one line a page."""
    settings.FORMULAIRE_LIGNES_PAR_PAGE = 1
    return formulaire


@pytest.mark.exigence("INV-06")
def test_valider_n_est_que_sur_la_derniere_page(partenaire: Client, deux_pages: Formulaire) -> None:
    assert 'name="valider"' not in page(partenaire.get(adresse(deux_pages, 1)))
    assert 'name="valider"' in page(partenaire.get(adresse(deux_pages, 2)))


@pytest.mark.exigence("INV-06")
def test_valider_depuis_une_autre_page_enregistre_seulement(partenaire: Client, deux_pages: Formulaire) -> None:
    partenaire.post(adresse(deux_pages, 1), saisie(deux_pages.lignes.first(), "8", valider="1"))
    assert deux_pages.lignes.first().ouvrables_centiemes == 800
    assert not LigneFacture.objects.exists()


@pytest.mark.exigence("INV-06")
def test_changer_de_page_enregistre(partenaire: Client, deux_pages: Formulaire) -> None:
    reponse = partenaire.post(adresse(deux_pages, 1), saisie(deux_pages.lignes.first(), "8", vers="2"))
    assert reponse.url == adresse(deux_pages, 2)
    assert deux_pages.lignes.first().ouvrables_centiemes == 800


def test_une_page_ne_touche_pas_aux_lignes_d_une_autre(partenaire: Client, deux_pages: Formulaire) -> None:
    partenaire.post(adresse(deux_pages, 1), saisie(deux_pages.lignes.last(), "8"))
    assert deux_pages.lignes.last().ouvrables_centiemes is None


@pytest.mark.parametrize("numero", ["0", "99", "abc", "-1", "https://exemple.fr"])
def test_une_page_inconnue_ramene_a_une_page_du_formulaire(
    numero: str, partenaire: Client, deux_pages: Formulaire
) -> None:
    assert partenaire.get(adresse(deux_pages, numero)).status_code == 200
    reponse = partenaire.post(adresse(deux_pages, 1), {"vers": numero})
    assert reponse.url in {adresse(deux_pages, 1), adresse(deux_pages, 2)}


@pytest.mark.parametrize("nb", [1, 3])
def test_la_page_fait_toujours_les_memes_requetes(
    nb: int, partenaire: Client, convention: Convention, utilisateur, django_assert_num_queries
) -> None:
    PriseEnChargeFactory.create_batch(nb, convention=convention)
    objet = ouvrir_formulaire(convention, OCTOBRE, par=utilisateur)
    objet.lignes.update(ouvrables_centiemes=1800)
    with django_assert_num_queries(10):
        partenaire.get(adresse(objet))


@pytest.mark.parametrize("numero", [1, 2])
def test_chaque_page_d_un_formulaire_qui_en_a_plusieurs_fait_une_requete_de_plus(
    numero: int, partenaire: Client, deux_pages: Formulaire, django_assert_num_queries
) -> None:
    with django_assert_num_queries(11):
        partenaire.get(adresse(deux_pages, numero))


def test_le_bilan_est_le_meme_que_la_base_compte_ou_que_la_page_a_tout_lu(convention: Convention, utilisateur) -> None:
    PriseEnChargeFactory.create_batch(6, convention=convention)
    lignes = ouvrir_formulaire(convention, OCTOBRE, par=utilisateur).lignes
    assert bilan_de(lignes.all()) == lignes.bilan()
    tapees: list[dict[str, Any]] = [
        {"ouvrables_centiemes": 1800, "dimanches_feries_centiemes": 250},
        {"dimanches_feries_centiemes": 100, "est_barree": True},
        {"ouvrables_centiemes": 0, "quantite_centiemes": 100},
        {"montant_centimes": 5000},
        {"intervention_du": OCTOBRE},
    ]
    for ligne, tape in zip(lignes.all(), tapees, strict=False):
        lignes.filter(pk=ligne.pk).update(**tape)
    assert bilan_de(lignes.all()) == lignes.bilan()
    assert lignes.bilan() == {
        "nb_lignes": 6,
        "nb_barrees": 1,
        "nb_saisies": 3,
        "ouvrables_centiemes": 1800,
        "dimanches_feries_centiemes": 250,
    }


# Striking


@pytest.mark.exigence("INV-03")
def test_barrer_une_ligne_se_voit_et_se_defait(partenaire: Client, formulaire: Formulaire) -> None:
    ligne = formulaire.lignes.first()
    barrer = adresse(formulaire, vue="formulaire_barrer")
    reponse = partenaire.post(barrer, {"barrer": ligne.pk}, follow=True)
    assert reponse.redirect_chain == [(f"{adresse(formulaire)}&barree={ligne.pk}#bascule-{ligne.pk}", 302)]
    assert 'name="retablir"' in page(reponse)
    assert 'name="retablir"' not in page(partenaire.post(barrer, {"retablir": ligne.pk}, follow=True))


@pytest.mark.exigence("INV-03")
def test_barrer_enregistre_ce_qui_est_saisi_sur_la_page(partenaire: Client, formulaire: Formulaire) -> None:
    premiere, seconde = formulaire.lignes.all()
    partenaire.post(adresse(formulaire, vue="formulaire_barrer"), saisie(seconde, "8", barrer=str(premiere.pk)))
    seconde.refresh_from_db()
    assert seconde.ouvrables_centiemes == 800


def test_une_ligne_barree_avec_des_heures_n_empeche_ni_d_enregistrer_ni_de_valider(
    partenaire: Client, formulaire: Formulaire
) -> None:
    formulaire.lignes.filter(rang=1).update(ouvrables_centiemes=1400, est_barree=True)
    premiere, seconde = formulaire.lignes.all()
    envoi = saisie(seconde, "8", valider="1")  # the browser does not send a field that is closed
    envoi[f"initial-ligne-{premiere.pk}-ouvrables_centiemes"] = "14,00"
    assert partenaire.post(adresse(formulaire), envoi).status_code == 302
    premiere.refresh_from_db()
    assert (premiere.ouvrables_centiemes, LigneFacture.objects.get().rang) == (1400, 2)


def test_barrer_deux_fois_laisse_la_ligne_barree(partenaire: Client, formulaire: Formulaire) -> None:
    ligne = formulaire.lignes.first()
    for _ in range(2):
        partenaire.post(adresse(formulaire, vue="formulaire_barrer"), {"barrer": ligne.pk})
    ligne.refresh_from_db()
    assert ligne.est_barree


@pytest.mark.parametrize("valeur", ["", "abc", "-1", "0", "9" * 40, "１"])
def test_barrer_une_ligne_inconnue_n_existe_pas(valeur: str, partenaire: Client, formulaire: Formulaire) -> None:
    reponse = partenaire.post(adresse(formulaire, vue="formulaire_barrer"), {"barrer": valeur})
    assert reponse.status_code == 404


# Validating, cancelling


@pytest.mark.exigence("INV-07")
def test_valider_enregistre_la_page_et_montre_le_recapitulatif(partenaire: Client, formulaire: Formulaire) -> None:
    reponse = partenaire.post(adresse(formulaire), saisie(formulaire.lignes.first(), "14,50", valider="1"), follow=True)
    assert reponse.redirect_chain == [(reverse("facturation:formulaire_recapitulatif", args=[formulaire.pk]), 302)]
    assert "il sera traité dans le prochain paiement" in page(reponse)
    assert f"n° {LigneFacture.objects.get().pk}" in page(reponse)


@pytest.mark.exigence("INV-07")
def test_un_formulaire_valide_n_est_plus_affiche(partenaire: Client, formulaire: Formulaire) -> None:
    partenaire.post(adresse(formulaire), saisie(formulaire.lignes.first(), "8", valider="1"))
    assert partenaire.get(adresse(formulaire)).url == reverse(
        "facturation:formulaire_recapitulatif", args=[formulaire.pk]
    )


def test_un_double_clic_sur_valider_donne_deux_fois_la_meme_reponse(partenaire: Client, formulaire: Formulaire) -> None:
    envoi = saisie(formulaire.lignes.first(), "8", valider="1")
    reponses = [partenaire.post(adresse(formulaire), envoi) for _ in range(2)]
    assert reponses[0].url == reponses[1].url
    assert LigneFacture.objects.count() == 1


def test_enregistrer_un_formulaire_valide_entre_temps_le_dit(partenaire: Client, formulaire: Formulaire) -> None:
    ligne = formulaire.lignes.first()
    partenaire.post(adresse(formulaire), saisie(ligne, "8", valider="1"))
    reponse = partenaire.post(adresse(formulaire), saisie(ligne, "9"))
    assert reponse.status_code == 409
    assert "DURAND Jeanne, heures jours ouvrables : vous avez saisi <b>9,00 h</b>" in page(reponse)
    assert "le formulaire validé contient 8,00 h" in page(reponse)


def test_un_double_clic_sur_valider_montre_le_recapitulatif(partenaire: Client, formulaire: Formulaire) -> None:
    envoi = saisie(formulaire.lignes.first(), "8", valider="1")
    reponses = [partenaire.post(adresse(formulaire), envoi) for _ in range(2)]
    assert {reponse.url for reponse in reponses} == {
        reverse("facturation:formulaire_recapitulatif", args=[formulaire.pk])
    }


def test_une_anomalie_est_montree_avec_son_remede_et_un_lien_vers_sa_page(
    partenaire: Client, deux_pages: Formulaire
) -> None:
    premiere, seconde = deux_pages.lignes.all()
    partenaire.post(adresse(deux_pages, 1), saisie(premiere, "18"))
    reponse = partenaire.post(adresse(deux_pages, 2), saisie(seconde, "8", valider="1"))
    assert reponse.status_code == 409
    assert f'href="{adresse(deux_pages, 1)}#ligne-{premiere.pk}"' in page(reponse)
    assert "Ramenez la quantité" in page(reponse)
    assert not LigneFacture.objects.exists()


@pytest.mark.exigence("ANO-08")
def test_une_periode_facturee_par_fichier_est_signalee_avec_son_numero(
    partenaire: Client, formulaire: Formulaire
) -> None:
    ligne = formulaire.lignes.first()
    facture = LigneFactureFactory(prise_en_charge=ligne.prise_en_charge)
    reponse = partenaire.post(adresse(formulaire), saisie(ligne, "8", valider="1"))
    assert f"échéance déjà facturée (enregistrement n°{facture.pk}" in page(reponse)


def test_valider_sans_heure_dit_quoi_faire(partenaire: Client, formulaire: Formulaire) -> None:
    reponse = partenaire.post(adresse(formulaire), {"valider": "1"})
    assert "Aucune heure n’est saisie" in page(reponse)


def test_un_mois_en_cours_ne_propose_pas_de_valider(partenaire: Client, convention: Convention, utilisateur) -> None:
    PriseEnChargeFactory(convention=convention)
    objet = ouvrir_formulaire(convention, date(2026, 11, 1), par=utilisateur)
    texte = page(partenaire.get(adresse(objet)))
    assert "« Valider » s’affichera ici le 30/11/2026" in texte
    assert 'name="valider"' not in texte


@pytest.fixture
def valide(formulaire: Formulaire, utilisateur) -> Formulaire:
    """The form, validated this morning with 8,00 hours on its first line."""
    formulaire.lignes.filter(rang=1).update(ouvrables_centiemes=800)
    valider_formulaire(formulaire, par=utilisateur)
    return formulaire


@pytest.mark.exigence("INV-09")
def test_annuler_le_jour_meme_rouvre_le_formulaire(partenaire: Client, valide: Formulaire) -> None:
    annuler = reverse("facturation:formulaire_annuler", args=[valide.pk])
    assert f'action="{annuler}"' in page(
        partenaire.get(reverse("facturation:formulaire_recapitulatif", args=[valide.pk]))
    )
    assert 'value="8,00"' in page(partenaire.post(annuler, follow=True))


@pytest.mark.exigence("INV-09")
def test_le_lendemain_annuler_n_est_plus_propose_et_est_refuse(
    partenaire: Client, valide: Formulaire, utilisateur, horloge
) -> None:
    horloge.regler("2026-11-05 00:00:00")
    annuler = reverse("facturation:formulaire_annuler", args=[valide.pk])
    recapitulatif = reverse("facturation:formulaire_recapitulatif", args=[valide.pk])
    partenaire.force_login(utilisateur)
    assert annuler not in page(partenaire.get(recapitulatif))
    assert "que le jour même" in page(partenaire.post(annuler, follow=True))


def test_le_recapitulatif_d_un_brouillon_ramene_au_formulaire(partenaire: Client, formulaire: Formulaire) -> None:
    reponse = partenaire.get(reverse("facturation:formulaire_recapitulatif", args=[formulaire.pk]))
    assert reponse.url == reverse("facturation:formulaire", args=[formulaire.pk])


@pytest.mark.parametrize("nb", [1, 3])
def test_le_recapitulatif_fait_toujours_les_memes_requetes(
    nb: int, partenaire: Client, convention: Convention, utilisateur, django_assert_num_queries
) -> None:
    PriseEnChargeFactory.create_batch(nb, convention=convention)
    objet = ouvrir_formulaire(convention, OCTOBRE, par=utilisateur)
    objet.lignes.update(ouvrables_centiemes=800)
    valider_formulaire(objet, par=utilisateur)
    with django_assert_num_queries(7):
        partenaire.get(reverse("facturation:formulaire_recapitulatif", args=[objet.pk]))


# Isolation


@pytest.mark.parametrize(
    ("methode", "vue"),
    [
        ("get", "formulaire"),
        ("post", "formulaire"),
        ("post", "formulaire_barrer"),
        ("post", "formulaire_annuler"),
        ("get", "formulaire_recapitulatif"),
    ],
)
def test_le_formulaire_d_un_autre_partenaire_n_existe_pas(
    methode: str, vue: str, client: Client, formulaire: Formulaire
) -> None:
    client.force_login(RattachementFactory().utilisateur)
    assert getattr(client, methode)(reverse(f"facturation:{vue}", args=[formulaire.pk])).status_code == 404


def test_sans_connexion_on_est_conduit_a_se_connecter(client: Client, formulaire: Formulaire) -> None:
    assert client.get(adresse(formulaire)).status_code == 302
