"""Collecting the static files into DATA_DIR, named by content and compressed."""

import hashlib

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


class CannotCollect(Exception):
    """The static files cannot be written; the message says where and why."""


def static_files_digest():
    """SHA-256 (hex) of every static file's name and content, and of how they are stored."""
    found = {}
    for finder in get_finders():
        for name, storage in finder.list(ignore_patterns=[]):
            with storage.open(name) as file:
                found.setdefault(name, hashlib.sha256(file.read()).hexdigest())
    lines = [settings.STORAGES["staticfiles"]["BACKEND"]]
    lines += [f"{name} {digest}" for name, digest in sorted(found.items())]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def collect_static_files(*, say):
    """Collects the static files where they differ from those collected last.

    Raises CannotCollect.
    """
    stamp = settings.DATA_DIR / "static-collected"
    wanted = static_files_digest()
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    if manifest.exists() and stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return
    say("Collecting the static files.")
    try:
        settings.DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(wanted, encoding="ascii")
    except OSError as error:
        raise CannotCollect(
            f"The static files cannot be collected in {settings.STATIC_ROOT}: {error.strerror}."
            " Make room there, or set DATA_DIR to a folder that you may write to."
        ) from error
