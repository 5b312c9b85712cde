"""Guards of the national side."""

from ppas.comptes.models import RoleNational
from ppas.socle.gardes import garde

national = garde("national", lambda request: request.user.est_national)
assistance = garde(
    "national", lambda request: request.user.role_national in {RoleNational.ADMINISTRATEUR, RoleNational.ASSISTANCE}
)
"""Those of the national side who help users: they read the journal and the delivery log, the editor does not."""
