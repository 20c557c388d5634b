"""How the entries of a file differ from the working list, row by row and field by field."""

import copy
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
        steps = [
            [step.row.slug if step.row else "", step.entry.name, sorted(step.fields.items())]
            for step in _in_order([*self.steps, *self.left_out])
        ]
        compared = [steps, [row.slug for row in self.missing]]
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
    rows = list(_rows())
    known = {i: values_in_working_list(row) for i, row in enumerate(rows)}
    live = [i for i, row in enumerate(rows) if row.status_on(on) in LIVE]
    pairs = _pairs(rows, known, live, entries, on)
    paired = set(pairs.values())
    missing = {i: known[i] for i in live if i not in paired}
    new = {j: entry.said for j, entry in enumerate(entries) if j not in pairs}
    may_be_renamed = {j: said for j, said in new.items() if entries[j].name not in apart}
    found = ImportDifference()
    for j, i in sorted(pairs.items()):
        step = ImportStep(entries[j], rows[i], _changes(known[i], entries[j]))
        (found.changed if step.fields else found.unchanged).append(step)
    for i, j, is_same in likely_renames(missing, may_be_renamed):
        changes = _changes(known[i], entries[j])
        found.renamed.append(ImportStep(entries[j], rows[i], changes, is_likely=not is_same))
        del missing[i], new[j]
    found.renamed = _in_order(found.renamed)
    found.added = [_addition(entries[j]) for j in new]
    found.missing = [rows[i] for i in missing]
    _leave_out(found, unticked)
    _check(found)
    return found


def _addition(entry):
    filled = {n: (None, v) for n, v in entry.said.items() if v not in ("", None, [], False)}
    return ImportStep(entry, None, filled)


def _rows():
    rows = Subprocessor.objects.select_related("category").prefetch_related("services")
    return rows.filter(withdrawn_on=None).select_for_update(of=("self",))


def _pairs(rows, known, live, entries, on):
    """``{j: i}``: by slug; then those that ended, by name; then by name among the live rows."""
    by_slug = {row.slug: i for i, row in enumerate(rows)}
    pairs = {j: by_slug[e.slug] for j, e in enumerate(entries) if e.slug in by_slug}
    said = {j: entry.said for j, entry in enumerate(entries)}
    ended = {j: v for j, v in said.items() if v.get("ended_on") and v["ended_on"] < on}
    for some_i, some_j in ((known.keys() - live, ended), (live, said)):
        old = {i: known[i] for i in sorted({*some_i} - {*pairs.values()})}
        new = {j: values for j, values in some_j.items() if j not in pairs}
        pairs |= {j: i for i, j in pair(old, new)}
    return pairs


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
        found.left_out += [step for step in kind if step.entry.place in unticked]
        kind[:] = [step for step in kind if step.entry.place not in unticked]


def applied(step):
    """The row with the step's values, unsaved, its category and services left aside."""
    row = copy.copy(step.row) or Subprocessor()
    for name, (_was, now) in step.fields.items():
        if name not in _APART:
            setattr(row, name, now)
    return row


def _check(found):
    """Notes what the working list would refuse, such as a last day before the start."""
    for step in found.steps:
        try:
            applied(step).clean()
        except ValidationError as error:
            words = " ".join(error.messages).rstrip(".")
            found.problems.append(f"{step.entry.place}: {words}.")
