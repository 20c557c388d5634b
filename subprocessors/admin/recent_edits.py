"""The newest edits, for the blocks of the review: who, when and why."""

from dataclasses import dataclass

from django.db.models import F, Value, Window
from django.db.models.functions import RowNumber

from subprocessors import wording
from subprocessors.models.named_links import Certification, Document
from subprocessors.models.portal import Portal
from subprocessors.models.register import Subprocessor
from subprocessors.models.vocabulary import Category, Service

_SHOWN = 3


@dataclass(frozen=True)
class RecentEdit:
    """One edit: the user's name ("" where that is not recorded), when (in words), and why.

    ``what`` names the kind of thing, where the block does not: "document".
    """

    by: str
    at: str
    reason: str
    what: str = ""


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
            edit = (record.by_name, record.history_date, record.history_change_reason)
            found.setdefault(record.id, []).append(_recent_edit(*edit, zone))
    return found


def recent_edits_of_facts(*, since, zone):
    """The newest three RecentEdits of facts and vocabulary after the instant ``since`` (or None).

    One query.
    """
    columns = ("history_date", "history_id", "by_name", "history_change_reason")
    records = []
    for model in (Portal, Document, Certification, Service, Category):
        history = model.history.order_by()
        history = history if since is None else history.filter(history_date__gt=since)
        what = Value(str(model._meta.verbose_name))
        records.append(history.annotate(what=what).values_list(*columns, "what"))
    found = records[0].union(*records[1:], all=True)
    newest = sorted(found, key=lambda record: record[:2], reverse=True)[:_SHOWN]
    return [
        _recent_edit(by or "", date, reason, zone, what) for date, _id, by, reason, what in newest
    ]


def _recent_edit(by, date, reason, zone, what=""):
    return RecentEdit(by, wording.day_and_time(date, zone), reason or "", what)
