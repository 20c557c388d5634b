"""All settings, in the order of Django's documentation; those of mail are in ``mail_settings``.

Every knob is an environment variable; README lists them. A value that makes no
sense is refused by name and value. Without ``DATABASE_URL`` the portal is
*embedded*: SQLite, a generated key and the public address live in ``DATA_DIR``.
"""

import logging
import secrets
from datetime import timedelta
from urllib.parse import urlsplit

import dj_database_url
from django.conf import global_settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy

from subprocessors.front.public_address import public_address
from trustportal import __version__
from trustportal.environment import (
    BASE_DIR,
    data_dir,
    databases_in,
    env_bool,
    env_choice,
    env_int,
    env_list,
    env_text,
    has_catalogue,
    kept,
    made_folder,
)
from trustportal.mail_settings import (  # noqa: F401 (settings, too)
    BOUNCE_ADDRESS,
    EMAIL_SERVER,
    MAIL_CONNECTIONS,
    MAIL_FROM,
    MAIL_PER_CONNECTION,
    MAIL_PER_MINUTE,
    SEND_NOTICES,
    SENDER_MARK,
)

# Where things are

DATA_DIR = data_dir()
DATABASE_URL = env_text("DATABASE_URL")
EMBEDDED = not DATABASE_URL
if EMBEDDED:
    made_folder("DATA_DIR", DATA_DIR)
# The sample portal steps aside as soon as `make new` has made one of your own.
OWN_DATABASE, SAMPLE_DATABASE = databases_in(DATA_DIR)
IS_OWN = not EMBEDDED or OWN_DATABASE.exists()
RELEASE = __version__

# The server (read by deploy/gunicorn.conf.py)

PORT = env_int("PORT", 8000, low=1, high=65535)
WORKERS = env_int("WORKERS", 2, low=1, high=64)
ACCESS_LOG = env_bool("ACCESS_LOG")

# Answers kept in front of Django (read by trustportal/wsgi.py), a process

KEEP_ANSWERS = env_bool("CACHE", default=True)
KEPT_ANSWERS_BYTES = env_int("CACHE_MIB", 32, low=1, high=4096) * 2**20
KEPT_ANSWERS_AGE = env_int("CACHE_SECONDS", 1, low=0, high=60)  # until a publication is seen

# Core

DEBUG = env_bool("DEBUG")

SECRET_KEY = env_text("SECRET_KEY")
if not SECRET_KEY and EMBEDDED:
    SECRET_KEY = kept(DATA_DIR / "secret-key", lambda: secrets.token_urlsafe(50))
if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5 or SECRET_KEY.startswith("django-insecure-"):
    raise ImproperlyConfigured(
        (
            f"SECRET_KEY ({len(SECRET_KEY)} characters) can be guessed"
            if SECRET_KEY
            else "SECRET_KEY is not set, and with DATABASE_URL it has no default"
        )
        + ": set it to 50 or more random characters and keep it. To make one: python3 -c"
        " 'import secrets; print(secrets.token_urlsafe(50))'"
    )

PUBLIC_URL = env_text("PUBLIC_URL")
if not PUBLIC_URL and EMBEDDED:
    PUBLIC_URL = kept(DATA_DIR / "public-url") if IS_OWN else f"http://127.0.0.1:{PORT}"
try:
    PUBLIC_URL = public_address(PUBLIC_URL)
except ValueError as error:
    raise ImproperlyConfigured(
        f"PUBLIC_URL={error}"
        if PUBLIC_URL
        else "PUBLIC_URL is not set: set it to the address customers type, such as"
        " https://trust.example.com"
    ) from None
_public = urlsplit(PUBLIC_URL)
IS_HTTPS = _public.scheme == "https"

# Names that requests may carry. No link is ever made of them: PUBLIC_URL makes every one.
ALLOWED_HOSTS = [
    _public.netloc.removesuffix(f":{_public.port}"),
    "127.0.0.1",
    "localhost",
    *env_list("ALLOWED_HOSTS"),
]
# Nor of where a server says that it is mounted: some believe a header of the visitor's, and what
# is kept of a page is for all. PUBLIC_URL has no path.
FORCE_SCRIPT_NAME = ""

INSTALLED_APPS = [
    "subprocessors",
    "trustportal.desk.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_countries",
    "simple_history",
    "axes",
]

MIDDLEWARE = [
    "subprocessors.front.head_requests.HeadMiddleware",
    "subprocessors.front.probe_host.ProbeHostMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "subprocessors.front.security.ContentSecurityPolicyMiddleware",
    "subprocessors.front.codings.PaddedGZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "trustportal.urls"
WSGI_APPLICATION = "trustportal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Databases

if EMBEDDED:
    _database = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": OWN_DATABASE if IS_OWN else SAMPLE_DATABASE,
    }
elif urlsplit(DATABASE_URL).scheme in ("postgres", "postgresql", "sqlite"):
    try:
        _database = dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True)
    except ValueError as error:
        raise ImproperlyConfigured(f"DATABASE_URL cannot be read. {error}") from None
else:
    # Not repeated in the message: it may hold a password.
    raise ImproperlyConfigured(
        "DATABASE_URL begins with neither postgres:// nor sqlite://, such as"
        " postgres://portal:password@127.0.0.1:5432/portal"
    )
if _database["ENGINE"].endswith("sqlite3"):
    # Each thread keeps its connection: where the disk is full, none could open another.
    _database |= {
        "ENGINE": "trustportal.sqlite",
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": False,
    }
    # WAL lets customers read while legal publishes. Without IMMEDIATE, half of the
    # concurrent writers fail as "locked" whatever the timeout. What is sorted stays in memory.
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY;"
        ),
    }
DATABASES = {"default": _database}

# Authentication: sign-in slows down after five failures, per name and address, so that a
# stranger who knows a name cannot keep its owner out.

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=5)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
# Where "?next=" would lead elsewhere, signing in leads to the desk.
LOGIN_REDIRECT_URL = "admin:index"
AXES_CLIENT_IP_CALLABLE = "subprocessors.front.security.client_address"
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "admin/locked_out.html"
AXES_ENABLE_ADMIN = False
SESSION_COOKIE_AGE = 12 * 60 * 60  # a working day: the desk can publish

# Internationalisation

LOCALE_PATHS = [BASE_DIR / "locale"]
# Where our own texts are not translated, Django's are not taken either: a page that is half
# German and half English is in neither language, and says so falsely in ``lang``.
ASKED_LANGUAGE = env_choice("LANGUAGE_CODE", "en-gb", dict(global_settings.LANGUAGES))
LANGUAGE_CODE = ASKED_LANGUAGE if has_catalogue(ASKED_LANGUAGE, LOCALE_PATHS[0]) else "en-gb"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True
# Not in ISO 3166-1, which leaves XK to its users; the European Commission writes Kosovo so.
COUNTRIES_OVERRIDE = {"XK": {"name": gettext_lazy("Kosovo"), "alpha3": "XKX"}}

# Notices

#: So long after publication notices wait, in which they can be stopped. A notice period is
#: counted from the day on which this time ends.
NOTICE_WAIT = timedelta(minutes=env_int("NOTICE_WAIT", 10, low=0, high=1_440))

# Subscriptions, and what is kept of recipients

FORMS_PER_CLIENT = env_int("FORMS_PER_CLIENT", 20, low=1, high=1_000_000)  # in 24 hours
SUBSCRIBER_KEPT_DAYS = env_int("SUBSCRIBER_KEPT_DAYS", 365, low=0, high=36_500)  # after leaving
CONTRACT_KEPT_YEARS = env_int("CONTRACT_KEPT_YEARS", 10, low=0, high=100)  # after its end
OBJECTION_KEPT_YEARS = env_int("OBJECTION_KEPT_YEARS", 10, low=0, high=100)  # after it is closed

# Static files

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Security

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
CSRF_FAILURE_VIEW = "subprocessors.views.errors.stale_form"
# The server listens on 127.0.0.1 alone, so https means that a proxy stands before it.
BEHIND_PROXY = env_bool("BEHIND_PROXY", default=IS_HTTPS)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = IS_HTTPS and env_bool("SSL_REDIRECT", default=True)
SECURE_SSL_HOST = _public.netloc
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = env_int("HSTS_SECONDS", 31_536_000 if IS_HTTPS else 0, low=0, high=63_072_000)
# Below example.co.uk stands a whole company, below trust.example.com perhaps a mail host; a name
# does not say which, and browsers do not forget. So both wait to be asked for, and Django's
# advice to switch them on (W005, W021) is not repeated at each check.
SECURE_HSTS_INCLUDE_SUBDOMAINS = env_bool("HSTS_INCLUDE_SUBDOMAINS")
SECURE_HSTS_PRELOAD = env_bool("HSTS_PRELOAD")
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
#: The sites whose pages may show /embed/ in a frame; nothing else is framed anywhere.
try:
    EMBED_PARENTS = [public_address(one) for one in env_list("EMBED_PARENTS")]
except ValueError as error:
    raise ImproperlyConfigured(f"EMBED_PARENTS={error}") from None

DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a review of 1,000 rows is one form

# Logging: to standard error, one line each


def _traceback_of_failures_alone(record):
    if record.levelno < logging.ERROR:  # such as nonsense in an address: nothing failed here
        record.exc_info = None
    return True


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "brief": {
            "()": "django.utils.log.CallbackFilter",
            "callback": _traceback_of_failures_alone,
        }
    },
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["brief"]}
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        # Whoever asks under a foreign name is answered 400; no traceback for each of them.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "axes": {"level": "WARNING"},
    },
}
