"""Mails: queued with the fact, sent once, tried again, given up at last, secrets erased."""

from contextlib import suppress

import pytest
from django.conf import LazySettings
from django.core.mail import EmailMessage
from django.db import transaction

from ppas.socle.models import Courriel, EtatCourriel
from ppas.socle.operations.courriels import DELAIS, TEXTE_EFFACE, Message, envoyer, mettre_en_file
from ppas.socle.taches import envoyer_les_courriels
from tests.conftest import Horloge
from tests.facturation.envois import ensemble

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]

MESSAGE = Message("a@exemple.fr", "Objet", "Texte")


@pytest.fixture
def panne(monkeypatch: pytest.MonkeyPatch) -> None:
    """The mail server does not answer."""

    def refuser(_: EmailMessage) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailMessage, "send", refuser)


def test_un_courriel_en_file_est_envoye_une_fois(mailoutbox: list[EmailMessage]) -> None:
    courriel = mettre_en_file(MESSAGE)
    assert [envoyer_les_courriels(), envoyer_les_courriels(), envoyer(courriel.pk)] == [1, 0, False]
    assert [(m.to, m.subject, m.body) for m in mailoutbox] == [(["a@exemple.fr"], "Objet", "Texte")]
    courriel.refresh_from_db()
    assert (courriel.etat, courriel.corps) == (EtatCourriel.ENVOYE, "Texte")
    assert courriel.envoye_le


def test_un_courriel_ne_part_pas_sans_son_fait(mailoutbox: list[EmailMessage]) -> None:
    with suppress(RuntimeError), transaction.atomic():
        mettre_en_file(MESSAGE)
        raise RuntimeError
    envoyer_les_courriels()
    assert mailoutbox == []


@pytest.mark.parametrize(("conserves", "corps"), [(False, TEXTE_EFFACE), (True, "Mot de passe")])
def test_un_secret_est_efface_apres_l_envoi(
    *, conserves: bool, corps: str, settings: LazySettings, mailoutbox: list[EmailMessage]
) -> None:
    settings.COURRIELS_CONSERVES = conserves
    mettre_en_file(Message("a@exemple.fr", "Objet", "Mot de passe", est_secret=True))
    envoyer_les_courriels()
    assert mailoutbox[0].body == "Mot de passe"
    assert Courriel.objects.get().corps == corps


def test_un_secret_reste_tant_qu_il_n_est_pas_parti(panne: None, settings: LazySettings) -> None:
    settings.COURRIELS_CONSERVES = False
    mettre_en_file(Message("a@exemple.fr", "Objet", "Mot de passe", est_secret=True))
    envoyer_les_courriels()
    assert Courriel.objects.get().corps == "Mot de passe"


def test_un_echec_est_remis_de_plus_en_plus_tard_puis_abandonne(panne: None, horloge: Horloge) -> None:
    courriel = mettre_en_file(MESSAGE)
    for nb, delai in enumerate(DELAIS, start=1):
        assert envoyer_les_courriels() == 0
        courriel.refresh_from_db()
        assert (courriel.etat, courriel.nb_tentatives) == (EtatCourriel.EN_FILE, nb)
        horloge.avancer(seconds=delai.total_seconds() - 1)
        envoyer_les_courriels()
        courriel.refresh_from_db()
        assert courriel.nb_tentatives == nb  # not due yet
        horloge.avancer(seconds=1)
    envoyer_les_courriels()
    courriel.refresh_from_db()
    assert (courriel.etat, courriel.erreur) == (EtatCourriel.ABANDONNE, "ConnectionRefusedError")
    horloge.avancer(days=30)
    assert envoyer_les_courriels() == 0


def test_un_echec_n_arrete_pas_les_autres(monkeypatch: pytest.MonkeyPatch, mailoutbox: list[EmailMessage]) -> None:
    mettre_en_file(Message("mauvais@exemple.fr", "Objet", "Texte"))
    mettre_en_file(MESSAGE)
    envoi = EmailMessage.send

    def envoyer_si_bon(message: EmailMessage) -> int:
        if message.to == ["mauvais@exemple.fr"]:
            raise OSError
        return envoi(message)

    monkeypatch.setattr(EmailMessage, "send", envoyer_si_bon)
    assert envoyer_les_courriels() == 1
    assert [message.to for message in mailoutbox] == [["a@exemple.fr"]]


def test_cinquante_par_tour(mailoutbox: list[EmailMessage]) -> None:
    for _ in range(51):
        mettre_en_file(MESSAGE)
    assert [envoyer_les_courriels() for _ in range(3)] == [50, 1, 0]


@pytest.mark.django_db(transaction=True)
def test_deux_travailleurs_n_envoient_pas_deux_fois(mailoutbox: list[EmailMessage]) -> None:
    for _ in range(10):
        mettre_en_file(MESSAGE)
    ensemble(*[envoyer_les_courriels] * 2)
    ensemble(*[envoyer_les_courriels] * 2)
    assert len(mailoutbox) == 10
