"""The edits on the desk that led to a version, from its history."""

from subprocessors.models.named_links import Certification, Document
from subprocessors.models.portal import Portal
from subprocessors.models.register import Subprocessor
from subprocessors.models.vocabulary import Category, Service

#: What a version is made of.
TRACKED = (Subprocessor, Portal, Service, Category, Document, Certification)
_KINDS = {"+": "added", "-": "deleted", "~": "edited"}

EDIT_COLUMNS = ("at", "by", "act", "kind", "row", "fields", "reason")


def edits_of(before, publication, *, most=None):
    """The records of the history since the version ``before`` (None: from the beginning) up to
    ``publication``, the newest first; of each model at most so many."""
    records = [
        record for model in TRACKED for record in _records(model.history, before, publication, most)
    ]
    records.sort(key=lambda record: (record.history_date, record.history_id), reverse=True)
    return records


def fields_edited(record):
    """The names of the fields that an edit changed; [] for an addition, and where none is known."""
    previous = record.prev_record if record.history_type == "~" else None
    return record.diff_against(previous).changed_fields if previous else []


def edit_rows(before, publication):
    """The edits as rows of a table (see ``EDIT_COLUMNS``), the oldest first."""
    for record in reversed(edits_of(before, publication)):
        yield (
            record.history_date.isoformat(),
            record.by_name,
            _KINDS[record.history_type],
            record.instance_type._meta.model_name,
            str(record.instance),
            " ".join(fields_edited(record)),
            record.history_change_reason,
        )


def _records(history, before, publication, most):
    found = history.filter(history_date__lte=publication.published_at)
    if before is not None:
        found = found.filter(history_date__gt=before.published_at)
    return found.order_by("-history_date", "-history_id")[:most]
