"""Writing in the conversation of a file: once, announced without a word of it, read by a side as a whole (PLU-12)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.db import connection

from ppas.assistance.models import Conversation, Cote, Message
from ppas.assistance.operations import messages
from ppas.assistance.operations.messages import destinataires, ecrire_message, marquer_lue
from ppas.comptes.models import Utilisateur
from ppas.partenaires.models import Convention
from ppas.socle.models import Courriel, Evenement
from tests.factories import (
    AgentFactory,
    CaisseFactory,
    ConventionFactory,
    MessageFactory,
    RattachementFactory,
    UtilisateurFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("PLU-12")]
TEXTE = "Merci de nous envoyer l’avenant."
MANCHES, ATTENTE = 40, 60


@pytest.fixture
def convention() -> Convention:
    """A convention whose partner has an administrator."""
    convention = ConventionFactory(code="AMD0042")
    RattachementFactory(partenaire=convention.partenaire, administrateur=True, utilisateur__mail="admin@exemple.fr")
    return convention


def ecrire(
    convention: Convention,
    *,
    cote: Cote = Cote.CAISSE,
    cle: UUID | None = None,
    jusqu_a: int = 0,
    par: Utilisateur | None = None,
    operation: Callable[..., Conversation] = ecrire_message,
) -> Conversation:
    return operation(
        "convention",
        convention,
        TEXTE,
        partenaire=convention.partenaire,
        caisse=convention.caisse,
        cote=cote,
        par=par or UtilisateurFactory(),
        cle=cle or uuid4(),
        jusqu_a=jusqu_a,
    )


def non_lus(convention: Convention) -> tuple[int, int]:
    conversation = Conversation.objects.get(convention=convention)
    return conversation.non_lus_partenaire, conversation.non_lus_caisse


def test_un_message_attend_d_etre_lu_par_l_autre_cote(convention: Convention) -> None:
    ecrire(convention)
    ecrire(convention)
    assert non_lus(convention) == (2, 0)


def test_un_message_est_au_journal_des_deux_cotes_sans_son_texte(convention: Convention) -> None:
    ecrire(convention)
    evenement = Evenement.objects.get(action="ecrire-message")
    assert (evenement.partenaire_ref, evenement.caisse_ref) == (convention.partenaire_id, convention.caisse_id)
    assert evenement.libelle == "Message : Convention n° AMD0042"


def test_un_double_envoi_n_ecrit_qu_une_fois(convention: Convention) -> None:
    cle = uuid4()
    ecrire(convention, cle=cle)
    ecrire(convention, cle=cle)
    assert Message.objects.count() == 1
    assert non_lus(convention) == (1, 0)


def test_le_mail_dit_sur_quoi_et_jamais_quoi(convention: Convention) -> None:
    ecrire(convention)
    mail = Courriel.objects.get()
    assert mail.destinataire == "admin@exemple.fr"
    assert "Objet : Convention n° AMD0042" in mail.corps
    assert f"/assistance/messages/convention/{convention.pk}/" in mail.corps
    assert TEXTE not in mail.sujet + mail.corps


def test_un_seul_mail_part_tant_que_rien_n_est_lu(convention: Convention) -> None:
    conversation = ecrire(convention)
    ecrire(convention)
    assert Courriel.objects.count() == 1
    marquer_lue(conversation, cote=Cote.PARTENAIRE, jusqu_a=Message.objects.latest("pk").pk)
    ecrire(convention)
    assert Courriel.objects.count() == 2


def test_repondre_vaut_lecture_de_ce_que_la_page_montrait(convention: Convention) -> None:
    ecrire(convention)
    ecrire(convention, cote=Cote.PARTENAIRE, jusqu_a=Message.objects.get().pk)
    assert non_lus(convention) == (0, 1)


def test_un_message_arrive_entre_temps_reste_a_lire(convention: Convention) -> None:
    conversation = ecrire(convention)
    vu = Message.objects.get().pk
    ecrire(convention)
    marquer_lue(conversation, cote=Cote.PARTENAIRE, jusqu_a=vu)
    assert non_lus(convention) == (1, 0)


def test_marquer_depuis_une_page_ancienne_ne_rend_rien_non_lu(convention: Convention) -> None:
    conversation = ecrire(convention)
    marquer_lue(conversation, cote=Cote.PARTENAIRE, jusqu_a=Message.objects.get().pk)
    marquer_lue(conversation, cote=Cote.PARTENAIRE, jusqu_a=0)
    assert non_lus(convention) == (0, 0)


def test_lire_d_un_cote_ne_lit_pas_de_l_autre(convention: Convention) -> None:
    conversation = ecrire(convention)
    marquer_lue(conversation, cote=Cote.CAISSE, jusqu_a=Message.objects.get().pk)
    assert non_lus(convention) == (1, 0)


def test_le_partenaire_est_prevenu_par_ses_administrateurs_et_ceux_qui_ont_ecrit(convention: Convention) -> None:
    conversation = ecrire(convention)
    for mail in ("auteur@exemple.fr", "collegue@exemple.fr"):
        RattachementFactory(partenaire=convention.partenaire, utilisateur__mail=mail)
    auteur = Utilisateur.objects.get(mail="auteur@exemple.fr")
    MessageFactory(conversation=conversation, cote=Cote.PARTENAIRE, auteur=auteur)
    assert destinataires(conversation, Cote.PARTENAIRE) == ["admin@exemple.fr", "auteur@exemple.fr"]


def test_qui_a_quitte_la_structure_n_est_plus_prevenu(convention: Convention) -> None:
    conversation = ecrire(convention)
    MessageFactory(conversation=conversation, cote=Cote.PARTENAIRE, auteur=UtilisateurFactory(mail="parti@exemple.fr"))
    assert destinataires(conversation, Cote.PARTENAIRE) == ["admin@exemple.fr"]


@pytest.mark.parametrize(
    ("service", "attendus"),
    [
        ("", ["auteur@exemple.fr", "regional@exemple.fr"]),
        ("service@exemple.fr", ["auteur@exemple.fr", "service@exemple.fr"]),
    ],
    ids=["administrateurs-regionaux", "adresse-du-service"],
)
def test_la_caisse_est_prevenue_a_l_adresse_de_son_service(service: str, attendus: list[str]) -> None:
    convention = ConventionFactory(caisse=CaisseFactory(courriel=service))
    for mail, est_administrateur in (
        ("auteur@exemple.fr", False),
        ("autre@exemple.fr", False),
        ("regional@exemple.fr", True),
    ):
        AgentFactory(caisse=convention.caisse, utilisateur__mail=mail, est_administrateur=est_administrateur)
    conversation = ecrire(convention, par=Utilisateur.objects.get(mail="auteur@exemple.fr"))
    assert destinataires(conversation, Cote.CAISSE) == attendus


def en_meme_temps(ecritures: list[Callable[[], object]]) -> None:
    """Run all at the same instant, each with its own connection."""
    depart = Barrier(len(ecritures), timeout=ATTENTE)

    def courir(ecriture: Callable[[], object]) -> None:
        try:
            depart.wait()
            ecriture()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(ecritures)) as fils:
        for fil in [fils.submit(courir, ecriture) for ecriture in ecritures]:
            fil.result()


@pytest.mark.django_db(transaction=True)
def test_deux_personnes_qui_ecrivent_au_meme_instant_sont_toutes_deux_lues() -> None:
    auteurs = UtilisateurFactory.create_batch(2)
    for _ in range(MANCHES):
        convention = ConventionFactory()
        en_meme_temps([lambda par=par, sur=convention: ecrire(sur, par=par) for par in auteurs])
        assert non_lus(convention) == (2, 0)


@pytest.mark.django_db(transaction=True)
def test_temoin_sans_verrou_un_message_n_est_pas_compte(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: both count before either has written, and one message is lost to the count."""
    auteurs = UtilisateurFactory.create_batch(2)
    convention = ConventionFactory()
    ecrire(convention)
    tous_deux_ont_lu = Barrier(2, timeout=ATTENTE)

    def ne_pas_verrouiller(objet: Conversation, **_: object) -> Conversation:
        tous_deux_ont_lu.wait()
        return objet

    monkeypatch.setattr(messages, "verrouiller", ne_pas_verrouiller)
    en_meme_temps(
        [lambda par=par: ecrire(convention, par=par, operation=ecrire_message.__wrapped__) for par in auteurs]
    )
    assert non_lus(convention) == (2, 0)
    assert Message.objects.filter(conversation__convention=convention).count() == 3
