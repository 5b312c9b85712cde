"""Settings of the tests: the demonstration's, with cheap passwords, mails in memory and files in a temporary place."""

import os
import tempfile

if "PPAS_DONNEES" not in os.environ:  # xdist's workers find their parent's
    os.environ["PPAS_DONNEES"] = tempfile.mkdtemp(prefix="ppas-")

from config.settings_demo import *  # noqa: F403
from config.settings_demo import DATABASES, DONNEES

DUREE_DU_REFUS = 0.0  # thousands of sign-ins are refused
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "pages": {
        "BACKEND": "django.core.cache.backends.dummy.DummyCache"
    },  # what is published within a test shows at once
    "morceaux": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
    "renditions": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATABASES["default"]["TEST"] = (
    {"NAME": str(DONNEES / "tests.sqlite3")} if "sqlite3" in DATABASES["default"]["ENGINE"] else {}
)
DATABASES["default"]["CONN_MAX_AGE"] = 0
ALLOWED_HOSTS = ["*"]
WHITENOISE_AUTOREFRESH = True
