"""WSGI entry point: `granian --interface wsgi config.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

from ppas.socle.corps import corps_entiers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = corps_entiers(get_wsgi_application())
