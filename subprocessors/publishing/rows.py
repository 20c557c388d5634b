"""What each row of the working list would be in the next publication, as legal decides."""

import hashlib
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

from subprocessors.archive import changes as typed
from subprocessors.archive.digests import canonical
from subprocessors.archive.fields import LIFECYCLE_FIELDS
from subprocessors.archive.freezing import Refused, Terms, edited_fields, frozen_row
from subprocessors.archive.snapshots import make_row, normalised
from subprocessors.archive.status import has_started, is_live
from subprocessors.publishing.decisions import MATERIAL
from subprocessors.publishing.paired_fields import stale_words
from subprocessors.publishing.pending_sets import pending_problems
from subprocessors.publishing.refusals import problem
from subprocessors.publishing.row_groups import (
    FOLLOWS,
    RESTORED,
    following,
    group_of_field,
    grouped,
)
from subprocessors.wording import and_list, day, field_words

_DAYS = frozenset({"day", "start", "last_day", "announced"})


@dataclass(frozen=True)
class DraftRow:
    """One row of the review: as it is published, as it would be, and what differs."""

    slug: str
    name: str
    pk: int | None
    before: dict | None
    after: dict | None
    working: Mapping = field(default_factory=dict)  # the public values of the working list
    waiting: tuple = ()  # fields in which the working list differs from what is published
    groups: Mapping = field(default_factory=dict)  # group -> its fields, as proposed
    group_days: Mapping = field(default_factory=dict)  # group -> its day, decided or proposed
    other_days: Mapping = field(default_factory=dict)  # the same, decided the other way
    changes: tuple = ()
    stale_words: Mapping = field(default_factory=dict)  # words field -> the codes it is beside
    left_out: bool = False
    held_back: bool = False
    redraft: Callable | None = field(default=None, compare=False, repr=False)

    @cached_property
    def alternative(self):
        """The row if its material group were decided the other way; None where it cannot be.

        That is as wording only what is a change that owes notice, and the reverse.
        """
        is_added = any(change["kind"] == typed.ADDED for change in self.changes)
        if self.redraft is None or MATERIAL not in self.groups or is_added:
            return None
        found = self.redraft()
        return found if found.changes else None

    @cached_property
    def digest(self):
        """SHA-256 (hex) of what the review shows of it. Reasons are left out: legal writes them."""
        changes = [{**change, "reason": ""} for change in self.changes]
        shown = {"slug": self.slug, "row": self.after, "changes": changes}
        return hashlib.sha256(canonical(shown)).hexdigest()


class RowDrafting:
    """Drafts rows one by one, and gathers what stands in the way in ``problems``.

    ``on`` is the day of the publication, ``proposed_day`` the one proposed for what owes
    notice ("" for none); ``is_quiet`` tells an opening or an import, whose changes owe no
    notice; ``touched`` are the slugs that a corrected version changed, ``restorable`` those
    that it took out, which a correction may bring back; ``services`` are labels by slug;
    ``gate`` is the NoticeGate.
    """

    def __init__(
        self, *, on, decisions, is_quiet, proposed_day, touched, restorable, services, gate
    ):
        self.on, self.decisions = on, decisions
        self.is_quiet, self.proposed_day = is_quiet, proposed_day
        self.touched, self.restorable, self.services = touched, restorable, services
        self.gate = gate
        self.problems = []

    def draft(self, row, working, published, *, first_stated=frozenset()):
        """The DraftRow of the working ``row``, or None where nothing differs or waits.

        ``working`` are its public values, ``published`` is the published row or None, and
        ``first_stated`` are the fields that it never stated before.
        """
        slug = row.slug
        waiting = edited_fields(published, working)
        told = self._about_announcements(slug, published, working)
        if not (waiting or told) or (published is None and "withdrawn_on" in working):
            return None
        stale = stale_words(published, working, services=self.services) if published else {}
        emptied = {name for name in stale if (slug, name) not in self.decisions.kept_words}
        waiting = sorted({*waiting, *emptied})
        drafted = DraftRow(
            slug=slug,
            name=working.get("name", row.name),
            pk=row.pk,
            before=published,
            after=published,
            working=working,
            waiting=tuple(waiting),
            stale_words=stale,
            left_out=self._is_left_out(slug),
            held_back=row.held_back,
        )
        if drafted.left_out or drafted.held_back:
            return drafted
        values = {name: value for name, value in working.items() if name not in emptied}
        drafted = self._frozen(drafted, values, told, first_stated)
        if self.is_quiet:
            return drafted
        redraft = partial(self._decided_otherwise, row, working, published, first_stated)
        return replace(drafted, redraft=redraft)

    def _decided_otherwise(self, row, working, published, first_stated):
        """The DraftRow if the material group were published as the other of change and wording."""
        key, decided = (row.slug, MATERIAL), self.decisions
        other = copy(self)
        other.problems = []
        other.decisions = replace(
            decided,
            material={**decided.material, key: not decided.is_material(*key)},
            days={group: day for group, day in decided.days.items() if group != key},
        )
        return other.draft(row, working, published, first_stated=first_stated)

    def refuse_text(self, row, error):
        """Notes that a text of the working ``row`` cannot be frozen."""
        self.problems.append(problem("bad_text", slug=row.slug, name=row.name, error=error))

    def _is_left_out(self, slug):
        decisions = self.decisions
        if slug in decisions.left_out:
            return True
        is_beside = decisions.corrects is not None and slug not in self.touched
        return decisions.proposes and is_beside and slug not in decisions.included

    def _about_announcements(self, slug, published, working):
        """What was decided of the row's pending announcements: field -> how.

        A field of FOLLOWS that is announced for the day of the other goes wherever that goes,
        be it by an edit.
        """
        decisions, found = self.decisions, {}
        pending = published.get("next", {}) if published else {}
        for name, announced in pending.items():
            if decisions.moved.get((slug, name), announced["on"]) != announced["on"]:
                found[name] = "moved"
            for how, chosen in (("today", decisions.today), ("dropped", decisions.dropped)):
                if (slug, name) in chosen:
                    found[name] = how
        for name in following(pending):
            leader = FOLLOWS[name]
            is_edited = working.get(leader) != pending[leader].get("value")
            if leader in found:
                found[name] = found[leader]
            elif is_edited and decisions.corrects is None:
                is_undone = working.get(leader) == published["now"].get(leader)
                found[name] = "dropped" if is_undone else "moved"
        return found

    def _frozen(self, drafted, working, decided, first_stated):
        slug, old = drafted.slug, drafted.before
        kind = typed.kind_of(old, make_row(slug, working), on=self.on)
        if kind == typed.ADDED and slug in self.restorable:
            kind = RESTORED
        is_rename = self._adds_former_name(slug, kind, old, working, drafted.waiting)
        if is_rename:
            former = working.get("former_names", [])
            working = {**working, "former_names": [*former, _in_one_line(old["now"]["name"])]}
        names = {*drafted.waiting, *decided} | ({"former_names"} if is_rename else set())
        together = {name: leader for name, leader in FOLLOWS.items() if leader in names}
        groups = grouped(kind, names, together=together, first_stated=first_stated)
        group_of = {name: group for group, names in groups.items() for name in names}
        group_days = {group: self._day(slug, group) for group in groups}
        days = {n: self._day(slug, group, _led_by(n, group_of)) for n, group in group_of.items()}
        days = {name: day for name, day in days.items() if day}
        drafted = replace(
            drafted,
            groups=groups,
            group_days=group_days,
            other_days={group: self._day(slug, group, other=True) for group in groups},
            waiting=tuple(sorted(group_of)),
        )
        try:
            after = frozen_row(slug, old, working, self._terms(slug, decided, days))
        except Refused as refusal:
            self._refuse(drafted, refusal)
            return drafted
        self._ask(drafted, kind, working, days)
        drafted = replace(drafted, after=after)
        drafted = replace(drafted, changes=self._stated(drafted, kind, group_of, days))
        if not self.is_quiet:
            self.problems += self.gate.problems_of(drafted)
            self.problems += pending_problems(drafted, self.decisions)
        return drafted

    def _stated(self, drafted, kind, group_of, days):
        """What the publication states of the row: its changes in order, with their reasons."""
        slug, old, new, decisions = drafted.slug, drafted.before, drafted.after, self.decisions

        def group(name):
            return group_of.get(name) or group_of_field(kind, name)

        def material(_kind, name):
            return self._is_material(slug, group(name), kind, _led_by(name, group_of))

        def notice(change, name, day):
            short = decisions.of_field(
                decisions.short_notices, slug, _led_by(name, group_of), group(name)
            )
            return self.gate.notice(change, name, day, old=old, new=new, short=short)

        stated = []
        for change in typed.compare([old] if old else [], [new], on=self.on):
            stated += typed.split(
                change, new=new, on=self.on, material=material, stated=days, notice=notice
            )
        return tuple(self._with_reason(one, slug, group_of) for one in typed.in_order(stated))

    def _adds_former_name(self, slug, kind, old, working, waiting):
        if old is None or kind != typed.CHANGED or "name" not in waiting:
            return False
        published = old["now"]["name"]
        return (
            self.decisions.corrects is None
            and self._is_material(slug, MATERIAL, kind, "name")
            and working["name"] != published
            and _in_one_line(published) not in working.get("former_names", [])
        )

    def _day(self, slug, group, name="", *, other=False):
        """The day decided for the group, else proposed: of a change the earliest, else at once.

        That of the field ``name``, where it goes its own way. With ``other``, the one proposed
        if it were decided the other way.
        """
        decisions = self.decisions
        is_material = decisions.is_material(slug, group, name) != other
        proposed = self.proposed_day if decisions.proposes and is_material else ""
        if (slug, name) in decisions.material and (slug, name) not in decisions.days:
            return proposed  # decided apart from its group, whose day was for the others
        return (
            proposed if other else decisions.of_field(decisions.days, slug, name, group, proposed)
        )

    def _terms(self, slug, decided, days):
        decisions = self.decisions
        moved = {name: decisions.moved.get((slug, name)) for name in decided}
        for name, leader in FOLLOWS.items():
            if decided.get(name) == "moved":
                moved[name] = moved[name] or moved.get(leader) or days.get(leader, self.on)
        return Terms(
            on=self.on,
            days=days,
            moved={name: day for name, day in moved.items() if decided[name] == "moved"},
            dropped=frozenset(name for name, how in decided.items() if how == "dropped"),
            is_correction=decisions.corrects is not None,
            today=frozenset(name for name, how in decided.items() if how == "today"),
        )

    def _is_material(self, slug, group, kind, name):
        """Whether notice is owed; of an addition it is, whatever was decided (GDPR, Art. 28(2))."""
        if self.is_quiet:
            return False
        if kind == typed.ADDED:
            return True
        return self.decisions.is_material(slug, group, name)

    def _with_reason(self, change, slug, group_of):
        names = {name: _led_by(name, group_of) for name in change["fields"]}
        reasons = {self._reason(slug, led, group_of.get(name)) for name, led in names.items()}
        reason = " ".join(filter(None, sorted(reasons)))
        return {**change, "reason": reason} if reason else change

    def _reason(self, slug, name, group):
        decisions = self.decisions
        return normalised(decisions.of_field(decisions.reasons, slug, name, group, ""))

    def _refuse(self, drafted, refusal):
        facts = {
            key: day(value) if key in _DAYS else value for key, value in refusal.facts.items()
        } | {"fields": field_words(refusal.field), "name": drafted.name}
        self.problems.append(problem(refusal.code, slug=refusal.slug, field=refusal.field, **facts))

    def _ask(self, drafted, kind, working, days):
        """Notes what legal still has to say of this row."""
        if self.is_quiet:
            return
        slug, name = drafted.slug, drafted.name
        if kind == typed.ADDED and "effective_on" not in working:
            self.problems.append(problem("needs_start", slug=slug, field="effective_on", name=name))
        for group, names in drafted.groups.items():
            led = {n: _led_by(n, drafted.waiting) for n in names}
            material = {n for n in names if self._is_material(slug, group, kind, led[n])}
            departing = [n for n in names if group == MATERIAL and n not in material]
            unreasoned = [n for n in departing if not self._reason(slug, led[n], group)]
            self._demand("needs_reason", drafted, group, unreasoned)
            undated = [n for n in names if n in material]
            undated = [n for n in undated if self._needs_day(drafted, n, working, days)]
            self._demand("needs_day", drafted, group, undated)

    def _demand(self, code, drafted, group, names):
        if names:
            listed = and_list(field_words(name) for name in names)
            asked = problem(code, slug=drafted.slug, group=group, name=drafted.name, fields=listed)
            self.problems.append(asked)

    def _needs_day(self, drafted, name, working, days):
        return (
            name not in days
            and name in drafted.waiting
            and self._takes_day(drafted.before, name, working)
        )

    def _takes_day(self, old, name, working):
        """Whether the edit of field ``name`` takes effect on a day that legal chooses."""
        if old is None or name in LIFECYCLE_FIELDS or not is_live(old, self.on):
            return False
        if not has_started(make_row("", working), self.on):
            return False
        if working.get(name) == old["now"].get(name):
            return False
        pending = name in old.get("next", {})
        if pending and working.get(name) == old["next"][name].get("value"):
            return False
        return self.decisions.corrects is None  # which says what is true already


def _led_by(name, names):
    """The field whose answers hold for ``name`` too: one that it follows, where that is edited."""
    leader = FOLLOWS.get(name)
    return leader if leader in names else name


def _in_one_line(name):
    """A name as a former one: they stand one a line."""
    return " ".join(name.split("\n"))
