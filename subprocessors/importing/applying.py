"""Bringing a list from elsewhere into the working list, all of it or nothing."""

from django.core.exceptions import ValidationError
from django.db import transaction

from subprocessors.importing.categories import category_for
from subprocessors.importing.differing import applied, difference
from subprocessors.publishing import editing
from subprocessors.publishing.sealing import lock


class CannotImport(Exception):
    """A list cannot be imported as it is. ``problems`` are sentences."""

    def __init__(self, *problems):
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


class Outdated(Exception):
    """The difference is no longer the one that was shown."""


@transaction.atomic
def bring_in(understood, *, on, by, source, apart=(), seen=None, end_missing=None):
    """Saves what is new and changed in ``understood`` to the working list; gives the Difference.

    ``source`` says in the history where it came from; ``seen`` is the digest of the
    difference that was shown (None: any). Rows that the file does not name stay, unless
    ``end_missing`` is their last day. Nothing is published. Raises CannotImport, or Outdated
    where the working list has moved since.
    """
    if not understood.is_whole:
        raise CannotImport(*understood.problems, *map(_unsettled, understood.unknown))
    lock()  # two imports at once would add everything twice
    found = difference(understood.entries, on=on, apart=apart)
    if found.problems:
        raise CannotImport(*found.problems)
    if seen is not None and seen != found.digest:
        raise Outdated
    reason = f"Imported from {source}"[:100]
    for step in found.steps:
        row = applied(step)
        if "category" in step.fields:
            row.category = category_for(step.fields["category"][1])
        editing.save(row, by=by, reason=reason)
    for row in found.missing if end_missing else ():
        _end(row, end_missing, by=by, reason=reason)
    return found


def _unsettled(column):
    return f"“{column.heading}” is no column known here. Say what it means, or ignore it."


def _end(row, last_day, *, by, reason):
    if row.ended_on == last_day:
        return
    try:
        editing.end(row, last_day=last_day, by=by, reason=reason)
    except ValidationError as error:
        raise CannotImport(*(f"{row.name}: {words}" for words in error.messages)) from error
