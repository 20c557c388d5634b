"""The changes of a version that an objection can mean, and how each stands today."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from subprocessors import wording
from subprocessors.archive.changes import side
from subprocessors.models.publication import Change
from subprocessors.presenting.log import log_entry
from subprocessors.presenting.log_entries import ChangeLine


@dataclass(frozen=True)
class MeantChange:
    """A change that requires notice, as its version tells it (``line``), on the day ``on``.

    ``is_planned`` says that it still stands, or has come; ``facts`` are those of the list.
    """

    line: ChangeLine
    on: date
    is_planned: bool
    facts: dict

    @property
    def change(self):
        """The Change itself."""
        return self.line.change

    @property
    def position(self):
        """Its place in the version, by which a form names it."""
        return self.change.position

    @property
    def title(self):
        """What it says: "Added: Mistral AI starts on ..." """
        return f"{self.line.word}: {self.line.sentence}"

    @property
    def is_over(self):
        """Whether the last day to object that the version states is past."""
        until = self.change.objection_until_on
        return until is not None and self.on > until

    @property
    def days(self):
        """Until when the version lets customers object to it, in a sentence."""
        until, zone = self.change.objection_until_on, self.line.publication.time_zone
        if until is None:
            return _("The version states no last day for objections to it.")
        if not self.is_over:
            return f"{wording.objection_label(self.facts)} {wording.end_of_day(until, zone)}."
        said = _("The last day to object was %(day)s. Objections that come later are taken, too.")
        return said % {"day": wording.day(until)}

    @property
    def days_of_received(self):
        """The same to whoever has objected today: by the version's days alone."""
        until, zone = self.change.objection_until_on, self.line.publication.time_zone
        if until is None:
            return self.days
        words = {"day": wording.end_of_day(until, zone), "number": self.change.publication_id}
        said = _("The last day to object, as version %(number)d states, is %(day)s.")
        if self.is_over:
            said = _(
                "The last day to object, as version %(number)d states, was %(day)s. Your objection"
                " came later; it is taken all the same."
            )
        return said % words

    @property
    def standing(self):
        """What became of it since, in a sentence; "" where nothing did."""
        if self.change.effective_on <= self.on:
            return _("It has taken effect.")
        return "" if self.is_planned else _("It is no longer planned so.")


def meant_changes(publication, listing):
    """The MeantChanges of ``publication``, in order; ``listing`` is the newest ListOnDay.

    None of wording, and none that was redacted. Two queries.
    """
    changes = Change.objects.filter(publication=publication, material=True).exclude(slug="")
    entry = log_entry(
        publication,
        list(changes.order_by("position")),
        services=listing.services,
        categories=listing.categories,
        redactions=(),
    )
    return [
        MeantChange(line, listing.day, _still_stands(line.change, listing), listing.facts)
        for line in entry.lines
        if not line.is_redacted
    ]


def _still_stands(change, listing):
    """Whether the newest list says, or has announced, what the change brought."""
    row = listing.rows.get(change.slug)
    if row is None:
        return False
    if "withdrawn_on" in row["now"] and "withdrawn_on" not in change.fields:
        return False
    return change.effective_on <= listing.day or any(
        side(row, name).get(which) == after[which]
        for name, after in _what_comes(change)
        for which in after
    )


def _what_comes(change):
    """(field, what it announces) of a change; what is in force, where it announces nothing."""
    for name, sides in change.fields.items():
        after = sides.get("after", {})
        yield name, {"next": after["next"]} if "next" in after else after
