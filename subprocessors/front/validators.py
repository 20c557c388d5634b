"""What a copy of a public answer hangs on: its ETag and Last-Modified (RFC 9110, 8.8)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from subprocessors.front.face import Face
from subprocessors.front.release import release


class ListState(NamedTuple):
    """Of a list that is shown: its publication, the latest redaction, its latest correction.

    The instants tell events apart that count alike: in a database that was restored from a
    copy, the second redaction may be another one than before.
    """

    digest: str
    redaction: int | None
    redacted_at: datetime | None
    corrected_by: int | None
    corrected_at: datetime | None


@dataclass(frozen=True)
class Basis:
    """All that an ETag is made of, but for the content coding.

    ``address`` is path and canonical query. ``shown`` and ``before`` are the lists on the page,
    ``face`` that of a page; ``day`` is the day of what is not sealed. Whoever adds something
    here must add it to the token of kept answers, where it does not come from the address.
    """

    release: str
    address: str
    shown: ListState | None
    before: ListState | None
    face: Face | None
    day: str | None

    @property
    def digest(self):
        """32 hex digits."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:32]


def basis_of(request, moment):
    """The Basis of the answer to ``request`` at a Moment."""
    query = request.GET.urlencode()
    return Basis(
        release=release().digest,
        address=f"{request.path}?{query}" if query else request.path,
        shown=moment.shown and state_of(moment.shown.publication),
        before=moment.before and state_of(moment.before.publication),
        face=moment.face,
        day=moment.shown.iso_day if moment.shown and not moment.is_sealed else None,
    )


def state_of(publication):
    """The ListState of a publication that ``front.http`` fetched."""
    return ListState(*(getattr(publication, name) for name in ListState._fields))


def last_modified(moment):
    """The latest of release, publication and the last midnight that mattered; in seconds.

    That midnight begins today, or ended the day that is shown as past. A new face moves the
    ETag alone: workers would see it at different instants, and the instant at which the
    portal's row was saved may be that of a fact which waits to be published.
    """
    instants = [release().started_at]
    for listing in filter(None, (moment.shown, moment.before)):
        publication = listing.publication
        instants += [publication.published_at, publication.redacted_at, publication.corrected_at]
    if moment.shown and moment.today:
        day = moment.shown.day + timedelta(days=1 if moment.is_sealed else 0)
        zone = ZoneInfo(moment.shown.publication.newest_zone)
        instants.append(datetime.combine(day, time.min, zone))
    latest = max(instant for instant in instants if instant)
    return int(min(latest, moment.at).timestamp())
