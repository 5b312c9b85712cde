"""Settings of `make demo`: production on http://127.0.0.1, with the demonstration data and its mail page."""

import os

os.environ.setdefault("PPAS_CLE_SECRETE", "demonstration-seulement-jamais-en-production")
os.environ.setdefault("PPAS_HOTES", "127.0.0.1,localhost")
os.environ.setdefault("PPAS_ADRESSE", f"http://127.0.0.1:{os.environ.get('PORT', '8000')}")

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS, TEMPLATES

INSTALLED_APPS = [*INSTALLED_APPS, "ppas.demo"]
TEMPLATES[0]["OPTIONS"]["context_processors"].append("ppas.demo.contexte.demonstration")
CSRF_TRUSTED_ORIGINS = []
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
SECURE_PROXY_SSL_HEADER = None
PROXYS = 0
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}
COURRIELS_CONSERVES = True
AVANT_LE_MANUEL = os.environ.get("PPAS_AVANT_LE_MANUEL") == "1"
"""Leave out Association Ciel Bleu, so that the registration manual can be followed with its own data from 1.1.1 on."""
