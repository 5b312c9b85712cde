"""Who may publish: the national editors and administrator, and in each caisse those that it named."""

from ppas.caisses.models import Agent
from ppas.comptes.models import RoleNational, Utilisateur

EDITEURS_NATIONAUX: set[str] = {RoleNational.ADMINISTRATEUR, RoleNational.EDITEUR}


def peut_editer(utilisateur: Utilisateur) -> bool:
    """Whether the editors' screens exist for `utilisateur`, signed in."""
    if utilisateur.role_national:
        return utilisateur.role_national in EDITEURS_NATIONAUX
    return Agent.objects.filter(utilisateur_id=utilisateur.pk).exists()
