"""The queue of mails: it survives a dead server, tells what failed, forgets secrets (LOG-22, fiabilite H7)."""

import socket
from collections.abc import Callable, Iterator
from smtplib import (
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Event, Thread

import pytest
from django.conf import LazySettings
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connection

from ppas.socle.journal import journaliser
from ppas.socle.models import Courriel, EtatCourriel, Evenement
from ppas.socle.operations.courriels import (
    DELAIS,
    TENTATIVES_MAX,
    TEXTE_EFFACE,
    Message,
    effacer_les_secrets,
    envoyer,
    envoyer_les_dus,
    mettre_en_file,
    purger_les_courriels,
    renvoyer,
)
from ppas.socle.refus import Refus
from tests.factories import PartenaireFactory, UtilisateurFactory

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("LOG-22")]


def message(**champs: object) -> Message:
    return Message(**{"destinataire": "grizzi@exemple.fr", "sujet": "Essai", "corps": "Bonjour"} | champs)


@pytest.fixture
def courriel(horloge, settings: LazySettings) -> Courriel:
    """Return a queued mail, at an hour that stands still."""
    settings.COURRIELS_CONSERVES = False
    return mettre_en_file(message())


@pytest.fixture
def echouer(monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception], None]:
    """Make every sending raise an exception."""

    def regler(erreur: Exception) -> None:
        def send(self: EmailMessage) -> int:
            raise erreur

        monkeypatch.setattr(EmailMessage, "send", send)

    return regler


class Smtp(StreamRequestHandler):
    """A mail server that says yes to everything, as short as it can be."""

    def handle(self) -> None:
        self.wfile.write(b"220 essai\r\n")
        while ligne := self.rfile.readline().strip().upper():
            if ligne == b"DATA":
                self.wfile.write(b"354 go\r\n")
                texte = b""
                while not texte.endswith(b"\r\n.\r\n"):
                    texte += self.rfile.readline()
                self.server.recus.append(texte.decode())
            self.wfile.write(b"221 bye\r\n" if ligne == b"QUIT" else b"250 ok\r\n")


@pytest.fixture
def port_libre() -> int:
    """Return a port of this machine where nobody listens."""
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return prise.getsockname()[1]


@pytest.fixture
def serveur(port_libre: int) -> Iterator[Callable[[], list[str]]]:
    """Return what starts a mail server on the free port and gives the list of what it receives."""
    ouverts = []

    def ouvrir() -> list[str]:
        ThreadingTCPServer.allow_reuse_address = True
        ouvert = ThreadingTCPServer(("127.0.0.1", port_libre), Smtp)
        ouvert.recus = []
        Thread(target=ouvert.serve_forever, daemon=True).start()
        ouverts.append(ouvert)
        return ouvert.recus

    yield ouvrir
    for ouvert in ouverts:
        ouvert.shutdown()
        ouvert.server_close()


def test_la_file_survit_a_un_serveur_mort_et_le_courriel_arrive_une_fois(
    courriel: Courriel, horloge, settings: LazySettings, port_libre: int, serveur: Callable[[], list[str]]
) -> None:
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": port_libre, "timeout": 5},
        }
    }
    autre = mettre_en_file(message(destinataire="martin@exemple.fr"))
    assert envoyer_les_dus() == 0
    courriel.refresh_from_db()
    autre.refresh_from_db()
    assert courriel.erreur == "Serveur de messagerie injoignable (ConnectionRefusedError)"
    assert (courriel.nb_tentatives, autre.nb_tentatives) == (1, 0)
    recus = serveur()
    assert envoyer_les_dus() == 0
    horloge.avancer(minutes=2)
    assert envoyer_les_dus() == 2
    assert envoyer_les_dus() == 0
    assert [("grizzi" in texte, "martin" in texte) for texte in recus] == [(True, False), (False, True)]
    courriel.refresh_from_db()
    assert (courriel.etat, courriel.erreur) == (EtatCourriel.ENVOYE, "")


@pytest.mark.parametrize(
    ("erreur", "cause"),
    [
        pytest.param(
            SMTPRecipientsRefused({"grizzi@exemple.fr": (550, b"5.1.1 User unknown\r\nX: y")}),
            "550 5.1.1 User unknown  X: y",
            id="destinataire-inconnu",
        ),
        pytest.param(SMTPDataError(554, b"spam"), "554 spam", id="texte-refuse"),
        pytest.param(ValueError("newline"), "Courriel impossible à composer (ValueError)", id="incomposable"),
    ],
)
def test_un_refus_definitif_abandonne_et_se_voit(courriel: Courriel, echouer, erreur: Exception, cause: str) -> None:
    echouer(erreur)
    assert not envoyer(courriel.pk)
    courriel.refresh_from_db()
    assert (courriel.etat, courriel.erreur) == (EtatCourriel.ABANDONNE, cause)


@pytest.mark.parametrize(
    "erreur",
    [
        pytest.param(SMTPRecipientsRefused({"grizzi@exemple.fr": (451, b"greylisted")}), id="liste-grise"),
        pytest.param(SMTPDataError(452, b"full"), id="plein"),
        pytest.param(SMTPSenderRefused(550, b"no", "x@exemple.fr"), id="expediteur-refuse"),
    ],
)
def test_un_refus_passager_est_retente_de_plus_en_plus_tard(
    courriel: Courriel, echouer, horloge, erreur: Exception
) -> None:
    echouer(erreur)
    for n, delai in enumerate([*DELAIS, DELAIS[-1]], start=1):
        assert not envoyer(courriel.pk)
        courriel.refresh_from_db()
        assert (courriel.etat, courriel.nb_tentatives) == (EtatCourriel.EN_FILE, n)
        horloge.avancer(seconds=delai.total_seconds() - 1)
        assert not envoyer(courriel.pk)
        horloge.avancer(seconds=1)


@pytest.mark.parametrize(
    "erreur",
    [
        pytest.param(TimeoutError(), id="delai"),
        pytest.param(SMTPServerDisconnected(), id="coupure"),
        pytest.param(SMTPAuthenticationError(535, b"no"), id="authentification"),
    ],
)
def test_sans_serveur_un_seul_courriel_essaie(courriel: Courriel, echouer, erreur: Exception) -> None:
    mettre_en_file(message())
    echouer(erreur)
    assert envoyer_les_dus() == 0
    assert sum(Courriel.objects.values_list("nb_tentatives", flat=True)) == 1


def test_apres_cinq_jours_le_courriel_est_abandonne(courriel: Courriel, echouer) -> None:
    Courriel.objects.update(nb_tentatives=TENTATIVES_MAX - 1)
    echouer(SMTPDataError(452, b"full"))
    assert not envoyer(courriel.pk)
    courriel.refresh_from_db()
    assert (courriel.etat, courriel.erreur) == (EtatCourriel.ABANDONNE, "452 full")


def test_un_courriel_pris_par_un_travailleur_n_est_pas_pris_par_un_autre(courriel: Courriel, monkeypatch) -> None:
    essais = []
    monkeypatch.setattr(EmailMessage, "send", lambda _: essais.append(envoyer(courriel.pk)))
    assert envoyer(courriel.pk)
    assert essais == [False]


def test_ce_qu_un_travailleur_mort_avait_pris_repart(courriel: Courriel, horloge, monkeypatch) -> None:
    def mourir(self: EmailMessage) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(EmailMessage, "send", mourir)
        with pytest.raises(SystemExit):
            envoyer(courriel.pk)
    assert envoyer_les_dus() == 0
    horloge.avancer(minutes=5)
    assert envoyer_les_dus() == 1
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_l_envoi_ne_retient_aucun_autre_ecrivain(monkeypatch: pytest.MonkeyPatch) -> None:
    """On SQLite a transaction opened before the dialogue would hold the only write lock of the database."""
    courriel, partenaire, ecrit = mettre_en_file(message()), PartenaireFactory(), Event()

    def ecrire() -> None:
        journaliser(partenaire, "essai", par=None)
        connection.close()
        ecrit.set()

    def send(self: EmailMessage) -> int:
        Thread(target=ecrire, daemon=True).start()
        assert ecrit.wait(timeout=5), "the writer waits for the mail server"
        return 1

    monkeypatch.setattr(EmailMessage, "send", send)
    assert envoyer(courriel.pk)


@pytest.mark.parametrize(
    "champs",
    [
        pytest.param({"destinataire": "a@exemple.fr\nBcc: b@exemple.fr"}, id="destinataire"),
        pytest.param({"destinataire": "a@exemple.fr, b@exemple.fr"}, id="deux-destinataires"),
        pytest.param({"destinataire": ""}, id="sans-destinataire"),
        pytest.param({"sujet": "Essai\r\nBcc: b@exemple.fr"}, id="sujet"),
    ],
)
def test_une_injection_d_en_tete_est_refusee(champs: dict[str, str]) -> None:
    with pytest.raises(Refus) as refus:
        mettre_en_file(message(**champs))
    assert refus.value.code == "courriel-incorrect"
    assert not Courriel.objects.exists()


def test_un_corps_hostile_reste_du_texte(courriel: Courriel) -> None:
    Courriel.objects.update(corps="<script>x</script>\n.\nBcc: b@exemple.fr")
    envoyer(courriel.pk)
    (envoye,) = mail.outbox
    assert (envoye.to, envoye.content_subtype) == (["grizzi@exemple.fr"], "plain")
    assert "<script>" in envoye.message().get_payload()


@pytest.mark.exigence("MAI-08")
def test_l_expediteur_est_celui_du_manuel(courriel: Courriel) -> None:
    envoyer(courriel.pk)
    assert mail.outbox[0].from_email == "noreply@carsat-bfc.fr"


def test_le_texte_d_un_secret_envoye_est_efface(horloge, settings: LazySettings) -> None:
    settings.COURRIELS_CONSERVES = False
    courriel = mettre_en_file(message(corps="Mot de passe : X", est_secret=True))
    envoyer(courriel.pk)
    courriel.refresh_from_db()
    assert courriel.corps == TEXTE_EFFACE
    assert "X" in mail.outbox[0].body


def test_le_secret_d_un_courriel_abandonne_est_efface_quand_il_ne_vaut_plus_rien(
    horloge, settings: LazySettings
) -> None:
    settings.COURRIELS_CONSERVES = False
    courriel = mettre_en_file(message(corps="Mot de passe : X", est_secret=True))
    Courriel.objects.update(etat=EtatCourriel.ABANDONNE)
    assert effacer_les_secrets() == 0
    horloge.avancer(days=7, seconds=1)
    assert effacer_les_secrets() == 1
    courriel.refresh_from_db()
    with pytest.raises(Refus, match="effacé"):
        renvoyer(courriel, par=UtilisateurFactory())


def test_un_courriel_abandonne_se_renvoie_et_le_journal_dit_par_qui(courriel: Courriel, echouer) -> None:
    echouer(SMTPDataError(554, b"spam"))
    envoyer(courriel.pk)
    par = UtilisateurFactory()
    renvoyer(courriel, par=par)
    assert (courriel.etat, courriel.nb_tentatives) == (EtatCourriel.EN_FILE, 0)
    assert Evenement.objects.get(action="renvoyer").auteur_ref == par.pk
    with pytest.raises(Refus) as refus:
        renvoyer(courriel, par=par)
    assert refus.value.code == "transition-interdite"


def test_les_courriels_finis_sont_oublies_apres_leur_duree(courriel: Courriel, horloge) -> None:
    envoyer(courriel.pk)
    attend = mettre_en_file(message())
    horloge.avancer(days=366)
    assert purger_les_courriels() == 1
    assert list(Courriel.objects.all()) == [attend]
