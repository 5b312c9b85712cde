"""Two versions of one evaluation: a person chooses, the other one stays readable (O3)."""

import pytest

from ppas.evaluations.etats import ChoixConflit, EtatCommande, EtatEvaluation, FinReservation, ResultatEnvoi
from ppas.evaluations.models import EnvoiEvaluation, Evaluation
from ppas.evaluations.operations.choisir import choisir, envois_a_traiter, envois_visibles
from ppas.evaluations.operations.reponses import ecrire_reponses
from ppas.socle.models import Evenement
from ppas.socle.refus import Refus
from tests.evaluations.synchronisation.monde import Evaluateur, envoi, faire_evaluateur, finir
from tests.factories.evaluations import ReservationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("EVA-07")]
MARTIN, MOREAU = {"visite_medecin": "Docteur MARTIN"}, {"visite_medecin": "Docteur MOREAU"}


@pytest.fixture
def conflit(evaluateur: Evaluateur) -> EnvoiEvaluation:
    """The computer wrote MOREAU, the portal has MARTIN (revision 2)."""
    commande = evaluateur.commande()
    evaluateur.envoyer(envoi(commande, MARTIN))
    return evaluateur.envoyer(envoi(commande, MOREAU))


def test_la_version_de_l_ordinateur_choisie_devient_la_revision_suivante(evaluateur, conflit) -> None:
    assert choisir(conflit, ChoixConflit.ENVOYEE, par=evaluateur.utilisateur, revision=2) == ""
    evaluation = Evaluation.objects.get()
    assert (evaluation.reponses, evaluation.revision, conflit.revision) == (MOREAU, 3, 3)


def test_la_version_du_portail_remplacee_reste_lisible(evaluateur, conflit) -> None:
    choisir(conflit, ChoixConflit.ENVOYEE, par=evaluateur.utilisateur, revision=2)
    gardee = envois_visibles(evaluateur.utilisateur, evaluateur.convention.partenaire, tenues=[]).get(
        code="version-remplacee"
    )
    assert (gardee.reponses, gardee.base, gardee.choix) == (MARTIN, 2, ChoixConflit.ENVOYEE)


def test_la_version_du_portail_choisie_rien_ne_change_et_l_autre_reste_lisible(evaluateur, conflit) -> None:
    choisir(conflit, ChoixConflit.PORTAIL, par=evaluateur.utilisateur, revision=2)
    assert Evaluation.objects.get().reponses == MARTIN
    assert EnvoiEvaluation.objects.get(pk=conflit.pk).reponses == MOREAU


@pytest.mark.parametrize("choix", ChoixConflit)
def test_le_choix_est_au_journal_avec_son_auteur(evaluateur, conflit, choix: ChoixConflit) -> None:
    choisir(conflit, choix, par=evaluateur.utilisateur, revision=2)
    ligne = Evenement.objects.get(action="choisir-version")
    assert ligne.auteur_ref == evaluateur.utilisateur.pk
    assert ligne.libelle.startswith(choix.label)


def test_le_meme_choix_deux_fois_n_en_fait_qu_un(evaluateur, conflit) -> None:
    for _ in range(2):
        choisir(conflit, ChoixConflit.ENVOYEE, par=evaluateur.utilisateur, revision=2)
    assert Evaluation.objects.get().revision == 3


def test_l_autre_choix_ensuite_est_refuse(evaluateur, conflit) -> None:
    choisir(conflit, ChoixConflit.PORTAIL, par=evaluateur.utilisateur)
    with pytest.raises(Refus) as refus:
        choisir(conflit, ChoixConflit.ENVOYEE, par=evaluateur.utilisateur, revision=2)
    assert refus.value.code == "deja-choisi"


def test_une_version_du_portail_qui_a_change_depuis_la_comparaison_n_est_pas_ecrasee(evaluateur, conflit) -> None:
    ecrire_reponses(Evaluation.objects.get(), {"visite_medecin": "Docteur PETIT"})
    with pytest.raises(Refus) as refus:
        choisir(conflit, ChoixConflit.ENVOYEE, par=evaluateur.utilisateur, revision=2)
    assert refus.value.code == "revision-depassee"
    assert Evaluation.objects.get().reponses == {"visite_medecin": "Docteur PETIT"}


def test_une_evaluation_transmise_ne_se_remplace_plus(evaluateur, conflit) -> None:
    finir(conflit.commande, FinReservation.REALISEE, EtatCommande.REALISEE)
    with pytest.raises(Refus) as refus:
        choisir(conflit, ChoixConflit.ENVOYEE, par=evaluateur.utilisateur, revision=2)
    assert refus.value.code == "choix-impossible"


def test_une_commande_annulee_ne_laisse_garder_que_la_version_du_portail(evaluateur, conflit) -> None:
    finir(conflit.commande, FinReservation.ANNULEE, EtatCommande.ANNULEE)
    Evaluation.objects.update(etat=EtatEvaluation.ABANDONNEE)
    with pytest.raises(Refus):
        choisir(conflit, ChoixConflit.ENVOYEE, par=evaluateur.utilisateur, revision=2)
    choisir(conflit, ChoixConflit.PORTAIL, par=evaluateur.utilisateur)
    assert not envois_a_traiter(evaluateur.utilisateur, evaluateur.convention.partenaire, tenues=[]).exists()


def test_un_envoi_mis_de_cote_se_note_comme_vu_et_ne_remplace_rien(evaluateur) -> None:
    ecarte = evaluateur.envoyer(envoi(evaluateur.commande(), version=99))
    with pytest.raises(Refus):
        choisir(ecarte, ChoixConflit.ENVOYEE, par=evaluateur.utilisateur)
    choisir(ecarte, ChoixConflit.PORTAIL, par=evaluateur.utilisateur)
    assert EnvoiEvaluation.objects.get().choix == ChoixConflit.PORTAIL


@pytest.mark.exigence("EVA-20")
def test_transferee_c_est_le_collegue_qui_peut_prendre_ce_qui_a_ete_ecrit(evaluateur, collegue) -> None:
    commande = evaluateur.commande()
    finir(commande, FinReservation.TRANSFEREE, EtatCommande.RESERVEE)
    ReservationFactory(commande=commande, evaluateur=collegue.utilisateur)
    recu = evaluateur.envoyer(envoi(commande, MOREAU))
    with pytest.raises(Refus):
        choisir(recu, ChoixConflit.ENVOYEE, par=evaluateur.utilisateur)
    siens = envois_a_traiter(collegue.utilisateur, collegue.convention.partenaire, tenues=[commande.pk])
    choisir(siens.get(), ChoixConflit.ENVOYEE, par=collegue.utilisateur)
    evaluation = Evaluation.objects.get()
    assert (evaluation.reponses, evaluation.evaluateur) == (MOREAU, collegue.utilisateur)


def test_ce_qui_manque_a_la_version_choisie_est_dit(evaluateur) -> None:
    commande = evaluateur.commande()
    evaluateur.envoyer(envoi(commande, MARTIN))
    recu = evaluateur.envoyer(envoi(commande, MOREAU, est_terminee=True))
    reserve = choisir(recu, ChoixConflit.ENVOYEE, par=evaluateur.utilisateur, revision=2)
    assert "obligatoires manquent" in reserve


def test_la_suite_de_la_version_choisie_est_prise(evaluateur, conflit) -> None:
    choisir(conflit, ChoixConflit.ENVOYEE, par=evaluateur.utilisateur, revision=2)
    recu = evaluateur.envoyer(envoi(conflit.commande, {"visite_medecin": "Docteur PETIT"}, base=3))
    assert recu.resultat == ResultatEnvoi.PRISE


def test_les_envois_d_une_autre_structure_ne_se_voient_pas(evaluateur, conflit) -> None:
    voisin = faire_evaluateur()
    assert not envois_visibles(voisin.utilisateur, voisin.convention.partenaire, tenues=[]).exists()
    assert not envois_visibles(evaluateur.utilisateur, voisin.convention.partenaire, tenues=[]).exists()
