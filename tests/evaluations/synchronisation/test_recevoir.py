"""Receiving one evaluation: once, none overwritten, none lost (EVA-07, O3)."""

import uuid
from datetime import UTC, datetime

import pytest

from ppas.evaluations.etats import EtatCommande, EtatEvaluation, FinReservation, ResultatEnvoi
from ppas.evaluations.models import EnvoiEvaluation, Evaluation, Reservation
from ppas.evaluations.operations.reponses import ecrire_reponses
from ppas.evaluations.operations.saisie import EvaluationIncomplete, terminer
from ppas.socle.models import Evenement
from ppas.socle.refus import Refus
from tests.evaluations.evaluees import COMPLETES
from tests.evaluations.synchronisation.monde import Evaluateur, envoi, faire_evaluateur, finir
from tests.factories.evaluations import ReservationFactory

pytestmark = pytest.mark.django_db
MARTIN, MOREAU = {"visite_medecin": "Docteur MARTIN"}, {"visite_medecin": "Docteur MOREAU"}


def code(rendu: EnvoiEvaluation) -> tuple[str, str]:
    return rendu.resultat, rendu.code


@pytest.mark.exigence("EVA-07")
def test_la_premiere_version_envoyee_devient_l_evaluation(evaluateur: Evaluateur) -> None:
    commande = evaluateur.commande()
    recu = evaluateur.envoyer(envoi(commande, {**MARTIN, "visite_date": "2026-11-02"}))
    evaluation = Evaluation.objects.get(commande=commande)
    assert code(recu) == (ResultatEnvoi.PRISE, "")
    assert recu.revision == evaluation.revision == 2
    assert evaluation.reponses == {"visite_date": "2026-11-02", **MARTIN}
    assert str(evaluation.visitee_le) == "2026-11-02"
    assert (evaluation.etat, evaluation.evaluateur) == (EtatEvaluation.EN_COURS, evaluateur.utilisateur)


@pytest.mark.exigence("EVA-07")
def test_le_meme_envoi_deux_fois_a_un_seul_effet_et_le_meme_recu(evaluateur: Evaluateur) -> None:
    parti = envoi(evaluateur.commande())
    premier, second = evaluateur.envoyer(parti), evaluateur.envoyer(dict(parti))
    assert second == premier
    assert EnvoiEvaluation.objects.count() == 1
    assert Evaluation.objects.get().revision == 2
    assert Evenement.objects.filter(action="synchroniser").count() == 1


def test_le_meme_envoi_qui_sait_que_le_premier_est_parti_reste_le_meme(evaluateur: Evaluateur) -> None:
    parti = envoi(evaluateur.commande())
    premier = evaluateur.envoyer(parti)
    assert evaluateur.envoyer({**parti, "precedents": [str(uuid.uuid4())]}) == premier


@pytest.mark.exigence("EVA-07")
def test_le_meme_identifiant_pour_un_autre_contenu_est_refuse(evaluateur: Evaluateur) -> None:
    parti = envoi(evaluateur.commande())
    evaluateur.envoyer(parti)
    with pytest.raises(Refus, match="identifiant") as refus:
        evaluateur.envoyer({**parti, "reponses": MOREAU})
    assert refus.value.code == "identifiant-deja-utilise"
    assert Evaluation.objects.get().reponses == MARTIN


def test_le_recu_d_un_autre_ne_se_lit_pas_avec_son_identifiant(evaluateur: Evaluateur, collegue: Evaluateur) -> None:
    parti = envoi(evaluateur.commande())
    evaluateur.envoyer(parti)
    with pytest.raises(Refus) as refus:
        collegue.envoyer(parti)
    assert refus.value.code == "identifiant-deja-utilise"


@pytest.mark.exigence("EVA-07")
def test_la_suite_d_une_version_prise_est_prise(evaluateur: Evaluateur) -> None:
    commande = evaluateur.commande()
    revision = evaluateur.envoyer(envoi(commande)).revision
    recu = evaluateur.envoyer(envoi(commande, MOREAU, base=revision))
    assert (recu.resultat, recu.revision) == (ResultatEnvoi.PRISE, 3)


@pytest.mark.exigence("EVA-07")
def test_la_suite_d_une_version_dont_la_reponse_s_est_perdue_est_prise(evaluateur: Evaluateur) -> None:
    commande = evaluateur.commande()
    parti = envoi(commande)
    evaluateur.envoyer(parti)
    recu = evaluateur.envoyer(envoi(commande, MOREAU, precedents=[parti["identifiant"]]))
    assert recu.resultat == ResultatEnvoi.PRISE
    assert Evaluation.objects.get().reponses == MOREAU


@pytest.mark.exigence("EVA-07", "EVA-20")
def test_deux_ordinateurs_qui_ont_ecrit_font_un_conflit_et_rien_n_est_ecrase(evaluateur: Evaluateur) -> None:
    commande = evaluateur.commande()
    autre = faire_evaluateur(evaluateur.convention).appareil
    autre.utilisateur = evaluateur.utilisateur
    autre.save()
    evaluateur.envoyer(envoi(commande))
    recu = evaluateur.envoyer(envoi(commande, MOREAU), appareil=autre)
    assert code(recu) == (ResultatEnvoi.CONFLIT, "revision-depassee")
    assert recu.reponses == MOREAU
    assert Evaluation.objects.get().reponses == MARTIN


def test_une_saisie_sur_le_portail_pendant_la_visite_fait_un_conflit(evaluateur: Evaluateur) -> None:
    commande = evaluateur.commande()
    revision = evaluateur.envoyer(envoi(commande)).revision
    ecrire_reponses(Evaluation.objects.get(), MOREAU)
    recu = evaluateur.envoyer(envoi(commande, {"visite_medecin": "Docteur PETIT"}, base=revision))
    assert code(recu) == (ResultatEnvoi.CONFLIT, "revision-depassee")


@pytest.mark.parametrize(
    ("fin", "etat", "attendu"),
    [
        (FinReservation.ANNULEE, EtatCommande.ANNULEE, "commande-annulee"),
        (FinReservation.REALISEE, EtatCommande.REALISEE, "evaluation-transmise"),
        (FinReservation.LIBEREE, EtatCommande.A_RESERVER, "reservation-rendue"),
    ],
)
@pytest.mark.exigence("EVA-07")
def test_une_commande_partie_entre_temps_garde_les_deux_versions(
    evaluateur: Evaluateur, fin: FinReservation, etat: EtatCommande, attendu: str
) -> None:
    commande = evaluateur.commande()
    finir(commande, fin, etat)
    recu = evaluateur.envoyer(envoi(commande))
    assert code(recu) == (ResultatEnvoi.CONFLIT, attendu)
    assert recu.reponses == MARTIN
    assert not Evaluation.objects.exists()


@pytest.mark.exigence("EVA-07", "EVA-20")
def test_une_commande_transferee_entre_temps_dit_a_qui(evaluateur: Evaluateur, collegue: Evaluateur) -> None:
    commande = evaluateur.commande()
    finir(commande, FinReservation.TRANSFEREE, EtatCommande.RESERVEE)
    ReservationFactory(commande=commande, evaluateur=collegue.utilisateur)
    recu = evaluateur.envoyer(envoi(commande))
    assert code(recu) == (ResultatEnvoi.CONFLIT, "commande-transferee")
    assert str(collegue.utilisateur) in recu.motif


def test_une_autre_version_du_formulaire_fait_un_conflit(evaluateur: Evaluateur) -> None:
    commande = evaluateur.commande()
    evaluateur.envoyer(envoi(commande))
    Evaluation.objects.update(version=9)
    assert code(evaluateur.envoyer(envoi(commande, base=2))) == (ResultatEnvoi.CONFLIT, "version-differente")


def test_une_version_inconnue_du_formulaire_est_mise_de_cote(evaluateur: Evaluateur) -> None:
    recu = evaluateur.envoyer(envoi(evaluateur.commande(), version=99))
    assert code(recu) == (ResultatEnvoi.MISE_DE_COTE, "version-inconnue")


def test_une_commande_d_une_autre_structure_est_comme_inconnue(evaluateur: Evaluateur) -> None:
    ailleurs = faire_evaluateur().commande()
    recus = [evaluateur.envoyer(envoi(commande)) for commande in (ailleurs.pk, 10**12)]
    assert [code(recu) for recu in recus] == [(ResultatEnvoi.MISE_DE_COTE, "commande-inconnue")] * 2
    assert [recu.commande for recu in recus] == [None, None]


def test_une_commande_jamais_reservee_par_soi_est_mise_de_cote(evaluateur: Evaluateur, collegue: Evaluateur) -> None:
    recu = evaluateur.envoyer(envoi(collegue.commande()))
    assert code(recu) == (ResultatEnvoi.MISE_DE_COTE, "commande-non-reservee")


@pytest.mark.parametrize(
    "champs",
    [{"version": "1"}, {"base": -1}, {"base": 2**31}, {"reponses": ["a"]}, {"est_terminee": 1}, {"precedents": ["x"]}],
    ids=str,
)
@pytest.mark.exigence("EVA-07")
def test_un_enregistrement_mal_forme_est_mis_de_cote_avec_sa_raison(evaluateur: Evaluateur, champs: dict) -> None:
    recu = evaluateur.envoyer(envoi(evaluateur.commande(), **champs))
    assert code(recu) == (ResultatEnvoi.MISE_DE_COTE, "forme")
    assert next(iter(champs)) in recu.motif


def test_sans_identifiant_rien_n_est_recu(evaluateur: Evaluateur) -> None:
    with pytest.raises(Refus) as refus:
        evaluateur.envoyer(envoi(evaluateur.commande(), identifiant="12"))
    assert refus.value.code == "envoi-illisible"


@pytest.mark.exigence("EVA-07")
def test_ce_qui_ne_peut_pas_etre_garde_est_dit_et_reste_lisible(evaluateur: Evaluateur) -> None:
    brutes = {**MARTIN, "couleur": "bleu", "visite_date": "31/02/2026"}
    recu = evaluateur.envoyer(envoi(evaluateur.commande(), brutes))
    assert code(recu) == (ResultatEnvoi.PRISE, "reponses-ecartees")
    assert "« Date de la visite »" in recu.motif
    assert "« couleur »" in recu.motif
    assert recu.reponses == brutes
    assert Evaluation.objects.get().reponses == MARTIN


@pytest.mark.exigence("EVA-07")
def test_terminee_a_laquelle_il_manque_des_reponses_reste_en_cours(evaluateur: Evaluateur) -> None:
    recu = evaluateur.envoyer(envoi(evaluateur.commande(), est_terminee=True))
    assert code(recu) == (ResultatEnvoi.PRISE, "evaluation-incomplete")
    assert "réponses obligatoires manquent" in recu.motif
    assert Evaluation.objects.get().etat == EtatEvaluation.EN_COURS


@pytest.mark.exigence("EVA-07", "EVA-19")
@pytest.mark.parametrize(
    ("corrections", "phrase"),
    [
        ({"plan_lignes": [{**COMPLETES["plan_lignes"][0], "quantite": "30.00"}]}, "plafond"),
        ({"consentement_information": "non"}, "informez-la"),
    ],
    ids=["plan-au-dessus-du-plafond", "personne-non-informee"],
)
def test_ce_qui_empeche_de_terminer_en_ligne_l_empeche_aussi_a_la_synchronisation(
    evaluateur: Evaluateur, completes: dict, corrections: dict, phrase: str
) -> None:
    """The code tells the computer to keep its copy, the reason says what to change."""
    recu = evaluateur.envoyer(envoi(evaluateur.commande(), completes | corrections, est_terminee=True))
    evaluation = Evaluation.objects.get()
    assert code(recu) == (ResultatEnvoi.PRISE, "evaluation-incomplete")
    assert recu.motif.startswith("L’évaluation reste en cours : ")
    assert phrase in recu.motif
    assert evaluation.etat == EtatEvaluation.EN_COURS
    with pytest.raises(EvaluationIncomplete):
        terminer(evaluation, par=evaluateur.utilisateur)


@pytest.mark.exigence("EVA-07")
def test_terminee_et_complete_elle_est_terminee(evaluateur: Evaluateur, completes: dict) -> None:
    recu = evaluateur.envoyer(envoi(evaluateur.commande(), completes, est_terminee=True))
    evaluation = Evaluation.objects.get()
    assert code(recu) == (ResultatEnvoi.PRISE, "")
    assert evaluation.etat == EtatEvaluation.TERMINEE
    assert evaluation.gir in range(1, 7)


def test_rouverte_sur_l_ordinateur_elle_redevient_en_cours(evaluateur: Evaluateur, completes: dict) -> None:
    commande = evaluateur.commande()
    revision = evaluateur.envoyer(envoi(commande, completes, est_terminee=True)).revision
    evaluateur.envoyer(envoi(commande, completes, base=revision))
    assert Evaluation.objects.get().etat == EtatEvaluation.EN_COURS


def test_le_gir_est_celui_du_portail_quoi_que_dise_l_ordinateur(evaluateur: Evaluateur, completes: dict) -> None:
    recu = evaluateur.envoyer(envoi(evaluateur.commande(), {**completes, "gir": "1"}, est_terminee=True))
    assert recu.code == "reponses-ecartees"
    assert Evaluation.objects.get().gir == 5


@pytest.mark.parametrize("heure", ["2025-11-04T09:00:00Z", "2027-11-04T09:00:00+01:00", "0001-01-01T00:00:00+14:00"])
def test_une_horloge_fausse_ne_change_rien(evaluateur: Evaluateur, heure: str) -> None:
    recu = evaluateur.envoyer(envoi(evaluateur.commande(), saisie_le=heure))
    assert recu.resultat == ResultatEnvoi.PRISE


@pytest.mark.usefixtures("horloge")
def test_la_date_de_reception_est_celle_du_portail(evaluateur: Evaluateur) -> None:
    recu = evaluateur.envoyer(envoi(evaluateur.commande(), saisie_le="2025-11-04T09:00:00Z"))
    assert recu.recu_le == datetime(2026, 11, 4, 8, 30, tzinfo=UTC)
    evaluateur.appareil.refresh_from_db()
    assert evaluateur.appareil.synchronise_le == recu.recu_le


def test_un_ordinateur_retire_n_envoie_plus_rien(evaluateur: Evaluateur) -> None:
    evaluateur.appareil.retire_le = datetime(2026, 11, 1, tzinfo=UTC)
    with pytest.raises(Refus) as refus:
        evaluateur.envoyer(envoi(evaluateur.commande()))
    assert refus.value.code == "appareil-retire"


@pytest.mark.exigence("PLU-11")
def test_le_journal_dit_la_commande_l_ordinateur_et_le_resultat_sans_nommer_personne(evaluateur: Evaluateur) -> None:
    commande = evaluateur.commande()
    evaluateur.envoyer(envoi(commande))
    ligne = Evenement.objects.get(action="synchroniser")
    assert commande.numero in ligne.libelle
    assert "Portable de Jeanne" in ligne.libelle
    assert commande.beneficiaire.nom not in ligne.libelle
    assert (ligne.partenaire_ref, ligne.caisse_ref) == (evaluateur.convention.partenaire_id, commande.caisse_id)


def test_les_nombres_a_virgule_ne_deviennent_jamais_des_flottants(evaluateur: Evaluateur) -> None:
    recu = evaluateur.envoyer(envoi(evaluateur.commande(), {"aides_menagere": "12,5"}))
    assert recu.code == ""
    assert Evaluation.objects.get().reponses == {"aides_menagere": "12.50"}


def test_une_reservation_refaite_sur_un_autre_ordinateur_laisse_envoyer_le_premier(evaluateur: Evaluateur) -> None:
    """The revision alone decides: nobody wrote meanwhile, so nothing can be lost."""
    commande = evaluateur.commande()
    Reservation.objects.update(appareil=None)
    assert evaluateur.envoyer(envoi(commande)).resultat == ResultatEnvoi.PRISE


@pytest.mark.exigence("EVA-07")
def test_un_envoi_en_retard_sur_sa_suite_ne_la_remplace_pas(evaluateur: Evaluateur) -> None:
    """The network kept it for a while, and the computer had given up on its answer (docs/decisions/0109)."""
    commande = evaluateur.commande()
    en_retard = envoi(commande)
    suite = envoi(commande, MOREAU, precedents=[en_retard["identifiant"]])
    evaluateur.envoyer(suite)
    recu = evaluateur.envoyer(en_retard)
    assert code(recu) == (ResultatEnvoi.CONFLIT, "revision-depassee")
    assert recu.reponses == MARTIN
    assert Evaluation.objects.get().reponses == MOREAU


@pytest.mark.exigence("EVA-07")
def test_une_horloge_reculee_d_un_an_n_empeche_pas_la_suite_d_etre_prise(evaluateur: Evaluateur) -> None:
    commande = evaluateur.commande()
    revision = evaluateur.envoyer(envoi(commande, saisie_le="2026-11-04T09:00:00Z")).revision
    recu = evaluateur.envoyer(envoi(commande, MOREAU, base=revision, saisie_le="2025-11-04T09:00:00Z"))
    assert code(recu) == (ResultatEnvoi.PRISE, "")
    assert Evaluation.objects.get().reponses == MOREAU


@pytest.mark.exigence("EVA-07")
def test_une_horloge_reculee_avant_la_reponse_perdue_n_empeche_pas_la_suite_d_etre_prise(
    evaluateur: Evaluateur,
) -> None:
    commande = evaluateur.commande()
    perdu = envoi(commande, saisie_le="2026-11-04T09:00:00Z")
    evaluateur.envoyer(perdu)
    suite = envoi(commande, MOREAU, saisie_le="2025-11-04T09:00:00Z", precedents=[perdu["identifiant"]])
    assert code(evaluateur.envoyer(suite)) == (ResultatEnvoi.PRISE, "")
    assert Evaluation.objects.get().reponses == MOREAU
