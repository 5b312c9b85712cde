"""Who may publish: the national editors and administrator, and in each caisse those that it named."""

from django.db.models import Q

from ppas.caisses.models import Agent
from ppas.comptes.models import RoleNational, Utilisateur

EDITEURS_NATIONAUX: set[str] = {RoleNational.ADMINISTRATEUR, RoleNational.EDITEUR}


def est_editeur_national(utilisateur: Utilisateur) -> bool:
    """Whether `utilisateur` publishes for everybody."""
    return utilisateur.role_national in EDITEURS_NATIONAUX


def peut_editer(utilisateur: Utilisateur) -> bool:
    """Whether the editors' screens exist for `utilisateur`, signed in: his role of now, then his groups."""
    if utilisateur.role_national:
        a_le_role = est_editeur_national(utilisateur)
    else:
        publie = Q(est_editeur=True) | Q(est_administrateur=True)
        a_le_role = Agent.objects.filter(publie, utilisateur_id=utilisateur.pk).exists()
    return a_le_role and utilisateur.has_perm("wagtailadmin.access_admin")
