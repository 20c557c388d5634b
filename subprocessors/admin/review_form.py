"""What the review page asks, and how its answers become Decisions.

Every field is named after its row and group, so that the page is one plain form that works
without JavaScript.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.core.exceptions import BadRequest

from subprocessors.archive.changes import ADDED
from subprocessors.archive.digests import values_of
from subprocessors.archive.fields import LIFECYCLE_FIELDS
from subprocessors.archive.status import has_started
from subprocessors.models.publication import Change
from subprocessors.publishing import Decisions
from subprocessors.publishing.decisions import MATERIAL, WORDING

TEXTS = ("title", "note", "reason", "internal_reason")
#: Stand among the slugs of rows; no slug begins so.
FACTS, VOCABULARY = "_facts", "_vocabulary"
_LONGEST_TEXT = 20_000


@dataclass(frozen=True)
class Answers:
    """A posted review, or an empty one; reads its fields by row, group and field."""

    data: dict

    @property
    def is_posted(self):
        """Whether anything was answered at all."""
        return bool(self.data)

    def _text(self, name):
        """What was written, without NULs: no text can hold them."""
        return self.data.get(name, "").replace("\x00", "").strip()

    def _day(self, name):
        """An ISO day, or "" where nothing sensible was written."""
        try:
            return date.fromisoformat(self._text(name)).isoformat()
        except ValueError:
            return ""

    def decisions(self, draft, *, earliest):
        """The Decisions on ``draft``; where nothing was answered yet, what is proposed.

        ``earliest`` is the ISO day proposed for changes that owe notice, or "".
        """
        shown = _beside_what_is_corrected(draft)
        if self.is_posted:
            shown = set(self.data.getlist("row"))
        found = _Found()
        for row in draft.differing:
            if row.slug in shown and not self._text(f"include-{row.slug}"):
                found.left_out.add(row.slug)
            self._read_groups(row, found, earliest)
        for published in draft.published.values():
            self._read_announcements(published, found)
        return Decisions(
            left_out=frozenset(found.left_out),
            leave_out_facts=FACTS in shown and not self._text(f"include-{FACTS}"),
            leave_out_vocabulary=VOCABULARY in shown and not self._text(f"include-{VOCABULARY}"),
            days=found.days,
            material=found.material,
            reasons=found.reasons,
            moved=found.moved,
            dropped=frozenset(found.dropped),
            today=frozenset(found.today),
            is_review=draft.decisions.is_review,
            corrects=draft.decisions.corrects,
            **{name: self._text(name)[:_LONGEST_TEXT] for name in TEXTS if name != "title"},
            title=" ".join(self._text("title").splitlines())[:_LONGEST_TEXT],
        )

    def _read_groups(self, row, found, earliest):
        for group in (MATERIAL, WORDING):
            key, name = (row.slug, group), f"{row.slug}-{group}"
            day = self._day(f"day-{name}")
            if not day and f"day-{name}" not in self.data:
                day = earliest if group == MATERIAL else ""
            if day:
                found.days[key] = day
            if self._text(f"as-{name}") in (MATERIAL, WORDING):
                found.material[key] = self._text(f"as-{name}") == MATERIAL
            if self._text(f"reason-{name}"):
                found.reasons[key] = self._text(f"reason-{name}")

    def _read_announcements(self, row, found):
        for name, announced in row.get("next", {}).items():
            key, label = (row["slug"], name), f"{row['slug']}-{name}"
            if self._text(f"drop-{label}"):
                found.dropped.add(key)
                continue
            if self._text(f"today-{label}"):
                found.today.add(key)
            day = self._day(f"move-{label}")
            if day and day != announced["on"]:
                found.moved[key] = day


class _Found:
    def __init__(self):
        self.left_out, self.dropped, self.today = set(), set(), set()
        self.days, self.material, self.reasons, self.moved = {}, {}, {}, {}


def _beside_what_is_corrected(draft):
    """The slugs that wait but that the version to be corrected did not touch.

    They are proposed to wait on: what is new owes its notice, and is no correction.
    """
    corrects = draft.decisions.corrects
    if corrects is None:
        return set()
    touched = Change.objects.filter(publication=corrects).values_list("slug", flat=True)
    return {row.slug for row in draft.differing} - set(touched)


def opening_decisions(data):
    """What the address or form of a review says of its kind: a correction, a confirmation."""
    corrects = data.get("corrects", "")
    if corrects and not (corrects.isascii() and corrects.isdigit() and len(corrects) < 9):
        raise BadRequest(f"There is no version {corrects!r} to correct.")
    return Decisions(
        corrects=int(corrects) if corrects else None, is_review=data.get("review") == "1"
    )


def earliest_day(draft):
    """The ISO day proposed for a change that owes notice; "" where the rule gives none.

    A correction says what is true already, so the day proposed is that of its publication.
    """
    if draft.decisions.corrects is not None:
        return draft.on.isoformat()
    return earliest_by_rule(draft)


def earliest_by_rule(draft):
    """The first ISO day for which notice is given in time; "" where the rule gives none.

    Told on day D with N clear days, that is D + N + 1 (neither end is counted).
    """
    facts = draft.facts if draft.base is None else values_of(draft.base_document, "facts")
    days = next((fact["value"] for fact in facts if fact["name"] == "notice_days"), None)
    return (draft.on + timedelta(days=days + 1)).isoformat() if days else ""


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


def with_title(decisions, title):
    """``decisions`` with the proposed title, where none was written."""
    return decisions if decisions.title else replace(decisions, title=title)
