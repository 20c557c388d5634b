"""What every kept answer depends on, read from the database in one small query."""

import functools
import logging
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.db import Error, connection

from subprocessors.front.newest_rows import read_newest_rows
from subprocessors.front.release import release
from subprocessors.models.list_on_day import day_at

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Token:
    """All that a validator covers (see ``front.http``), but for the address and the day.

    ``publication`` is the newest one's digest, day and time zone, ``redaction`` the newest
    one's number, part and instant: digests, so that a restored database is another one, though
    it counts alike. ``face`` is the columns of the face, not when the portal was last saved: a
    fact that waits to be published must not show. Each is Nones where there is no such row.
    """

    release: str
    language: str
    publication: tuple
    redaction: tuple
    face: tuple

    def today(self, second):
        """The portal's day, as ``front.http`` tells it; None before any list.

        ``second`` is the time in whole seconds since 1970: every day begins with one.
        """
        _digest, published_on, zone = self.publication
        return zone and _day_in(second, zone, published_on)


@functools.lru_cache(maxsize=4)  # each request asks, most of them in a second asked for before
def _day_in(second, zone, published_on):
    at = datetime.fromtimestamp(second, UTC)
    return max(day_at(at, zone).isoformat(), str(published_on))


def read_token():
    """The Token as the database stands. One query. Raises what a database raises."""
    newest = read_newest_rows()
    parts = newest.publication, newest.redaction, newest.face_columns
    return Token(release().digest, settings.LANGUAGE_CODE, *parts)


class Tokens:
    """The newest Token, read again where the last one is older than ``age`` (seconds)."""

    def __init__(self, age, read):
        self._age, self._read = age, read
        self._lock = threading.Lock()
        self._good_until = float("-inf")
        self._token = None

    def current(self):
        """The Token, or None where the database does not answer."""
        if time.monotonic() < self._good_until:
            return self._token
        with self._lock:  # who waits here takes what the first one read
            if time.monotonic() >= self._good_until:
                asked_at = time.monotonic()
                self._token = _healed(self._read)
                self._good_until = asked_at + self._age
            return self._token


def _healed(read):
    """What ``read`` gives; None where the database fails on a fresh connection as well."""
    for is_last in (False, True):
        try:
            return read()
        except Error as error:
            connection.close()  # killed, or a server that was started anew
            if is_last:
                _log.warning("Kept answers are set aside: %s", error)
    return None
