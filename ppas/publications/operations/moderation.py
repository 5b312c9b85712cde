"""Telling people about the moderation, by the portal's queue: nothing speaks to a mail server within a request."""

from wagtail.models import TaskState, WorkflowState

from ppas.comptes.models import Utilisateur
from ppas.publications import courriels
from ppas.socle.operations.courriels import mettre_en_file


def annoncer_la_soumission(etape: TaskState, *, par: Utilisateur | None) -> None:
    """Queue a mail to each of those who may publish the page, but who submitted it."""
    page = etape.workflow_state.content_object
    lecteurs = Utilisateur.objects.filter(groups__in=etape.task.specific.groups.all(), is_active=True)
    if par:
        lecteurs = lecteurs.exclude(pk=par.pk)
    for lecteur in lecteurs.distinct().order_by("pk"):
        mettre_en_file(courriels.a_relire(page, lecteur, par))


def annoncer_la_publication(demande: WorkflowState, *, par: Utilisateur | None) -> None:
    """Queue a mail to who submitted the page."""
    if auteur := _auteur(demande, par):
        mettre_en_file(courriels.publiee(demande.content_object, auteur))


def annoncer_le_renvoi(demande: WorkflowState, *, par: Utilisateur | None) -> None:
    """Queue a mail to who submitted the page, with what is to be corrected."""
    if auteur := _auteur(demande, par):
        commentaire = demande.current_task_state.specific.get_comment()
        mettre_en_file(courriels.renvoyee(demande.content_object, auteur, commentaire))


def _auteur(demande: WorkflowState, par: Utilisateur | None) -> Utilisateur | None:
    auteur = demande.requested_by
    return auteur if auteur and auteur.is_active and auteur != par else None
