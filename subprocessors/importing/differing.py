"""How the entries of a file differ from the working list, row by row and field by field."""

import hashlib
import json
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction

from subprocessors.archive.status import LIVE
from subprocessors.importing.likely_renames import likely_renames
from subprocessors.importing.pairing import pair
from subprocessors.models.register import Subprocessor

_LONGEST_LABEL = 120


@dataclass(frozen=True)
class Step:
    """What one entry does: ``row`` is None for an addition; ``fields`` are field: (was, now)."""

    entry: object
    row: object
    fields: dict

    @property
    def renames(self):
        """Whether the name changes."""
        return self.row is not None and "name" in self.fields


@dataclass
class Difference:
    """What importing would do, and what it would leave alone."""

    added: list = field(default_factory=list)
    changed: list = field(default_factory=list)
    renamed: list = field(default_factory=list)  # likely the same under another name
    unchanged: list = field(default_factory=list)
    missing: list = field(default_factory=list)  # rows that the file does not name
    problems: list = field(default_factory=list)

    @property
    def steps(self):
        """Everything that would be saved, in the order of the file."""
        steps = [*self.added, *self.changed, *self.renamed]
        return sorted(steps, key=lambda step: step.entry.number)

    @property
    def digest(self):
        """SHA-256 (hex) of all of it: the same digest, the same difference."""
        told = [
            [
                [step.row.slug if step.row else "", step.entry.name, *_told(step.fields)]
                for step in self.steps
            ],
            [row.slug for row in self.missing],
        ]
        return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()


@transaction.atomic
def difference(entries, *, on, apart=()):
    """The Difference of ``entries`` against the rows in use, or announced, on the day ``on``.

    Rows are paired by name, those of one name by most equal fields. What then is left over
    on both sides is a rename where that is likely, except for the names in ``apart``. Fields
    that the file says nothing about stay as they are.
    """
    rows = [row for row in _rows() if row.status_on(on) in LIVE]
    known = [working_values(row) for row in rows]
    said = [{**entry.values, **entry.derived} for entry in entries]
    fields = {name for values in said for name in values}
    pairs = pair([{n: v for n, v in values.items() if n in fields} for values in known], said)
    lone_i = sorted(set(range(len(rows))) - {i for i, _j in pairs})
    lone_j = sorted(set(range(len(entries))) - {j for _i, j in pairs})
    open_j = [j for j in lone_j if entries[j].name not in apart]
    proposed = likely_renames([known[i] for i in lone_i], [said[j] for j in open_j])
    found = Difference()
    for i, j in pairs:
        step = Step(entries[j], rows[i], _changes(known[i], entries[j]))
        (found.changed if step.fields else found.unchanged).append(step)
    for a, b in proposed:
        i, j = lone_i[a], open_j[b]
        found.renamed.append(Step(entries[j], rows[i], _changes(known[i], entries[j])))
    renamed = {open_j[b] for _a, b in proposed}
    for j in lone_j:
        if j not in renamed:
            values = {n: v for n, v in said[j].items() if v not in ("", None, [], False)}
            fields = {name: (None, value) for name, value in values.items()}
            found.added.append(Step(entries[j], None, fields))
    gone = {lone_i[a] for a, _b in proposed}
    found.missing = [rows[i] for i in lone_i if i not in gone]
    _check(found)
    return found


def _rows():
    return Subprocessor.objects.select_related("category").select_for_update(of=("self",))


def working_values(row):
    """The values of a row as entries state them: its category by label, its places as codes."""
    values = {
        name.name: getattr(row, name.name)
        for name in row._meta.concrete_fields
        if not name.is_relation and name.name not in ("id", "slug")
    }
    values["category"] = row.category.label if row.category else ""
    return values


def _changes(known, entry):
    """``{field: (was, now)}``. Codes derived from words stay while the words stay."""
    fields = {}
    for name, value in entry.values.items():
        now = value[:_LONGEST_LABEL] if name == "category" else value
        if _plain(known.get(name)) != _plain(now):
            fields[name] = (known.get(name), now)
    for name, words in (("places", "processing_location"), ("country", "corporate_location")):
        now = entry.derived.get(name) or ([] if name == "places" else "")
        is_new = words in fields or (now and not known[name])
        if words in entry.values and name not in entry.values and is_new and known[name] != now:
            fields[name] = (known[name], now)
    for name, now in entry.derived.items():
        if name not in ("places", "country") and known.get(name) != now:
            fields[name] = (known.get(name), now)
    return fields


def _plain(value):
    """Text as it is compared: line ends alike, no white space at its ends; nothing is nothing."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip() or None
    return value if value not in (None, [], False) else None


def applied(step):
    """The row with the step's values, unsaved, its category left aside."""
    row = step.row or Subprocessor()
    for name, (_was, now) in step.fields.items():
        if name != "category":
            setattr(row, name, now)
    return row


def _check(found):
    """Notes what the working list would refuse, such as a last day before the start."""
    for step in found.steps:
        kept = {name: getattr(step.row, name) for name in step.fields} if step.row else {}
        row = applied(step)
        try:
            row.clean()
        except ValidationError as error:
            words = " ".join(error.messages).rstrip(".")
            found.problems.append(f"{step.entry.place}: {words}.")
        for name, value in kept.items():
            setattr(row, name, value)


def _told(fields):
    return [[name, was, now] for name, (was, now) in sorted(fields.items())]
