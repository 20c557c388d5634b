"""What changed between two days, for ``/changes/compare.json``."""

from urllib.parse import urlencode

from subprocessors.archive.changes import REMOVED
from subprocessors.exports import schemas
from subprocessors.exports.publications import publication_data
from subprocessors.front.addresses import absolute
from subprocessors.presenting.statements import comparable


def comparison_data(comparison):
    """A Comparison as plain values. What is empty is left out, as in changes. One query."""
    (old, old_words), (new, new_words) = comparable(comparison.before, comparison.shown)
    return {
        "$schema": schemas.address("compare"),
        "from": _side(comparison.before),
        "to": _side(comparison.shown),
        "sums": comparison.sums,
        "changes": [_change(change, comparison) for change in comparison.changes],
        "unknown": [
            {"slug": item.slug, "name": item.name, "url": absolute("row", item.slug)}
            for item in comparison.unknown
        ],
        "facts": _differing(old, new),
        "vocabulary": {
            of: _differing(_labels(old_words, of), _labels(new_words, of))
            for of in ("service", "category")
        },
        "publications": [publication_data(version) for version in comparison.versions],
        "stream": _stream(comparison),
    }


def _side(listing):
    return {
        "day": listing.iso_day,
        "publication": publication_data(listing.publication),
        "url": absolute("on-day", listing.iso_day),
        "redacted_rows": len(listing.redactions),
    }


def _change(change, comparison):
    listing = comparison.before if change["kind"] == REMOVED else comparison.shown
    name = listing.rows[change["slug"]]["now"]["name"]
    return {**change, "name": name, "url": absolute("row", change["slug"])}


def _stream(comparison):
    asked = {"after": comparison.before.publication.number, "on": comparison.shown.iso_day}
    return f"{absolute('changes-data')}?{urlencode(asked)}"


def _differing(old, new):
    return {
        name: {
            **({"before": old[name]} if name in old else {}),
            **({"after": new[name]} if name in new else {}),
        }
        for name in sorted(old.keys() | new)
        if old.get(name) != new.get(name)
    }


def _labels(words, of):
    return {word["slug"]: word["label"] for word in words if word["of"] == of}
