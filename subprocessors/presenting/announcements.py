"""What is about to change on a list: starts, announced values and last days."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from subprocessors import wording
from subprocessors.archive.snapshots import still_to_come
from subprocessors.archive.status import UPCOMING, status_of

STARTS, CHANGES, ENDS = "starts", "changes", "ends"


@dataclass(frozen=True)
class Announcement:
    """What comes for one row on one day.

    ``on`` is the ISO day: of the start, of the change, or the last day; ``far`` how far off
    it is. ``sentences`` say it with the day, ``undated`` without. ``sides`` maps each field
    concerned to what a published change would have put there (see ``changes``), which is how the
    version that announced it is found. ``is_wording`` says that it was published as a change of
    words alone.
    """

    on: str
    far: str
    kind: str
    row: dict
    sentences: tuple
    sides: dict
    undated: tuple = ()
    is_wording: bool = False

    @property
    def slug(self):
        """The row's slug."""
        return self.row["slug"]

    def announced_in(self, changes):
        """The Change that announced it, among ``changes`` (newest first), or None."""
        for change in changes:
            if change.slug != self.slug:
                continue
            for field, side in self.sides.items():
                after = change.fields.get(field, {}).get("after", {})
                if all(after.get(key) == value for key, value in side.items()):
                    return change
        return None


def announcements(listing, notices=None):
    """What is about to change on a ListOnDay, soonest first.

    By its OpenNotices what was published as wording is known from what changes a fact.
    """
    found = []
    for row in (*listing.current, *listing.upcoming):
        found += _of_row(row, listing, notices)
    return sorted(found, key=lambda a: (a.on, a.row["now"]["name"].casefold(), a.slug, a.kind))


def announcements_of(row, listing, notices=None):
    """What is about to change of one live row, soonest first."""
    return sorted(_of_row(row, listing, notices), key=lambda a: a.on)


def statuses(row, listing, notices=None):
    """What is not ordinary about a live row, a sentence each: "Starts 3 December 2026".

    With OpenNotices, also until when customers may object.
    """
    coming = announcements_of(row, listing, notices)
    found = coming_in_words(coming)
    return found + notices.statuses(row["slug"], coming) if notices else found


def coming_in_words(coming):
    """The Announcements of one row, a sentence each."""
    found = []
    for announcement in coming:
        when = wording.day(announcement.on)
        if announcement.kind == STARTS:
            found.append(_("Starts %(day)s") % {"day": when})
        elif announcement.kind == ENDS:
            found.append(_("Last day %(day)s") % {"day": when})
        else:
            found += announcement.sentences
    return found


def answer(current, upcoming, coming, objection=()):
    """How many are listed and what is about to change, in sentences.

    ``current`` and ``upcoming`` count rows; ``coming`` are Announcements, soonest first. What
    they are stands below the answer, each with its day. ``objection`` are sentences that
    stand nowhere below.
    """
    changes = [one for one in coming if not one.is_wording]
    if changes:
        words = ngettext(
            "%(count)d change is coming, %(far)s.",
            "%(count)d changes are coming, the first %(far)s.",
            len(changes),
        )
        what_comes = words % {"count": len(changes), "far": changes[0].far}
    elif coming:
        what_comes = _("Only wording is about to change.")
    else:
        what_comes = _("Nothing is about to change.")
    return [_count(current, upcoming), what_comes, *objection]


def _count(current, upcoming):
    """How many rows the table has; those that are only announced are counted by themselves."""
    words = {"current": current, "upcoming": upcoming, "count": current + upcoming}
    if not upcoming and not current:
        return _("No sub-processor is in use.")
    if not upcoming:
        text = ngettext("%(count)d sub-processor.", "%(count)d sub-processors.", words["count"])
    elif not current:
        text = ngettext(
            "No sub-processor is in use; %(upcoming)d is announced.",
            "No sub-processor is in use; %(upcoming)d are announced.",
            upcoming,
        )
    else:
        text = _("%(count)d sub-processors: %(current)d in use, %(upcoming)d announced.")
    return text % words


def days_until(day, today):
    """How far a coming ISO day is from the date ``today``: "in 12 days"."""
    count = (date.fromisoformat(day) - today).days
    if not count:
        return _("today")
    return ngettext("in %(count)d day", "in %(count)d days", count) % {"count": count}


def _of_row(row, listing, notices):
    """What is announced for a live row, as Announcements."""
    now, found = row["now"], []
    if status_of(row, listing.iso_day) == UPCOMING:
        found.append(_start(row, listing))
    if "ended_on" in now:
        day = now["ended_on"]
        sides = {"ended_on": {"now": day}}
        found.append(Announcement(day, days_until(day, listing.day), ENDS, row, (), sides))
    by_day = {}
    for field, announced in still_to_come(row).items():
        by_day.setdefault(announced["on"], {})[field] = announced
    return found + [_change(row, day, fields, listing, notices) for day, fields in by_day.items()]


def _start(row, listing):
    day, other = row["now"]["effective_on"], listing.rows.get(row["now"].get("replaces"))
    sentences = ()
    if other:
        sentences = (_("It replaces %(name)s") % {"name": other["now"]["name"]},)
    sides = {"effective_on": {"now": day}}
    return Announcement(day, days_until(day, listing.day), STARTS, row, sentences, sides, sentences)


def _change(row, day, fields, listing, notices):
    labels = {"services": listing.services, "categories": listing.categories}
    stated = dict(fields)
    if "name" in stated:  # which says it already
        stated.pop("former_names", None)
    words = notices.wording_fields(row["slug"], stated) if notices else frozenset()
    facts = {field: one for field, one in stated.items() if field not in words}
    words = {field: one for field, one in stated.items() if field in words}
    parts = [(some, some is words) for some in (facts, words) if some]
    sentences, undated = (
        tuple(say(row, some, is_wording=is_wording, **labels) for some, is_wording in parts)
        for say in (wording.announced_sentence, wording.announced_values)
    )
    far = days_until(day, listing.day)
    sides = {field: {"next": announced} for field, announced in fields.items()}
    return Announcement(day, far, CHANGES, row, sentences, sides, undated, is_wording=not facts)
