"""Processing a deposit happens once, whatever stops it and however often it starts."""

import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.conf import LazySettings
from django.db import IntegrityError

from ppas.facturation.etats import EtatDepot
from ppas.facturation.models import Anomalie, Depot, LigneFacture
from ppas.facturation.operations import traiter as module
from ppas.facturation.operations.traiter import JetonPerdu, a_reprendre, prendre, traiter
from ppas.facturation.taches import reprendre_les_depots
from ppas.socle.horloge import maintenant
from ppas.socle.models import Evenement
from tests.conftest import Horloge
from tests.facturation.envois import DOCUMENT_2, NOM_2, Expediteur, document, lignes, relu

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]


def situation(depot: Depot) -> tuple:
    """Return all that a partner can see of a deposit."""
    comptes = ("etat", "nb_lignes_lues", "nb_lignes_acceptees", "nb_lignes_refusees", "montant_caisse_centimes")
    anomalies = depot.anomalies.order_by("rang", "code").values_list("code", "rang", "ligne", "message")
    return Depot.objects.values_list(*comptes).get(pk=depot.pk), list(anomalies), lignes(depot)


def test_des_lignes_non_publiees_ne_comptent_pas(expediteur: Expediteur, monkeypatch: pytest.MonkeyPatch) -> None:
    vues = []
    publier = module._publier

    def regarder(*args: object) -> None:
        vues.append((LigneFacture.objects.count(), LigneFacture.objects.publiees().count()))
        publier(*args)

    monkeypatch.setattr(module, "_publier", regarder)
    expediteur.envoyer()
    assert vues == [(1, 0)]
    assert LigneFacture.objects.publiees().count() == 1


def test_traiter_deux_fois_ne_change_rien(expediteur: Expediteur) -> None:
    depot = expediteur.envoyer()
    avant, journal = situation(depot), Evenement.objects.count()
    traiter(depot.pk)
    assert (situation(depot), Evenement.objects.count()) == (avant, journal)


def test_un_depot_inconnu_ou_en_cours_n_est_pas_pris(expediteur: Expediteur) -> None:
    depot = expediteur.deposer()
    assert prendre(depot.pk + 1) is None
    assert prendre(depot.pk) == depot
    assert prendre(depot.pk) is None


class Arret(BaseException):
    """The process was killed: nothing is caught, nothing is tidied."""


ETAPES = ("_effacer", "_battre", "_juger", "_ecrire_lot", "charger", "_publier", "changer_etat", "_annoncer")


@pytest.fixture
def panne(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return `panne(etape, appel, apres=…, erreur=…)`: the step raises at its n-th call, once."""

    def installer(etape: str, appel: int, *, apres: bool, erreur: type[BaseException]) -> None:
        faire, appels = getattr(module, etape), []

        def remplacer(*args: object, **champs: object) -> object:
            appels.append(etape)
            if len(appels) == appel and not apres:
                raise erreur
            resultat = faire(*args, **champs)
            if len(appels) == appel:
                raise erreur
            return resultat

        monkeypatch.setattr(module, etape, remplacer)

    return installer


@pytest.fixture
def attendue(expediteur: Expediteur, monkeypatch: pytest.MonkeyPatch) -> Callable[[Depot], tuple]:
    """Set the stage for five lines in three batches; return what a run without failure gives."""
    monkeypatch.setattr(module, "LOT", 2)
    expediteur.accorder(5)
    return (EtatDepot.TRAITE_AVEC_ANOMALIES, 5, 4, 1, 4 * 24120)


@pytest.mark.parametrize("apres", [False, True], ids=["avant", "après"])
@pytest.mark.parametrize("appel", [1, 2, 3])
@pytest.mark.parametrize("etape", ETAPES)
def test_un_arret_a_n_importe_quelle_etape_ne_change_pas_le_resultat(
    *, etape: str, appel: int, apres: bool, panne, attendue, expediteur: Expediteur, horloge: Horloge
) -> None:
    depot = expediteur.deposer(document(5, faux=(3,)))
    panne(etape, appel, apres=apres, erreur=Arret)
    try:
        traiter(depot.pk)
    except Arret:
        horloge.avancer(minutes=2)
        reprendre_les_depots()
    assert situation(depot)[0] == attendue
    assert [anomalie.code for anomalie in depot.anomalies.all()] == ["L13"]
    assert [ligne[0] for ligne in lignes(depot)] == [1, 2, 4, 5]
    assert Evenement.objects.filter(action="rendre_compte").count() == 1


@pytest.mark.parametrize("appel", [1, 2, 3])
@pytest.mark.parametrize("etape", ETAPES)
def test_un_echec_remet_le_depot_en_file_sans_rien_laisser(
    *, etape: str, appel: int, panne, attendue, expediteur: Expediteur, horloge: Horloge
) -> None:
    depot = expediteur.deposer(document(5, faux=(3,)))
    panne(etape, appel, apres=False, erreur=RuntimeError)
    try:
        traiter(depot.pk)
    except RuntimeError:
        assert relu(depot).etat == EtatDepot.RECU
        assert not LigneFacture.objects.exists()
        assert not Anomalie.objects.exists()
        assert a_reprendre() == ([depot.pk] if relu(depot).battement_le is None else [])
        horloge.avancer(minutes=2)
        reprendre_les_depots()
    assert situation(depot)[0] == attendue
    assert [ligne[0] for ligne in lignes(depot)] == [1, 2, 4, 5]


def test_le_controle_de_l_effacement(attendue, panne, expediteur, horloge, monkeypatch) -> None:
    """The control: without the deletion of what the dead run wrote, the resumed one cannot end well."""
    depot = expediteur.deposer(document(5, faux=(3,)))
    panne("_ecrire_lot", 2, apres=True, erreur=Arret)
    with pytest.raises(Arret):
        traiter(depot.pk)
    monkeypatch.setattr(module, "_effacer", lambda _: None)
    horloge.avancer(minutes=2)
    with suppress(IntegrityError):  # the database's own wall
        traiter(depot.pk)
    assert situation(depot)[0] != attendue


def test_un_depot_dont_l_execution_vit_n_est_pas_repris(expediteur: Expediteur, horloge: Horloge) -> None:
    depot = expediteur.deposer()
    prendre(depot.pk)
    horloge.avancer(seconds=60)
    assert a_reprendre() == []
    horloge.avancer(seconds=1)
    assert a_reprendre() == [depot.pk]


def test_chaque_essai_manque_double_l_attente(expediteur: Expediteur, settings: LazySettings) -> None:
    settings.DEPOT_BATTEMENT_MAX = 60
    depot = expediteur.deposer()
    attentes = []
    for nb in (1, 2, 3, 7, 8, 500):
        for secondes in range(60, 4000, 60):
            champs = {"battement_le": maintenant() - timedelta(seconds=secondes + 1), "nb_tentatives": nb}
            Depot.objects.update(etat=EtatDepot.EN_TRAITEMENT, **champs)
            if a_reprendre():
                attentes.append(secondes)
                break
    assert attentes == [60, 120, 240, 3840, 3840, 3840]
    assert depot.pk


def test_une_execution_depossedee_n_ecrit_plus_rien(
    expediteur: Expediteur, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    depot = expediteur.deposer()
    juger = module._juger

    def juger_lentement(mien: Depot) -> object:
        bilan = juger(mien)
        Depot.objects.update(jeton=uuid.uuid4())  # another worker thought this one dead
        return bilan

    monkeypatch.setattr(module, "_juger", juger_lentement)
    traiter(depot.pk)
    assert relu(depot).etat == EtatDepot.EN_TRAITEMENT
    assert "taken over" in caplog.text
    with pytest.raises(JetonPerdu):
        module._ecrire_lot(depot, 1, [], [])


@pytest.mark.parametrize("erreur", [RuntimeError, IntegrityError])
def test_un_echec_dans_la_file_n_arrete_pas_les_autres(
    erreur: type[Exception], expediteur: Expediteur, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    premier = expediteur.deposer()
    second = expediteur.deposer(document(1, "03_21231300_202609.xml", date(2026, 9, 1)), "03_21231300_202609.xml")
    juger = module._juger

    def juger_mal(depot: Depot) -> object:
        if depot == premier:
            raise erreur("bug")
        return juger(depot)

    monkeypatch.setattr(module, "_juger", juger_mal)
    reprendre_les_depots()
    assert (relu(premier).etat, relu(second).est_publie) == (EtatDepot.RECU, True)
    assert f"Deposit {premier.pk} could not be processed" in caplog.text


# One at a time


def test_deux_depots_d_une_convention_se_suivent(expediteur: Expediteur) -> None:
    premier, second = expediteur.deposer(), expediteur.deposer(DOCUMENT_2, NOM_2)
    pris = prendre(premier.pk)
    traiter(second.pk)
    assert relu(second).etat == EtatDepot.RECU
    module._remettre(pris, pris.jeton)
    Depot.objects.update(battement_le=None)
    reprendre_les_depots()
    assert [relu(depot).etat for depot in (premier, second)] == [EtatDepot.TRAITE, EtatDepot.TRAITE_AVEC_ANOMALIES]
