"""A caisse places, postpones and withdraws an order (CAI-08, EVA-01, docs/decisions/0103)."""

from dataclasses import replace
from datetime import date

import pytest

from ppas.caisses.models import Caisse, TypePartenaire
from ppas.evaluations.etats import EtatCommande, EtatEvaluation, FinReservation
from ppas.evaluations.models import Commande, Evaluation
from ppas.evaluations.operations.commandes import DonneesCommande, annuler_commande, changer_delai, placer_commande
from ppas.partenaires.models import Convention
from ppas.prises_en_charge.models import Beneficiaire
from ppas.socle.models import Courriel, Evenement
from ppas.socle.refus import Refus
from tests.evaluations.saisies import IDENTITE, donnees_de
from tests.factories import (
    BeneficiaireFactory,
    CaisseFactory,
    CommandeFactory,
    ConventionFactory,
    EvaluationFactory,
    RattachementFactory,
    ReservationFactory,
    UtilisateurFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]
JOUR = date(2026, 11, 4)


@pytest.fixture
def convention() -> Convention:
    return ConventionFactory(code="EVA1", type_partenaire__code=TypePartenaire.EVALUATION, caisse__code="03")


@pytest.fixture
def caisse(convention: Convention) -> Caisse:
    return convention.caisse


@pytest.fixture
def par():
    return UtilisateurFactory()


@pytest.fixture
def donnees(convention: Convention) -> DonneesCommande:
    return donnees_de(convention)


def traces(objet) -> list[tuple[str, str, str]]:
    """Return the journal of an object: action, sentence, nature."""
    lignes = Evenement.objects.filter(objet_type=objet._meta.label_lower, objet_ref=objet.pk).order_by("id")
    return list(lignes.values_list("action", "libelle", "nature"))


@pytest.mark.exigence("CAI-08", "EVA-01")
def test_une_commande_passee_est_a_reserver_par_la_structure(caisse: Caisse, donnees, par) -> None:
    commande = placer_commande(caisse, donnees, par=par)
    commande.refresh_from_db()
    assert (commande.numero, commande.etat, commande.commune) == ("EV1", EtatCommande.A_RESERVER, "DIJON")
    assert commande.beneficiaire.nom_recherche == "durand jeanne"
    assert list(Commande.objects.de_partenaire(donnees.convention.partenaire)) == [commande]
    assert traces(commande) == [
        ("placer_commande", "Commande n° EV1 passée, à rendre avant le 04/12/2026", "commandes")
    ]


def test_les_administrateurs_de_la_structure_sont_prevenus_par_mail(caisse: Caisse, donnees, par) -> None:
    partenaire = donnees.convention.partenaire
    RattachementFactory(partenaire=partenaire, administrateur=True, utilisateur__mail="admin@exemple.fr")
    RattachementFactory(partenaire=partenaire, utilisateur__mail="evaluateur@exemple.fr")
    RattachementFactory(administrateur=True)
    placer_commande(caisse, donnees, par=par)
    courriel = Courriel.objects.get()
    assert courriel.destinataire == "admin@exemple.fr"
    assert "1 commande d’évaluation" in courriel.sujet
    assert "DURAND" not in courriel.corps


@pytest.mark.exigence("CAI-08")
@pytest.mark.parametrize(
    ("changement", "code", "champ"),
    [
        ({"date_limite": date(2026, 11, 3)}, "dates-en-desordre", "date_limite"),
        ({"date_commande": date(2026, 10, 1), "date_limite": date(2026, 11, 3)}, "date-passee", "date_limite"),
        ({"identite": replace(IDENTITE, date_naissance=JOUR)}, "dates-en-desordre", "date_naissance"),
    ],
)
def test_des_dates_impossibles_sont_refusees(donnees, par, changement, code: str, champ: str) -> None:
    with pytest.raises(Refus) as refus:
        placer_commande(donnees.convention.caisse, replace(donnees, **changement), par=par)
    assert (refus.value.code, refus.value.champ) == (code, champ)
    assert not Beneficiaire.objects.exists()


@pytest.mark.exigence("CAI-08")
@pytest.mark.parametrize(
    "traits",
    [
        pytest.param({"en_attente": True, "type_partenaire__code": "evaluation"}, id="en-attente"),
        pytest.param({"invalidee": True, "type_partenaire__code": "evaluation"}, id="invalidee"),
        pytest.param({"type_partenaire__code": "aide-a-domicile"}, id="aide-a-domicile"),
    ],
)
def test_une_commande_ne_va_qu_a_une_structure_d_evaluation_validee(caisse: Caisse, donnees, par, traits) -> None:
    autre = ConventionFactory(code="X1", caisse=caisse, **traits)
    with pytest.raises(Refus) as refus:
        placer_commande(caisse, replace(donnees, convention=autre), par=par)
    assert (refus.value.code, refus.value.champ) == ("convention-impossible", "convention")


@pytest.mark.exigence("CAI-08")
def test_une_commande_ne_va_pas_a_la_structure_d_une_autre_caisse(donnees, par) -> None:
    with pytest.raises(Refus, match="validée par votre caisse"):
        placer_commande(CaisseFactory(code="30"), donnees, par=par)


def test_un_numero_deja_pris_est_refuse(caisse: Caisse, donnees, par) -> None:
    CommandeFactory(numero="EV1", convention=donnees.convention)
    with pytest.raises(Refus) as refus:
        placer_commande(caisse, donnees, par=par)
    assert (refus.value.code, refus.value.champ) == ("numero-pris", "numero")


def test_deux_caisses_peuvent_donner_le_meme_numero_a_la_meme_personne(caisse: Caisse, donnees, par) -> None:
    CommandeFactory(numero="EV1", convention__caisse=CaisseFactory(code="30"), beneficiaire__nir=IDENTITE.nir)
    placer_commande(caisse, donnees, par=par)
    assert Commande.objects.filter(numero="EV1").count() == 2


@pytest.mark.exigence("CAI-08")
def test_une_personne_n_a_qu_une_commande_en_cours(caisse: Caisse, donnees, par) -> None:
    placer_commande(caisse, donnees, par=par)
    with pytest.raises(Refus) as refus:
        placer_commande(caisse, replace(donnees, numero="EV2"), par=par)
    assert (refus.value.code, refus.value.champ) == ("commande-en-cours", "nir")
    assert "n° EV1, à rendre avant le 04/12/2026" in refus.value.message


@pytest.mark.parametrize("etat", [EtatCommande.REALISEE, EtatCommande.ANNULEE])
def test_un_reexamen_se_commande_quand_rien_n_est_en_cours(caisse: Caisse, donnees, par, etat: str) -> None:
    placer_commande(caisse, donnees, par=par)
    Commande.objects.update(etat=etat)
    assert placer_commande(caisse, replace(donnees, numero="EV2", nature="reexamen"), par=par).numero == "EV2"


def test_une_faute_de_frappe_ne_renomme_pas_une_personne_connue(caisse: Caisse, donnees, par) -> None:
    BeneficiaireFactory(caisse=caisse, nir=IDENTITE.nir, nom="MARTIN", prenom="Paul", nom_recherche="martin paul")
    with pytest.raises(Refus) as refus:
        placer_commande(caisse, donnees, par=par)
    assert (refus.value.code, refus.value.champ) == ("identite-differente", "nir")
    assert Beneficiaire.objects.get().nom == "MARTIN"


def test_une_identite_confirmee_remplace_celle_que_la_caisse_connaissait(caisse: Caisse, donnees, par) -> None:
    BeneficiaireFactory(caisse=caisse, nir=IDENTITE.nir, nom="MARTIN", nom_recherche="martin jeanne")
    placer_commande(caisse, donnees, par=par, remplacer_identite=True)
    assert (Beneficiaire.objects.get().nom, Beneficiaire.objects.get().nom_recherche) == ("DURAND", "durand jeanne")


def test_un_accent_de_plus_n_est_pas_une_autre_personne(caisse: Caisse, donnees, par) -> None:
    BeneficiaireFactory(caisse=caisse, nir=IDENTITE.nir, nom="Durand", prenom="JEANNE")
    placer_commande(caisse, donnees, par=par)
    assert Beneficiaire.objects.get().nom == "DURAND"


@pytest.mark.exigence("CAI-08")
def test_annuler_une_commande_libre_previent_les_administrateurs(par) -> None:
    commande = CommandeFactory(numero="EV1")
    RattachementFactory(
        partenaire=commande.convention.partenaire, administrateur=True, utilisateur__mail="admin@exemple.fr"
    )
    annuler_commande(commande, le=JOUR, motif=" Décès ", par=par)
    commande.refresh_from_db()
    assert (commande.etat, commande.annulee_le, commande.motif_annulation) == (EtatCommande.ANNULEE, JOUR, "Décès")
    assert traces(commande) == [
        ("annuler_commande", "Commande n° EV1 annulée par la caisse le 04/11/2026", "commandes")
    ]
    courriel = Courriel.objects.get()
    assert (courriel.destinataire, courriel.sujet) == (
        "admin@exemple.fr",
        "Commande d’évaluation n° EV1 annulée",
    )
    assert "Décès" not in courriel.corps


@pytest.mark.exigence("CAI-08")
def test_annuler_finit_la_reservation_et_abandonne_l_evaluation_sans_rien_effacer(par) -> None:
    commande = CommandeFactory(reservee=True)
    reservation = ReservationFactory(commande=commande, evaluateur__mail="evaluateur@exemple.fr")
    evaluation = EvaluationFactory(commande=commande, reponses={"observations": "Escalier raide"})
    annuler_commande(commande, le=JOUR, motif="Entrée en établissement", par=par)
    reservation.refresh_from_db()
    assert (reservation.fin, reservation.finie_le is None) == (FinReservation.ANNULEE, False)
    evaluation = Evaluation.objects.get()
    assert (evaluation.etat, evaluation.reponses) == (EtatEvaluation.ABANDONNEE, {"observations": "Escalier raide"})
    assert [action for action, _, _ in traces(evaluation)] == ["abandonner_evaluation"]
    assert Courriel.objects.get().destinataire == "evaluateur@exemple.fr"


def test_un_evaluateur_parti_est_remplace_par_les_administrateurs(par) -> None:
    commande = CommandeFactory(reservee=True)
    ReservationFactory(commande=commande, evaluateur__is_active=False)
    RattachementFactory(
        partenaire=commande.convention.partenaire, administrateur=True, utilisateur__mail="admin@exemple.fr"
    )
    annuler_commande(commande, le=JOUR, motif="Décès", par=par)
    assert Courriel.objects.get().destinataire == "admin@exemple.fr"


@pytest.mark.parametrize(
    ("le", "motif", "code", "champ"),
    [
        (JOUR, "  ", "motif-manquant", "motif"),
        (date(2026, 11, 5), "Décès", "date-a-venir", "le"),
        (date(2026, 11, 1), "Décès", "date-anterieure", "le"),
    ],
)
def test_une_annulation_impossible_ne_change_rien(par, le: date, motif: str, code: str, champ: str) -> None:
    commande = CommandeFactory()
    with pytest.raises(Refus) as refus:
        annuler_commande(commande, le=le, motif=motif, par=par)
    assert (refus.value.code, refus.value.champ) == (code, champ)
    assert Commande.objects.get().etat == EtatCommande.A_RESERVER


def test_une_commande_transmise_ne_s_annule_plus(par) -> None:
    evaluation = EvaluationFactory(transmise=True)
    with pytest.raises(Refus) as refus:
        annuler_commande(evaluation.commande, le=JOUR, motif="Décès", par=par)
    assert refus.value.code == "transition-interdite"
    assert Evaluation.objects.get().etat == EtatEvaluation.TRANSMISE


@pytest.mark.exigence("CAI-08")
def test_le_delai_change_et_le_journal_dit_l_ancien(par) -> None:
    commande = CommandeFactory(numero="EV1")
    assert changer_delai(commande, date(2026, 12, 20), par=par)
    assert Commande.objects.get().date_limite == date(2026, 12, 20)
    attendu = "Commande n° EV1 à rendre avant le 20/12/2026, et non plus le 02/12/2026"
    assert traces(commande) == [("changer_delai", attendu, "commandes")]


def test_le_meme_delai_ne_change_rien(par) -> None:
    commande = CommandeFactory()
    assert not changer_delai(commande, commande.date_limite, par=par)
    assert traces(commande) == []


@pytest.mark.parametrize(
    ("jour", "code"),
    [(date(2026, 11, 1), "dates-en-desordre"), (date(2026, 11, 3), "date-passee")],
)
def test_un_delai_impossible_est_refuse(par, jour: date, code: str) -> None:
    commande = CommandeFactory()
    with pytest.raises(Refus) as refus:
        changer_delai(commande, jour, par=par)
    assert (refus.value.code, refus.value.champ) == (code, "date_limite")


def test_le_delai_d_une_commande_close_ne_change_plus(par) -> None:
    commande = CommandeFactory()
    Commande.objects.update(etat=EtatCommande.ANNULEE)
    with pytest.raises(Refus) as refus:
        changer_delai(commande, date(2026, 12, 20), par=par)
    assert (refus.value.code, refus.value.champ) == ("commande-close", None)
