"""Two browsers on one page, with and without the script that saves by itself."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from ppas.facturation.models import Formulaire, LigneFormulaire
from ppas.facturation.operations.formulaire import valider_formulaire
from ppas.facturation.operations.saisie import barrer_ligne, enregistrer_formulaire
from ppas.partenaires.models import Convention
from tests.factories.comptes import UtilisateurFactory
from tests.factories.partenaires import RattachementFactory
from tests.facturation.views.formulaires import adresse, page, saisie

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge"), pytest.mark.exigence("INV-02", "INV-05")]

AUTOMATIQUE = {"X-Saisie": "automatique"}
CHAMP = "ouvrables_centiemes"


@pytest.fixture
def collegue(convention: Convention):
    return RattachementFactory(
        partenaire=convention.partenaire, utilisateur=UtilisateurFactory(nom="PETIT", prenom="Anne")
    ).utilisateur


@pytest.fixture
def ligne(formulaire: Formulaire, collegue) -> LigneFormulaire:
    """The first line, as a page first showed it (empty); a colleague has typed 8,00 on it since."""
    vue = formulaire.lignes.first()
    enregistrer_formulaire(formulaire, {vue.pk: {CHAMP: 800}}, par=collegue)
    return vue


def envoyer(client: Client, ligne: LigneFormulaire, texte: str, **suite: str) -> HttpResponse:
    return client.post(adresse(ligne.formulaire), saisie(ligne, texte, **suite))


def ce_que_la_page_renvoie(reponse: HttpResponse) -> dict[str, str]:
    """Return the fields of the page that was just answered, as the browser would send them."""
    return reponse.context["saisie"].donnees.dict()


def heures(ligne: LigneFormulaire) -> int | None:
    return LigneFormulaire.objects.get(pk=ligne.pk).ouvrables_centiemes


def test_deux_valeurs_pour_un_champ_sont_montrees_avec_leur_auteur(partenaire: Client, ligne: LigneFormulaire) -> None:
    reponse = envoyer(partenaire, ligne, "9")
    texte = page(reponse)
    assert (reponse.status_code, heures(ligne)) == (409, 800)
    assert "Modifié par Anne PETIT le 04/11/2026 à 09:30" in texte
    assert "Garder 8,00 h" in texte
    assert "Mettre 9,00 h, que vous avez saisi" in texte


@pytest.mark.parametrize(("choix", "attendu"), [("garder", 800), ("remplacer", 900)])
def test_la_personne_choisit_sans_script(
    choix: str, attendu: int, partenaire: Client, ligne: LigneFormulaire, formulaire: Formulaire
) -> None:
    renvoi = ce_que_la_page_renvoie(envoyer(partenaire, ligne, "9"))
    reponse = partenaire.post(adresse(formulaire), renvoi | {f"choix-ligne-{ligne.pk}-{CHAMP}": choix})
    assert (reponse.status_code, heures(ligne)) == (302, attendu)


def test_taper_une_autre_valeur_est_un_choix(
    partenaire: Client, ligne: LigneFormulaire, formulaire: Formulaire
) -> None:
    renvoi = ce_que_la_page_renvoie(envoyer(partenaire, ligne, "9"))
    reponse = partenaire.post(adresse(formulaire), renvoi | {f"ligne-{ligne.pk}-{CHAMP}": "7,50"})
    assert (reponse.status_code, heures(ligne)) == (302, 750)


@pytest.mark.parametrize("suite", [{}, {"vers": "1"}, {"valider": "1"}])
def test_sans_choix_la_page_ne_se_quitte_pas_et_ne_se_valide_pas(
    suite: dict[str, str], partenaire: Client, ligne: LigneFormulaire, formulaire: Formulaire
) -> None:
    renvoi = ce_que_la_page_renvoie(envoyer(partenaire, ligne, "9"))
    reponse = partenaire.post(adresse(formulaire), renvoi | suite)
    assert reponse.status_code == 409
    assert "Mettre 9,00 h" in page(reponse)
    assert not Formulaire.objects.get().est_valide


def test_le_choix_compare_encore_a_ce_qui_est_enregistre(
    partenaire: Client, ligne: LigneFormulaire, formulaire: Formulaire, collegue
) -> None:
    renvoi = ce_que_la_page_renvoie(envoyer(partenaire, ligne, "9"))
    enregistrer_formulaire(formulaire, {ligne.pk: {CHAMP: 600}}, par=collegue)
    reponse = partenaire.post(adresse(formulaire), renvoi | {f"choix-ligne-{ligne.pk}-{CHAMP}": "remplacer"})
    assert (reponse.status_code, heures(ligne)) == (409, 600)
    assert "Garder 6,00 h" in page(reponse)


def test_la_page_montre_ce_que_les_autres_ont_ecrit_ailleurs(partenaire: Client, ligne: LigneFormulaire) -> None:
    seconde = ligne.formulaire.lignes.last()
    reponse = partenaire.post(adresse(ligne.formulaire), saisie(ligne, "") | saisie(seconde, "douze"))
    assert reponse.status_code == 422
    assert f'name="ligne-{ligne.pk}-{CHAMP}" value="8,00"' in page(reponse)


# Struck lines


def test_une_ligne_barree_pendant_la_saisie_laisse_choisir(
    partenaire: Client, formulaire: Formulaire, collegue
) -> None:
    ligne = formulaire.lignes.first()
    barrer_ligne(formulaire, ligne.pk, est_barree=True, par=collegue)
    reponse = envoyer(partenaire, ligne, "9")
    assert "Ligne barrée par Anne PETIT" in page(reponse)
    renvoi = ce_que_la_page_renvoie(reponse) | {f"choix-ligne-{ligne.pk}-{CHAMP}": "retablir"}
    assert partenaire.post(adresse(formulaire), renvoi).status_code == 302
    assert not LigneFormulaire.objects.get(pk=ligne.pk).est_barree
    assert heures(ligne) == 900


def test_laisser_la_ligne_barree_est_un_choix(partenaire: Client, formulaire: Formulaire, collegue) -> None:
    ligne = formulaire.lignes.first()
    barrer_ligne(formulaire, ligne.pk, est_barree=True, par=collegue)
    renvoi = ce_que_la_page_renvoie(envoyer(partenaire, ligne, "9")) | {f"choix-ligne-{ligne.pk}-{CHAMP}": "garder"}
    assert partenaire.post(adresse(formulaire), renvoi).status_code == 302
    assert LigneFormulaire.objects.get(pk=ligne.pk).est_barree


@pytest.mark.exigence("INV-03")
def test_barrer_une_ligne_qu_un_autre_vient_de_saisir_est_refuse(partenaire: Client, ligne: LigneFormulaire) -> None:
    barrer = adresse(ligne.formulaire, vue="formulaire_barrer")
    reponse = partenaire.post(barrer, saisie(ligne, "", barrer=str(ligne.pk)))
    assert reponse.status_code == 409
    assert "La ligne n’a pas été barrée : depuis l’affichage de votre page, Anne PETIT" in page(reponse)
    assert not LigneFormulaire.objects.get(pk=ligne.pk).est_barree


@pytest.mark.exigence("INV-03")
def test_barrer_sur_un_conflit_demande_d_abord_de_choisir(partenaire: Client, ligne: LigneFormulaire) -> None:
    barrer = adresse(ligne.formulaire, vue="formulaire_barrer")
    reponse = partenaire.post(barrer, saisie(ligne, "9", barrer=str(ligne.pk)))
    assert reponse.status_code == 409
    assert "Mettre 9,00 h" in page(reponse)
    assert not LigneFormulaire.objects.get(pk=ligne.pk).est_barree


@pytest.mark.exigence("INV-03")
def test_le_message_d_une_ligne_barree_a_un_bouton_annuler(partenaire: Client, formulaire: Formulaire) -> None:
    ligne = formulaire.lignes.first()
    barrer = adresse(formulaire, vue="formulaire_barrer")
    texte = page(partenaire.post(barrer, {"barrer": ligne.pk}, follow=True))
    assert "Elle ne sera ni facturée, ni présentée le mois prochain." in texte
    assert f'name="retablir" value="{ligne.pk}">Annuler' in texte
    assert ">Annuler" not in page(partenaire.post(barrer, {"retablir": ligne.pk}, follow=True))


@pytest.mark.exigence("INV-03")
def test_le_signe_est_ecrit_a_droite_de_la_ligne(partenaire: Client, formulaire: Formulaire) -> None:
    assert '<b aria-hidden="true">-</b> Barrer' in page(partenaire.get(adresse(formulaire)))


# Saving by itself


def automatique(client: Client, ligne: LigneFormulaire, texte: str) -> HttpResponse:
    return client.post(adresse(ligne.formulaire), saisie(ligne, texte), headers=AUTOMATIQUE)


def test_l_enregistrement_automatique_rend_la_page_jugee(partenaire: Client, formulaire: Formulaire) -> None:
    reponse = automatique(partenaire, formulaire.lignes.first(), "18h30")
    texte = page(reponse)
    assert (reponse.status_code, heures(formulaire.lignes.first())) == (200, 1850)
    assert 'data-resultat="Enregistré à 09:30"' in texte
    assert "<code>L07</code>" in texte
    assert 'value="18,50"' in texte
    assert "446,22 € <small" in texte  # 90 % of 18,50 × 26,80 €
    assert "<html" not in texte


@pytest.mark.parametrize(
    ("texte", "statut", "dit"),
    [
        ("9", 409, "Non enregistré : un champ a été modifié par une autre personne"),
        ("neuf", 422, "Non enregistré : une valeur ne se lit pas. Le reste est enregistré."),
    ],
)
def test_l_enregistrement_automatique_dit_ce_qui_manque(
    texte: str, statut: int, dit: str, partenaire: Client, ligne: LigneFormulaire
) -> None:
    reponse = automatique(partenaire, ligne, texte)
    assert reponse.status_code == statut
    assert f'data-resultat="{dit}' in page(reponse)


def test_l_enregistrement_automatique_apres_validation_montre_ce_qui_est_perdu(
    partenaire: Client, ligne: LigneFormulaire, collegue
) -> None:
    valider_formulaire(ligne.formulaire, par=collegue)
    reponse = automatique(partenaire, ligne, "9")
    assert reponse.status_code == 409
    assert "vous avez saisi <b>9,00 h</b>, le formulaire validé contient 8,00 h" in page(reponse)


def test_l_enregistrement_automatique_ne_laisse_aucun_message(partenaire: Client, formulaire: Formulaire) -> None:
    automatique(partenaire, formulaire.lignes.first(), "8")
    assert "Votre saisie est enregistrée." not in page(partenaire.get(adresse(formulaire)))


def test_sans_session_l_enregistrement_automatique_est_conduit_a_la_connexion(
    client: Client, formulaire: Formulaire
) -> None:
    reponse = automatique(client, formulaire.lignes.first(), "8")
    assert (reponse.status_code, heures(formulaire.lignes.first())) == (302, None)
    assert reverse("comptes:connexion") in reponse.url
