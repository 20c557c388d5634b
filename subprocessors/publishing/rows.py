"""What each row of the working list would be in the next publication, as legal decides."""

from copy import copy
from dataclasses import replace
from functools import partial

from subprocessors.archive import changes as typed
from subprocessors.archive.fields import CODES_OF
from subprocessors.archive.freezing import Refused, edited_fields, frozen_row
from subprocessors.archive.snapshots import make_row
from subprocessors.publishing.decisions import MATERIAL
from subprocessors.publishing.draft_row import DraftRow
from subprocessors.publishing.paired_fields import stale_words, without_todays_words
from subprocessors.publishing.pending_sets import pending_problems
from subprocessors.publishing.refusals import problem
from subprocessors.publishing.renames import adds_former_name, in_one_line, is_vendors_rename
from subprocessors.publishing.row_decisions import TODAY, RowDecisions
from subprocessors.publishing.row_groups import (
    FOLLOWS,
    RESTORED,
    group_of_field,
    grouped,
    led_by,
)
from subprocessors.publishing.row_questions import refusal_problem, row_problems, undated_fields


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

    def refuse_text(self, row, error):
        """Notes that a text of the working ``row`` cannot be frozen."""
        self.problems.append(problem("bad_text", slug=row.slug, name=row.name, error=error))

    def draft(self, row, working, published, *, first_stated=frozenset()):
        """The DraftRow of the working ``row``, or None where nothing differs or waits.

        ``working`` are its public values, ``published`` is the published row or None, and
        ``first_stated`` are the fields that it never stated before.
        """
        slug, decided = row.slug, self._decided(row.slug)
        waiting = edited_fields(published, working)
        announcements = decided.of_announcements(published, working)
        if not (waiting or announcements) or (published is None and "withdrawn_on" in working):
            return None
        stale = stale_words(published, working, services=self.services) if published else {}
        emptied = {name for name in stale if (slug, name) not in self.decisions.kept_words}
        drafted = DraftRow(
            slug=slug,
            name=working.get("name", row.name),
            pk=row.pk,
            before=published,
            after=published,
            working=working,
            waiting=tuple(sorted({*waiting, *emptied})),
            stale_words=stale,
            left_out=decided.is_left_out(self.touched),
            held_back=row.held_back,
        )
        if drafted.left_out or drafted.held_back:
            return drafted
        values = {name: value for name, value in working.items() if name not in emptied}
        drafted = self._frozen(drafted, values, decided, announcements, first_stated)
        if self.is_quiet:
            return drafted
        redraft = partial(self._decided_otherwise, row, working, published, first_stated)
        return replace(drafted, redraft=redraft)

    def _decided(self, slug):
        return RowDecisions(
            slug,
            self.decisions,
            on=self.on,
            proposed_day=self.proposed_day,
            is_quiet=self.is_quiet,
        )

    def _decided_otherwise(self, row, working, published, first_stated):
        """The DraftRow if the material group were published as the other of change and wording."""
        key, decisions = (row.slug, MATERIAL), self.decisions
        other = copy(self)
        other.problems = []
        other.decisions = replace(
            decisions,
            material={**decisions.material, key: not decisions.is_material(*key)},
            days={group: day for group, day in decisions.days.items() if group != key},
        )
        return other.draft(row, working, published, first_stated=first_stated)

    def _frozen(self, drafted, working, decided, announcements, first_stated):
        slug, old = drafted.slug, drafted.before
        kind = typed.kind_of(old, make_row(slug, working), on=self.on)
        if kind == typed.ADDED and slug in self.restorable:
            kind = RESTORED
        names = {*drafted.waiting, *announcements}
        is_renamed = is_vendors_rename(old, working, is_correction=decided.is_correction)
        if adds_former_name(decided, kind, old, working, drafted.waiting, is_renamed=is_renamed):
            former = working.get("former_names", [])
            working = {**working, "former_names": [*former, in_one_line(old["now"]["name"])]}
            names.add("former_names")
        together = {name: leader for name, leader in FOLLOWS.items() if leader in names}
        groups = grouped(
            kind, names, together=together, first_stated=first_stated, is_renamed=is_renamed
        )
        group_of = {name: group for group, names in groups.items() for name in names}
        days = {n: decided.day(group, led_by(n, group_of)) for n, group in group_of.items()}
        days = {name: day for name, day in days.items() if day}
        drafted = replace(
            drafted,
            groups=groups,
            group_days={group: decided.day(group) for group in groups},
            other_days={group: decided.day(group, other=True) for group in groups},
            waiting=tuple(sorted(group_of)),
        )
        try:
            after = frozen_row(slug, old, working, decided.terms(announcements, days))
        except Refused as refusal:
            self.problems.append(refusal_problem(drafted, refusal))
            return drafted
        corrected = self._corrected_today(slug, announcements)
        if corrected:
            after = without_todays_words(after, old, corrected, services=self.services)
        drafted = replace(drafted, after=after)
        drafted = replace(drafted, changes=self._stated(drafted, kind, group_of, days, decided))
        if not self.is_quiet:
            undated = undated_fields(drafted, kind, working, days, decided)
            self.problems += row_problems(drafted, kind, working, decided, undated=undated)
            self.problems += self.gate.problems_of(drafted, undated=undated)
            self.problems += pending_problems(drafted, self.decisions)
        return drafted

    def _corrected_today(self, slug, announcements):
        """The fields whose value in force alone is put right, but those whose words are kept."""
        kept = {CODES_OF[name] for row, name in self.decisions.kept_words if row == slug}
        return {name for name, how in announcements.items() if how == TODAY} - kept

    def _stated(self, drafted, kind, group_of, days, decided):
        """What the publication states of the row: its changes in order, with their reasons."""
        old, new = drafted.before, drafted.after

        def group(name):
            return group_of.get(name) or group_of_field(kind, name)

        def material(_kind, name):
            return decided.is_material(group(name), kind, led_by(name, group_of))

        def notice(change, name, day):
            short = decided.short_notice(led_by(name, group_of), group(name))
            return self.gate.notice(change, name, day, old=old, new=new, short=short)

        stated = []
        for change in typed.compare([old] if old else [], [new], on=self.on):
            stated += typed.split(
                change, new=new, on=self.on, material=material, stated=days, notice=notice
            )
        reason = partial(_with_reason, kind=kind, group_of=group_of, decided=decided)
        return tuple(map(reason, typed.in_order(stated)))


def _with_reason(change, *, kind, group_of, decided):
    names = {name: led_by(name, group_of) for name in change["fields"]}
    reasons = {decided.reason(led, group_of.get(name), kind) for name, led in names.items()}
    reason = " ".join(filter(None, sorted(reasons)))
    return {**change, "reason": reason} if reason else change
