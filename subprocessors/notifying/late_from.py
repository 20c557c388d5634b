"""From when a notice is late, in SQL's terms: a plain instant beside the message."""

import zoneinfo
from datetime import datetime, time, timedelta


def late_from(publication, changes):
    """The instant from which a notice of ``changes`` of ``publication`` is late; or None.

    It is the end of the first day that a period is counted from. A plan that is moved later keeps
    the days of its first notice: it needs no time, and neither does what states no period.
    """
    days = [
        change.counted_from_on
        for change in changes
        if change.counted_from_on and change.counted_from_on >= publication.published_on
    ]
    if not days:
        return None
    zone = zoneinfo.ZoneInfo(publication.time_zone)
    return datetime.combine(min(days) + timedelta(days=1), time.min, zone)
