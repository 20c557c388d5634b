"""The edits on the desk between two versions, from its history."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from subprocessors import wording
from subprocessors.admin.tracked import place_of
from subprocessors.models.named_links import Certification, Document
from subprocessors.models.portal import Portal
from subprocessors.models.register import Subprocessor
from subprocessors.models.vocabulary import Category, Service

#: So many edits are shown; the history of each row holds them all.
MOST = 200
#: What a version is made of.
TRACKED = (Subprocessor, Portal, Service, Category, Document, Certification)


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
    records = [
        record for model in TRACKED for record in _records(model.history, before, publication)
    ]
    records.sort(key=lambda record: (record.history_date, record.history_id), reverse=True)
    return [_edit(record, publication.time_zone) for record in records[:MOST]]


def _records(history, before, publication):
    found = history.filter(history_date__lte=publication.published_at)
    if before is not None:
        found = found.filter(history_date__gt=before.published_at)
    return found.order_by("-history_date", "-history_id")[:MOST]


def _edit(record, zone):
    meta = record.instance_type._meta
    return Edit(
        row=str(record.instance),
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
    previous = record.prev_record
    if previous is None:
        return _("edited")
    fields = record.diff_against(previous).changed_fields
    fields.sort(key=lambda name: place_of(meta.model, name))
    return ", ".join(str(meta.get_field(name).verbose_name) for name in fields)
