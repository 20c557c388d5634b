"""Days and instants as the archive writes them. Plain Python."""

import re
from datetime import UTC, date, timedelta


def day_in(text):
    """The date that ``text`` ("2026-12-03", and no other form of ISO 8601) names, or None."""
    if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def day_after(day):
    """The day after an ISO day, as an ISO day; 9999-12-31, which has none, stays."""
    if day == date.max.isoformat():
        return day
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def instant(at):
    """An instant as the archive writes it: ISO 8601, UTC, microseconds, "Z"."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
