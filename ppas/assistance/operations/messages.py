"""Writing in the conversation of a file, and saying that one has read it (PLU-12)."""

from uuid import UUID

from django.db import models, transaction

from ppas.assistance import courriels
from ppas.assistance.models import Conversation, Cote, Message
from ppas.caisses.models import Caisse
from ppas.comptes.models import Utilisateur
from ppas.partenaires.models import Partenaire
from ppas.socle.etats import verrouiller
from ppas.socle.horloge import maintenant
from ppas.socle.journal import journaliser
from ppas.socle.operations.courriels import mettre_en_file

GARDEES = ("partenaire", "caisse", "convention", "depot", "formulaire", "evaluation")


@transaction.atomic
def ecrire_message(
    nature: str,
    dossier: models.Model,
    texte: str,
    *,
    partenaire: Partenaire,
    caisse: Caisse,
    cote: Cote,
    par: Utilisateur,
    cle: UUID,
    jusqu_a: int = 0,
) -> Conversation:
    """Write `texte` about `dossier`, on the side `cote`; what one had read on the page, up to `jusqu_a`, is read.

    `nature` names the column of `dossier`, whose partner and caisse the caller has read on it. The other side gets a
    mail for the first message that it has not read, and no other until it has read. Sent again with the same `cle`,
    nothing more is written.
    """
    conversation, _ = Conversation.objects.get_or_create(
        **{nature: dossier}, defaults={"partenaire": partenaire, "caisse": caisse, "dernier_le": maintenant()}
    )
    verrouiller(conversation, garder=GARDEES)
    if conversation.messages.filter(cle=cle).exists():
        return conversation
    conversation.messages.create(cote=cote, texte=texte, ecrit_le=maintenant(), auteur=par, cle=cle)
    a_prevenir = _non_lus(conversation, cote.autre) == 0
    _compter(conversation, cote.autre, _non_lus(conversation, cote.autre) + 1)
    _compter(conversation, cote, _restants(conversation, cote, jusqu_a))
    conversation.dernier_le = maintenant()
    conversation.save(update_fields=["dernier_le", "non_lus_partenaire", "non_lus_caisse"])
    journaliser(conversation, "ecrire-message", par=par, libelle=f"Message : {conversation.titre}")
    if a_prevenir:
        _prevenir(conversation, cote.autre)
    return conversation


@transaction.atomic
def marquer_lue(conversation: Conversation, *, cote: Cote, jusqu_a: int) -> None:
    """Say that the side `cote` has read up to the message `jusqu_a`: one that came since is still to be read."""
    verrouiller(conversation, garder=GARDEES)
    _compter(conversation, cote, _restants(conversation, cote, jusqu_a))
    conversation.save(update_fields=[f"non_lus_{cote}"])


def _prevenir(conversation: Conversation, cote: Cote) -> None:
    annoncer = {Cote.PARTENAIRE: courriels.message_au_partenaire, Cote.CAISSE: courriels.message_a_la_caisse}[cote]
    for mail in destinataires(conversation, cote):
        mettre_en_file(annoncer(conversation, mail))


def destinataires(conversation: Conversation, cote: Cote) -> list[str]:
    """Return whom a message for the side `cote` is announced to: who wrote in the conversation, who answers for it.

    On the partner's side, its administrators; on the caisse's, the address of the service when it has given one, else
    its regional administrators.
    """
    auteurs = conversation.messages.filter(cote=cote).values("auteur")
    if cote == Cote.PARTENAIRE:
        siens = conversation.partenaire.rattachements.filter(utilisateur__is_active=True)
        mails = siens.filter(models.Q(est_administrateur=True) | models.Q(utilisateur__in=auteurs))
        return sorted(set(mails.values_list("utilisateur__mail", flat=True)))
    agents = conversation.caisse.agents.filter(utilisateur__is_active=True)
    service = conversation.caisse.courriel
    concernes = models.Q(utilisateur__in=auteurs) | (models.Q() if service else models.Q(est_administrateur=True))
    adresses = set(agents.filter(concernes).values_list("utilisateur__mail", flat=True))
    return sorted(adresses | ({service} if service else set()))


def _non_lus(conversation: Conversation, cote: Cote) -> int:
    return getattr(conversation, f"non_lus_{cote}")


def _compter(conversation: Conversation, cote: Cote, nombre: int) -> None:
    setattr(conversation, f"non_lus_{cote}", nombre)


def _restants(conversation: Conversation, cote: Cote, jusqu_a: int) -> int:
    """Count what the side `cote` has not read after `jusqu_a`: never more than before."""
    if not _non_lus(conversation, cote):
        return 0
    arrives = Message.objects.filter(conversation=conversation, cote=cote.autre, pk__gt=jusqu_a)
    return min(_non_lus(conversation, cote), arrives.count())
