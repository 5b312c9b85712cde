"""Computers of an evaluator: generated, renewed, removed."""

from uuid import uuid4

import pytest

from ppas.caisses.models import TypePartenaire
from ppas.comptes.models import Utilisateur
from ppas.evaluations.etats import FinReservation
from ppas.evaluations.models import Appareil
from ppas.evaluations.operations import appareils
from ppas.evaluations.operations.emporter import a_emporter
from ppas.socle.horloge import maintenant
from ppas.socle.models import Evenement
from ppas.socle.refus import Refus
from tests.factories import AppareilFactory, ConventionFactory, RattachementFactory, ReservationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("EVA-06")]


@pytest.fixture
def evaluateur() -> Utilisateur:
    return RattachementFactory().utilisateur


@pytest.fixture
def partenaire(evaluateur):
    return evaluateur.rattachement.partenaire


def actions() -> list[str]:
    return list(Evenement.objects.order_by("id").values_list("action", flat=True))


def test_generer_inscrit_l_ordinateur_et_le_journal(evaluateur, partenaire):
    appareil = appareils.generer(evaluateur, partenaire, nom="Portable", navigateur="Firefox sur Windows", version="a1")
    assert (appareil.nom, appareil.navigateur, appareil.version) == ("Portable", "Firefox sur Windows", "a1")
    assert list(Appareil.objects.visibles_par(evaluateur, partenaire).en_service()) == [appareil]
    assert actions() == ["generer-appareil"]


def test_on_ne_genere_pas_sans_fin(evaluateur, partenaire):
    AppareilFactory.create_batch(appareils.APPAREILS_MAX, utilisateur=evaluateur, partenaire=partenaire)
    with pytest.raises(Refus) as refus:
        appareils.generer(evaluateur, partenaire, nom="Un de trop")
    assert refus.value.code == "trop-d-ordinateurs"


def test_renouveler_note_la_version(evaluateur, partenaire):
    appareil = AppareilFactory(utilisateur=evaluateur, partenaire=partenaire)
    appareils.renouveler(evaluateur, partenaire, appareil.identifiant, version="b2")
    appareil.refresh_from_db()
    assert appareil.version == "b2"
    assert actions() == ["renouveler-appareil"]


@pytest.mark.parametrize("cas", ["inconnu", "retire", "d-un-autre"])
def test_on_ne_renouvelle_que_son_ordinateur_en_service(evaluateur, partenaire, cas):
    appareil = AppareilFactory(partenaire=partenaire, **({} if cas == "d-un-autre" else {"utilisateur": evaluateur}))
    if cas == "retire":
        appareils.retirer(appareil, par=evaluateur)
    identifiant = uuid4() if cas == "inconnu" else appareil.identifiant
    with pytest.raises(Refus) as refus:
        appareils.renouveler(evaluateur, partenaire, identifiant, version="b2")
    assert refus.value.code == "appareil-retire"


def test_retirer_deux_fois_ne_change_rien(evaluateur, partenaire):
    appareil = AppareilFactory(utilisateur=evaluateur, partenaire=partenaire)
    appareils.retirer(appareil, par=evaluateur)
    premier = Appareil.objects.get().retire_le
    appareils.retirer(appareil, par=evaluateur)
    assert Appareil.objects.get().retire_le == premier
    assert actions() == ["retirer-appareil"]


@pytest.mark.exigence("EVA-09", "EVA-11")
def test_retirer_rend_les_commandes_a_leur_evaluateur_sans_ordinateur(evaluateur, partenaire):
    perdu, autre = AppareilFactory.create_batch(2, utilisateur=evaluateur, partenaire=partenaire)
    convention = ConventionFactory(partenaire=partenaire, type_partenaire__code=TypePartenaire.EVALUATION)
    tenue, ailleurs = (
        ReservationFactory(commande__convention=convention, evaluateur=evaluateur, appareil=appareil)
        for appareil in (perdu, autre)
    )
    finie = ReservationFactory(evaluateur=evaluateur, appareil=perdu, finie_le=maintenant(), fin=FinReservation.REFAITE)
    assert appareils.retirer(perdu, par=evaluateur) == 1
    for reservation in (tenue, ailleurs, finie):
        reservation.refresh_from_db()
    assert [tenue.appareil, tenue.evaluateur, tenue.finie_le] == [None, evaluateur, None]
    assert (ailleurs.appareil, finie.appareil) == (autre, perdu)
    assert tenue.commande in a_emporter(autre, par=evaluateur).commandes


@pytest.mark.exigence("EVA-09")
def test_un_ordinateur_retire_n_emporte_plus_rien(evaluateur, partenaire):
    perdu = AppareilFactory(utilisateur=evaluateur, partenaire=partenaire)
    vu_avant = Appareil.objects.get(pk=perdu.pk)
    appareils.retirer(perdu, par=evaluateur)
    with pytest.raises(Refus) as refus:
        a_emporter(vu_avant, par=evaluateur)
    assert refus.value.code == "appareil-retire"
