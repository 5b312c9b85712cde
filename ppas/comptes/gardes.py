"""Guard of the national side."""

from ppas.socle.gardes import garde

national = garde("national", lambda request: request.user.est_national)
