"""What people of the demonstration asked the assistance, and what partners and caisses wrote to each other.

What is left for its visitor: a late request that nobody follows, one that waits for its sender, one opened again;
messages to read on each side.
"""

from collections.abc import Callable
from datetime import date, time, timedelta
from functools import partial
from uuid import uuid4

from django.db.models import Model, QuerySet

from ppas.assistance.dossiers import NATURES
from ppas.assistance.models import Cote, Demande, Message, ModeleReponse, Motif
from ppas.assistance.operations import traiter
from ppas.assistance.operations.contacter import contacter
from ppas.assistance.operations.messages import ecrire_message
from ppas.comptes.models import Utilisateur
from ppas.demo.operations.agenda import Agenda
from ppas.demo.operations.inscriptions import utilisateur
from ppas.demo.regles.comptes import ASSISTANCE, JULIEN, SOPHIE, Compte
from ppas.demo.regles.demandes import ANONYME, DEMANDES, INCONNU, MESSAGES, MODELES, NOTE, REPONSES, REPRISE
from ppas.demo.regles.dossiers import CIEL_BLEU
from ppas.demo.regles.structures import VAL_DE_SAONE
from ppas.evaluations.etats import EtatEvaluation
from ppas.evaluations.models import Evaluation
from ppas.facturation.models import Depot, Formulaire
from ppas.partenaires.models import Convention

MATIN, MIDI, APRES_MIDI = time(10, 5), time(11, 50), time(15, 20)
CONVENTION_EN_ATTENTE = "AMD2141"


def ecrire_les_demandes(agenda: Agenda, le: date) -> None:
    """Note in `agenda` what was asked of the assistance before the day `le`, and what it did."""

    def jour(nombre: int) -> date:
        return le - timedelta(days=nombre)

    agenda.noter(jour(40), MATIN, ecrire_les_modeles)
    for nombre, compte, motif, texte in DEMANDES:
        agenda.noter(jour(nombre), MATIN, partial(demander, compte, motif, texte))
    agenda.noter(jour(9), MIDI, partial(envoyer, INCONNU, Motif.ACCES, ANONYME))
    for nombre, compte, texte, suite in REPONSES:
        agenda.noter(jour(nombre), APRES_MIDI, partial(repondre, compte, texte, suite))
    agenda.noter(jour(6), MIDI, partial(noter, SOPHIE, NOTE))
    agenda.noter(jour(1), MIDI, partial(reprendre, JULIEN, REPRISE))


def ecrire_les_messages(agenda: Agenda, le: date, *, avec_evaluations: bool) -> None:
    """Note in `agenda` what partners and caisses wrote about their files before the day `le`."""
    for nombre, heure, nature, compte, texte in MESSAGES:
        if nature != "evaluation" or avec_evaluations:
            agenda.noter(le - timedelta(days=nombre), heure, partial(ecrire, nature, compte, texte))


def ecrire_les_modeles() -> None:
    """Keep the templates of answers."""
    ModeleReponse.objects.bulk_create(ModeleReponse(titre=titre, texte=texte) for titre, texte in MODELES)


def demander(compte: Compte, motif: str, texte: str) -> None:
    """Send the form of « Contact », signed in as `compte`, a partner's."""
    par = utilisateur(compte)
    convention = Convention.objects.filter(partenaire__rattachements__utilisateur=par).earliest("pk")
    identite = {
        "numero_convention": convention.code,
        "institution": compte.structure,
        "departement": "",
        "nom": compte.nom,
        "prenom": compte.prenom,
        "email": compte.mail,
        "telephone": compte.telephone,
    }
    envoyer(identite, motif, texte, par=par)


def envoyer(identite: dict[str, str], motif: str, texte: str, par: Utilisateur | None = None) -> None:
    """Send the form of « Contact » in that name."""
    saisie = identite | {"motif": motif, "texte": texte}
    contacter(saisie, cle=uuid4(), adresse=f"demo {identite['email']}", par=par)


def repondre(compte: Compte, texte: str, suite: str) -> None:
    """Take the request of `compte` and answer it."""
    demande, par = _demande(compte), utilisateur(ASSISTANCE)
    traiter.prendre(demande, par=par, a=None)
    traiter.repondre(demande, texte, suite=suite, par=par, cle=uuid4())


def noter(compte: Compte, texte: str) -> None:
    """Write a note on the request of `compte`."""
    traiter.noter(_demande(compte), texte, par=utilisateur(ASSISTANCE), cle=uuid4())


def reprendre(compte: Compte, texte: str) -> None:
    """Have `compte` open again what was resolved."""
    traiter.completer(_demande(compte), texte, par=utilisateur(compte), cle=uuid4())


def ecrire(nature: str, compte: Compte, texte: str) -> None:
    """Write about the file of that kind, as `compte`, who has read all that was there."""
    dossier, par = TROUVER[nature](), utilisateur(compte)
    if dossier is None:
        return
    partenaire, caisse = NATURES[nature].parties(dossier)
    ecrire_message(
        nature,
        dossier,
        texte,
        partenaire=partenaire,
        caisse=caisse,
        cote=Cote.CAISSE if hasattr(par, "agent") else Cote.PARTENAIRE,
        par=par,
        cle=uuid4(),
        jusqu_a=Message.objects.order_by("pk").values_list("pk", flat=True).last() or 0,
    )


def _demande(compte: Compte) -> Demande:
    return Demande.objects.get(utilisateur__login=compte.login)


def _dernier_depot() -> Depot | None:
    """Return the deposit that the conversation is about, or the latest when nothing was written yet."""
    return _deja_dit(Depot.objects.filter(convention__code=VAL_DE_SAONE.code_convention).order_by("-pk"))


def _dernier_mois() -> Formulaire | None:
    valides = Formulaire.objects.filter(convention__code=VAL_DE_SAONE.code_convention, valide_le__isnull=False)
    return valides.order_by("-pk").first()


def _convention_en_attente() -> Convention | None:
    return Convention.objects.filter(code=CONVENTION_EN_ATTENTE).first()


def _evaluation_transmise() -> Evaluation | None:
    siennes = Evaluation.objects.filter(
        convention__partenaire__nom=CIEL_BLEU.nom, caisse__code="03", etat=EtatEvaluation.TRANSMISE
    )
    return _deja_dit(siennes.order_by("pk"))


def _deja_dit[M: Model](dossiers: QuerySet[M]) -> M | None:
    return dossiers.filter(conversation__isnull=False).first() or dossiers.first()


TROUVER: dict[str, Callable[[], Model | None]] = {
    "convention": _convention_en_attente,
    "depot": _dernier_depot,
    "formulaire": _dernier_mois,
    "evaluation": _evaluation_transmise,
}
