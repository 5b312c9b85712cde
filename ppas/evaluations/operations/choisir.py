"""Two versions of one evaluation: a person chooses, and the other one stays readable (O3, decision 0109)."""

import uuid
from collections.abc import Collection

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from ppas.comptes.models import Utilisateur
from ppas.evaluations.etats import MODIFIABLES, ChoixConflit, ResultatEnvoi
from ppas.evaluations.models import Commande, EnvoiEvaluation, Evaluation
from ppas.evaluations.operations.perte import perte_de
from ppas.evaluations.operations.reponses import ouvrir_evaluation
from ppas.evaluations.operations.synchroniser import ecrire_envoi
from ppas.evaluations.regles.envoi import empreinte
from ppas.partenaires.models import Partenaire
from ppas.socle.etats import verrouiller
from ppas.socle.horloge import maintenant
from ppas.socle.journal import journaliser
from ppas.socle.refus import Refus

ATTEND = f" AND resultat IN ('{ResultatEnvoi.CONFLIT}', '{ResultatEnvoi.MISE_DE_COTE}') AND choix = ''"
"""What waits for somebody, in the words of its index (`envoi_evaluation_a_traiter`): SQLite knows it by them."""


def envois_visibles(par: Utilisateur, partenaire: Partenaire, *, tenues: Collection[int]) -> QuerySet[EnvoiEvaluation]:
    """Return what this person sent, and what was sent for the orders that he holds now, by a colleague before him.

    `tenues` are the numbers of these orders (`commandes_tenues`).
    """
    return EnvoiEvaluation.objects.filter(pk__in=_numeros(par, tenues), appareil__partenaire=partenaire)


def envois_a_traiter(par: Utilisateur, partenaire: Partenaire, *, tenues: Collection[int]) -> QuerySet[EnvoiEvaluation]:
    """Return those of them that wait for somebody, newest first."""
    attendent = EnvoiEvaluation.objects.filter(pk__in=_numeros(par, tenues, parmi=ATTEND))
    return attendent.filter(appareil__partenaire=partenaire).order_by("-id")


def _numeros(par: Utilisateur, tenues: Collection[int], *, parmi: str = "") -> RawSQL:
    """Return the numbers of what a person sent and of what was sent for `tenues`, as a subquery.

    Each by its index, and not either of them: that one reads what everybody sent, from the newest. Written here: the
    ORM takes longer to write this union than the database to answer it, and the page asks it twice.
    """
    envois = f"SELECT id FROM {EnvoiEvaluation._meta.db_table} WHERE"  # noqa: S608  words of the code
    siens = f"{envois} envoye_par_id = %s{parmi}"
    if not tenues:
        return RawSQL(siens, [par.pk])  # noqa: S611
    places = ", ".join(["%s"] * len(tenues))
    return RawSQL(f"{siens} UNION {envois} commande_id IN ({places}){parmi}", [par.pk, *tenues])  # noqa: S611


def empechement(envoi: EnvoiEvaluation, *, par: Utilisateur) -> str:
    """Return why the version sent cannot be chosen, in French; empty when it can."""
    if envoi.resultat != ResultatEnvoi.CONFLIT or envoi.commande is None:
        return "Cet envoi a été mis de côté : son contenu ne peut pas remplacer celui du portail."
    perte = perte_de(envoi.commande, par=par)
    return perte.motif if perte else ""


@transaction.atomic
def choisir(envoi: EnvoiEvaluation, choix: str, *, par: Utilisateur, revision: int | None = None) -> str:
    """Keep the version sent, or the portal's (a record set aside is noted as seen by the latter); return what is left.

    The version sent becomes the next revision of the evaluation; the one that it replaces is kept as a sending of its
    own. `revision` is that of the portal's version which the person compared, None when there was none. What is
    returned is a French sentence on what could not be done of the version sent, empty when all was. The same choice
    twice is one.

    Raises Refus("deja-choisi") when the other one was chosen, Refus("choix-impossible") when the evaluation is no
    longer this person's or cannot change any more, Refus("revision-depassee") when it has changed since.
    """
    commande = verrouiller(envoi.commande) if envoi.commande else None
    evaluation = Evaluation.objects.filter(commande=commande).first() if commande else None
    if evaluation:
        verrouiller(evaluation)
    verrouiller(envoi, garder=["commande", "appareil"])
    if envoi.choix:
        if envoi.choix != choix:
            raise Refus("deja-choisi", f"Le choix a déjà été fait : {envoi.get_choix_display().lower()}.")
        return ""
    reserve = ""
    if choix == ChoixConflit.ENVOYEE:
        tenue = _exiger(envoi, evaluation, par)
        if revision != (evaluation.revision if evaluation else None):
            raise Refus(
                "revision-depassee",
                "La version du portail a changé depuis que vous l’avez comparée : rien n’a été modifié. Comparez de "
                "nouveau, puis choisissez.",
            )
        reserve = _prendre_l_envoyee(envoi, evaluation or ouvrir_evaluation(tenue, par=par, version=envoi.version), par)
    envoi.choix, envoi.choisi_le, envoi.choisi_par = choix, maintenant(), par
    envoi.save(update_fields=["revision", "choix", "choisi_le", "choisi_par"])
    numero = f" pour la commande n° {commande.numero}" if commande else ""
    journaliser(envoi, "choisir-version", par=par, libelle=f"{ChoixConflit(choix).label} a été gardée{numero}")
    return reserve


def _exiger(envoi: EnvoiEvaluation, evaluation: Evaluation | None, par: Utilisateur) -> Commande:
    """Return the order, which this person holds and whose evaluation may change."""
    raison = empechement(envoi, par=par)
    if not raison and evaluation and evaluation.etat not in MODIFIABLES:
        raison = f"L’évaluation est dans l’état « {evaluation.get_etat_display()} »."
    if raison or envoi.commande is None:
        raise Refus("choix-impossible", f"La version de l’ordinateur n’a pas pu être gardée. {raison}")
    return envoi.commande


def _prendre_l_envoyee(envoi: EnvoiEvaluation, evaluation: Evaluation, par: Utilisateur) -> str:
    if evaluation.reponses:
        _garder_lisible(evaluation, envoi, par)
    evaluation.version = envoi.version
    reserve = ecrire_envoi(envoi, evaluation, par=par)
    return reserve.motif if reserve else ""


def _garder_lisible(evaluation: Evaluation, envoi: EnvoiEvaluation, par: Utilisateur) -> None:
    """Keep the portal's version beside the sending that replaces it."""
    instant = maintenant()
    EnvoiEvaluation.objects.create(
        identifiant=uuid.uuid4(),
        appareil=envoi.appareil,
        commande=envoi.commande,
        envoye_par=evaluation.evaluateur,
        sha256=empreinte({"reponses": evaluation.reponses}),
        version=evaluation.version,
        base=evaluation.revision,
        reponses=evaluation.reponses,
        recu_le=evaluation.modifiee_le,
        resultat=ResultatEnvoi.CONFLIT,
        code="version-remplacee",
        motif=f"Version du portail (révision {evaluation.revision}), remplacée par celle de l’ordinateur.",
        choix=ChoixConflit.ENVOYEE,
        choisi_le=instant,
        choisi_par=par,
    )
