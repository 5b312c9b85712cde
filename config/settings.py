"""Settings of production. The demonstration and the tests import this file and change a few lines.

Everything that differs from one installation to another comes from the environment (`PPAS_*`);
a missing secret stops the start rather than weaken it.
"""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import django
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from config.base import base_de_donnees

RACINE = Path(__file__).resolve().parent.parent


def obligatoire(nom: str) -> str:
    """Return the environment variable `nom`; raise ImproperlyConfigured when it is missing."""
    valeur = os.environ.get(nom, "")
    if not valeur:
        raise ImproperlyConfigured(f"The environment variable {nom} is missing: see docs/exploitation.md.")
    return valeur


DONNEES = Path(os.environ.get("PPAS_DONNEES", RACINE / "donnees"))
SECRET_KEY = obligatoire("PPAS_CLE_SECRETE")
CLE_SECOND_FACTEUR = os.environ.get("PPAS_CLE_SECOND_FACTEUR", SECRET_KEY)
"""Key from which the secrets of second factors are derived: changing it asks everybody to enrol again."""
DEBUG = False
ALLOWED_HOSTS = obligatoire("PPAS_HOTES").split(",")
ADRESSE_DU_PORTAIL = os.environ.get("PPAS_ADRESSE", f"https://{ALLOWED_HOSTS[0]}")
CSRF_TRUSTED_ORIGINS = [f"https://{hote}" for hote in ALLOWED_HOSTS if hote != "*"]

INSTALLED_APPS = [
    "ppas.caisses.apps.ReferencesConfig",  # django.contrib.admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",  # the search of PostgreSQL asks for it
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_tasks_db",
    "ppas.socle",
    "ppas.comptes",
    "ppas.caisses",
    "ppas.partenaires",
    "ppas.prises_en_charge",
    "ppas.facturation",
    "ppas.evaluations",
    "ppas.paiements",
    "ppas.echanges",
    "ppas.assistance",
    "ppas.publications",
    "ppas.accueil",
    "wagtail.contrib.redirects",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "ppas.socle.methodes.methodes_du_portail",
    "ppas.socle.contexte.contexte_de_requete",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "ppas.comptes.middleware.session_limitee",
    "ppas.comptes.middleware.page_de_session",
    "ppas.comptes.middleware.etape_obligatoire",
    "ppas.partenaires.middleware.representation",
    "ppas.socle.corps.corps_limite",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "ppas.socle.consultations.noter",
    "ppas.publications.middleware.edition",
    "ppas.evaluations.middleware.sans_copie",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["ppas.socle.templatetags.adresses"],
        },
    },
]
FORM_RENDERER = "ppas.socle.rendu.RenduDirect"

DATABASES = {"default": base_de_donnees(os.environ.get("PPAS_BASE", f"sqlite:///{DONNEES / 'ppas.sqlite3'}"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "comptes.Utilisateur"
AUTHENTICATION_BACKENDS = ["ppas.comptes.authentification.Identifiants"]
LOGIN_URL = "comptes:connexion"
LOGIN_REDIRECT_URL = "accueil:services"
LOGOUT_REDIRECT_URL = "accueil:accueil"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
CONNEXIONS_RESTANTES = int(os.environ.get("PPAS_CONNEXIONS_RESTANTES", "5"))
"""Sign-ins still allowed once a password has expired (D16)."""
VERROU = os.environ.get("PPAS_VERROU", "navigateur")
"""`navigateur`: browsers where an account has signed in have their own tries; `compte`: one lock for all (D15)."""
DUREE_DU_REFUS = int(os.environ.get("PPAS_DUREE_DU_REFUS", "250")) / 1000
"""Seconds after which a sign-in is refused, whatever the reason: above what checking a password takes (0147)."""
LIEN_UNIQUE = os.environ.get("PPAS_LIEN_UNIQUE", "") == "1"
"""Mail a single-use link instead of a temporary password (D13)."""
SESSION_INACTIVITE = int(os.environ.get("PPAS_SESSION_INACTIVITE", "30")) * 60
SESSION_DUREE_MAX = SESSION_COOKIE_AGE = 12 * 3600
"""Seconds without activity, and in all, after which a session ends."""
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "ppas_session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "ppas.socle.views.erreurs.csrf"
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER: tuple[str, str] | None = ("HTTP_X_FORWARDED_PROTO", "https")
PROXYS = int(os.environ.get("PPAS_PROXYS", "1"))
"""Reverse proxies in front of the portal: X-Forwarded-For is believed as far as the first of them."""
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # the browsers' preload list engages a whole domain: its owner decides
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "object-src": [CSP.NONE],
}

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_I18N = True
LOCALE_PATHS = [Path(django.__file__).parent / "conf" / "locale"]
"""Django's own words first: Wagtail says otherwise « Ce champ est obligatoire. », for all forms of the portal."""
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = RACINE / "statiques"
STATICFILES_DIRS = [
    ("vendor/bootstrap", RACINE / "node_modules/bootstrap/dist"),
    ("vendor/atkinson", RACINE / "node_modules/@fontsource-variable/atkinson-hyperlegible-next"),
    ("evaluations/regles", RACINE / "ppas/evaluations/hors_ligne/regles"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": os.environ.get("PPAS_SMTP_HOTE", "localhost"),
            "port": int(os.environ.get("PPAS_SMTP_PORT", "25")),
            "timeout": 10,
        },
    },
}
DEFAULT_FROM_EMAIL = os.environ.get("PPAS_EXPEDITEUR", "noreply@carsat-bfc.fr")
COURRIEL_ASSISTANCE = os.environ.get("PPAS_ASSISTANCE", "assistance.ppas@carsat-bfc.fr")
"""Where the messages of « Contact » go."""
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "socle_cache",
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},  # beyond it Django drops entries at random: counters of tries among them
    },
    # In the memory of each process: what can be made again. A version kept in the cache above renews it everywhere.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
    "morceaux": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "morceaux"},
    "renditions": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "renditions"},
}

# What the editors publish (Wagtail)
MEDIA_ROOT = DONNEES / "medias"
MEDIA_URL = "/medias/"
WAGTAIL_SITE_NAME = "Partenaires Action Sociale"
WAGTAILADMIN_BASE_URL = ADRESSE_DU_PORTAIL
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # nothing is asked of another site
WAGTAIL_DATE_FORMAT, WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y", "%d/%m/%Y %H:%M"
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_AUTOSAVE_INTERVAL = 0  # saving by itself while the button saves makes the page twice: a 500 (0140)
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False  # accounts are the portal's own
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_COMMENTS_ENABLED = False  # their mails would leave within the request
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES = [("fr", "Français")]
WAGTAILADMIN_RICH_TEXT_EDITORS = {"default": {"WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea"}}
WAGTAILDOCS_DOCUMENT_MODEL = "publications.Fichier"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "json", "odt", "ods", "pdf", "txt", "xlsx", "xml", "xsd", "zip"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILDOCS_DOCUMENT_FORM_BASE = "ppas.publications.forms.fichiers.FichierForm"
WAGTAILIMAGES_IMAGE_FORM_BASE = "ppas.publications.forms.fichiers.ImageForm"
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

# A file is streamed to disk, whatever its size; the view refuses what exceeds DEPOT_TAILLE_MAX (formats.md §1).
FILE_UPLOAD_HANDLERS = ["ppas.socle.televersement.VersDisque"]
FILE_UPLOAD_TEMP_DIR = DONNEES / "arrivees"
FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True)  # or no command at all would start in a fresh copy
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
DEPOTS = DONNEES / "depots"
DEPOT_TAILLE_MAX = 300 * 1024 * 1024
DEPOT_LIGNES_MAX = 1_000_000
DEPOT_CONTROLE_LIGNES_MAX = 100_000  # judged within the request, some seconds (docs/decisions/0074)
DEPOT_BATTEMENT_MAX = int(os.environ.get("PPAS_BATTEMENT_MAX", "60"))
"""Seconds after which a deposit in progress whose worker gives no sign of life is taken over."""
FORMULAIRE_LIGNES_PAR_PAGE = 15
HORS_LIGNE_JOURS = int(os.environ.get("PPAS_HORS_LIGNE_JOURS", "30"))
"""Days without synchronisation after which an offline computer erases the key of what it holds."""
CORRECTION_JOURS = 14
"""Days during which an applicant may answer his caisse, by the link that reopens his form."""
COURRIELS_CONSERVES = False
"""Keep the text of mails that hold a secret after they were sent: the demonstration's mail page needs it."""
CONSERVATION_CONSULTATIONS = timedelta(days=365)
"""How long the portal remembers who looked at which beneficiary."""
CONSERVATION_COURRIELS = timedelta(days=365)
"""How long the delivery log keeps a mail that is over: sent or abandoned."""
CONSERVATION_DEMANDES = timedelta(days=730)
"""How long a request to the assistance is kept once it is resolved."""

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "ligne": {"()": "ppas.socle.traces.UneLigne", "format": "{asctime} {levelname} {name} {message}", "style": "{"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "ligne"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {name: {"level": "WARNING"} for name in ("django.tasks", "django_tasks_db", "wagtail")},
}
