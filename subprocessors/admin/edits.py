"""The edits on the desk between two versions, from its history."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from subprocessors import wording
from subprocessors.admin.tracked import place_of
from subprocessors.evidence.edit_history import edits_of, fields_edited
from subprocessors.models.register import Subprocessor

#: So many edits are shown; the history of each row holds them all.
MOST = 200


@dataclass(frozen=True)
class Edit:
    """One record of the history: who did what to which row, when (in words) and why.

    ``kind`` says what the row is where it is no sub-processor; ``url`` leads to its history.
    """

    row: str
    kind: str
    url: str
    by: str
    at: str
    reason: str
    what: str


def edits_between(before, publication):
    """The edits since the version ``before`` (None: from the beginning) up to ``publication``."""
    records = edits_of(before, publication, most=MOST)[:MOST]
    return [_edit(record, publication.time_zone) for record in records]


def _edit(record, zone):
    meta = record.instance_type._meta
    return Edit(
        row=str(record.history_object),
        kind="" if meta.model is Subprocessor else str(meta.verbose_name),
        url=reverse(f"admin:{meta.app_label}_{meta.model_name}_history", args=[record.id]),
        by=record.by_name,
        at=wording.day_and_time(record.history_date, zone),
        reason=record.history_change_reason or "",
        what=_what(record, meta),
    )


def _what(record, meta):
    if record.history_type == "+":
        return _("added")
    if record.history_type == "-":
        return _("deleted")
    fields = sorted(fields_edited(record), key=lambda name: place_of(meta.model, name))
    if not fields:
        return _("edited")
    return ", ".join(str(meta.get_field(name).verbose_name) for name in fields)
