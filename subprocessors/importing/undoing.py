"""Undoing one import as one act, while nothing newer touched its rows."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from subprocessors.models.list_import import ListImport
from subprocessors.models.register import Subprocessor
from subprocessors.models.vocabulary import Category, Service
from subprocessors.publishing import editing
from subprocessors.publishing.sealing import lock


class CannotUndo(Exception):
    """The import cannot be undone as a whole; says why, by the rows' names."""


@transaction.atomic
def undo_import(done, *, by):
    """Takes back all that the ListImport changed in the working list; gives how many rows.

    What it added is deleted, what it changed is as before; categories and services that it made
    go too, where nothing uses them and nobody edited them since. Raises CannotUndo where a row
    was edited, published for the first time or deleted since.
    """
    lock()
    if done.undone_at is not None:
        raise CannotUndo(_("This import was undone already."))
    found = list(_touched(done))
    problems = [why for _record, _row, why in found if why]
    if problems:
        raise CannotUndo(" ".join(problems))
    reason = f"Undone: {done.reason}"
    for record, row, _why in found:
        if record.history_type == "+":
            editing.delete(row, by=by, reason=reason)
        else:
            _restore(row, record.prev_record, by=by, reason=reason)
    done.undone_at = timezone.now()
    done.save(update_fields=["undone_at"])
    for model, users in ((Category, "category"), (Service, "services")):
        _delete_unused(model, users, by=by, reason=reason)
    return len(found)


def _delete_unused(model, users, *, by, reason):
    """Deletes what undone imports made of ``model``, unused (as ``users``) and never edited."""
    undone = [one.reason for one in ListImport.objects.exclude(undone_at=None)]
    made = model.history.filter(history_type="+", history_change_reason__in=undone)
    for entry in model.objects.filter(pk__in=made.values("id")):
        is_used = Subprocessor.objects.filter(**{users: entry}).exists()
        if entry.history.count() == 1 and not is_used:
            editing.delete(entry, by=by, reason=reason)


def _touched(done):
    """``(record, row, why it cannot be undone or "")`` of each row that the import touched."""
    records = Subprocessor.history.filter(history_change_reason=done.reason).order_by("history_id")
    rows = {row.pk: row for row in Subprocessor.objects.filter(pk__in=records.values("id"))}
    history = Subprocessor.history.filter(id__in=rows).order_by("history_id")
    newest = dict(history.values_list("id", "history_id"))
    for record in records:
        row, why = rows.get(record.id), ""
        if row is None:
            why = _("%(name)s was deleted since.") % {"name": record.name}
        elif newest[row.pk] != record.history_id:
            why = _("%(name)s was edited since.") % {"name": row.name}
        elif record.history_type == "+" and editing.is_published(row.slug):
            why = _("%(name)s was published since; end it instead.") % {"name": row.name}
        elif record.history_type == "+" and row.replaced_by.exists():
            why = _("%(name)s is named by what replaces it.") % {"name": row.name}
        yield record, row, why


def _restore(row, before, *, by, reason):
    for field in row._meta.concrete_fields:
        if field.name not in ("id", "slug"):
            setattr(row, field.attname, getattr(before, field.attname))
    if row.category_id and not Category.objects.filter(pk=row.category_id).exists():
        raise CannotUndo(_("The category that %(name)s had is gone.") % {"name": row.name})
    services = Service.objects.filter(pk__in=before.services.values("service"))
    editing.save(row, by=by, reason=reason, services=list(services))
