"""Guards of the national side: those who help partners and caisses, the only one who writes."""

from ppas.comptes.models import RoleNational
from ppas.socle.gardes import garde

AIDANTS: set[str] = {RoleNational.ADMINISTRATEUR, RoleNational.ASSISTANCE}

assistance = garde("assistance", lambda request: request.user.role_national in AIDANTS)
administrateur_national = garde("administrateur-national", lambda request: request.user.is_staff)
