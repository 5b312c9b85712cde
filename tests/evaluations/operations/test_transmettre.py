"""Transmission: checked, frozen, told, once."""

from functools import partial

import pytest

from ppas.evaluations.etats import EtatCommande, EtatEvaluation, FinReservation
from ppas.evaluations.models import Evaluation, Reservation, Transmission
from ppas.evaluations.operations import transmettre as operations
from ppas.evaluations.operations.transmettre import transmettre, transmettre_plusieurs
from ppas.socle import etats
from ppas.socle.models import Courriel, Evenement, NatureEchange, SensEchange
from ppas.socle.refus import Refus
from tests.evaluations.evaluees import structure, terminee, transmise
from tests.factories import RattachementFactory, UtilisateurFactory
from tests.facturation.envois import ensemble

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]
MANCHES = 10


def relue(evaluation: Evaluation) -> Evaluation:
    """As another browser reads it."""
    return Evaluation.objects.select_related("commande", "convention", "caisse").get(pk=evaluation.pk)


@pytest.mark.exigence("EVA-04")
def test_transmettre_fige_les_reponses_et_finit_la_commande() -> None:
    convention, par = structure()
    evaluation = terminee(convention, par, visite_adresse="jamais demandée")
    transmission = transmettre(evaluation, par=par)
    lue = relue(evaluation)
    assert (lue.etat, lue.gir, f"{lue.visitee_le}") == (EtatEvaluation.TRANSMISE, 5, "2026-11-03")
    assert (transmission.rang, transmission.gir, transmission.transmise_par) == (1, 5, par)
    assert "visite_adresse" not in transmission.reponses
    assert lue.commande.etat == EtatCommande.REALISEE
    reservation = Reservation.objects.get(commande=lue.commande)
    assert (reservation.fin, reservation.finie_le) == (FinReservation.REALISEE, lue.transmise_le)


@pytest.mark.exigence("EVA-04")
def test_le_gir_est_celui_que_le_portail_calcule() -> None:
    convention, par = structure()
    evaluation = terminee(convention, par)
    Evaluation.objects.update(gir=1)
    assert transmettre(relue(evaluation), par=par).gir == 5


@pytest.mark.exigence("EVA-04")
def test_l_historique_dit_l_evaluation_sans_nommer_la_personne() -> None:
    convention, par = structure()
    evaluation = transmise(convention, par)
    echange = Evenement.objects.get(nature=NatureEchange.EVALUATIONS)
    assert (echange.action, echange.sens, echange.objet_ref) == ("transmettre", SensEchange.ENVOYE, evaluation.pk)
    assert (echange.partenaire_ref, echange.caisse_ref) == (convention.partenaire_id, convention.caisse_id)
    assert echange.libelle == f"Évaluation E{evaluation.pk} transmise, commande n° {evaluation.commande.numero}"


@pytest.mark.exigence("CAI-09")
def test_le_service_de_la_caisse_est_prevenu_s_il_a_une_adresse() -> None:
    convention, par = structure()
    transmise(convention, par)
    assert not Courriel.objects.exists()
    convention.caisse.courriel = "evaluations@exemple.fr"
    convention.caisse.save()
    evaluation = transmise(convention, par)
    courriel = Courriel.objects.get()
    assert courriel.destinataire == "evaluations@exemple.fr"
    assert f"/evaluations/caisse/recues/{evaluation.pk}/" in courriel.corps
    assert "DURAND" not in courriel.corps


@pytest.mark.exigence("EVA-04")
def test_une_evaluation_incomplete_reste_modifiable_et_dit_pourquoi() -> None:
    convention, par = structure()
    evaluation = terminee(convention, par, sauf=("besoins_analyse",))
    with pytest.raises(Refus, match="il manque une réponse, « Analyse de l’évaluateur »") as refus:
        transmettre(evaluation, par=par)
    assert refus.value.code == "evaluation-incomplete"
    assert (relue(evaluation).etat, Transmission.objects.count()) == (EtatEvaluation.TERMINEE, 0)


@pytest.mark.exigence("EVA-04")
def test_une_evaluation_deja_transmise_ne_part_pas_deux_fois() -> None:
    convention, par = structure()
    evaluation = transmise(convention, par)
    with pytest.raises(Refus) as refus:
        transmettre(relue(evaluation), par=par)
    assert (refus.value.code, Transmission.objects.count()) == ("transition-interdite", 1)


def test_un_collegue_ne_transmet_pas_l_evaluation_d_un_autre() -> None:
    convention, par = structure()
    evaluation = terminee(convention, par)
    collegue = RattachementFactory(partenaire=convention.partenaire).utilisateur
    with pytest.raises(Refus) as refus:
        transmettre(evaluation, par=collegue)
    assert refus.value.code == "autre-evaluateur"


@pytest.mark.parametrize("est_de_la_structure", [True, False])
def test_un_administrateur_ne_transmet_que_pour_sa_structure(*, est_de_la_structure: bool) -> None:
    convention, par = structure()
    evaluation = terminee(convention, par)
    ou = {"partenaire": convention.partenaire} if est_de_la_structure else {}
    administrateur = RattachementFactory(administrateur=True, **ou).utilisateur
    if est_de_la_structure:
        assert transmettre(evaluation, par=administrateur).transmise_par == administrateur
    else:
        with pytest.raises(Refus):
            transmettre(evaluation, par=administrateur)


def test_qui_a_repris_la_commande_transmet_et_non_qui_l_a_cedee() -> None:
    convention, par = structure()
    evaluation = terminee(convention, par)
    repreneur = RattachementFactory(partenaire=convention.partenaire).utilisateur
    evaluation.commande.reservations.update(evaluateur=repreneur)
    with pytest.raises(Refus):
        transmettre(relue(evaluation), par=par)
    assert transmettre(relue(evaluation), par=repreneur).rang == 1


@pytest.mark.exigence("EVA-04")
def test_une_evaluation_refusee_ne_bloque_pas_les_autres() -> None:
    convention, par = structure()
    mauvaise, bonne = terminee(convention, par, sauf=("visite_date",)), terminee(convention, par)
    refusee, partie = transmettre_plusieurs([mauvaise, bonne], par=par)
    assert (refusee.transmission, refusee.refus.code) == (None, "evaluation-incomplete")
    assert (partie.transmission.evaluation, partie.refus) == (bonne, None)
    assert relue(mauvaise).etat == EtatEvaluation.TERMINEE


@pytest.mark.exigence("EVA-04")
@pytest.mark.django_db(transaction=True)
def test_deux_clics_au_meme_instant_transmettent_une_fois() -> None:
    convention, par = structure()
    for _ in range(MANCHES):
        evaluation = terminee(convention, par)
        clics = [partial(transmettre, relue(evaluation), par=par) for _ in range(2)]
        resultats = ensemble(*clics)
        assert sorted(type(resultat).__name__ for resultat in resultats) == ["Refus", "Transmission"]
        assert evaluation.transmissions.count() == 1


def test_temoin_sans_verrou_deux_clics_transmettent_deux_fois(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: each click goes on from what it had read."""
    monkeypatch.setattr(operations, "verrouiller", lambda objet, **_: objet)
    monkeypatch.setattr(etats, "verrouiller", lambda objet, **_: objet)
    convention, par = structure()
    evaluation = terminee(convention, par)
    administrateur = RattachementFactory(partenaire=convention.partenaire, administrateur=True).utilisateur
    deux = relue(evaluation), relue(evaluation)
    assert [transmettre(copie, par=administrateur).rang for copie in deux] == [1, 2]


def test_qui_ne_travaille_pas_dans_la_structure_ne_transmet_rien() -> None:
    convention, par = structure()
    evaluation = terminee(convention, par)
    with pytest.raises(Refus):
        transmettre(evaluation, par=UtilisateurFactory())
