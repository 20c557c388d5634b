"""The newest edits of rows, for the blocks of the review: who, when and why."""

from dataclasses import dataclass

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from subprocessors import wording
from subprocessors.models.register import Subprocessor

_SHOWN = 3


@dataclass(frozen=True)
class RecentEdit:
    """One edit of a row: who made it ("" where that is not recorded), when (in words), and why."""

    by: str
    at: str
    reason: str


def recent_edits(rows, *, since, zone):
    """Per pk among DraftRows the newest three RecentEdits after the instant ``since`` (or None).

    The newest edit is among them even if it is older: the row may have been left out before.
    One query.
    """
    rank = Window(
        RowNumber(), partition_by=[F("id")], order_by=[F("history_date").desc(), F("pk").desc()]
    )
    records = Subprocessor.history.filter(id__in=[row.pk for row in rows]).annotate(rank=rank)
    found = {}
    for record in records.filter(rank__lte=_SHOWN).order_by("rank"):
        if record.rank == 1 or since is None or record.history_date > since:
            found.setdefault(record.id, []).append(_recent_edit(record, zone))
    return found


def _recent_edit(record, zone):
    return RecentEdit(
        by=record.by_name,
        at=wording.day_and_time(record.history_date, zone),
        reason=record.history_change_reason or "",
    )
