"""What follows a change of role, and a step of the moderation.

Each mail of Wagtail is replaced under its own `dispatch_uid`: Django keeps the first receiver of a name, and Wagtail's
application starts after this one.
"""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.signals import post_page_move, task_submitted, workflow_approved, workflow_rejected, workflow_submitted

from ppas.caisses.models import Agent
from ppas.comptes.models import Utilisateur
from ppas.publications.models import Actualite
from ppas.publications.operations import moderation
from ppas.publications.operations.espaces import accorder_les_groupes

DU_ROLE = {"role_national", "is_active"}


@receiver(post_save, sender=Utilisateur)
def suivre_le_role(
    sender: type[Utilisateur],
    instance: Utilisateur,
    created: bool,  # noqa: FBT001
    update_fields: frozenset[str] | None,
    raw: bool,  # noqa: FBT001
    **kwargs: Any,
) -> None:
    """Give his groups to who became an editor, take them from who is no more."""
    touche_au_role = update_fields is None or DU_ROLE & update_fields
    if not raw and touche_au_role and (instance.role_national or not created):
        accorder_les_groupes(instance)


@receiver([post_save, post_delete], sender=Agent)
def suivre_l_agent(sender: type[Agent], instance: Agent, **kwargs: Any) -> None:
    """Give or take the groups of his caisse."""
    if not kwargs.get("raw") and (utilisateur := Utilisateur.objects.filter(pk=instance.utilisateur_id).first()):
        accorder_les_groupes(utilisateur)


@receiver(user_logged_in)
def suivre_la_connexion(sender: type[Utilisateur], user: Utilisateur, **kwargs: Any) -> None:
    """Put right what was changed behind the signals."""
    if user.role_national or hasattr(user, "agent"):
        accorder_les_groupes(user)


@receiver(post_page_move)
def suivre_la_caisse(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """Give the news that are moved to the public of the place where they now stand."""
    for actualite in Actualite.objects.descendant_of(instance, inclusive=True):
        actualite.save()


@receiver(task_submitted, sender=TaskState, dispatch_uid="group_approval_task_submitted_email_notification")
def suivre_la_soumission(
    sender: type[TaskState], instance: TaskState, user: Utilisateur | None = None, **kwargs: Any
) -> None:
    """Tell those who publish."""
    moderation.annoncer_la_soumission(instance, par=user)


@receiver(workflow_submitted, sender=WorkflowState, dispatch_uid="workflow_state_submitted_email_notification")
def suivre_la_demande(sender: type[WorkflowState], **kwargs: Any) -> None:
    """Tell nobody: Wagtail would tell its superusers, and the portal has none."""


@receiver(workflow_approved, sender=WorkflowState, dispatch_uid="workflow_state_approved_email_notification")
def suivre_l_accord(
    sender: type[WorkflowState], instance: WorkflowState, user: Utilisateur | None = None, **kwargs: Any
) -> None:
    """Tell the author."""
    moderation.annoncer_la_publication(instance, par=user)


@receiver(workflow_rejected, sender=WorkflowState, dispatch_uid="workflow_state_rejected_email_notification")
def suivre_le_renvoi(
    sender: type[WorkflowState], instance: WorkflowState, user: Utilisateur | None = None, **kwargs: Any
) -> None:
    """Tell the author what to correct."""
    moderation.annoncer_le_renvoi(instance, par=user)
