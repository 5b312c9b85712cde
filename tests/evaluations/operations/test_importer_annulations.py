"""The `annulations-commandes` flux withdraws orders, all or none (CAI-08)."""

import io

import pytest

from ppas.caisses.models import Caisse, Flux, Importation
from ppas.echanges.operations.importer import importer
from ppas.evaluations.etats import EtatCommande, EtatEvaluation, FinReservation
from ppas.evaluations.models import Commande, Evaluation, Reservation
from ppas.evaluations.operations.importer_annulations import importer_annulations
from ppas.socle.models import Courriel, Evenement
from ppas.socle.refus import FichierRefuse
from tests.evaluations.fichiers import annulations
from tests.factories import (
    CaisseFactory,
    CommandeFactory,
    EvaluationFactory,
    RattachementFactory,
    ReservationFactory,
    UtilisateurFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]


@pytest.fixture
def commande() -> Commande:
    return CommandeFactory(numero="EV1")


@pytest.fixture
def caisse(commande: Commande) -> Caisse:
    return commande.caisse


def prendre(caisse: Caisse, *lignes: dict[str, str]) -> Importation:
    return importer_annulations(annulations(*lignes), "annulations.csv", caisse=caisse, par=UtilisateurFactory())


@pytest.mark.exigence("CAI-08")
def test_les_commandes_citees_sont_annulees(caisse: Caisse, commande: Commande) -> None:
    CommandeFactory(numero="EV2", convention=commande.convention)
    importation = prendre(caisse, {})
    assert (importation.nb_lignes, importation.flux) == (1, Flux.ANNULATIONS_COMMANDES)
    assert dict(Commande.objects.values_list("numero", "etat")) == {
        "EV1": EtatCommande.ANNULEE,
        "EV2": EtatCommande.A_RESERVER,
    }
    commande.refresh_from_db()
    assert (commande.annulee_le.isoformat(), commande.motif_annulation) == ("2026-11-03", "Décès")


@pytest.mark.exigence("CAI-08")
def test_une_reservation_finit_et_une_evaluation_commencee_reste(caisse: Caisse, commande: Commande) -> None:
    Commande.objects.update(etat=EtatCommande.RESERVEE)
    ReservationFactory(commande=commande)
    EvaluationFactory(commande=commande)
    prendre(caisse, {})
    assert Reservation.objects.get().fin == FinReservation.ANNULEE
    assert Evaluation.objects.get().etat == EtatEvaluation.ABANDONNEE


@pytest.mark.exigence("CAI-08")
def test_une_seule_mauvaise_ligne_fait_tout_refuser(caisse: Caisse) -> None:
    with pytest.raises(FichierRefuse) as refus:
        prendre(caisse, {}, {"no_commande": "INCONNUE"})
    assert [faute.ligne for faute in refus.value.fautes.montrees] == [3]
    assert Commande.objects.get().etat == EtatCommande.A_RESERVER
    assert not Importation.objects.exists()


@pytest.mark.exigence("CAI-08")
def test_la_commande_d_une_autre_caisse_est_inconnue(commande: Commande) -> None:
    with pytest.raises(FichierRefuse, match="1 erreur"):
        prendre(CaisseFactory(code="30"), {})
    assert Commande.objects.get().etat == EtatCommande.A_RESERVER


def test_le_meme_fichier_deux_fois_ne_change_rien(caisse: Caisse) -> None:
    premiere = prendre(caisse, {})
    nb = Evenement.objects.count()
    assert prendre(caisse, {}) == premiere
    assert Evenement.objects.count() == nb


def test_la_meme_annulation_dans_un_autre_fichier_ne_change_rien(caisse: Caisse, commande: Commande) -> None:
    prendre(caisse, {})
    CommandeFactory(numero="EV2", convention=commande.convention)
    prendre(caisse, {}, {"no_commande": "EV2"})
    assert Evenement.objects.filter(action="annuler_commande").count() == 2


@pytest.mark.exigence("HIS-01", "HIS-02")
def test_l_historique_le_dit_une_fois_a_la_caisse_et_a_chaque_structure(caisse: Caisse, commande: Commande) -> None:
    CommandeFactory(numero="EV2", convention=commande.convention)
    CommandeFactory(numero="EV3", convention__caisse=caisse)
    prendre(caisse, {}, {"no_commande": "EV2"}, {"no_commande": "EV3"})
    autre = Commande.objects.get(numero="EV3").convention.partenaire_id
    assert {e.partenaire_ref: e.libelle for e in Evenement.objects.filter(nature="commandes")} == {
        None: "3 commandes d’évaluation annulées.",
        commande.convention.partenaire_id: "2 commandes d’évaluation annulées.",
        autre: "1 commande d’évaluation annulée.",
    }


def test_chacun_recoit_un_seul_mail_avec_les_numeros(caisse: Caisse, commande: Commande) -> None:
    CommandeFactory(numero="EV2", convention=commande.convention)
    RattachementFactory(
        partenaire=commande.convention.partenaire, administrateur=True, utilisateur__mail="admin@exemple.fr"
    )
    prendre(caisse, {}, {"no_commande": "EV2"})
    courriel = Courriel.objects.get()
    assert (courriel.destinataire, courriel.sujet) == ("admin@exemple.fr", "Commandes d’évaluation annulées")
    assert "n° EV1, EV2" in courriel.corps


@pytest.mark.parametrize("octets", [b"", b"\x00\xff", b"no_commande;date\n1;2\n"])
def test_un_fichier_quelconque_est_refuse_sans_rien_ecrire(caisse: Caisse, octets: bytes) -> None:
    with pytest.raises(FichierRefuse):
        importer_annulations(io.BytesIO(octets), "x.csv", caisse=caisse, par=None)
    assert not Importation.objects.exists()


def test_le_flux_passe_par_la_porte_commune(caisse: Caisse) -> None:
    reception = importer("annulations-commandes", annulations({}), "a.csv", caisse=caisse, par=None)
    assert reception.compte_rendu == "Annulations de commandes : a.csv : 1 ligne importée."
