"""A history in JSON Lines: what it says, and which row is which from version to version.

One object a line: ``{"at", "source", "rows"}``, oldest first, instants strictly rising.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

from subprocessors.archive.digests import canonical
from subprocessors.archive.snapshots import (
    RESERVED_SLUGS,
    is_empty,
    make_row,
    normalised,
    row_values,
)
from subprocessors.importing.pairing import pair
from subprocessors.importing.reading.files import Unreadable, unique_names
from subprocessors.models.names import plain_slug, unseen_in
from subprocessors.models.register import Subprocessor

#: What a history calls a field, and where it stands in a row. The mechanism is kept as text:
#: which code it means is for legal to say.
FIELDS = {
    "name": "name",
    "purpose": "purpose",
    "location": "processing_location",
    "corporate_location": "corporate_location",
    "product": "products",
    "url": "website",
    "address": "address",
    "data_categories": "data_categories",
    "transfer_mechanism": "transfer_note",
    "dpa_url": "dpa_url",
    "certification": "certifications",
    "notes": "notes",
}
#: The heading a row stood under: kept for the working list, no part of what is compared.
HEADING = "section"
#: No list of sub-processors stood anywhere before; and so far back, zones have no days.
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_MOST_PROBLEMS = 20


@dataclass(frozen=True)
class Dated:
    """One version of a history: its rows frozen, by the slugs they keep from then on."""

    line: int
    at: datetime
    source: dict
    rows: tuple
    headings: dict  # slug -> heading


def versions(text, *, name, now):
    """The versions in ``text``, oldest first. Raises Unreadable with every line that is wrong.

    An instant after ``now`` is wrong too: a history holds what was.
    """
    problems, found = [], []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            found.append((number, *_parsed(line)))
        except ValueError as error:
            problems.append(f"{name}, line {number}: {error}")
    problems += [f"{name}, line {line}: {words}" for line, words in _problems_of(found, now)]
    if not found and not problems:
        problems = [f"{name}: there is no version in it."]
    if problems:
        more = len(problems) - _MOST_PROBLEMS
        shown = problems[:_MOST_PROBLEMS] + ([f"and {more} more."] if more > 0 else [])
        raise Unreadable(*shown)
    return _with_slugs(found)


def _parsed(line):
    try:
        version = json.loads(line, object_pairs_hook=unique_names)
    except json.JSONDecodeError as error:
        raise ValueError(f"is no JSON ({error.msg} at character {error.pos + 1}).") from error
    except RecursionError as error:
        raise ValueError("is nested too deeply to be a version.") from error
    if not isinstance(version, dict) or not isinstance(version.get("rows"), list):
        raise ValueError("is no version: it needs “at” and “rows”.")
    rows = [_row(row, number) for number, row in enumerate(version["rows"], start=1)]
    return _instant(version.get("at")), _source(version.get("source") or {}), rows


def _instant(text):
    try:
        at = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        at = None
    if at is None or at.tzinfo is None:
        raise ValueError(f"“at” is {text!r}, not an instant such as 2024-09-06T12:00:00Z.")
    if at < _EARLIEST:
        raise ValueError(f"“at” is {text!r}, which is before 1970. When was the list shown?")
    return at


def _source(source):
    if not isinstance(source, dict):
        raise ValueError(f"“source” is {source!r}, not an object.")
    try:
        source = normalised(source)
        canonical(source)
    except ValueError as error:
        raise ValueError(f"“source”: {error}") from error
    return source


def _row(row, number):
    """``(values, heading)`` of one row. Raises ValueError naming the row and what is wrong."""
    if not isinstance(row, dict):
        raise ValueError(f"row {number} is {row!r}, not an object.")
    unknown = sorted(row.keys() - FIELDS.keys() - {HEADING})
    if unknown:
        known = ", ".join([*FIELDS, HEADING])
        raise ValueError(f"row {number} has “{unknown[0]}”, which is none of: {known}.")
    for key, value in row.items():
        if not (value is None or isinstance(value, str)):
            raise ValueError(f"row {number}: “{key}” is {value!r}, not a text.")
        try:
            normalised(value)
        except ValueError as error:
            raise ValueError(f"row {number}: “{key}”: {error}") from error
    values = row_values({FIELDS[key]: row[key] for key in row if key != HEADING})
    if is_empty(values.get("name")):
        raise ValueError(f"row {number} has no name.")
    unseen = unseen_in(values["name"])
    if unseen:
        raise ValueError(f"row {number}: “name” holds {unseen}, which cannot be seen and deceives.")
    return values, normalised(row.get(HEADING) or "")


def _problems_of(found, now):
    """``(line, words)`` of instants out of order or still to come, and of texts too long.

    The archive takes any text; the working list, which is set to the last version, does not.
    """
    for (_line, earlier, *_rest), (line, later, *_more) in pairwise(found):
        if later <= earlier:
            before = f"the version before ({earlier.isoformat()})"
            yield line, f"{later.isoformat()} is not after {before}. The oldest comes first."
    for line, at, *_rest in found:
        if at > now:
            yield line, f"{at.isoformat()} is still to come. A history holds what was."
    for line, _at, _source, rows in found[-1:]:
        for number, (values, _heading) in enumerate(rows, start=1):
            for words in _too_long(values):
                yield line, f"row {number}: {words} Shorten it in this last version."


def _too_long(values):
    for key, field in FIELDS.items():
        most = Subprocessor._meta.get_field(field).max_length
        size = len(values.get(field, ""))
        if most and size > most:
            yield f"“{key}” has {size} characters; the working list takes {most}."


def _with_slugs(found):
    """Gives each row its slug: kept while it stays, and taken up again when a name returns."""
    owners = {}  # slug -> name, for every slug ever given
    before = {}
    for line, at, source, listed in found:
        kept = {j: slug for slug, j in pair(before, {j: row for j, (row, _h) in enumerate(listed)})}
        taken, before, headings = set(kept.values()), {}, {}
        for j, (row, heading) in enumerate(listed):
            slug = kept.get(j) or _free_slug(row["name"], owners, taken)
            owners[slug] = row["name"]
            taken.add(slug)
            before[slug] = row
            if heading:
                headings[slug] = heading
        rows = tuple(make_row(slug, before[slug]) for slug in sorted(before))
        yield Dated(line, at, source, rows, headings)


def _free_slug(name, owners, taken):
    """A slug that no row has now, and that no other name ever had. The same at each replay."""
    stem = plain_slug(name)[:100].strip("-_")
    if not stem:
        stem = f"s-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
    number, slug = 1, stem
    while slug in taken or slug in RESERVED_SLUGS or owners.get(slug, name) != name:
        number += 1
        slug = f"{stem}-{number}"
    return slug
