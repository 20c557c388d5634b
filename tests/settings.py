"""The settings of the test run: the real ones, read in a known environment."""

import atexit
import os
import shutil
import tempfile

for name in (
    "ACCESS_LOG",
    "ADMIN_PASSWORD",
    "ALLOWED_HOSTS",
    "BEHIND_PROXY",
    "CACHE_MIB",
    "CONTRACT_KEPT_YEARS",
    "DEBUG",
    "EMAIL_URL",
    "EMBED_PARENTS",
    "FORMS_PER_CLIENT",
    "HSTS_INCLUDE_SUBDOMAINS",
    "HSTS_PRELOAD",
    "HSTS_SECONDS",
    "LANGUAGE_CODE",
    "MAIL_CONNECTIONS",
    "MAIL_FROM",
    "MAIL_PER_CONNECTION",
    "MAIL_PER_MINUTE",
    "PORT",
    "SENDER_MARK",
    "SUBSCRIBER_KEPT_DAYS",
    "SEND_NOTICES",
    "WORKERS",
):
    os.environ.pop(name, None)
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="portal-tests-")
atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)
os.environ["SECRET_KEY"] = "only-for-tests-" + "abcdefghij" * 4
os.environ["PUBLIC_URL"] = "https://trust.example.com"
os.environ["SSL_REDIRECT"] = "0"
os.environ["CACHE_SECONDS"] = "0"  # what a test publishes is seen at once

from trustportal.settings import *  # noqa: E402, F403

# Files by their own names: no collectstatic before a test.
STATIC_ROOT.mkdir()  # noqa: F405
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# In memory, also where pytest-django adds a worker's name at the end, as it does for an engine
# that it does not know.
if DATABASES["default"]["ENGINE"] == "trustportal.sqlite":  # noqa: F405
    memory = "file:portal-tests?mode=memory&cache=shared&of="
    DATABASES["default"]["TEST"] = {"NAME": memory}  # noqa: F405
# Quick to compute; only tests sign in with these.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
