"""What waits for a partner on « Les services »."""

from datetime import date

import pytest
from django.test import Client

from ppas.accueil.a_faire import a_faire, tuiles
from ppas.accueil.menu import a_une_page, services_de
from ppas.assistance.lectures import a_lire_par_le_partenaire
from ppas.assistance.models import Conversation
from ppas.caisses.models import TypePartenaire
from ppas.comptes.models import RoleNational
from ppas.evaluations.etats import EtatEvaluation
from ppas.facturation.etats import EtatCourrier
from ppas.partenaires.etats import EtatConvention
from ppas.socle.journal import journaliser
from tests.conftest import Horloge
from tests.factories import (
    AgentFactory,
    BordereauFactory,
    ConventionFactory,
    ConversationFactory,
    DemandeFactory,
    DepotFactory,
    FormulaireFactory,
    RattachementFactory,
    UtilisateurFactory,
)
from tests.factories.evaluations import CommandeFactory, EvaluationFactory, ReservationFactory
from tests.factories.facturation import CourrierFactory, LigneRefuseeFactory
from tests.factories.paiements import AnomalieReportFactory
from tests.factories.partenaires import PreinscriptionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def rattachement(horloge: Horloge):
    horloge.regler("2026-11-20 09:30")
    return RattachementFactory()


@pytest.fixture
def convention(rattachement):
    return ConventionFactory(partenaire=rattachement.partenaire)


def lire(rattachement) -> dict[str, str]:
    return {tuile.libelle: str(tuile.compte) for tuile in a_faire(rattachement.partenaire, rattachement.utilisateur)}


def se_connecter(rattachement) -> None:
    journaliser(rattachement.utilisateur, "connecter", par=rattachement.utilisateur)


@pytest.mark.exigence("SRV-06", "SRV-07")
def test_ce_qui_attend_est_annonce(rattachement, convention) -> None:
    FormulaireFactory(convention=convention)
    FormulaireFactory(convention=convention, echeance=date(2026, 9, 1), valide=True)
    depot = DepotFactory(convention=convention)
    LigneRefuseeFactory.create_batch(2, depot=depot)
    AnomalieReportFactory(ligne_facture__prise_en_charge__convention=convention)
    BordereauFactory(convention=convention)
    assert lire(rattachement) == {
        "Formulaires à valider": "1",
        "Lignes refusées à traiter": "2",
        "Anomalies de report nouvelles": "1",
        "Nouveaux bordereaux": "1",
    }


def test_rien_a_faire_ne_s_affiche_pas(rattachement, convention) -> None:
    assert lire(rattachement) == {}


@pytest.mark.exigence("PAY-02")
@pytest.mark.parametrize(
    ("date_paiement", "est_nouveau"),
    [
        pytest.param(date(2026, 11, 12), False, id="lisible-a-la-visite-precedente"),
        pytest.param(date(2026, 11, 17), True, id="lisible-depuis"),
        pytest.param(date(2026, 11, 19), False, id="pas-encore-lisible"),
    ],
)
def test_un_bordereau_est_nouveau_depuis_la_visite_precedente(
    rattachement,
    convention,
    horloge: Horloge,
    date_paiement: date,
    est_nouveau: bool,  # noqa: FBT001
) -> None:
    BordereauFactory(convention=convention, date_paiement=date_paiement)
    horloge.regler("2026-11-16 09:00")
    se_connecter(rattachement)
    horloge.regler("2026-11-20 09:30")
    se_connecter(rattachement)
    assert ("Nouveaux bordereaux" in lire(rattachement)) == est_nouveau


@pytest.mark.exigence("CAI-18")
def test_un_partenaire_ne_compte_que_le_sien(rattachement, convention) -> None:
    FormulaireFactory()
    LigneRefuseeFactory()
    BordereauFactory()
    assert lire(rattachement) == {}


@pytest.mark.parametrize("nb", [1, 3])
def test_le_nombre_de_requetes_est_constant(rattachement, convention, nb: int, django_assert_num_queries) -> None:
    LigneRefuseeFactory.create_batch(nb, depot=DepotFactory(convention=convention))
    BordereauFactory.create_batch(nb, convention=convention)
    with django_assert_num_queries(6):
        a_faire(rattachement.partenaire, rattachement.utilisateur)


@pytest.fixture
def evaluations(rattachement):
    return ConventionFactory(partenaire=rattachement.partenaire, type_partenaire__code=TypePartenaire.EVALUATION)


@pytest.mark.exigence("EVA-01", "EVA-20")
def test_ce_qui_attend_un_evaluateur_est_annonce(rattachement, evaluations) -> None:
    CommandeFactory.create_batch(2, convention=evaluations)
    for date_limite in (date(2026, 11, 19), date(2026, 11, 27), date(2026, 11, 28)):
        ReservationFactory(
            commande__convention=evaluations, commande__date_limite=date_limite, evaluateur=rattachement.utilisateur
        )
    ReservationFactory(commande__convention=evaluations, commande__date_limite=date(2026, 11, 19))
    for etat in (EtatEvaluation.EN_COURS, EtatEvaluation.TERMINEE, EtatEvaluation.A_CORRIGER):
        EvaluationFactory(commande__convention=evaluations, etat=etat)
    attendues = {
        "Commandes d’évaluation à réserver": ("evaluations:commandes", "2"),
        "Vos évaluations en retard, ou à rendre sous 7 jours": ("evaluations:commandes", "2"),
        "Évaluations à transmettre": ("evaluations:transmission", "1"),
        "Évaluations à corriger": ("evaluations:en_cours", "1"),
    }
    assert lire(rattachement) == {libelle: nb for libelle, (url, nb) in attendues.items() if a_une_page(url)}


@pytest.mark.exigence("SRV-09", "CAI-18")
def test_une_convention_non_validee_n_annonce_aucune_commande(rattachement, evaluations) -> None:
    CommandeFactory(convention=evaluations)
    CommandeFactory()
    evaluations.etat = EtatConvention.INVALIDEE
    evaluations.save()
    assert lire(rattachement) == {}


@pytest.mark.parametrize("nb", [1, 3])
def test_un_evaluateur_coute_quatre_requetes_de_plus(
    rattachement, evaluations, nb: int, django_assert_num_queries
) -> None:
    CommandeFactory.create_batch(nb, convention=evaluations)
    EvaluationFactory.create_batch(nb, commande__convention=evaluations, etat=EtatEvaluation.TERMINEE)
    pages = [a_une_page(url) for url in ("evaluations:transmission", "evaluations:en_cours")]
    with django_assert_num_queries(6 + 2 + sum(pages)):
        a_faire(rattachement.partenaire, rattachement.utilisateur)


def test_la_page_des_services_les_montre(client: Client, rattachement, convention) -> None:
    FormulaireFactory(convention=convention)
    client.force_login(rattachement.utilisateur)
    assert "Formulaires à valider" in client.get("/services/").text


def des_tuiles(utilisateur) -> dict[str, str]:
    return {tuile.libelle: str(tuile.compte) for tuile in tuiles(services_de(utilisateur), utilisateur)}


@pytest.mark.exigence("PLU-12")
def test_les_messages_a_lire_sont_annonces_a_chaque_cote(rattachement, convention) -> None:
    agent = AgentFactory(caisse=convention.caisse).utilisateur
    ConversationFactory(convention=convention, non_lus_partenaire=2)
    assert des_tuiles(rattachement.utilisateur) == {"Messages à lire": "1"}
    assert des_tuiles(agent) == {}
    Conversation.objects.update(non_lus_partenaire=0, non_lus_caisse=1)
    assert des_tuiles(rattachement.utilisateur) == {}
    assert des_tuiles(agent) == {"Messages à lire": "1"}


@pytest.mark.exigence("SRV-06")
def test_ce_qui_attend_un_agent_de_caisse_est_annonce(convention) -> None:
    caisse = convention.caisse
    EvaluationFactory(commande__convention=convention, transmise=True)
    EvaluationFactory(commande__convention=convention, acceptee=True)
    CourrierFactory(convention=convention)
    CourrierFactory(convention=convention, etat=EtatCourrier.RETIRE)
    CourrierFactory(convention__caisse__code="30")
    assert des_tuiles(AgentFactory(caisse=caisse).utilisateur) == {
        "Évaluations à accepter ou à renvoyer": "1",
        "Courriers à traiter": "1",
    }


@pytest.mark.exigence("SRV-06")
def test_ce_qui_est_a_valider_est_annonce_a_l_administrateur_regional_seulement(convention) -> None:
    PreinscriptionFactory(caisse=convention.caisse)
    ConventionFactory(caisse=convention.caisse, en_attente=True)
    PreinscriptionFactory(caisse__code="30")
    administrateur = AgentFactory(caisse=convention.caisse, est_administrateur=True).utilisateur
    assert des_tuiles(administrateur) == {"Préinscriptions à valider": "1", "Conventions à valider": "1"}
    assert des_tuiles(AgentFactory(caisse=convention.caisse).utilisateur) == {}


@pytest.mark.parametrize("nb", [1, 3])
def test_les_tuiles_d_une_caisse_se_comptent_en_cinq_requetes(convention, nb: int, django_assert_num_queries) -> None:
    CourrierFactory.create_batch(nb, convention=convention)
    PreinscriptionFactory.create_batch(nb, caisse=convention.caisse)
    utilisateur = AgentFactory(caisse=convention.caisse, est_administrateur=True).utilisateur
    services = services_de(utilisateur)
    with django_assert_num_queries(5):
        tuiles(services, utilisateur)


@pytest.mark.exigence("PLU-12")
def test_un_message_s_annonce_meme_sans_convention_validee(rattachement) -> None:
    convention = ConventionFactory(partenaire=rattachement.partenaire, en_attente=True)
    ConversationFactory(convention=convention, non_lus_partenaire=1)
    assert des_tuiles(rattachement.utilisateur) == {"Messages à lire": "1"}


@pytest.mark.exigence("PLU-12")
@pytest.mark.parametrize("nb", [1, 3])
def test_les_messages_a_lire_se_comptent_en_une_requete(
    rattachement, convention, nb: int, django_assert_num_queries
) -> None:
    for _ in range(nb):
        ConversationFactory(
            convention=ConventionFactory(partenaire=convention.partenaire, caisse=convention.caisse),
            non_lus_partenaire=1,
        )
    with django_assert_num_queries(1):
        assert str(a_lire_par_le_partenaire(convention.partenaire)) == str(nb)


@pytest.mark.exigence("CAI-16")
def test_l_assistance_voit_ce_qui_est_en_retard_et_ce_que_personne_ne_suit(horloge: Horloge) -> None:
    DemandeFactory(en_retard=True, suivie=True)
    DemandeFactory.create_batch(2)
    DemandeFactory(resolue=True)
    aidant = UtilisateurFactory(national=True, role_national=RoleNational.ASSISTANCE)
    editeur = UtilisateurFactory(national=True, role_national=RoleNational.EDITEUR)
    assert des_tuiles(aidant) == {"Demandes en retard": "1", "Demandes non assignées": "2"}
    assert des_tuiles(editeur) == {}
