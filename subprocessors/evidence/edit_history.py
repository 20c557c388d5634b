"""The edits on the desk that led to a version, from its history."""

from django.db.models import OuterRef, Subquery

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
    ``publication``, the newest first; of each model at most so many. Each has its ``before``, the
    record that it followed (None for none). A fixed number of queries."""
    records = [
        record for model in TRACKED for record in _records(model.history, before, publication, most)
    ]
    records.sort(key=lambda record: (record.history_date, record.history_id), reverse=True)
    return records


def fields_edited(record):
    """The names of the fields that an edit (see ``edits_of``) changed, sorted; [] for an addition,
    and where none is known."""
    if record.before is None:
        return []
    delta = record.diff_against(record.before, excluded_fields=record.listed)
    changed = [name for name, keys in record.listed.items() if keys != record.before.listed[name]]
    return sorted([*delta.changed_fields, *changed])


def edit_rows(before, publication):
    """The edits as rows of a table (see ``EDIT_COLUMNS``), the oldest first."""
    for record in reversed(edits_of(before, publication)):
        yield (
            record.history_date.isoformat(),
            record.by_name,
            _KINDS[record.history_type],
            record.instance_type._meta.model_name,
            str(record.history_object),
            " ".join(fields_edited(record)),
            record.history_change_reason,
        )


def _records(history, before, publication, most):
    found = history.filter(history_date__lte=publication.published_at)
    if before is not None:
        found = found.filter(history_date__gt=before.published_at)
    newest_first = ("-history_date", "-history_id")
    followed = history.filter(id=OuterRef("id"), history_date__lt=OuterRef("history_date"))
    followed = followed.order_by(*newest_first).values("history_id")[:1]
    found = found.annotate(followed=Subquery(followed)).order_by(*newest_first)
    records = list(found[:most])
    keys = {one.followed for one in records if one.history_type == "~"} - {None}
    earlier = history.in_bulk(keys, field_name="history_id")
    for one in records:
        one.before = earlier.get(one.followed) if one.history_type == "~" else None
    _add_lists(history.model, [*records, *earlier.values()])
    return records


def _add_lists(model, records):
    """Gives each record, as ``listed``, the keys in its lists (many to many) by their names."""
    for record in records:
        record.listed = {}
    for field in model._history_m2m_fields:
        keys, rows = {}, getattr(model, field.name).model.objects
        rows = rows.filter(history__in={record.history_id for record in records})
        for record, key in rows.values_list("history", field.m2m_reverse_field_name()):
            keys.setdefault(record, set()).add(key)
        for record in records:
            record.listed[field.name] = keys.get(record.history_id, set())
