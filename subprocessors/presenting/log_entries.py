"""One publication as the log shows it."""

import re
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from subprocessors import wording
from subprocessors.archive.days import day_after
from subprocessors.models.publication import Change, Publication

_DAYS = 3
#: An entry of more changes is folded to what they come to.
_MOST_UNFOLDED = 5
#: What an import says of its source, in words; another name stands for itself.
_SOURCE_WORDS = {
    "file": gettext_lazy("Source"),
    "commit": gettext_lazy("Commit of the source"),
    "sha256": gettext_lazy("SHA-256 of the source"),
}
_HEX = re.compile(r"[0-9a-f]{7,64}")
#: Kinds whose changes owed nobody a notice.
_QUIET = (Publication.Kind.OPENING, Publication.Kind.IMPORTED)


@dataclass(frozen=True)
class ChangeLine:
    """One change as it is read: its ``change``, ``sentence``, ``differences`` and ``facts``."""

    change: Change
    context: wording.SentenceContext
    publication: Publication

    @property
    def is_redacted(self):
        """Whether its words were taken out."""
        return not self.change.fields

    @cached_property
    def sign(self):
        """The sign before it: "+"."""
        return wording.sign(self.change.part)

    @cached_property
    def word(self):
        """What kind of change it is: "Added"."""
        return wording.change_word(self.change.part, context=self.context)

    @cached_property
    def sentence(self):
        """What it says, in plain text."""
        return wording.change_sentence(self.change.part, self.change.name, context=self.context)

    @cached_property
    def title(self):
        """Its facts for the title of a feed's entry."""
        return wording.change_title(self.change.part, self.change.name, context=self.context)

    @cached_property
    def differences(self):
        """Was and Is now, per field."""
        return wording.was_and_is(self.change.part, context=self.context)

    @cached_property
    def facts(self):
        """What an addition states, as (label, text)."""
        is_addition = self.change.kind == Change.Kind.ADDED
        return wording.stated_values(self.change.part, context=self.context) if is_addition else []

    @property
    def last_day(self):
        """The last day (ISO) that an end states: it takes effect with the day after; else ""."""
        last_day = self.change.fields.get("ended_on", {}).get("after", {}).get("now")
        if not last_day:
            return ""
        ends_with_it = wording.as_date(self.change.effective_on).isoformat() == day_after(last_day)
        return last_day if ends_with_it else ""

    @property
    def is_wording(self):
        """Whether it is marked as wording only: no notice is owed."""
        is_edit = self.change.kind == Change.Kind.CHANGED and not self.is_redacted
        return is_edit and not self.change.material and self.publication.kind not in _QUIET


@dataclass(frozen=True)
class LogEntry:
    """One publication in the log.

    ``lines`` are its changes out of ``count``, of which ``most`` are shown. ``redactions`` are
    ``(day, why, count)``; ``corrected_by`` is the number of its latest correction, or None.
    """

    publication: Publication
    lines: tuple
    context: wording.SentenceContext
    count: int
    corrected_by: int | None = None
    redactions: tuple = ()
    most: int | None = None

    @property
    def shown_lines(self):
        """The changes that are shown one by one; none of the first publication."""
        return () if self.is_first else self.lines[: self.most]

    @cached_property
    def sum(self):
        """What the changes come to, in a line, where there are many; else ""."""
        if self.is_first or len(self.lines) <= _MOST_UNFOLDED:
            return ""
        return wording.changes_in_sum(
            [line.change.part for line in self.lines], context=self.context
        )

    @property
    def is_first(self):
        """Whether it is where the archive begins: it lists rows, and changes none."""
        return self.publication.number == 1

    @property
    def title(self):
        """The title legal gave it; its number where the title was redacted."""
        return self.publication.title or str(self.publication)

    @property
    def opening(self):
        """The sentence in place of the changes of the first publication; else ""."""
        if not self.is_first:
            return ""
        is_imported = self.publication.kind == Publication.Kind.IMPORTED
        source = (self.publication.source or {}) if is_imported else None
        listed = getattr(self.publication, "listed_count", len(self.lines))
        return wording.opening_title(listed, source=source)

    @property
    def feed_title(self):
        """Its facts in one line, for a feed."""
        titles = (line.title for line in self.lines)
        text = self.opening or wording.joined_title(titles, self.count) or self.title
        corrected = self.publication.corrects_id
        if not corrected:
            return text
        return _("Correction of version %(number)d: %(text)s") % {
            "number": corrected,
            "text": text,
        }

    @property
    def rest(self):
        """How many changes are not shown."""
        return 0 if self.is_first else self.count - len(self.shown_lines)

    @property
    def source(self):
        """Where an imported one comes from, as (words, text, whether it is a fingerprint)."""
        stated = (self.publication.source or {}).items()
        return [
            (_SOURCE_WORDS.get(name, name), str(value), bool(_HEX.fullmatch(str(value))))
            for name, value in stated
            if name != "by"
        ]

    @property
    def takes_effect(self):
        """The days on which its changes take effect, in words; "" where there are none.

        Of an end the last day is said, and not the day after.
        """
        return self._days_in_words(
            line.change.effective_on
            for line in self.lines
            if not (line.is_redacted or line.last_day)
        )

    @property
    def last_days(self):
        """The last days that its changes state, in words; "" where there are none."""
        return self._days_in_words(line.last_day for line in self.lines if line.last_day)

    def _days_in_words(self, days):
        days = sorted(set(days))
        if not days or self.publication.kind in _QUIET:
            return ""
        if len(days) <= _DAYS:
            return wording.and_list(map(wording.day, days))
        return _("%(first)s to %(last)s") % {
            "first": wording.day(days[0]),
            "last": wording.day(days[-1]),
        }

    @property
    def concerns(self):
        """The services its changes concern, in words; "" where there are no services."""
        lines = [line for line in self.lines if not line.is_redacted]
        if not self.context.services or not lines or self.is_first:
            return ""
        if any(not line.change.service_slugs for line in lines):
            return _("all services")
        found = {slug for line in lines for slug in line.change.service_slugs}
        ordered = [slug for slug in self.context.services if slug in found]
        others = sorted(found - set(ordered))
        return wording.and_list(self.context.services.get(slug, slug) for slug in ordered + others)
