import re

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from ppas.comptes.models import Utilisateur
from ppas.partenaires.models import Rattachement
from ppas.socle.models import Courriel
from ppas.socle.regles.affichage import insecables
from tests.factories import ConventionFactory, RattachementFactory, TypePartenaireFactory

pytestmark = pytest.mark.django_db

LISTE = "/partenaires/modification/utilisateurs/"
MARTIN = {
    "nom": "MARTIN",
    "prenom": "Mikael",
    "login": "Martin37",
    "telephone": "03 02 04 05 06",
    "mail": "martin37@fr.fr",
}


@pytest.fixture
def martin(administrateur):
    return RattachementFactory(
        partenaire=administrateur.partenaire, utilisateur__login="Martin37", utilisateur__telephone="0302040506"
    )


def fiche(rattachement):
    return reverse("partenaires:modification_utilisateur", args=[rattachement.pk])


def suppression(rattachement):
    return reverse("partenaires:suppression_utilisateur", args=[rattachement.pk])


def lignes(reponse):
    """Return the rows of the table, tags out, spaces made one."""
    corps = reponse.content.decode().partition('<tbody id="utilisateurs">')[2].partition("</tbody>")[0]
    return [" ".join(re.sub("<[^>]+>", " ", ligne).split()) for ligne in corps.split("</tr>")[:-1]]


@pytest.mark.exigence("ADM-06", "ADM-07", "ADM-24", "ADM-26", "LOG-23")
def test_le_tableau_commence_par_soi_et_la_croix_manque_aux_administrateurs(client, administrateur, martin):
    RattachementFactory(partenaire=administrateur.partenaire, administrateur=True, utilisateur__login="Solange778")
    RattachementFactory(utilisateur__login="Etranger1")
    RattachementFactory(partenaire=administrateur.partenaire, utilisateur__login="Parti1", utilisateur__is_active=False)
    moi, lui, elle = lignes(client.get(LISTE))
    assert moi.startswith("Alex7 (modifier) vous GRIZZI Alexandre Oui")
    assert moi.endswith("Votre compte")
    assert lui.startswith("Martin37")
    assert lui.endswith("Supprimer Martin37")
    assert elle.startswith("Solange778")
    assert elle.endswith("Retirer d’abord ses droits")


@pytest.mark.exigence("ADM-06")
@pytest.mark.parametrize(
    ("compte", "texte"),
    [
        ({"mot_de_passe_temporaire": True}, "mot de passe à changer"),
        ({"bloque_le": "2026-11-04T09:00:00+01:00"}, "compte bloqué"),
        ({"last_login": "2026-11-03T23:30:00Z"}, "04/11/2026"),
        ({}, "Jamais"),
    ],
)
def test_la_derniere_connexion_ou_ce_qui_l_empeche(client, administrateur, martin, compte, texte):
    Utilisateur.objects.filter(pk=martin.utilisateur_id).update(**compte)
    assert texte in lignes(client.get(LISTE))[1]


@pytest.mark.exigence("ADM-28")
def test_les_utilisateurs_d_une_structure_d_evaluation_sont_des_evaluateurs(client, administrateur):
    assertNotContains(client.get(LISTE), "évaluateurs")
    ConventionFactory(partenaire=administrateur.partenaire, type_partenaire=TypePartenaireFactory(evaluation=True))
    assertContains(client.get(LISTE), "administrateurs ou non, sont ses évaluateurs")


@pytest.mark.exigence("ADM-08", "ADM-13")
@pytest.mark.parametrize("coche", [{}, {"est_administrateur": "on"}])
def test_valider_ajoute_une_ligne_et_envoie_un_mail(client, administrateur, coche):
    reponse = client.post(LISTE, MARTIN | coche, follow=True)
    assertRedirects(reponse, LISTE)
    assertContains(reponse, insecables("Transmettez-lui vous-même son login : Martin37."))
    assert lignes(reponse)[1].startswith(f"Martin37 (modifier) MARTIN Mikael {'Oui' if coche else 'Non'}")
    assert Courriel.objects.get().destinataire == "martin37@fr.fr"


@pytest.mark.exigence("ADM-08", "ADM-10", "ADM-11")
@pytest.mark.parametrize(
    ("champ", "valeur"),
    [
        *((champ, "") for champ in MARTIN),
        ("login", "Mikaël"),
        ("login", "l'ami"),
        ("login", "deux mots"),
        ("login", "a" * 31),
        ("telephone", "03 02 04 05 0"),
        ("telephone", "03  02 04 05 06"),
        ("mail", "martin37"),
    ],
)
def test_une_valeur_fausse_est_signalee_et_la_saisie_reste(client, administrateur, champ, valeur):
    reponse = client.post(LISTE, MARTIN | {champ: valeur})
    assertContains(reponse, "Un champ est à corriger")
    assertContains(reponse, f'id="id_{champ}_error"')
    gardee = "prenom" if champ == "nom" else "nom"
    assertContains(reponse, f'value="{MARTIN[gardee]}"')
    assert Rattachement.objects.count() == 1


@pytest.mark.exigence("ADM-10")
def test_le_telephone_n_accepte_pas_plus_de_14_caracteres(client, administrateur):
    assertContains(client.get(LISTE), '<input type="text" name="telephone" maxlength="14"')


@pytest.mark.exigence("ADM-11")
def test_un_login_deja_pris_est_refuse_pres_de_son_champ(client, administrateur):
    RattachementFactory(utilisateur__login="martin37")
    reponse = client.post(LISTE, MARTIN)
    assertContains(reponse, insecables("Ce login est déjà utilisé : choisissez-en un autre."))
    assertContains(reponse, 'id="id_login_error"')


@pytest.mark.exigence("ADM-09")
def test_creer_utilisateur_mene_au_formulaire_vide(client, administrateur, martin):
    reponse = client.get(fiche(martin))
    assertContains(reponse, "Modifier Martin37")
    assertContains(reponse, f'href="{LISTE}#formulaire">Créer utilisateur')
    assertNotContains(client.get(LISTE), 'value="Martin37"')


@pytest.mark.exigence("ADM-16")
def test_le_lien_d_une_ligne_charge_le_formulaire(client, administrateur, martin):
    assertContains(client.get(LISTE), f'href="{fiche(martin)}#formulaire"')
    reponse = client.get(fiche(martin))
    for valeur in ("Martin37", "03 02 04 05 06", martin.utilisateur.mail):
        assertContains(reponse, f'value="{valeur}"')


@pytest.mark.exigence("ADM-16", "ADM-17")
def test_le_login_reste_le_meme_quoi_qu_on_envoie(client, administrateur, martin):
    client.post(fiche(martin), MARTIN | {"login": "Autre1", "telephone": "03 02 04 02 27"})
    martin.utilisateur.refresh_from_db()
    assert (martin.utilisateur.login, martin.utilisateur.telephone) == ("Martin37", "0302040227")
    assertContains(client.get(fiche(martin)), "Le login ne peut pas être modifié.")


@pytest.mark.exigence("ADM-18", "ADM-19")
def test_cocher_puis_decocher_administrateur(client, administrateur, martin):
    client.post(fiche(martin), MARTIN | {"est_administrateur": "on"})
    martin.refresh_from_db()
    assert martin.est_administrateur
    client.post(fiche(martin), MARTIN)
    martin.refresh_from_db()
    assert not martin.est_administrateur


@pytest.mark.exigence("ADM-20")
def test_sa_propre_case_est_inactive_et_ne_se_retire_pas(client, administrateur):
    assertContains(client.get(fiche(administrateur)), "Vous ne pouvez pas retirer vos propres droits.")
    client.post(fiche(administrateur), MARTIN)
    administrateur.refresh_from_db()
    assert administrateur.est_administrateur


@pytest.mark.exigence("ADM-21")
def test_supprimer_demande_confirmation(client, administrateur, martin):
    reponse = client.get(suppression(martin))
    assertContains(reponse, "Voulez-vous vraiment supprimer cet utilisateur&nbsp;?")
    assertContains(reponse, '<button type="submit" class="btn btn-danger">OK</button>', html=True)
    assertContains(reponse, f'href="{LISTE}">Annuler</a>')
    assertContains(client.post(suppression(martin), follow=True), "ne peut plus se connecter")
    assert len(lignes(client.get(LISTE))) == 1


@pytest.mark.exigence("ADM-22", "ADM-24")
@pytest.mark.parametrize("qui", ["soi", "un-administrateur"])
def test_un_administrateur_n_a_pas_de_page_de_suppression(client, administrateur, martin, qui):
    martin.est_administrateur = True
    martin.save()
    cible = administrateur if qui == "soi" else martin
    assert client.get(suppression(cible)).status_code == 404
    assertContains(client.post(suppression(cible), follow=True), 'role="alert"')
    cible.utilisateur.refresh_from_db()
    assert cible.utilisateur.is_active


@pytest.mark.parametrize("methode", ["get", "post"])
@pytest.mark.parametrize("qui", ["etranger", "supprime"])
def test_l_utilisateur_d_un_autre_partenaire_ou_supprime_n_existe_pas(client, administrateur, martin, qui, methode):
    if qui == "supprime":
        Utilisateur.objects.filter(pk=martin.utilisateur_id).update(is_active=False)
    cible = martin if qui == "supprime" else RattachementFactory()
    for adresse in (fiche(cible), suppression(cible)):
        assert getattr(client, methode)(adresse, MARTIN).status_code == 404


@pytest.mark.parametrize("nb", [1, 3])
def test_la_liste_demande_toujours_autant_a_la_base(client, administrateur, django_assert_num_queries, nb):
    RattachementFactory.create_batch(nb, partenaire=administrateur.partenaire)
    with django_assert_num_queries(5):
        client.get(LISTE)
