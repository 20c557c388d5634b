"""Which release answers: what our own files say, so that an update outdates every copy."""

import functools
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

_STARTED_AT = datetime.now(UTC)
_KINDS = frozenset({".css", ".html", ".js", ".json", ".mo", ".png", ".py", ".svg", ".txt", ".xml"})
_FOLDERS = ("subprocessors", "trustportal", "templates", "static", "locale")


@dataclass(frozen=True)
class Release:
    """``digest`` of code, templates, style and the settings that answers show; when it started."""

    digest: str
    started_at: datetime


@functools.cache
def release():
    """The release of this process, worked out once.

    ``trustportal.wsgi`` asks for it before the server forks, so that all workers name one.
    """
    found = hashlib.sha256()
    stated = (settings.RELEASE, settings.PUBLIC_URL, settings.LANGUAGE_CODE)
    for setting in (*stated, settings.EMBED_PARENTS):
        found.update(f"{setting}\n".encode())
    for path in sorted(_files(Path(settings.BASE_DIR))):
        found.update(str(path.relative_to(settings.BASE_DIR)).encode() + b"\0")
        found.update(hashlib.sha256(path.read_bytes()).digest())
    return Release(found.hexdigest(), _STARTED_AT)


def _files(base):
    for folder in _FOLDERS:
        for path in (base / folder).rglob("*"):
            if path.suffix in _KINDS and path.is_file():
                yield path
