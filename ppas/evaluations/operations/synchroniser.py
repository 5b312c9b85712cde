"""Receiving what offline computers wrote: each evaluation once, none overwritten, none lost (EVA-07, decision 0109)."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import IntegrityError, transaction

from ppas.comptes.models import Utilisateur
from ppas.evaluations.etats import ResultatEnvoi
from ppas.evaluations.models import Appareil, Commande, EnvoiEvaluation, Evaluation, Reservation
from ppas.evaluations.operations.perte import COMMANDE_INCONNUE, Perte, perte_sous
from ppas.evaluations.operations.reponses import accorder_etat, ecrire_reponses, preparer_evaluation
from ppas.evaluations.regles.description import VERSIONS, charger
from ppas.evaluations.regles.envoi import EnvoiLu, Illisible, lire_envoi
from ppas.evaluations.regles.fin import Empechement
from ppas.evaluations.regles.formulaire import Faute
from ppas.partenaires.models import Partenaire
from ppas.socle.horloge import maintenant
from ppas.socle.journal import journaliser
from ppas.socle.refus import Refus

ESSAIS = 3
CITES = 4
"""Questions named in a reason: the form shows the others."""
CITE_MAX = 60
MOTIF_MAX = 400


def recevoir(brut: object, *, appareil: Appareil, par: Utilisateur) -> EnvoiEvaluation:
    """Receive one evaluation sent by `appareil`; return the row kept of it, which is the receipt.

    `brut` is what `regles.envoi.lire_json` read. The same identifier with the same content gives the same receipt and
    has no second effect. It is taken when the portal's revision is the one it was written on, or was made by itself
    under an earlier identifier whose answer was lost; otherwise it waits as a conflict. What cannot be used is set
    aside. Nothing of it is ever dropped.

    Raises Refus("identifiant-deja-utilise") when the identifier was used for other content or by somebody else,
    Refus("envoi-illisible") when it has none, Refus("appareil-retire").
    """
    if appareil.retire_le:
        raise Refus("appareil-retire", "Cet ordinateur a été retiré : il ne peut plus rien envoyer.")
    try:
        lu = lire_envoi(brut)
    except Illisible as illisible:
        raise Refus(illisible.code, illisible.phrase) from illisible
    for essai in range(ESSAIS):
        try:
            return _recevoir(lu, appareil, par)
        except IntegrityError:
            # The same identifier, or the first evaluation of the order, came at this very instant.
            if essai == ESSAIS - 1:
                raise
    raise AssertionError


@transaction.atomic
def _recevoir(lu: EnvoiLu, appareil: Appareil, par: Utilisateur) -> EnvoiEvaluation:
    commande = _verrouiller_commande(lu.commande, appareil.partenaire)
    deja = EnvoiEvaluation.objects.filter(identifiant=lu.identifiant).first()
    if deja is not None:
        if (deja.sha256, deja.envoye_par_id) != (lu.sha256, par.pk):
            raise Refus(
                "identifiant-deja-utilise",
                "Un autre contenu a déjà été reçu sous le même identifiant : celui-ci est mis de côté sur votre "
                "ordinateur.",
            )
        return deja
    envoi = EnvoiEvaluation(
        identifiant=lu.identifiant,
        appareil=appareil,
        commande=commande,
        envoye_par=par,
        sha256=lu.sha256,
        version=lu.version,
        base=lu.base,
        reponses=lu.reponses,
        est_terminee=lu.est_terminee,
        saisie_le=lu.saisie_le,
        recu_le=maintenant(),
    )
    _juger(envoi, lu, par)
    envoi.save(force_insert=True)
    Appareil.objects.filter(pk=appareil.pk).update(synchronise_le=envoi.recu_le)
    numero = f"de la commande n° {commande.numero} " if commande else ""
    journaliser(
        envoi,
        "synchroniser",
        par=par,
        libelle=f"Évaluation {numero}reçue de l’ordinateur « {appareil} » : {envoi.get_resultat_display().lower()}",
        details={"code": envoi.code} if envoi.code else {},
    )
    return envoi


def _verrouiller_commande(pk: int | None, partenaire: Partenaire) -> Commande | None:
    """Lock the order when it is one of the structure's; None otherwise, as for one that does not exist."""
    if pk is None:
        return None
    siennes = Commande.objects.de_partenaire(partenaire).select_related("convention")
    return siennes.select_for_update(of=("self",)).filter(pk=pk).first()


def _juger(envoi: EnvoiEvaluation, lu: EnvoiLu, par: Utilisateur) -> None:
    """Decide what becomes of what was sent, and write it in the evaluation when it is taken."""
    reservations = list(envoi.commande.reservations.all()) if envoi.commande else []
    ecart = _a_ecarter(envoi, lu, par, reservations)
    if ecart or envoi.commande is None:
        ecart = ecart or COMMANDE_INCONNUE
        envoi.resultat, envoi.code, envoi.motif = ResultatEnvoi.MISE_DE_COTE, ecart.code, ecart.motif
        return
    evaluation = Evaluation.objects.select_for_update(of=("self",)).filter(commande=envoi.commande).first()
    tenue = next((reservation for reservation in reservations if reservation.finie_le is None), None)
    conflit = perte_sous(tenue, envoi.commande, par=par) or _divergence(envoi, evaluation, lu.precedents)
    if conflit:
        envoi.resultat, envoi.code, envoi.motif = ResultatEnvoi.CONFLIT, conflit.code, conflit.motif
        return
    if evaluation is None:
        evaluation = preparer_evaluation(envoi.commande, par=par, version=envoi.version)
    envoi.resultat = ResultatEnvoi.PRISE
    reserve = ecrire_envoi(envoi, evaluation, par=par)
    if reserve:
        envoi.code, envoi.motif = reserve.code, reserve.motif


def _a_ecarter(
    envoi: EnvoiEvaluation, lu: EnvoiLu, par: Utilisateur, reservations: Sequence[Reservation]
) -> Perte | None:
    """Tell why what was sent cannot even be compared with what the portal has; `reservations`: all of the order's."""
    if lu.faute:
        return Perte("forme", lu.faute)
    if envoi.commande is None:
        return COMMANDE_INCONNUE
    if all(reservation.evaluateur_id != par.pk for reservation in reservations):
        return Perte("commande-non-reservee", "Vous n’avez jamais réservé cette commande.")
    if envoi.version not in VERSIONS:
        return Perte("version-inconnue", f"Le portail ne connaît pas la version {envoi.version} du formulaire.")
    return None


def _divergence(envoi: EnvoiEvaluation, evaluation: Evaluation | None, precedents: Iterable[UUID]) -> Perte | None:
    """Tell whether the portal holds something that the sender has not seen."""
    if evaluation is None:
        return None
    if evaluation.version != envoi.version:
        return Perte(
            "version-differente",
            "Elle a été commencée sur le portail avec une autre version du formulaire.",
        )
    siens = EnvoiEvaluation.objects.filter(commande=envoi.commande, identifiant__in=precedents)
    if evaluation.revision == envoi.base or siens.filter(revision=evaluation.revision).exists():
        return None
    return Perte(
        "revision-depassee",
        "Elle a été modifiée sur le portail, ou depuis un autre ordinateur, après avoir été emportée sur celui-ci.",
    )


def ecrire_envoi(envoi: EnvoiEvaluation, evaluation: Evaluation, *, par: Utilisateur) -> Perte | None:
    """Make what was sent the next revision of the evaluation; return what was not done of it, with the reason.

    The caller holds the lock of the evaluation, or has only prepared it, and saves `envoi`.
    """
    fautes = ecrire_reponses(evaluation, envoi.reponses)
    empechements = accorder_etat(evaluation, est_terminee=envoi.est_terminee and not fautes, par=par)
    envoi.revision = evaluation.revision
    if fautes:
        return Perte("reponses-ecartees", _motif_des_fautes(fautes, evaluation.version))
    return Perte("evaluation-incomplete", _motif_des_empechements(empechements)) if empechements else None


def _motif_des_fautes(fautes: list[Faute], version: int) -> str:
    questions = charger(version).questions
    citees = [
        f"« {questions[faute.cle].libelle if faute.cle in questions else faute.cle[:CITE_MAX]} » : {faute.phrase}"
        for faute in fautes[:CITES]
    ]
    sujet = (
        "Une réponse n’a pas pu être enregistrée"
        if len(fautes) == 1
        else (f"{len(fautes)} réponses n’ont pas pu être enregistrées")
    )
    return f"{sujet} ; le portail garde l’envoi tel qu’il est arrivé. {' '.join(citees)}"[:MOTIF_MAX]


def _motif_des_empechements(empechements: list[Empechement]) -> str:
    """Say why what the computer had finished stays open: the answers that lack, then the rest, sentence by sentence."""
    manques = [empechement.phrase[:CITE_MAX] for empechement in empechements if empechement.cle]
    phrases = [empechement.phrase for empechement in empechements if not empechement.cle]
    if manques:
        sujet = (
            "une réponse obligatoire manque" if len(manques) == 1 else f"{len(manques)} réponses obligatoires manquent"
        )
        citees = ", ".join(f"« {manque} »" for manque in manques[:CITES])
        phrases.insert(0, f"{sujet} ({citees}{', …' if len(manques) > CITES else ''}).")
    return f"L’évaluation reste en cours : {' '.join(phrases)}"[:MOTIF_MAX]
