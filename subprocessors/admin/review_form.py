"""What the review page asks, and how its answers become Decisions.

Every field is named after its row and group, so that the page is one plain form that works
without JavaScript.
"""

from dataclasses import dataclass

from django.core.exceptions import BadRequest
from django.http import QueryDict

from subprocessors.archive.changes import ADDED
from subprocessors.archive.days import day_in
from subprocessors.archive.fields import LIFECYCLE_FIELDS
from subprocessors.archive.status import has_started
from subprocessors.front.converters import number_in
from subprocessors.publishing import Decisions, ShortNotice
from subprocessors.publishing.decisions import GROUPS, MATERIAL, WORDING

#: Stand among the slugs of rows; no slug begins so.
FACTS, VOCABULARY = "_facts", "_vocabulary"
_LONGEST_TEXT = 20_000
_KINDS = (MATERIAL, WORDING)
#: How a single field of a group is decided, and whether it then owes notice.
_OWN = {"change": True, "words": False}


def decisions_in(data):
    """The Decisions that a review's address or posted form holds; what is left open is proposed.

    Raises BadRequest for a version to correct that is no number.
    """
    corrects, is_review = kind_of_review(data)
    reissues = data.get("again") == "1"
    return ReviewAnswers(data).decisions(corrects=corrects, is_review=is_review, reissues=reissues)


def kind_of_review(data):
    """``(number of the version to correct or None, whether the list is only confirmed)``."""
    corrects, text = corrected_number(data), data.get("corrects", "")
    if text and corrects is None:
        raise BadRequest(f"There is no version {text!r} to correct.")
    return corrects, data.get("review") == "1"


def corrected_number(data):
    """The number of the version that a row is edited to correct; None where it says none."""
    return number_in(data.get("corrects", ""))


def row_query(corrects):
    """What a link to a row's form bears, so that it leads back to the same correction."""
    return f"?corrects={corrects}" if corrects is not None else ""


@dataclass(frozen=True)
class ReviewAnswers:
    """A posted review, or an empty one; reads its fields by row, group and field."""

    data: QueryDict

    def decisions(self, *, corrects, is_review, reissues):
        """The Decisions; days that were not asked for yet are not among them."""
        shown = frozenset(self.data.getlist("row"))
        included = frozenset(slug for slug in shown if self._text(f"include-{slug}"))
        left_out = shown - included
        material = {k: as_ == MATERIAL for k, as_ in self._by_row("as").items() if as_ in _KINDS}
        own = {k: _OWN[text] for k, text in self._by_row("own").items() if text in _OWN}
        moved = self._days_by_row("move").items()
        title = self._one_line("title")
        return Decisions(
            included=included,
            left_out=left_out,
            leave_out_facts=FACTS in left_out,
            leave_out_vocabulary=VOCABULARY in left_out,
            days={**self._chosen_days(material), **self._own("own_day", _iso_day)},
            material={**material, **own},
            reasons={**self._by_row("reason"), **self._own("own_reason")},
            moved={key: day for key, day in moved if day},
            dropped=self._ticked("drop"),
            today=self._ticked("today"),
            kept_words=self._ticked("keep"),
            short_notices=self._short_notices(),
            joined={k: text == "1" for k, text in self._by_row("joined").items() if text},
            proposes=True,
            is_review=is_review,
            corrects=corrects,
            reissues=corrects is not None and reissues,
            # The title proposed is made anew, in case what it says has changed.
            title="" if title == self._one_line("proposed") else title,
            note=self._text("note")[:_LONGEST_TEXT],
            reason=self._text("reason")[:_LONGEST_TEXT],
            internal_reason=self._text("internal_reason")[:_LONGEST_TEXT],
        )

    def _by_row(self, what):
        """The fields ``what-slug-name`` as {(slug, name): text}; no name holds a hyphen."""
        found = {}
        for key in self.data:
            if key.startswith(f"{what}-"):
                slug, _hyphen, name = key.removeprefix(f"{what}-").rpartition("-")
                found[slug, name] = self._text(key)
        return found

    def _ticked(self, what):
        return frozenset(key for key, text in self._by_row(what).items() if text)

    def _days_by_row(self, what):
        """The same as ISO days; "" where nothing sensible was written."""
        return {key: _iso_day(text) for key, text in self._by_row(what).items()}

    def _chosen_days(self, material):
        """The day of each decided group; as a change and as wording it has a field each."""
        fields = {True: self._days_by_row("day"), False: self._days_by_row("wording_day")}
        return {
            key: fields[is_material][key]
            for key, is_material in material.items()
            if key in fields[is_material]
        }

    def _own(self, what, read=str):
        """What was written for single fields of a group; what is empty goes with the group."""
        found = {key: read(text) for key, text in self._by_row(what).items()}
        return {key: value for key, value in found.items() if value}

    def _short_notices(self):
        """The short notice of each row, for whatever group of its edits comes too early."""
        found, parts = {}, ("reason", "words", "since", "clause")
        written = {part: self._by_row(f"short_{part}") for part in parts}
        for slug, name in written["reason"]:
            texts = {part: written[part].get((slug, name), "")[:_LONGEST_TEXT] for part in parts}
            texts["since"] = _iso_day(texts["since"])
            if any(texts.values()):
                found |= {(slug, group): ShortNotice(**texts) for group in GROUPS}
        return found

    def _text(self, name):
        """What was written, without NULs: no text can hold them."""
        return self.data.get(name, "").replace("\x00", "").strip()

    def _one_line(self, name):
        return " ".join(self._text(name).splitlines())[:_LONGEST_TEXT]


def _iso_day(text):
    found = day_in(text)
    return found.isoformat() if found else ""


def asks_day(draft, row, group):
    """Whether the review asks from which day the group of edits takes effect."""
    if row.after is None or row.before is None or draft.base is None:
        return False
    kinds = {change["kind"] for change in row.changes}
    if ADDED in kinds:
        return False
    if not has_started(row.after, draft.on.isoformat()):
        return False
    return any(
        name not in LIFECYCLE_FIELDS and name in row.waiting for name in row.groups.get(group, ())
    )
