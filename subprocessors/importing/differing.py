"""How the entries of a file differ from the working list, row by row and field by field."""

import hashlib
import json
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction

from subprocessors.archive.status import LIVE
from subprocessors.importing.interpreting.row_values import WORDED_CODES
from subprocessors.importing.likely_renames import likely_renames
from subprocessors.importing.pairing import pair
from subprocessors.models.register import Subprocessor

_LONGEST_LABEL = 120
#: Fields that are no column of the row itself.
_APART = ("category", "services")


@dataclass(frozen=True)
class ImportStep:
    """What one entry does: ``row`` is None for an addition; ``fields`` are field: (was, now)."""

    entry: object
    row: object
    fields: dict
    is_likely: bool = False  # the same row only if somebody says so

    @property
    def renames(self):
        """Whether the name changes."""
        return self.row is not None and "name" in self.fields


@dataclass
class ImportDifference:
    """What importing would do, and what it would leave alone."""

    added: list = field(default_factory=list)
    changed: list = field(default_factory=list)
    renamed: list = field(default_factory=list)  # likely the same under another name
    unchanged: list = field(default_factory=list)
    missing: list = field(default_factory=list)  # rows that the file does not name
    left_out: list = field(default_factory=list)  # steps that a person unticked
    problems: list = field(default_factory=list)

    @property
    def steps(self):
        """Everything that would be saved, in the order of the file."""
        return _in_order([*self.added, *self.changed, *self.renamed])

    @property
    def digest(self):
        """SHA-256 (hex) of all of it, ticked or not: the same digest, the same difference."""
        compared = [
            [
                [step.row.slug if step.row else "", step.entry.name, *_by_name(step.fields)]
                for step in _in_order([*self.steps, *self.left_out])
            ],
            [row.slug for row in self.missing],
        ]
        return hashlib.sha256(json.dumps(compared, default=str).encode()).hexdigest()


def _in_order(steps):
    return sorted(steps, key=lambda step: step.entry.number)


@transaction.atomic
def difference(entries, *, on, apart=(), unticked=()):
    """The ImportDifference of ``entries`` against the working list on the day ``on``.

    Rows are found again by slug, then by name, those of one name by most equal fields; an
    entry that has ended by ``on`` among the ended rows too. What is left over on both sides
    is a rename where that is likely, except for the names in ``apart``. Steps of the names in
    ``unticked`` are left out. Fields that the file says nothing about stay as they are.
    """
    rows = [row for row in _rows() if row.withdrawn_on is None]
    known = [values_in_working_list(row) for row in rows]
    live = [row.status_on(on) in LIVE for row in rows]
    pairs = _pairs(rows, known, live, entries, on)
    free_i = sorted({i for i, is_live in enumerate(live) if is_live} - {i for i, _j in pairs})
    free_j = sorted({*range(len(entries))} - {j for _i, j in pairs})
    open_j = [j for j in free_j if entries[j].name not in apart]
    renames = likely_renames([known[i] for i in free_i], [_said(entries[j]) for j in open_j])
    found, used_i, used_j = ImportDifference(), set(), set()
    for i, j in pairs:
        step = ImportStep(entries[j], rows[i], _changes(known[i], entries[j]))
        (found.changed if step.fields else found.unchanged).append(step)
    for i, j, is_same in ((free_i[a], open_j[b], is_same) for a, b, is_same in renames):
        changes = _changes(known[i], entries[j])
        found.renamed.append(ImportStep(entries[j], rows[i], changes, is_likely=not is_same))
        used_i.add(i)
        used_j.add(j)
    found.added = [_addition(entries[j]) for j in free_j if j not in used_j]
    found.missing = [rows[i] for i in free_i if i not in used_i]
    _leave_out(found, unticked)
    _check(found)
    return found


def _addition(entry):
    values = {n: v for n, v in _said(entry).items() if v not in ("", None, [], False)}
    return ImportStep(entry, None, {name: (None, value) for name, value in values.items()})


def _rows():
    rows = Subprocessor.objects.select_related("category").prefetch_related("services")
    return rows.select_for_update(of=("self",))


def _said(entry):
    return {**entry.values, **entry.derived}


def _pairs(rows, known, live, entries, on):
    """``(i, j)``: by slug, then by name among the rows that may be meant."""
    by_slug = {row.slug: i for i, row in enumerate(rows)}
    pairs = [(by_slug[e.slug], j) for j, e in enumerate(entries) if e.slug in by_slug]
    has_ended = [bool(e.values.get("ended_on")) and e.values["ended_on"] < on for e in entries]
    for is_live, of_entries in ((False, has_ended), (True, [True] * len(entries))):
        used_i, used_j = {i for i, _j in pairs}, {j for _i, j in pairs}
        some_i = [i for i, one in enumerate(live) if one is is_live and i not in used_i]
        some_j = [j for j, fits in enumerate(of_entries) if fits and j not in used_j]
        said = [_said(entries[j]) for j in some_j]
        fields = {"name"}.union(*said)
        narrowed = [{name: known[i].get(name) for name in fields} for i in some_i]
        pairs += [(some_i[a], some_j[b]) for a, b in pair(narrowed, said)]
    return sorted(pairs, key=lambda one: one[1])


def values_in_working_list(row):
    """The values of a row as entries state them: its category by label, its places as codes."""
    values = {
        name.name: getattr(row, name.name)
        for name in row._meta.concrete_fields
        if not name.is_relation and name.name not in ("id", "slug")
    }
    values["category"] = row.category.label if row.category else ""
    values["services"] = sorted(service.slug for service in row.services.all())
    return values


def _changes(known, entry):
    """``{field: (was, now)}``. Codes derived from words stay while the words stay."""
    fields = {}
    for name, value in entry.values.items():
        now = value[:_LONGEST_LABEL] if name == "category" else value
        if _plain(known.get(name)) != _plain(now):
            fields[name] = (known.get(name), now)
    for pair_of_fields in WORDED_CODES:
        _settle_pair(fields, known, entry, pair_of_fields)
    for name, now in entry.derived.items():
        if name not in ("places", "country") and known.get(name) != now:
            fields[name] = (known.get(name), now)
    return fields


def _settle_pair(fields, known, entry, pair_of_fields):
    """Words that say no more than the codes are no difference; new words bring their codes."""
    codes, words, read = pair_of_fields
    if codes in entry.values:
        says = read(known.get(words) or "")
        is_same = says.is_all and set(says.codes) == set(_listed(known[codes]))
        if words in fields and not fields[words][1] and codes not in fields and is_same:
            del fields[words]
        return
    now = entry.derived.get(codes) or ([] if codes == "places" else "")
    is_new = words in fields or (now and not known[codes])
    if words in entry.values and is_new and known[codes] != now:
        fields[codes] = (known[codes], now)


def _listed(value):
    return value if isinstance(value, list) else [value]


def _plain(value):
    """Text as it is compared: line ends alike, no white space at its ends; nothing is nothing."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip() or None
    return value if value not in (None, [], False) else None


def _leave_out(found, unticked):
    for kind in (found.added, found.changed, found.renamed):
        left = [step for step in kind if step.entry.place in unticked]
        found.left_out += left
        kind[:] = [step for step in kind if step not in left]


def applied(step):
    """The row with the step's values, unsaved, its category and services left aside."""
    row = step.row or Subprocessor()
    for name, (_was, now) in step.fields.items():
        if name not in _APART:
            setattr(row, name, now)
    return row


def _check(found):
    """Notes what the working list would refuse, such as a last day before the start."""
    for step in found.steps:
        names = [name for name in step.fields if name not in _APART]
        kept = {name: getattr(step.row, name) for name in names} if step.row else {}
        row = applied(step)
        try:
            row.clean()
        except ValidationError as error:
            words = " ".join(error.messages).rstrip(".")
            found.problems.append(f"{step.entry.place}: {words}.")
        for name, value in kept.items():
            setattr(row, name, value)


def _by_name(fields):
    return [[name, was, now] for name, (was, now) in sorted(fields.items())]
