"""The list of a day, for ``/subprocessors.json``.

Names and values of fields are those that the archive holds, so that a row here, a change in
``/changes.json`` and a row in what was hashed all say the same thing in the same way.
"""

from subprocessors.archive.fields import BY_NAME, LISTED_FIELDS, TICK
from subprocessors.archive.snapshots import still_to_come
from subprocessors.archive.status import CURRENT, ENDED, UPCOMING
from subprocessors.exports import schemas
from subprocessors.exports.publications import publication_data
from subprocessors.front.addresses import absolute
from subprocessors.presenting.open_notices import OpenNotices


def list_data(shown):
    """The ListOnDay ``shown`` as plain values: rows in use, announced, and no longer used.

    One query.
    """
    notices = OpenNotices.of(shown)
    return {
        "$schema": schemas.address("subprocessors"),
        "organisation": shown.facts.get("organisation"),
        "on": shown.iso_day,
        "url": absolute("on-day", shown.iso_day),
        "publication": publication_data(shown.publication),
        "services": _words(shown.services),
        "categories": _words(shown.categories),
        "subprocessors": [
            _row(row, standing, shown, notices) for row, standing in standings(shown)
        ],
        "redacted_rows": [{"on": one["on"], "why": one["why"]} for one in shown.redactions],
    }


def standings(shown):
    """Every row on the pages of ``shown`` with its standing: in use, announced, ended; by name."""
    for standing, rows in (
        (CURRENT, shown.current),
        (UPCOMING, shown.upcoming),
        (ENDED, shown.ended),
    ):
        for row in rows:
            yield row, standing


def _words(labels):
    return [{"slug": slug, "label": label} for slug, label in labels.items()]


def _row(row, standing, shown, notices):
    now = row["now"]
    return {
        "slug": row["slug"],
        "url": absolute("row", row["slug"]),
        "standing": standing,
        **{field: now.get(field, empty) for field, empty in _UNSTATED},
        "announced": {} if standing == ENDED else _announced(row),
        "notices": [] if standing == ENDED else notices.data(row, shown),
    }


def _unstated(name):
    """What stands where a row states nothing: null, or an empty list, or false."""
    field = BY_NAME[name]
    return [] if field.is_list else False if field.kind == TICK else None


#: The fields of a row, and what stands where it states nothing.
_UNSTATED = tuple((name, _unstated(name)) for name in LISTED_FIELDS)


def _announced(row):
    """Announced values by field, of those that will happen."""
    return {
        field: {"on": next_["on"], "value": next_.get("value", _unstated(field))}
        for field, next_ in sorted(still_to_come(row).items())
    }
