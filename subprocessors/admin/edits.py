"""The edits of the working list between two versions, from its history."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from subprocessors.models.register import Subprocessor

#: So many edits are shown; the history of each row holds them all.
MOST = 200


@dataclass(frozen=True)
class Edit:
    """One record of the history: who did what to which row, when and why."""

    row: str
    pk: int
    by: str
    at: object
    reason: str
    what: str


def edits_between(before, publication):
    """The edits since the version ``before`` (None: from the beginning) up to ``publication``."""
    records = Subprocessor.history.filter(history_date__lte=publication.published_at)
    if before is not None:
        records = records.filter(history_date__gt=before.published_at)
    records = records.select_related("history_user").order_by("-history_date", "-history_id")
    return [_edit(record) for record in records[:MOST]]


def _edit(record):
    return Edit(
        row=record.name,
        pk=record.id,
        by=record.history_user.get_username() if record.history_user else "",
        at=record.history_date,
        reason=record.history_change_reason or "",
        what=_what(record),
    )


def _what(record):
    if record.history_type == "+":
        return _("added")
    if record.history_type == "-":
        return _("deleted")
    previous = record.prev_record
    if previous is None:
        return _("edited")
    fields = record.diff_against(previous).changed_fields
    return ", ".join(str(Subprocessor._meta.get_field(name).verbose_name) for name in fields)
