"""« Synchronisation », the choice between two versions, the help page."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from ppas.evaluations.etats import EtatCommande, FinReservation
from ppas.evaluations.models import EnvoiEvaluation, Evaluation
from ppas.evaluations.operations.copies import deposer_copie
from ppas.evaluations.operations.reponses import ecrire_reponses
from ppas.socle.horloge import maintenant
from ppas.socle.models import Consultation
from tests.evaluations.synchronisation.copies import copie_de
from tests.evaluations.synchronisation.monde import Evaluateur, envoi, finir
from tests.factories.evaluations import ReservationFactory

pytestmark = pytest.mark.django_db
PAGE, AIDE = reverse("evaluations:synchronisation"), reverse("evaluations:aide_hors_ligne")


@pytest.fixture
def ici(client: Client, evaluateur: Evaluateur) -> Client:
    """The browser of the evaluator, signed in."""
    client.force_login(evaluateur.utilisateur)
    return client


@pytest.fixture
def conflit(evaluateur: Evaluateur) -> EnvoiEvaluation:
    """The computer wrote MOREAU, the portal has MARTIN (revision 2)."""
    commande = evaluateur.commande()
    evaluateur.envoyer(envoi(commande))
    return evaluateur.envoyer(envoi(commande, {"visite_medecin": "Docteur MOREAU", "visite_digicode": "12B"}))


def adresse(recu: EnvoiEvaluation) -> str:
    return reverse("evaluations:envoi_choisir", args=[recu.pk])


@pytest.mark.exigence("EVA-07")
def test_la_page_dit_ce_que_tient_chaque_ordinateur_et_sa_copie(ici: Client, evaluateur: Evaluateur) -> None:
    commande = evaluateur.commande()
    deposer_copie(evaluateur.appareil, copie_de(evaluateur.appareil), par=evaluateur.utilisateur)
    reponse = ici.get(PAGE)
    assertContains(reponse, "Portable de Jeanne")
    assert [ordinateur.commandes for ordinateur in reponse.context["ordinateurs"]] == [[commande.pk]]
    assertContains(reponse, "2 évaluations")


@pytest.mark.exigence("EVA-17")
def test_les_ordinateurs_retires_et_ceux_des_collegues_ne_s_y_voient_pas(
    ici: Client, evaluateur: Evaluateur, collegue: Evaluateur
) -> None:
    evaluateur.appareil.retire_le = maintenant()
    evaluateur.appareil.save()
    collegue.appareil.nom = "Portable de Paul"
    collegue.appareil.save()
    reponse = ici.get(PAGE)
    assertContains(reponse, "Aucun ordinateur")
    assertNotContains(reponse, "Portable")


@pytest.mark.exigence("EVA-07")
def test_un_conflit_s_y_voit_avec_le_nom_et_la_raison(ici: Client, conflit: EnvoiEvaluation) -> None:
    reponse = ici.get(PAGE)
    assertContains(reponse, "Comparer et choisir")
    assertContains(reponse, conflit.motif)
    assertContains(reponse, conflit.commande.beneficiaire)


@pytest.mark.exigence("EVA-20")
def test_le_conflit_d_une_commande_transferee_porte_le_nom_de_qui_l_a_envoye(
    client: Client, conflit: EnvoiEvaluation, collegue: Evaluateur
) -> None:
    finir(conflit.commande, FinReservation.TRANSFEREE, EtatCommande.RESERVEE)
    ReservationFactory(commande=conflit.commande, evaluateur=collegue.utilisateur)
    client.force_login(collegue.utilisateur)
    assertContains(client.get(PAGE), f"{conflit.envoye_par}, de «&nbsp;{conflit.appareil}&nbsp;»")


@pytest.mark.exigence("PLU-11")
def test_les_beneficiaires_montres_sont_notes_comme_consultes(ici: Client, conflit: EnvoiEvaluation) -> None:
    ici.get(PAGE)
    ici.get(adresse(conflit))
    pages = Consultation.objects.values_list("page", "beneficiaires")
    vu = f" {conflit.commande.beneficiaire_id} "
    assert set(pages) == {("evaluations:synchronisation", vu), ("evaluations:envoi_choisir", vu)}


@pytest.mark.exigence("EVA-07")
def test_une_mise_de_cote_dit_sa_raison_et_ce_qu_il_faut_faire(ici: Client, evaluateur: Evaluateur) -> None:
    evaluateur.envoyer(envoi(10**9))
    reponse = ici.get(PAGE)
    assertContains(reponse, "n’est plus, une commande de votre structure")
    assertContains(reponse, "Vérifiez auprès de votre structure")


@pytest.mark.exigence("EVA-07")
def test_les_deux_versions_se_comparent_question_par_question(ici: Client, conflit: EnvoiEvaluation) -> None:
    reponse = ici.get(adresse(conflit))
    for texte in ("Médecin traitant", "Docteur MARTIN", "Docteur MOREAU", "Digicode", "Pas de réponse"):
        assertContains(reponse, texte)
    assertContains(reponse, '<input type="hidden" name="revision" value="2">', html=True)


@pytest.mark.exigence("EVA-07")
def test_deux_plans_se_comparent_ligne_par_ligne(ici: Client, evaluateur: Evaluateur) -> None:
    commande = evaluateur.commande()
    evaluateur.envoyer(envoi(commande))
    plan = [{"prestation": "courses", "quantite": 3, "unite": "forfait"}]
    recu = evaluateur.envoyer(envoi(commande, {"plan_issue": "aides", "plan_lignes": plan}))
    reponse = ici.get(adresse(recu))
    assertContains(reponse, 'aria-label="Aides proposées, sur l’ordinateur"')


@pytest.mark.exigence("EVA-07")
@pytest.mark.parametrize(
    ("choix", "medecin"), [("envoyee", "Docteur MOREAU"), ("portail", "Docteur MARTIN")], ids=["envoyee", "portail"]
)
def test_le_choix_se_fait_sans_script_et_ramene_a_la_liste(
    ici: Client, conflit: EnvoiEvaluation, choix: str, medecin: str
) -> None:
    reponse = ici.post(adresse(conflit), {"choix": choix, "revision": "2"}, follow=True)
    assertRedirects(reponse, PAGE)
    assertContains(reponse, "est gardée. L’autre reste lisible dans la liste.")
    assertNotContains(reponse, "Comparer et choisir")
    assert Evaluation.objects.get().reponses["visite_medecin"] == medecin


@pytest.mark.exigence("EVA-07")
@pytest.mark.parametrize("saisie", [{}, {"choix": "autre"}, {"choix": "envoyee", "revision": "²"}])
def test_un_choix_mal_dit_ne_change_rien_et_montre_de_nouveau_les_versions(
    ici: Client, conflit: EnvoiEvaluation, saisie: dict
) -> None:
    reponse = ici.post(adresse(conflit), saisie)
    assertContains(reponse, "Docteur MOREAU", status_code=409)
    assert Evaluation.objects.get().revision == 2


def test_une_version_du_portail_changee_entre_temps_se_compare_de_nouveau(
    ici: Client, conflit: EnvoiEvaluation
) -> None:
    ecrire_reponses(Evaluation.objects.get(), {"visite_medecin": "Docteur PETIT"})
    reponse = ici.post(adresse(conflit), {"choix": "envoyee", "revision": "2"})
    assertContains(reponse, "Comparez de nouveau, puis choisissez", status_code=409)
    assertContains(reponse, "Docteur PETIT", status_code=409)


def test_une_commande_annulee_ne_propose_que_la_version_du_portail(ici: Client, conflit: EnvoiEvaluation) -> None:
    finir(conflit.commande, FinReservation.ANNULEE, EtatCommande.ANNULEE)
    reponse = ici.get(adresse(conflit))
    assertNotContains(reponse, 'value="envoyee"')
    assertContains(reponse, "La caisse a annulé cette commande")


def test_un_envoi_deja_choisi_reste_lisible_sans_bouton(ici: Client, conflit: EnvoiEvaluation) -> None:
    ici.post(adresse(conflit), {"choix": "portail", "revision": "2"})
    reponse = ici.get(adresse(conflit))
    assertContains(reponse, "Docteur MOREAU")
    assertNotContains(reponse, 'name="choix"')


def test_un_envoi_mis_de_cote_se_lit_et_se_note(ici: Client, evaluateur: Evaluateur) -> None:
    recu = evaluateur.envoyer(envoi(10**9))
    assertContains(ici.get(adresse(recu)), "Docteur MARTIN")
    assertContains(ici.post(adresse(recu), {"choix": "portail"}, follow=True), "C’est noté.")


@pytest.mark.exigence("EVA-20")
def test_le_nouveau_titulaire_voit_ce_que_son_collegue_a_envoye_trop_tard(
    client: Client, evaluateur: Evaluateur, collegue: Evaluateur
) -> None:
    commande = evaluateur.commande()
    finir(commande, FinReservation.TRANSFEREE, EtatCommande.RESERVEE)
    ReservationFactory(commande=commande, evaluateur=collegue.utilisateur)
    recu = evaluateur.envoyer(envoi(commande))
    client.force_login(collegue.utilisateur)
    assertContains(client.get(PAGE), commande.numero)
    client.post(adresse(recu), {"choix": "envoyee", "revision": ""})
    assert Evaluation.objects.get().evaluateur == collegue.utilisateur


def test_l_envoi_d_un_collegue_ne_se_lit_pas(client: Client, collegue: Evaluateur, conflit: EnvoiEvaluation) -> None:
    client.force_login(collegue.utilisateur)
    assert client.get(adresse(conflit)).status_code == 404
    assert client.post(adresse(conflit), {"choix": "portail"}).status_code == 404


@pytest.mark.parametrize("nb", [1, 3])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_d_envois(
    ici: Client, evaluateur: Evaluateur, nb: int, django_assert_num_queries
) -> None:
    for _ in range(nb):
        commande = evaluateur.commande()
        evaluateur.envoyer(envoi(commande))
        evaluateur.envoyer(envoi(commande, {"visite_medecin": "Docteur MOREAU"}))
    ici.get(PAGE)
    with django_assert_num_queries(8):
        ici.get(PAGE)


@pytest.mark.exigence("EVA-18", "EVA-09", "EVA-10", "EVA-11", "EVA-12")
def test_l_aide_reprend_le_tableau_des_cas_de_la_faq(client: Client) -> None:
    """In its words: sources/003, « Gestion du mode déconnecté »."""
    reponse = client.get(AIDE)
    for texte in (
        "Changement d'ordinateur",
        "Changement de navigateur",
        "Suppression historique du navigateur",
        "Mise à jour du navigateur",
        "Génération du mode déconnecté",
        "Réservation de commandes d’évaluation",
    ):
        assertContains(reponse, texte.replace("'", "&#x27;"))
    lignes = reponse.content.decode().split("<tr>")[2:4]
    for ligne in lignes:
        cellules = [cellule.partition(">")[2].partition("</td>")[0] for cellule in ligne.split("<td")[1:]]
        assert cellules == ["Oui", "Oui", "Sur Firefox NON<br>Sur Chrome OUI", "Non"]


@pytest.mark.exigence("EVA-13", "EVA-18")
def test_l_aide_dit_de_synchroniser_avant_d_effacer_et_quelle_case_laisser(client: Client) -> None:
    reponse = client.get(AIDE)
    for texte in ("Synchronisez d’abord", "données de sites", "images et fichiers en cache"):
        assertContains(reponse, texte)


@pytest.mark.exigence("ACC-08", "EVA-15", "EVA-16")
def test_l_aide_dit_quels_navigateurs_et_les_anciens_reglages(client: Client) -> None:
    reponse = client.get(AIDE)
    for texte in ("dom.serviceWorkers.enabled", "dom.serviceWorkers.Interception.enabled", "Internet Explorer"):
        assertContains(reponse, texte)
